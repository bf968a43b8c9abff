"""What a programme says about the years after a title: the yearly check-in, and from when an absence is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from programmes.periods import add_months
from programmes.spec.studio import YearDay


@dataclass(frozen=True, kw_only=True)
class CareTerms:
    """Contact and exit under one edition (QC26 §14). `article` is the source; windows and months are our defaults [D].

    The check-in opens by itself on `opens` and is to be answered until `due` of each year; `reminder_days` count from its
    last day, the day of opening is always told. Away for more than `absence_months` without a break opens a review and
    never revokes by itself (AMB-18).
    """

    article: str
    opens: YearDay
    due: YearDay
    reminder_days: tuple[int, ...]
    absence_months: int

    def window(self, year: int) -> tuple[date, date]:
        """First and last day of the check-in of a year, both inclusive."""
        return self._day(self.opens, year), self._day(self.due, year)

    def long_from(self, since: date) -> date:
        """The first day on which somebody away since `since` (the first day away) is away for longer than allowed."""
        return add_months(since, self.absence_months) + timedelta(days=1)

    def is_long(self, since: date, today: date) -> bool:
        """True once the months are over; on the corresponding day itself they only just are (COM-02)."""
        return today >= self.long_from(since)

    @staticmethod
    def _day(day: YearDay, year: int) -> date:
        return date(year + day.years_later, day.month, day.day)
