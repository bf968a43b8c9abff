"""Months, years and working days (COM-02, COM-04, rules.md 15.3–15.4)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.periods import (
    CalendarMissing,
    WorkingCalendar,
    add_months,
    add_years,
    ban_last_day,
    publicity_end,
    recent_since,
)


def _days(*spans):
    for month, first, last in spans:
        yield from (date(2026, month, day) for day in range(first, last + 1))


CALENDAR_2026 = WorkingCalendar.of(
    years=[2026],
    off_days=_days((1, 1, 3), (2, 15, 23), (4, 4, 6), (5, 1, 5), (6, 19, 21), (9, 25, 27), (10, 1, 7)),
    extra_workdays=_days((1, 4, 4), (2, 14, 14), (2, 28, 28), (5, 9, 9), (9, 20, 20), (10, 10, 10)),
)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2026, 4, 29), date(2026, 5, 9)),
        (date(2026, 9, 18), date(2026, 9, 24)),
        (date(2026, 9, 24), date(2026, 10, 9)),
        (date(2026, 2, 13), date(2026, 2, 27)),
        (date(2026, 3, 13), date(2026, 3, 20)),
    ],
)
def test_publicity_of_five_workdays_skips_holidays(start, end):
    assert publicity_end(start, 5, CALENDAR_2026) == end
    assert CALENDAR_2026.days_between(start, end) == 5


def test_publicity_uses_the_later_of_two_ends():
    assert publicity_end(date(2026, 3, 13), 5, CALENDAR_2026, calendar_days=10) == date(2026, 3, 23)


def test_saturday_can_be_a_workday():
    assert CALENDAR_2026.is_workday(date(2026, 5, 9)) is True
    assert CALENDAR_2026.is_workday(date(2026, 5, 10)) is False


def test_unloaded_year_is_refused_with_a_sentence():
    with pytest.raises(CalendarMissing) as refused:
        publicity_end(date(2026, 12, 30), 5, CALENDAR_2026)
    assert refused.value.year == 2027
    assert [finding.rule for finding in refused.value.findings] == ["COM-04"]


@given(st.dates(date(2026, 1, 15), date(2026, 11, 30)), st.integers(0, 15))
def test_add_and_days_between_agree(start, workdays):
    assert CALENDAR_2026.days_between(start, CALENDAR_2026.add(start, workdays)) == workdays


def test_periods_end_on_the_corresponding_day():
    assert ban_last_day(date(2026, 5, 20), 3) == date(2029, 5, 20)
    assert add_months(date(2026, 6, 1), 12) == date(2027, 6, 1)
    assert add_years(date(2024, 2, 29), 2) == date(2026, 2, 28)
    assert add_years(date(2028, 2, 29), 1) == date(2029, 2, 28)
    assert recent_since(date(2024, 9, 13), 3) == date(2021, 9, 13)


@given(st.dates(date(1950, 1, 1), date(2090, 12, 31)), st.integers(0, 240))
def test_add_months_keeps_the_day_or_takes_the_last(day, months):
    later = add_months(day, months)
    is_last = (later + timedelta(days=1)).day == 1
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (is_last and later.day < day.day)
