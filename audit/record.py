"""Writing to the record and reading it back. Every change of anything that matters ends here."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import models, transaction

from audit import verify
from audit.models import Event, Seal, SealLeaf
from programmes import clock

SYSTEM = "系统"


def subject_key(subject: models.Model) -> tuple[str, str]:
    """The pair under which a subject's events are chained: model label in lower case, primary key as text."""
    return subject._meta.label_lower, str(subject.pk)


def instant(moment: dt.datetime) -> str:
    """A moment as it goes into hashes: UTC, microseconds always written."""
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")


@transaction.atomic
def record(
    subject: models.Model,
    verb: str,
    *,
    by,
    label: str = "",
    note: str = "",
    rules: Iterable[str] = (),
    content_hash: str = "",
    details: Mapping | None = None,
    from_state: str = "",
    to_state: str = "",
) -> Event:
    """Append one event to the chain of ``subject`` (COM-09).

    ``verb`` is the stable English name, ``label`` the Chinese words that a timeline shows. ``details`` must hold no
    private answer. The subject's row is locked, so that two writers get two sequence numbers.
    """
    subject.__class__._base_manager.select_for_update().filter(pk=subject.pk).values_list("pk").first()
    kind, key = subject_key(subject)
    last = Event.objects.filter(subject_type=kind, subject_id=key).order_by("-sequence").first()
    event = Event(
        subject_type=kind,
        subject_id=key,
        sequence=last.sequence + 1 if last else 1,
        at=clock.now(),
        actor=by,
        actor_label=actor_label(by),
        verb=verb,
        label=str(label or verb),
        from_state=from_state,
        to_state=to_state,
        note=note,
        rules=list(rules),
        details=dict(details or {}),
        content_hash=content_hash,
        previous_hash=last.hash if last else verify.GENESIS,
    )
    event.hash = verify.digest(verify.EVENT_FIELDS, event_row(event))
    event.save()
    return event


def actor_label(by) -> str:
    return SYSTEM if by is None else str(getattr(by, "name", "") or by.get_username())


def event_row(event: Event) -> dict:
    """An event as a line of an export; the keys of ``verify.EVENT_FIELDS`` are what the hash covers."""
    row = {name: getattr(event, name) for name in verify.EVENT_FIELDS}
    return row | {
        "kind": "event",
        "id": event.pk,
        "at": instant(event.at),
        "label": event.label,
        "hash": event.hash,
    }


def seal_row(seal: Seal, leaves: list[int]) -> dict:
    """A seal as a line of an export, with the ids of its events in order."""
    row = {name: getattr(seal, name) for name in verify.SEAL_FIELDS}
    return row | {"kind": "seal", "at": instant(seal.at), "hash": seal.hash, "leaves": leaves}


def history(subject: models.Model) -> models.QuerySet[Event]:
    """Events of one subject, newest first, for its timeline. One query."""
    kind, key = subject_key(subject)
    return Event.objects.filter(subject_type=kind, subject_id=key).order_by("-sequence")


@transaction.atomic
def seal(reason: str) -> Seal | None:
    """Seal every event that has no seal yet; None when there is none.

    The seal holds the Merkle root over the events' hashes in id order and the hash of the seal before it.
    """
    last = Seal.objects.select_for_update().order_by("-number").first()
    events = list(Event.objects.filter(leaf__isnull=True).order_by("id").values_list("id", "hash"))
    if not events:
        return None
    made = Seal(
        number=last.number + 1 if last else 1,
        at=clock.now(),
        reason=reason,
        count=len(events),
        root=verify.merkle_root([value for _, value in events]),
        previous_hash=last.hash if last else verify.GENESIS,
    )
    made.hash = verify.digest(verify.SEAL_FIELDS, seal_row(made, []))
    made.save()
    SealLeaf.objects.bulk_create(
        [SealLeaf(seal=made, event_id=pk, position=place) for place, (pk, _) in enumerate(events)], batch_size=500
    )
    return made


def export_rows():
    """The whole record as dicts, events in id order, then seals; what ``audit/verify.py`` reads."""
    for event in Event.objects.order_by("id").iterator(chunk_size=1000):
        yield event_row(event)
    for made in Seal.objects.order_by("number"):
        yield seal_row(made, list(made.leaves.order_by("position").values_list("event_id", flat=True)))
