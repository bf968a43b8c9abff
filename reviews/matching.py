"""Who reviews what, as pure computation: a balanced assignment by min-cost flow, and a draw that anyone can repeat."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

#: Entries per flow problem; the load is carried from one to the next, so time stays linear in the entries.
CHUNK = 60
FAR = 100_000
OTHER_FIELD = 3
SINK = ("sink", 0)

DRAW_ALGORITHM = "sha256-order-1"


@dataclass
class Matching:
    """``pairs`` (entry, expert) in the order of the entries, and ``missing`` experts by entry where too few are free."""

    pairs: list[tuple[int, int]] = field(default_factory=list)
    missing: dict[int, int] = field(default_factory=dict)


def balance(
    wanted: Mapping[int, int],
    experts: Sequence[int],
    *,
    blocked: Collection[tuple[int, int]] = frozenset(),
    fitting: Collection[tuple[int, int]] = frozenset(),
    load: Mapping[int, int] | None = None,
) -> Matching:
    """Give each entry its ``wanted`` number of experts: never a ``blocked`` pair, loads as even as possible, field next.

    ``wanted`` is entry → how many, ``load`` expert → what each has already. An even load outweighs the field: one
    assignment more than another expert costs more than a foreign field. The same input gives the same result.
    """
    if not experts:
        return Matching(missing={entry: count for entry, count in wanted.items() if count})
    blocked, fitting = frozenset(blocked), frozenset(fitting)
    result, carried = Matching(), {expert: (load or {}).get(expert, 0) for expert in experts}
    entries = sorted(entry for entry, count in wanted.items() if count > 0)
    for start in range(0, len(entries), CHUNK):
        part = {entry: wanted[entry] for entry in entries[start : start + CHUNK]}
        _solve(part, carried, blocked, fitting, result)
    return result


def _solve(wanted, load, blocked, fitting, result):
    import networkx as nx  # noqa: PLC0415  half a second that only this needs

    graph = _graph(nx, wanted, load, blocked, fitting)
    flow = nx.min_cost_flow(graph)
    for entry, count in wanted.items():
        chosen = [expert for kind, expert in flow["entry", entry] if kind == "expert"]
        chosen = sorted(expert for expert in chosen if flow["entry", entry]["expert", expert])
        result.pairs += [(entry, expert) for expert in chosen]
        for expert in chosen:
            load[expert] += 1
        if len(chosen) < count:
            result.missing[entry] = count - len(chosen)


def _graph(nx, wanted, load, blocked, fitting):
    """Source at each entry, one unit per pair; every further unit through an expert is dearer than the one before."""
    graph, total = nx.DiGraph(), sum(wanted.values())
    graph.add_node(SINK, demand=total)
    least, deepest = min(load.values()), len(wanted)
    for expert, has in sorted(load.items()):
        for step in range(deepest):
            slot = ("slot", expert, step)
            graph.add_edge(("expert", expert), slot, capacity=1, weight=2 * OTHER_FIELD * (has - least + step))
            graph.add_edge(slot, SINK, capacity=1, weight=0)
    for entry, count in sorted(wanted.items()):
        graph.add_node(("entry", entry), demand=-count)
        graph.add_edge(("entry", entry), SINK, capacity=count, weight=FAR)
        for expert in sorted(load):
            if (entry, expert) not in blocked:
                cost = 0 if (entry, expert) in fitting else OTHER_FIELD
                graph.add_edge(("entry", entry), ("expert", expert), capacity=1, weight=cost)
    return graph


def draw_order(codes: Iterable[str], seed: str) -> list[str]:
    """``codes`` ordered by SHA-256 of "seed:code"; the first n are drawn (forms.md E16: same seed, same list)."""
    return sorted(set(codes), key=lambda code: hashlib.sha256(f"{seed}:{code}".encode()).hexdigest())


def draw(pool: Mapping[str, Collection[str]], *, wanted: Mapping[str, int], seed: str) -> list[str]:
    """Draw from ``pool`` (code → fields) the numbers ``wanted`` by field; the key "" means any field, filled last."""
    order, drawn = draw_order(pool, seed), []
    for field_code in sorted(wanted, key=lambda key: (key == "", key)):
        free = [code for code in order if code not in drawn and (not field_code or field_code in pool[code])]
        drawn += free[: wanted[field_code]]
    return drawn
