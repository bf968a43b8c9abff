"""What studios owe, and the change of a lost leader: who is to be told is found by a cursor, not by looking at all."""

import datetime as dt
from datetime import date

from django.urls import reverse

from notifications.reminders import HOUR, Due, source
from programmes import clock
from studios.actions import duties, events, telling


@source
def due_duties(now):
    """One due per duty of which somebody is told today, to those whom the programme names. Two queries."""
    items = [item for item in duties.to_remind(today=_day(now)) if item.declared]
    members = telling.members_of([item.studio for item in items])
    for item in items:
        owed = item.studio.state in item.declared.owed_in
        yield Due(
            code="studio-duty",
            key=str(item.pk),
            anchor_at=clock.end_of(item.due_on),
            recipients=telling.people(item.studio, item.declared.audience, members) if owed else (),
            subject=f"{item.studio.name}{item.title}（{item.period_label}）{{when}}",
            body=f"{item.title}请在 {item.due_on} 前办理。{item.declared.help}",
            url=reverse("studios:studio", args=[item.studio.code]) + "#duties",
            about=item,
            offsets_days=_offsets(item),
            since=item.created_at,
            after=_move,
        )


@source
def lost_leaders(now):
    """One due per change task of which somebody is told today. Two queries."""
    items = list(events.to_remind(today=_day(now)))
    members = telling.members_of([item.studio for item in items])
    for item in items:
        term = item.studio.terms.leader_term
        yield Due(
            code="studio-leader",
            key=str(item.pk),
            anchor_at=clock.end_of(item.due_on),
            recipients=telling.people(item.studio, term.audience, members),
            subject=f"{item.studio.name}管理变更{{when}}",
            body=f"领衔人{item.get_kind_display()}（{item.happens_on}）。请在 {item.due_on} 前提交管理变更申请。",
            url=reverse("studios:leader", args=[item.studio.code]),
            about=item,
            offsets_days=_offsets(item),
            since=item.reported_at,
            after=_move,
        )


def _day(now: dt.datetime) -> date:
    """The last day whose reminders have come: they come at nine."""
    return (now - dt.timedelta(hours=HOUR)).astimezone(clock.SHANGHAI).date()


def _offsets(item) -> tuple[int, ...]:
    return tuple((date.fromisoformat(day) - item.due_on).days for day in item.remind_on)


def _move(dues, now):
    duties.move_cursors([due.about for due in dues], today=_day(now))
