"""The calendar to subscribe to, and the reminder of the day before."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

from academy.actions import enrolling, feeds, planning
from academy.reminders import coming_activities
from notifications.models import Message
from notifications.reminders import remind
from programmes import clock as portal_clock
from programmes.clock import SHANGHAI
from tests.factories import academy

pytestmark = pytest.mark.django_db


def events(user):
    return {str(one["summary"]): one for one in Calendar.from_ical(feeds.calendar_of(user)).walk("VEVENT")}


def test_calendar_has_the_times_of_shanghai():
    row = academy.enrolled(academy.opened(title="磨削研讨"))

    text = feeds.calendar_of(row.person.user).decode()

    assert "DTSTART;TZID=Asia/Shanghai:20260520T133000" in text
    assert "DTEND;TZID=Asia/Shanghai:20260520T163000" in text
    assert "BEGIN:VTIMEZONE" in text
    event = events(row.person.user)["磨削研讨"]
    assert event["dtstart"].dt == datetime(2026, 5, 20, 13, 30, tzinfo=SHANGHAI)
    assert (event["status"], event["location"]) == ("CONFIRMED", "虚构路 2 号报告厅")


def test_cancelled_activity_stays_and_says_so():
    row = academy.enrolled(academy.opened(title="磨削研讨"))
    before = events(row.person.user)["磨削研讨"]

    planning.cancel(row.activity, reason="教师生病", by=row.activity.by)

    after = events(row.person.user)["磨削研讨（已取消）"]
    assert (after["uid"], after["status"]) == (before["uid"], "CANCELLED")
    assert after["sequence"] > before["sequence"]


def test_waiting_is_tentative_and_withdrawn_is_gone():
    activity = academy.opened(title="磨削研讨", capacity=1)
    first, second = academy.enrolled(activity), academy.enrolled(activity, academy.craftsman("乙二"))

    assert events(second.person.user)["磨削研讨（候补）"]["status"] == "TENTATIVE"
    enrolling.withdraw(second, by=second.person.user)
    assert events(second.person.user) == {}
    assert list(events(first.person.user)) == ["磨削研讨"]


def test_address_is_secret_and_ends_when_it_is_renewed(client):
    row = academy.enrolled(academy.opened(title="磨削研讨"))
    user = row.person.user
    old = reverse("academy:feed", args=[feeds.key_of(user).token])
    assert client.get(old)["Content-Type"] == "text/calendar; charset=utf-8"

    new = reverse("academy:feed", args=[feeds.renew(user, by=user).token])

    assert [client.get(address).status_code for address in (old, new, old[:-6] + "x.ics")] == [404, 200, 404]
    user.is_active = False
    user.save()
    assert client.get(new).status_code == 404


def run(moment):
    with portal_clock.at(moment):
        return remind(moment)


def test_reminder_comes_once_the_day_before_at_nine():
    activity = academy.opened(title="磨削研讨", capacity=1)
    academy.enrolled(activity)
    academy.enrolled(activity, academy.craftsman("乙二"))
    nine = datetime(2026, 5, 19, 9, tzinfo=SHANGHAI)

    counts = [run(moment) for moment in (nine - timedelta(minutes=1), nine, nine, nine + timedelta(hours=20))]

    assert counts == [0, 1, 0, 0]
    sent = Message.objects.get(code="academy-tomorrow")
    assert (sent.recipient.name, sent.subject) == ("陆尺度", "活动提醒：磨削研讨")


def test_nothing_is_said_of_what_was_called_off_or_has_begun():
    activity = academy.opened()
    academy.enrolled(activity)
    assert list(coming_activities(activity.starts_at)) == []

    planning.cancel(activity, reason="停电", by=activity.by)

    assert run(datetime(2026, 5, 19, 9, tzinfo=SHANGHAI)) == 0
