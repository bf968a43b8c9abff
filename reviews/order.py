"""What the score order asks for, as pure computation: who is where, and which conclusions depart from it (forms.md E4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reviews.states import EntryState

#: Best first; the order of conclusions that scores alone would give.
CONCLUSIONS = (EntryState.SELECTED, EntryState.RESERVE, EntryState.NOT_SELECTED)


@dataclass(frozen=True)
class Ranked:
    """An entry with its rank, None where it has no score (absent at the defence)."""

    key: int
    rank: int | None


def by_score(ranked: Sequence[Ranked], size: int) -> dict[int, str]:
    """The conclusion that the score order gives: the first ``size`` ranks are in, those tied with the last one too."""
    return {
        one.key: EntryState.SELECTED if one.rank is not None and one.rank <= size else EntryState.NOT_SELECTED
        for one in ranked
    }


def departures(ranked: Sequence[Ranked], conclusions: Mapping[int, str]) -> set[int]:
    """Keys whose conclusion is not the one that their rank would get if as many were selected and kept in reserve.

    Equal ranks may take any of the places that they share; where such a group is parted, all of it departs.
    """
    ordered = sorted(ranked, key=lambda one: (one.rank is None, one.rank or 0))
    places = sorted((conclusions[one.key] for one in ordered), key=CONCLUSIONS.index)
    groups: dict[tuple[bool, int], list[int]] = {}
    for one in ordered:
        groups.setdefault((one.rank is None, one.key if one.rank is None else one.rank), []).append(one.key)
    found, start = set(), 0
    for keys in groups.values():
        here = places[start : start + len(keys)]
        start += len(keys)
        found |= _departing(keys, here, conclusions)
    return found


def _departing(keys, places, conclusions):
    given = {conclusions[key] for key in keys}
    if given == set(places) and len(given) == 1:
        return set()
    if len(keys) > 1 and len(given) > 1:
        return set(keys)
    return {key for key in keys if conclusions[key] not in places}
