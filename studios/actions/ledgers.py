"""Ledgers (forms.md F4, WS24-15, TS16-10): entries are added, changed until their quarter is locked, then only put right.

An entry that a phone sends twice carries the same ``client_key`` and comes in once.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from audit.record import record
from programmes import clock, ledgers
from programmes.refusal import Finding, Refused
from programmes.rows import check_row, clean_row
from programmes.spec import Ledger, LedgerSubject
from studios import permissions
from studios.actions import files
from studios.models import LedgerEntry, Studio
from studios.states import FilePurpose

OWN_FIELDS = ("kind", "title", "place", "people_count", "summary")
EMPTY: dict[str, Any] = {"place": "", "people_count": None, "summary": ""}


@transaction.atomic
def keep(
    studio,
    *,
    ledger: str,
    raw: Mapping,
    members: Iterable[int] = (),
    uploads: files.Uploads | None = None,
    client_key: uuid.UUID | None = None,
    by,
) -> LedgerEntry:
    """Add an entry; what belongs to a quarter that is locked already is marked 补记 (F4).

    ``raw`` holds the columns as typed, ``members`` the ids of those who took part. Refused with everything that is
    wrong, amount without basis included (WS24-08). The same ``client_key`` again gives the same entry.
    """
    studio = Studio.objects.select_for_update().get(pk=studio.pk)
    known = studio.entries.filter(client_key=client_key).first() if client_key else None
    if known is not None:
        return known
    _require_keeper(studio, by)
    entry = LedgerEntry(studio=studio, ledger=_ledger(studio, ledger).code, created_by=by)
    entry.client_key = client_key or uuid.uuid4()
    _fill(entry, raw, members, uploads or {}, by=by)
    record(
        entry, "keep", by=by, label=f"登记{entry.terms.title}{'（补记）' if entry.is_late else ''}", rules=["WS24-15"]
    )
    return entry


@transaction.atomic
def change(entry, *, raw: Mapping, members: Iterable[int] = (), uploads: files.Uploads | None = None, by):
    """Change an entry in place while its quarter is open; what it said before stays in the record."""
    entry = _locked(entry)
    _require_keeper(entry.studio, by)
    against = refusal_to_change(entry, today=clock.today())
    if against:
        raise Refused([against])
    before = entry.values
    _fill(entry, raw, members, uploads or {}, by=by)
    changed = {key: _plain(before.get(key)) for key, value in entry.values.items() if before.get(key) != value}
    record(entry, "change", by=by, label="修改台账", details={"before": changed})
    return entry


@transaction.atomic
def correct(
    entry, *, raw: Mapping, members: Iterable[int] = (), uploads: files.Uploads | None = None, reason: str, by
) -> LedgerEntry:
    """Put a locked entry right by a new one that links to it; the first stays as it was and no longer counts (F4).

    Its files stay with the first; the basis of an amount counts for the correcting entry too.
    """
    entry = _locked(entry)
    _require_keeper(entry.studio, by)
    _require_standing(entry)
    if not entry.is_locked(clock.today()):
        raise Refused.because("这个季度还没有锁定，请直接修改。", "F4")
    _require_reason(reason, "请写明更正的理由。")
    made = LedgerEntry(studio=entry.studio, ledger=entry.ledger, created_by=by, milestone=entry.milestone)
    _fill(made, raw, members, uploads or {}, by=by, has_basis=_has_basis(entry))
    entry.replaced_by = made
    entry.save(update_fields=["replaced_by"])
    record(entry, "correct", by=by, label="由更正记录替代", note=reason.strip(), details={"by": made.pk})
    record(made, "keep", by=by, label="登记更正记录", note=reason.strip(), details={"corrects": entry.pk})
    return made


@transaction.atomic
def void(entry, *, reason: str, by) -> LedgerEntry:
    """Strike an entry that should not be there, with its reason; it stays readable and no longer counts."""
    entry = _locked(entry)
    _require_keeper(entry.studio, by)
    if entry.voided_at:
        return entry
    _require_standing(entry)
    if entry.proofs.exclude(state="void").exists():
        raise Refused.because("这项成果已开具优先申报证明，请先作废证明。", "WS24-24")
    _require_reason(reason, "请写明作废的理由。")
    entry.voided_at, entry.void_note = clock.now(), reason.strip()[:200]
    entry.save(update_fields=["voided_at", "void_note"])
    record(entry, "void", by=by, label="作废台账记录", note=entry.void_note)
    return entry


def refusal_to_change(entry, *, today) -> Finding | None:
    """Why an entry may not be changed in place any more; None while it may."""
    if entry.voided_at:
        return Finding("F4", "这条记录已作废。")
    if entry.replaced_by_id:
        return Finding("F4", "这条记录已由更正记录替代。")
    if entry.is_locked(today):
        day = entry.last_day_to_change
        return Finding("F4", f"本季度台账已于 {day:%Y-%m-%d} 锁定，不能修改。请登记更正记录。")
    return None


def _fill(entry, raw, members, uploads, *, by, has_basis=False):
    """Check everything, then write fields, people and files in one go."""
    columns = ledgers.columns_of(entry.terms)
    values = clean_row(columns, raw)
    people, found = _people(entry, members)
    found = check_row(columns, values, rule="WS24-15") + found
    looked, refused = _looked(uploads)
    found += refused
    has_basis = has_basis or _has_basis(entry) or any(purpose == FilePurpose.BASIS for purpose, *_ in looked)
    if values.get("benefit_wan") and not has_basis:
        found.append(Finding("WS24-08", "填了经济效益，请附上财务部门确认的依据。", FilePurpose.BASIS))
    if found:
        raise Refused(found)
    _write(entry, values)
    entry.save()
    entry.members.set(people)
    files.attach(entry, looked, by=by)


def _write(entry, values):
    for key in OWN_FIELDS:
        setattr(entry, key, values.pop(key, EMPTY.get(key)))
    entry.happened_on = dt.date.fromisoformat(values.pop("happened_on"))
    benefit = values.pop("benefit_wan", "")
    entry.benefit_wan = Decimal(benefit) if benefit else None
    entry.details = values
    entry.quarter = ledgers.quarter_of(entry.happened_on)
    entry.is_late = entry.is_locked(clock.today())
    entry.changed_at = clock.now()


def _people(entry, ids):
    """The members ticked: those in the team on that day or now, never those of another studio."""
    wanted = {int(one) for one in ids if str(one).isdecimal()}
    people = list(entry.studio.members.filter(pk__in=wanted))
    found = []
    if len(people) != len(wanted):
        found.append(Finding("WS24-15", "所选成员已不在本工作室，请重新选择。", "members"))
    if entry.terms.subject == LedgerSubject.MEMBER and not people:
        found.append(Finding("WS24-15", "请选择这条记录说的是哪位成员。", "members"))
    return people, found


def _looked(uploads):
    try:
        return files.look(uploads), []
    except Refused as refused:
        return [], list(refused.findings)


def _has_basis(entry):
    return bool(entry.pk) and entry.files.current().filter(purpose=FilePurpose.BASIS).exists()


def _ledger(studio, code) -> Ledger:
    try:
        return studio.terms.ledger(code)
    except KeyError:
        raise Refused.because("没有这本台账。", field="ledger") from None


def _locked(entry) -> LedgerEntry:
    rows = LedgerEntry.objects.select_for_update(of=("self",)).select_related("studio")
    return rows.get(pk=entry.pk)


def _require_keeper(studio, by):
    if not permissions.may_keep(by, studio):
        raise Refused.because("只有领衔人、成员和所在单位经办可以登记台账；已退出的工作室不再登记。", "WS24-15")


def _require_standing(entry):
    if not entry.is_standing:
        raise Refused.because("这条记录已经作废或已由更正记录替代。", "F4")


def _require_reason(reason, sentence):
    if len(reason.strip()) < 4:
        raise Refused.because(sentence, field="reason")


def _plain(value):
    return value if isinstance(value, str | int | None) else str(value)
