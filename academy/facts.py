"""What the pages of the academy count: clashes, a month as weeks, feedback."""

import calendar
import datetime as dt
from collections import defaultdict

from django.db.models import Avg, Count

from academy.models import Activity, Enrolment, Feedback
from academy.states import AT_DOOR, ON_ROLL
from programmes import clock


def clashes_of(person, activity) -> list[Activity]:
    """Other activities on whose roll the person stands at the same time. One query."""
    rows = Activity.objects.filter(state__in=AT_DOOR).overlapping(activity.starts_at, activity.ends_at)
    return list(rows.enrolled_by(person).exclude(pk=activity.pk))


def clashing_people(people, activity) -> dict[int, str]:
    """Person id → title of another activity at the same time, of many people. One query."""
    rows = Enrolment.objects.filter(
        person__in=people,
        state__in=ON_ROLL,
        activity__state__in=AT_DOOR,
        activity__starts_at__lt=activity.ends_at,
        activity__ends_at__gt=activity.starts_at,
    ).exclude(activity=activity)
    return dict(rows.values_list("person", "activity__title"))


def in_the_way(room, starts_at, ends_at, *, but=None) -> list[Activity]:
    """What takes up a room at that time."""
    rows = room.activities.standing().overlapping(starts_at, ends_at)
    return list(rows.exclude(pk=but.pk) if but is not None and but.pk else rows)


def weeks_of(first: dt.date, activities) -> list[list[tuple[dt.date, bool, list[Activity]]]]:
    """The month of ``first`` as weeks from Monday: ``(day, is in the month, activities that begin on it)``."""
    by_day = defaultdict(list)
    for activity in activities:
        by_day[activity.starts_at.astimezone(clock.SHANGHAI).date()].append(activity)
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    return [[(day, day.month == first.month, by_day[day]) for day in week] for week in weeks]


def feedback_of(activity) -> dict:
    """``count`` and ``average`` of what was said. One query."""
    rows = Feedback.objects.filter(enrolment__activity=activity)
    return rows.aggregate(count=Count("pk"), average=Avg("score"))
