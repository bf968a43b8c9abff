"""The verifier works on exported rows alone, with the standard library."""

import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest

from audit import verify

VERIFIER = Path(verify.__file__)


def event(pk, subject_id, sequence, previous_hash, **fields):
    row = {
        "kind": "event",
        "id": pk,
        "subject_type": "nominations.nomination",
        "subject_id": subject_id,
        "sequence": sequence,
        "at": f"2026-05-0{sequence}T01:00:00.000000+00:00",
        "actor_id": 1,
        "actor_label": "林岫",
        "verb": "submit",
        "from_state": "draft",
        "to_state": "endorsing",
        "note": "",
        "rules": ["QC23-20"],
        "details": {},
        "content_hash": "",
        "previous_hash": previous_hash,
    } | fields
    return row | {"hash": verify.digest(verify.EVENT_FIELDS, row)}


def seal(number, events, previous_hash):
    row = {
        "kind": "seal",
        "number": number,
        "at": "2026-05-09T16:10:00.000000+00:00",
        "reason": "每日存证",
        "count": len(events),
        "root": verify.merkle_root([row["hash"] for row in events]),
        "previous_hash": previous_hash,
        "leaves": [row["id"] for row in events],
    }
    return row | {"hash": verify.digest(verify.SEAL_FIELDS, row)}


@pytest.fixture
def whole():
    first = event(1, "7", 1, verify.GENESIS)
    second = event(2, "7", 2, first["hash"])
    other = event(3, "8", 1, verify.GENESIS)
    seals = [seal(1, [first, second], verify.GENESIS)]
    seals.append(seal(2, [other], seals[0]["hash"]))
    return [first, second, other], seals


def test_whole_record_has_no_faults(whole):
    assert verify.faults(*whole) == []


@pytest.mark.parametrize("field", ["note", "verb", "actor_label", "at", "to_state"])
def test_changed_event_is_found(whole, field):
    events, seals = copy.deepcopy(whole)
    events[0][field] = "别的"

    assert verify.faults(events, seals) == ["nominations.nomination 7 #1: content was changed after it was recorded"]


def test_changed_event_with_new_hash_breaks_chain_and_seal(whole):
    events, seals = copy.deepcopy(whole)
    events[0]["note"] = "别的"
    events[0]["hash"] = verify.digest(verify.EVENT_FIELDS, events[0])

    assert verify.faults(events, seals) == [
        "nominations.nomination 7 #2: does not follow the event before it",
        "seal 1: its root does not fit its events",
    ]


def test_removed_last_event_is_found_by_its_seal(whole):
    events, seals = whole

    assert verify.faults(events[:1] + events[2:], seals) == ["seal 1: 1 sealed event(s) are gone"]


def test_removed_middle_event_is_found_by_the_chain(whole):
    events, _ = whole

    found = verify.faults(events[1:], [])

    assert found == [
        "nominations.nomination 7 #2: expected #1, an event is missing or repeated",
        "nominations.nomination 7 #2: does not follow the event before it",
    ]


def test_replaced_seal_is_found(whole):
    events, seals = copy.deepcopy(whole)
    seals[0] = seal(1, events[:1], verify.GENESIS)

    assert verify.faults(events, seals) == ["seal 2: does not follow the seal before it"]


def test_merkle_root_depends_on_order():
    leaves = ["aa" * 32, "bb" * 32, "cc" * 32]

    assert verify.merkle_root(leaves) != verify.merkle_root(leaves[::-1])
    assert verify.merkle_root([]) == verify.GENESIS


def test_export_is_verified_by_a_bare_python(whole, tmp_path):
    events, seals = whole
    path = tmp_path / "record.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in events + seals), encoding="utf-8")

    run = subprocess.run([sys.executable, "-I", "-S", VERIFIER, path], capture_output=True, text=True, check=False)

    assert (run.returncode, run.stdout) == (0, "whole: 3 events, 2 seals\n")
