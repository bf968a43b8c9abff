"""Duties become rows, are fulfilled and waived; reminders have a cursor, so that a day costs what is due on it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast

from audit.record import record
from programmes import clock
from programmes import duties as dates
from programmes.refusal import Finding, Refused
from programmes.spec import Duty, Programme
from studios import permissions, reports
from studios.models import DutyItem, LeaderEvent, Studio
from studios.states import LIVE

BATCH = 1000


@transaction.atomic
def refresh(*, today: dt.date, studios: Iterable[Studio] | None = None) -> int:
    """Make the rows that are missing; returns how many. A fixed number of queries, however many studios there are, and on
    a day on which no year begins and no studio is new a single one.

    A yearly duty is owed for this year and, while its last day has not passed, the last one, by studios that were at work
    when its window opened. A duty that counts from a date has one row for each date; when the date moves, the row of the
    former date is waived. ``studios`` names those whose dates or state have just changed.
    """
    wanted = _unsettled(today) if studios is None else Studio.objects.live().filter(pk__in=[one.pk for one in studios])
    concerned = set(wanted.order_by().values_list("programme_code", flat=True).distinct())
    made: list[DutyItem] = []
    for programme in (one for one in reports.programmes() if one.code in concerned):
        own = wanted.filter(programme_code=programme.code)
        made += _missing(programme, own, today)
        _waive_moved(programme, own)
    if not concerned:
        return 0
    DutyItem.objects.bulk_create(made, batch_size=BATCH, ignore_conflicts=True)
    wanted.update(duties_until=dt.date(today.year + 1, 1, 1))
    return len(made)


def _unsettled(today):
    return Studio.objects.live().unsettled_on(today)


def _missing(programme: Programme, studios, today) -> list[DutyItem]:
    made = []
    for duty in programme.studio.duties:  # type: ignore[union-attr]
        owing = studios.filter(state__in=duty.owed_in)
        made += _yearly(duty, owing, today) if duty.is_yearly else _counted(duty, owing, today)
    return made


def _yearly(duty: Duty, studios, today) -> list[DutyItem]:
    terms = [term for year in (today.year - 1, today.year) if (term := dates.yearly(duty, year)).due_on >= today]
    return [
        _item(duty, pk, term, today)
        for term in terms
        for pk in _without(studios, duty, term.period)
        .filter(started_on__lte=term.opens_on)
        .values_list("pk", flat=True)
    ]


def _counted(duty: Duty, studios, today) -> list[DutyItem]:
    anchor = str(duty.anchor)
    rows = studios.filter(**{f"{anchor}__isnull": False})
    rows = _without(rows, duty, Cast(OuterRef(anchor), CharField()))
    return [_item(duty, pk, dates.counted(duty, day), today) for pk, day in rows.values_list("pk", anchor)]


def _without(studios, duty, period):
    """Studios without a row of this duty and period."""
    known = DutyItem.objects.filter(studio=OuterRef("pk"), code=duty.code, period=period)
    return studios.filter(~Exists(known)).annotate(started_on=reports.STARTED).order_by("pk")


def _item(duty, studio_id, term, today) -> DutyItem:
    ahead = [day for day in term.remind_on if day >= today]
    return DutyItem(
        studio_id=studio_id,
        code=duty.code,
        period=term.period,
        title=duty.title,
        opens_on=term.opens_on,
        due_on=term.due_on,
        remind_on=[day.isoformat() for day in term.remind_on],
        next_reminder_on=ahead[0] if ahead else None,
    )


def _waive_moved(programme, studios):
    """Rows that count from a date which the studio no longer has."""
    by_anchor = defaultdict(list)
    for duty in programme.studio.duties:
        if not duty.is_yearly:
            by_anchor[str(duty.anchor)].append(duty.code)
    for anchor, codes in by_anchor.items():
        held = studios.annotate(period_now=Cast(anchor, CharField())).filter(
            pk=OuterRef("studio"), period_now=OuterRef("period")
        )
        moved = DutyItem.objects.pending().filter(code__in=codes, studio__in=studios.values("pk")).filter(~Exists(held))
        moved.update(waived_at=clock.now(), waived_note="日期已调整", next_reminder_on=None)


# Done


@transaction.atomic
def fulfil(studio, code, period, *, by, note, on=None) -> DutyItem:
    """Enter that a duty is done; once, with the words of who did it. Refused before its window opens."""
    item = _find(studio, code, period)
    found = _fulfil_findings(item, note, by)
    if found:
        raise Refused(found)
    return _fulfil(item, by=by, note=note, on=on or clock.today())


def _find(studio, code, period) -> DutyItem:
    rows = DutyItem.objects.select_for_update(of=("self",)).select_related("studio__leader")
    item = rows.filter(studio=studio, code=code, period=period).first()
    if item is None:
        raise Refused.because("没有这项义务，请刷新页面。")
    return item


def _fulfil_findings(item, note, by):
    found = []
    if not permissions.may_confirm(by, item):
        found.append(Finding("", "您没有权限确认这项义务。"))
    if item.done_on or item.waived_at:
        found.append(Finding("", "这项义务已经办结。"))
    if item.opens_on > clock.today():
        found.append(Finding("", f"{item.opens_on} 起才能办理。"))
    if len(note.strip()) < 4:
        found.append(Finding("", "请写明办理情况，至少 4 个字。", "note"))
    return found


def _fulfil(item, *, by, note, on) -> DutyItem:
    item.done_on, item.done_note, item.done_by, item.next_reminder_on = on, note.strip()[:300], by, None
    item.save(update_fields=["done_on", "done_note", "done_by", "next_reminder_on"])
    record(
        item.studio, "fulfil_duty", by=by, label=f"完成：{item.title}", note=item.done_note, details={"duty": item.pk}
    )
    return item


def fulfil_procedure(studio, procedure, *, by, note, on, period="") -> None:
    """Duties that this procedure fulfils are done by its decision: that of the period, or all that have opened."""
    codes = [duty.code for duty in studio.terms.duties if duty.procedure == procedure]
    _fulfil_open(studio, codes, by=by, note=note, on=on, period=period)


def fulfil_anchor(studio, anchor, *, by, note, on) -> None:
    """Duties that count from this date of the studio are done."""
    codes = [duty.code for duty in studio.terms.duties if duty.anchor == anchor]
    _fulfil_open(studio, codes, by=by, note=note, on=on)


def _fulfil_open(studio, codes, *, by, note, on, period=""):
    yearly = {duty.code for duty in studio.terms.duties if duty.is_yearly}
    rows = studio.duties.pending().filter(code__in=codes).select_for_update(of=("self",)).select_related("studio")
    if period:
        rows = rows.filter(Q(period=period) | ~Q(code__in=yearly))
    for item in rows:
        _fulfil(item, by=by, note=note, on=on)


@transaction.atomic
def waive(studio, code, period, *, by, note) -> DutyItem:
    """The organiser's leader lets a duty go, with a reason."""
    item = _find(studio, code, period)
    if not permissions.may_waive(by, item):
        raise Refused.because("只有主办单位负责人可以免除。")
    if item.done_on or item.waived_at:
        raise Refused.because("这项义务已经办结。")
    if len(note.strip()) < 4:
        raise Refused.because("请写明免除的理由，至少 4 个字。", field="note")
    item.waived_at, item.waived_note, item.next_reminder_on = clock.now(), note.strip()[:300], None
    item.save(update_fields=["waived_at", "waived_note", "next_reminder_on"])
    record(item.studio, "waive_duty", by=by, label=f"免除：{item.title}", note=item.waived_note)
    return item


def waive_all(studio, *, note) -> int:
    """A studio that has ended owes nothing more."""
    return studio.duties.pending().update(waived_at=clock.now(), waived_note=note[:300], next_reminder_on=None)


# Reminders


def to_remind(*, today: dt.date):
    """Duties of which somebody is to be told today or was to be told before; no others are looked at. One query."""
    rows = DutyItem.objects.pending().filter(next_reminder_on__lte=today, studio__state__in=sorted(LIVE))
    return rows.select_related("studio__leader__user").order_by("pk")


def move_cursors(items: Iterable[DutyItem | LeaderEvent], *, today: dt.date) -> None:
    """After their messages are written: the next day on which somebody is told. One query for each such day and model."""
    by_day: dict[tuple[type[DutyItem | LeaderEvent], str | None], list[int]] = defaultdict(list)
    for item in items:
        following = next((day for day in item.remind_on if day > today.isoformat()), None)
        by_day[type(item), following].append(item.pk)
    for (model, following), pks in by_day.items():
        model._base_manager.filter(pk__in=pks).update(next_reminder_on=following)
