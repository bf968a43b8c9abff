"""The door: each sighting once; hours for who attended; feedback; what other apps ask (QC26-27, QC26-28)."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest

from academy import tickets
from academy.actions import attending, enrolling, planning
from academy.actions.attending import Sighting
from academy.models import Attendance
from academy.queries import Learning, hours_by_person, learning_of
from programmes import clock as portal_clock
from programmes.refusal import Refused
from tests.factories import academy, accounts

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(clock):
    """Somebody enrolled; it is the moment of the beginning."""
    made = academy.enrolled(academy.opened(capacity=1))
    clock(academy.START)
    return made


def sighting(row=None, *, minutes=-5, **fields):
    at = portal_clock.now() + timedelta(minutes=minutes)
    return Sighting(**{"client_uuid": uuid.uuid4(), "arrived_at": at, "enrolment_id": row.pk if row else None} | fields)


def attend(row, seen=None, **fields):
    return attending.attend(row.activity, seen or sighting(row, **fields), by=row.activity.by)


def test_same_sighting_is_recorded_once(row):
    seen = sighting(row)

    first, again = attend(row, seen), attend(row, seen)
    other_phone = attend(row)

    assert [first[1], again[1], other_phone[1]] == [True, False, False]
    kept = Attendance.objects.get()
    assert (kept.arrived_at, kept.synchronised_at) == (academy.START - timedelta(minutes=5), academy.START)
    assert kept.client_uuid == seen.client_uuid


def test_phone_whose_clock_is_ahead_has_not_seen_the_future(row):
    assert attend(row, minutes=90)[0].arrived_at == academy.START


@pytest.mark.parametrize("text", [tickets.ticket, tickets.short_code, lambda pk: f" {tickets.short_code(pk).lower()}"])
def test_ticket_and_short_code_find_their_row(row, text):
    kept, _new = attend(row, sighting(ticket=text(row.pk)))

    assert kept.enrolment == row


def test_forged_and_foreign_tickets_are_refused(row):
    foreign = academy.enrolled(academy.opened(starts_at=academy.START + timedelta(days=9)))
    forged = tickets.ticket(row.pk).replace(str(row.pk), str(foreign.pk), 1)

    for text in (forged, tickets.ticket(foreign.pk), tickets.short_code(foreign.pk), "", "一"):
        with pytest.raises(Refused, match="不是本次活动的"):
            attend(row, sighting(ticket=text))


def test_one_who_waits_and_is_let_in_has_a_place(clock):
    activity = academy.opened(capacity=1)
    academy.enrolled(activity)
    waits = academy.enrolled(activity, academy.craftsman("乙二"))
    clock(academy.START)

    kept, _new = attend(waits)

    assert (kept.enrolment.state, kept.enrolment.person.name) == ("enrolled", "乙二")


def test_one_who_withdrew_is_refused_by_name(clock):
    row = academy.enrolled(academy.opened())
    enrolling.withdraw(row, by=row.person.user)
    clock(academy.START)

    with pytest.raises(Refused, match="陆尺度已退出本次活动"):
        attend(row)


def test_only_who_runs_the_activity_enters_attendance(row):
    with pytest.raises(Refused, match="没有权限签到"):
        attending.attend(row.activity, sighting(row), by=accounts.user())


def test_attendance_taken_back_does_not_come_again_with_the_old_sighting(row):
    seen = sighting(row)
    attend(row, seen)

    attending.undo(row, reason="点错了人", by=row.activity.by)

    assert attend(row, seen)[1] is False
    assert row.activity.enrolments.attended().count() == 0
    assert attend(row)[1] is True
    assert row.activity.enrolments.attended().count() == 1


def test_hours_are_for_who_attended_what_was_held(row):
    activity, person, absent = row.activity, row.person, academy.craftsman("没来的人")
    attend(row)
    assert learning_of(person) == []

    planning.hold(activity, by=activity.by)

    assert learning_of(person) == [
        Learning(
            on=date(2026, 5, 20), title=activity.title, hours=Decimal("3.5"), level="association", level_label="市质协",
            organiser=activity.organiser.name, forces=("practice", "tackling"), code=activity.code,
        )
    ]  # fmt: skip
    assert hours_by_person([person.pk, absent.pk]) == {person.pk: [(date(2026, 5, 20), Decimal("3.5"))], absent.pk: []}
    assert learning_of(absent) == []


def test_feedback_comes_after_attending_and_changes_until_the_end(row):
    by = row.person.user
    with pytest.raises(Refused, match="签到后才能反馈"):
        attending.say(row, score=5, by=by)
    attend(row)

    attending.say(row, score=2, text="太快", by=by)
    kept = attending.say(row, score=4, text="讲得清楚", by=by)

    assert (kept.score, kept.text) == (4, "讲得清楚")
    with pytest.raises(Refused, match="1 至 5 分"):
        attending.say(row, score=6, by=by)
    with pytest.raises(Refused, match="不能为别人反馈"):
        attending.say(row, score=5, by=row.activity.by)
    planning.close(planning.hold(row.activity, by=row.activity.by), by=row.activity.by)
    with pytest.raises(Refused, match="已经结项"):
        attending.say(row, score=5, by=by)
