"""Duties as rows, who is reminded when, and who may do what to a studio."""

from datetime import date, datetime, timedelta

import pytest

from notifications.models import Message
from notifications.reminders import remind
from programmes import clock as portal_clock
from programmes.refusal import Refused
from studios import permissions
from studios.actions import duties, life
from studios.models import DutyItem, Studio
from studios.states import StudioState as S
from studios.tasks import refresh_duties
from tests.factories import accounts, studios

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 15)


def at(day, hour=9):
    return datetime(day.year, day.month, day.day, hour, tzinfo=portal_clock.SHANGHAI)


def run(day, hour=9):
    with portal_clock.at(at(day, hour)):
        refresh_duties()
        return remind(at(day, hour))


def fresh(studio):
    return Studio.objects.get(pk=studio.pk)


def periods(studio, code):
    return [item.period for item in studio.duties.filter(code=code).order_by("period")]


# Rows


def test_studio_owes_the_year_in_which_it_was_at_work_when_the_window_opened(cast, clock):
    clock(date(2026, 7, 10))
    made = studios.building(cast)

    assert periods(made, "progress") == []  # opened on 1 July, before it began
    assert periods(made, "assessment") == ["2026"]
    assert periods(made, "acceptance") == ["2028-07-10"]


def test_next_year_begins_with_its_rows(cast, clock):
    clock(DAY)
    made = studios.building(cast)
    clock(date(2027, 1, 1))

    assert duties.refresh(today=date(2027, 1, 1)) == 2
    assert duties.refresh(today=date(2027, 1, 1)) == 0
    assert periods(made, "assessment") == ["2026", "2027"]


def test_year_that_was_missed_is_made_up_while_its_last_day_has_not_passed(cast, clock):
    clock(DAY)
    made = studios.building(cast)
    made.duties.all().delete()
    Studio.objects.update(duties_until=None)

    duties.refresh(today=date(2027, 1, 20))

    assert periods(made, "assessment") == ["2026", "2027"]


def test_a_hundred_studios_take_as_many_queries_as_one(cast, clock, django_assert_num_queries):
    clock(DAY)
    for _ in range(3):
        studios.building(cast)
    DutyItem.objects.all().delete()
    Studio.objects.update(duties_until=None)
    with django_assert_num_queries(12):
        assert duties.refresh(today=DAY) == 9
    with django_assert_num_queries(3):
        assert duties.refresh(today=DAY) == 0


def test_preparing_and_ended_studios_owe_nothing(cast, clock):
    clock(DAY)
    studios.founded(cast)
    studios.assessed(studios.building(cast), "revoke", by=cast.head)

    assert DutyItem.objects.pending().count() == 0


# Reminders


def test_each_reminder_goes_once_to_leader_and_unit(cast, clock):
    with portal_clock.at(DAY):
        made = studios.building(cast)
    sent = [(day, run(day)) for day in (date(2026, 11, 14) + timedelta(days=n) for n in range(90))]

    assert [(day, count) for day, count in sent if count] == [
        (date(2026, 11, 15), 3), (date(2026, 12, 15), 3), (date(2026, 12, 31), 3), (date(2027, 1, 31), 3),
    ]  # fmt: skip
    assert set(Message.objects.filter(code="studio-duty").values_list("recipient__name", flat=True)) == {
        made.leader.user.name, "顾言", "冯谨",
    }  # fmt: skip


def test_reminder_is_not_sent_before_nine_and_not_twice(cast):
    with portal_clock.at(DAY):
        studios.building(cast)

    assert run(date(2026, 11, 15), 8) == 0
    assert run(date(2026, 11, 15), 9) == 3
    assert run(date(2026, 11, 15), 10) == 0


def test_day_that_was_missed_is_made_up(cast):
    with portal_clock.at(DAY):
        studios.building(cast)

    assert run(date(2026, 11, 18)) == 3
    assert run(date(2026, 12, 15)) == 3


def test_fulfilled_duty_is_reminded_of_no_more(cast):
    with portal_clock.at(DAY):
        made = studios.building(cast)
    run(date(2026, 11, 15))
    with portal_clock.at(date(2026, 11, 20)):
        studios.assessed(made, by=cast.head)

    assert run(date(2026, 12, 15)) == 0


def test_studio_that_does_not_owe_it_today_is_not_told(cast):
    with portal_clock.at(DAY):
        made = studios.building(cast)
    with portal_clock.at(date(2026, 11, 1)):
        studios.event(made, "left", by=cast.clerk)  # 变更中 is not among the states of the assessment

    run(date(2026, 11, 15))

    assert Message.objects.filter(code="studio-duty", subject__contains="年度考核").count() == 0


def test_known_retirement_is_forewarned_and_its_change_reminded_of(cast):
    with portal_clock.at(DAY):
        made = studios.building(cast)
        event = studios.event(made, by=cast.clerk, happens_on=date(2026, 6, 30))
    days = [DAY + timedelta(days=n) for n in range(240)]

    told = {day: Message.objects.filter(code="studio-leader").count() for day in days if run(day) or True}
    first = [day for day, before in zip(days[1:], days, strict=False) if told[day] > told[before]]

    assert first == [date(2026, 4, 1), date(2026, 5, 31), date(2026, 6, 30), date(2026, 7, 30), date(2026, 8, 29)]
    assert fresh(made).state == S.CHANGING
    assert event.due_on == date(2026, 8, 29)


def test_reminding_looks_at_nothing_that_is_not_due(cast, clock, django_assert_num_queries):
    from studios.reminders import due_duties, lost_leaders

    clock(DAY)
    for _ in range(3):
        studios.building(cast)

    with django_assert_num_queries(2):
        assert list(due_duties(at(date(2026, 3, 3)))) + list(lost_leaders(at(date(2026, 3, 3)))) == []


# Who may


def test_every_permission_refuses_a_stranger_and_the_wrong_side(cast):
    made = studios.building(cast)
    stranger = accounts.user()
    allowed = {
        "may_watch": {"leader", "clerk", "unit_head", "union", "officer", "head", "supervisor"},
        "may_keep": {"leader", "clerk"},
        "may_edit": {"leader", "clerk"},
        "may_report_leader": {"leader", "clerk", "unit_head", "union", "officer"},
        "may_run": {"officer"},
        "may_decide": {"head"},
        "may_start": {"leader", "clerk"},
        "may_support": {"officer", "head"},
        "may_acknowledge": {"officer", "head"},
        "may_confirm": {"leader", "clerk", "unit_head", "union", "officer"},
        "may_waive": {"head"},
    }
    people = {name: getattr(cast, name) for name in ("clerk", "unit_head", "union", "officer", "head", "supervisor")}
    people |= {"leader": made.leader.user, "stranger": stranger}
    for predicate, wanted in allowed.items():
        found = {name for name, user in people.items() if getattr(permissions, predicate)(user, made)}
        assert found == wanted, predicate


def test_nobody_decides_about_the_studio_that_one_leads(cast):
    person = studios.leader(user=cast.head, organiser=cast.organiser)
    cast.head = accounts.member("leader", cast.organiser)
    made = studios.building(cast, person=person)
    cast.head = person.user

    assert not permissions.may_decide(cast.head, made)
    with pytest.raises(Refused):
        life.leave(made, keep_title=True, decided_on=DAY, decision_number="", reason="退休", by=cast.head)


def test_ended_studio_is_edited_by_nobody(cast):
    made = studios.building(cast)
    studios.assessed(made, "revoke", by=cast.head)
    ended = fresh(made)

    assert not permissions.may_keep(cast.clerk, ended)
    assert not permissions.may_edit(ended.leader.user, ended)
    assert not permissions.may_start(cast.clerk, ended)


def test_studios_and_titles_are_entered_by_the_body_itself(cast):
    assert permissions.may_enter(cast.officer, cast.organiser)
    assert not permissions.may_enter(cast.supervisor, cast.organiser)
    assert not permissions.may_enter(accounts.member("officer"), cast.organiser)
