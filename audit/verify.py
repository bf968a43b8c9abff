"""Verification of an exported record with the standard library alone.

``python3 audit/verify.py record.jsonl`` needs nothing of the portal, so that anyone who holds an export can check it.
An export has one JSON object a line: ``{"kind": "event", …}`` in id order, then ``{"kind": "seal", …}`` in number order.
"""

import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

GENESIS = "0" * 64
EVENT_FIELDS = (
    "subject_type",
    "subject_id",
    "sequence",
    "at",
    "actor_id",
    "actor_label",
    "verb",
    "from_state",
    "to_state",
    "note",
    "rules",
    "details",
    "content_hash",
    "previous_hash",
)
SEAL_FIELDS = ("number", "at", "reason", "count", "root", "previous_hash")


def digest(fields: Sequence[str], row: Mapping) -> str:
    """SHA-256 (64 hex digits) over the named fields of ``row`` as canonical JSON (UTF-8, sorted keys, no blanks)."""
    text = json.dumps({name: row[name] for name in fields}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def merkle_root(leaves: Sequence[str]) -> str:
    """Root over hex leaf hashes; leaf and node hashes are told apart by a prefix, an odd node moves up unchanged."""
    level = [hashlib.sha256(b"\x00" + bytes.fromhex(leaf)).hexdigest() for leaf in leaves]
    if not level:
        return GENESIS
    while len(level) > 1:
        pairs = [level[at : at + 2] for at in range(0, len(level), 2)]
        level = [_node(*pair) if len(pair) == 2 else pair[0] for pair in pairs]
    return level[0]


def _node(left: str, right: str) -> str:
    return hashlib.sha256(b"\x01" + bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()


def faults(events: Iterable[Mapping], seals: Iterable[Mapping]) -> list[str]:
    """Everything that does not fit, as sentences; an empty list means the record is whole.

    Checks each event's hash, the chain of each subject (no gap, no swap), each seal's root over its leaves, the chain
    of seals, and that no event is sealed twice or missing from the export.
    """
    found: list[str] = []
    hashes: dict[int, str] = {}
    last: dict[tuple, tuple[int, str]] = defaultdict(lambda: (0, GENESIS))
    for event in sorted(events, key=lambda row: (row["subject_type"], row["subject_id"], row["sequence"])):
        found += _event_faults(event, last)
        hashes[event["id"]] = event["hash"]
    return found + _seal_faults(seals, hashes)


def _event_faults(event: Mapping, last: dict) -> list[str]:
    subject = (event["subject_type"], event["subject_id"])
    sequence, previous = last[subject]
    name = f"{event['subject_type']} {event['subject_id']} #{event['sequence']}"
    found = []
    if event["sequence"] != sequence + 1:
        found.append(f"{name}: expected #{sequence + 1}, an event is missing or repeated")
    if event["previous_hash"] != previous:
        found.append(f"{name}: does not follow the event before it")
    if digest(EVENT_FIELDS, event) != event["hash"]:
        found.append(f"{name}: content was changed after it was recorded")
    last[subject] = (event["sequence"], event["hash"])
    return found


def _seal_faults(seals: Iterable[Mapping], hashes: Mapping[int, str]) -> list[str]:
    found: list[str] = []
    sealed: set[int] = set()
    previous, number = GENESIS, 0
    for seal in sorted(seals, key=lambda row: row["number"]):
        name, number = f"seal {seal['number']}", number + 1
        missing = [leaf for leaf in seal["leaves"] if leaf not in hashes]
        if seal["number"] != number or seal["previous_hash"] != previous:
            found.append(f"{name}: does not follow the seal before it")
        if missing:
            found.append(f"{name}: {len(missing)} sealed event(s) are gone")
        elif merkle_root([hashes[leaf] for leaf in seal["leaves"]]) != seal["root"]:
            found.append(f"{name}: its root does not fit its events")
        if digest(SEAL_FIELDS, seal) != seal["hash"] or seal["count"] != len(seal["leaves"]):
            found.append(f"{name}: content was changed after it was sealed")
        if sealed & set(seal["leaves"]):
            found.append(f"{name}: an event is sealed twice")
        sealed |= set(seal["leaves"])
        previous, number = seal["hash"], seal["number"]
    return found


def main(path: str) -> int:
    with open(path, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    events = [row for row in rows if row["kind"] == "event"]
    seals = [row for row in rows if row["kind"] == "seal"]
    found = faults(events, seals)
    sys.stdout.write(("\n".join(found) if found else f"whole: {len(events)} events, {len(seals)} seals") + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
