import json

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from audit import verify
from audit.models import Event, Seal
from audit.record import export_rows, history, record, seal
from tests.factories.accounts import organisation, user

pytestmark = pytest.mark.django_db


def rows():
    exported = list(export_rows())
    return [r for r in exported if r["kind"] == "event"], [r for r in exported if r["kind"] == "seal"]


def test_record_chains_events_of_one_subject():
    subject, by = organisation(), user(name="林岫")
    before = history(subject).count()

    first = record(subject, "rename", by=by, label="更名", note="改制", rules=["COM-09"])
    second = record(subject, "rename", by=None)

    assert (first.sequence, second.sequence) == (before + 1, before + 2)
    assert second.previous_hash == first.hash
    assert (first.actor_label, second.actor_label) == ("林岫", "系统")
    assert history(subject).first() == second


def test_record_of_two_subjects_are_two_chains():
    one, other = organisation(), organisation()
    before = history(other).count()

    record(one, "rename", by=None)
    record(other, "rename", by=None)

    assert history(other).first().sequence == before + 1
    assert verify.faults(*rows()) == []


def test_event_refuses_change_and_deletion():
    event = record(organisation(), "rename", by=None)

    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET note = 'x'", "DELETE FROM audit_event"])
def test_database_refuses_change_and_deletion(statement):
    record(organisation(), "rename", by=None)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_seal_takes_each_event_once():
    record(organisation(), "rename", by=None)

    first = seal("每日存证")
    nothing = seal("每日存证")
    record(organisation(), "rename", by=None)
    second = seal("每日存证")

    assert nothing is None
    assert second.previous_hash == first.hash
    assert Event.objects.filter(leaf__isnull=True).count() == 0
    assert first.count + second.count == Event.objects.count()
    assert verify.faults(*rows()) == []


def test_verify_record_command_says_whole_and_exports(tmp_path, capsys):
    record(organisation(), "rename", by=None)
    seal("每日存证")
    path = tmp_path / "record.jsonl"

    call_command("verify_record", export=str(path))

    assert capsys.readouterr().out == f"whole: {Event.objects.count()} events, {Seal.objects.count()} seals\n"
    assert len(path.read_text(encoding="utf-8").splitlines()) == Event.objects.count() + Seal.objects.count()
    assert verify.main(str(path)) == 0


def test_verify_record_command_fails_on_a_forged_event(capsys):
    subject = organisation()
    event = record(subject, "rename", by=None)
    forged = Event(**{f.attname: getattr(event, f.attname) for f in Event._meta.concrete_fields if f.name != "id"})
    forged.sequence, forged.note = event.sequence + 1, "伪造"
    forged.save()

    with pytest.raises(SystemExit) as stop:
        call_command("verify_record")

    assert stop.value.code == 1
    assert "content was changed after it was recorded" in capsys.readouterr().err


def test_export_holds_what_the_hash_covers():
    event = record(organisation(), "rename", by=None, details={"to": "申电产业集团"})

    row = next(r for r in export_rows() if r["id"] == event.pk and r["kind"] == "event")

    assert verify.digest(verify.EVENT_FIELDS, json.loads(json.dumps(row))) == event.hash
