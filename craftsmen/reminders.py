"""Check-ins that wait for answers (QC26-56): the units that owe some, and the organiser for what nobody answers."""

import datetime as dt
from collections import Counter

from accounts.states import UNIT_ROLES, Role
from craftsmen.actions import telling
from craftsmen.models import CheckIn, CheckRow
from notifications.reminders import Due, source
from programmes import clock

#: How long after its last day a check-in is still reminded of, in days.
AFTERWARDS = 60


def _running(now):
    since = now.astimezone(clock.SHANGHAI).date() - dt.timedelta(days=AFTERWARDS)
    rows = CheckIn.objects.newest().filter(due_on__gte=since).select_related("organiser")
    return {one.pk: one for one in rows}


def _missing(checkins):
    """(check-in, employer or None) → how many answers are missing. One query."""
    rows = CheckRow.objects.unanswered().filter(checkin__in=checkins).order_by()
    return Counter(rows.values_list("checkin", "employer"))


def _opening(checkin) -> int:
    return (checkin.opens_on - checkin.due_on).days


@source
def unanswered(now):
    """Each unit that owes answers: on the day of opening, before the last day, on it and after it."""
    checkins = _running(now)
    missing = _missing(checkins)
    people = telling.members({employer for _, employer in missing}, *UNIT_ROLES)
    for (pk, employer), count in sorted(missing.items(), key=lambda item: (item[0][0], item[0][1] or 0)):
        checkin = checkins[pk]
        if employer is None:
            continue
        yield Due(
            code="checkin",
            key=f"{pk}:{employer}",
            anchor_at=clock.end_of(checkin.due_on),
            recipients=people.get(employer, []),
            subject=f"{checkin}{{when}}",
            body=f"本单位还有 {count} 人没有填报，请在 {checkin.due_on} 前填写，由经办填报即可，不需要负责人确认。",
            url=telling.answers_page(checkin),
            about=checkin,
            offsets_days=(_opening(checkin), *checkin.terms.reminder_days),
        )


@source
def behind(now):
    """The organiser's officers: on the day of opening and after the last day, how many answers are missing."""
    checkins, missing = _running(now), Counter()
    for (pk, _employer), count in _missing(checkins).items():
        missing[pk] += count
    people = telling.members({checkins[pk].organiser_id for pk in missing}, Role.OFFICER)
    for pk, count in sorted(missing.items()):
        checkin = checkins[pk]
        yield Due(
            code="checkin-behind",
            key=str(pk),
            anchor_at=clock.end_of(checkin.due_on),
            recipients=people.get(checkin.organiser_id, []),
            subject=f"{checkin}{{when}}",
            body=f"还有 {count} 人没有答复。没有单位账号的，请电话或书面核对后登记。",
            url=telling.board_page(checkin),
            about=checkin,
            offsets_days=(_opening(checkin), 1),
        )
