"""When a duty opens, is due and is reminded of: pure dates (rules.md §13)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from programmes.spec.studio import Duty, YearDay


@dataclass(frozen=True)
class Term:
    """One occurrence of a duty. `period` tells occurrences apart: the year, or the anchor's date."""

    code: str
    period: str
    opens_on: date
    due_on: date
    remind_on: tuple[date, ...]


def yearly(duty: Duty, year: int) -> Term:
    """The occurrence of a yearly duty for one calendar year."""
    return Term(
        duty.code,
        str(year),
        _in_year(duty.opens, year),
        _in_year(duty.due, year),
        tuple(sorted(_in_year(one, year) for one in duty.reminders)),
    )


def counted(duty: Duty, anchor_on: date) -> Term:
    """The one occurrence of a duty that counts from a date of the studio."""
    return Term(
        duty.code,
        anchor_on.isoformat(),
        _from(anchor_on, duty.opens),
        _from(anchor_on, duty.due),
        tuple(sorted(_from(anchor_on, one) for one in duty.reminders)),
    )


def years_between(first: date, last: date) -> Iterator[int]:
    """Calendar years touched by a period, both ends inclusive."""
    yield from range(first.year, last.year + 1)


def _in_year(day: YearDay | int, year: int) -> date:
    if not isinstance(day, YearDay):
        raise TypeError("a yearly duty is declared with days of the year")
    return date(year + day.years_later, day.month, day.day)


def _from(anchor_on: date, days: YearDay | int) -> date:
    if isinstance(days, YearDay):
        raise TypeError("a duty with an anchor is declared with days from it")
    return anchor_on + timedelta(days=days)
