"""Periods in months, years and working days (COM-02, COM-04; 民法典 201–203 pattern)."""

from __future__ import annotations

import calendar as gregorian
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from programmes.refusal import Finding, Refused


class CalendarMissing(Refused, LookupError):
    """A needed year is not loaded in the working calendar; `year` says which (COM-04). A refusal, so pages show it."""

    def __init__(self, year: int) -> None:
        self.year = year
        sentence = f"{year}年工作日历尚未导入，请系统管理员先导入国务院办公厅节假日安排。"
        super().__init__([Finding(rule="COM-04", sentence=sentence)])

    def __reduce__(self) -> tuple[type[CalendarMissing], tuple[int]]:
        return type(self), (self.year,)


def add_months(day: date, months: int) -> date:
    """The corresponding date `months` later (or earlier); no such date: the last day of that month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = gregorian.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def add_years(day: date, years: int) -> date:
    """The corresponding date `years` later (or earlier); 29 February becomes 28 February in a common year."""
    return add_months(day, years * 12)


def recent_since(reference_on: date, years: int) -> date:
    """First day of 近n年 at a reference date, inclusive (AMB-28)."""
    return add_years(reference_on, -years)


def half_year_label(period: str) -> str:
    """2026H1 in words."""
    year, _, half = period.partition("H")
    return f"{year} 年{'上' if half == '1' else '下'}半年"


@dataclass(frozen=True)
class WorkingCalendar:
    """Working days of the loaded years: Monday–Friday, without `off_days`, with `extra_workdays`."""

    years: frozenset[int]
    off_days: frozenset[date] = frozenset()
    extra_workdays: frozenset[date] = frozenset()

    @classmethod
    def of(cls, *, years: Iterable[int], off_days: Iterable[date], extra_workdays: Iterable[date]) -> WorkingCalendar:
        """Build from any iterables."""
        return cls(frozenset(years), frozenset(off_days), frozenset(extra_workdays))

    def require(self, year: int) -> None:
        """Raise CalendarMissing when the year is not loaded (COM-04)."""
        if year not in self.years:
            raise CalendarMissing(year)

    def is_workday(self, day: date) -> bool:
        """True on a working day; CalendarMissing when the year is not loaded."""
        self.require(day.year)
        if day in self.extra_workdays:
            return True
        return day.weekday() < 5 and day not in self.off_days

    def add(self, day: date, workdays: int) -> date:
        """The n-th working day after `day`, which is itself not counted; n = 0 is `day`; negative n looks back."""
        step = timedelta(days=1 if workdays > 0 else -1)
        remaining = abs(workdays)
        while remaining:
            day += step
            remaining -= self.is_workday(day)
        return day

    def days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` lies before `start`."""
        if end < start:
            return -self.days_between(end, start)
        return sum(self.is_workday(day) for day in _days(start + timedelta(days=1), end))


def publicity_end(start: date, workdays: int, calendar: WorkingCalendar, *, calendar_days: int = 0) -> date:
    """Last day of a publicity that starts on `start`, first day not counted, ending 24:00 of the returned day (AMB-05).

    `calendar_days` > 0 is an additional length in natural days; the later of the two ends is used.
    """
    last = calendar.add(start, workdays)
    return max(last, start + timedelta(days=calendar_days))


def ban_last_day(decided_on: date, years: int) -> date:
    """Last banned day: the corresponding date of the decision (AMB-07); applications are accepted from the next day."""
    return add_years(decided_on, years)


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)
