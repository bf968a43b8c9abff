"""The working calendar as the rules use it: confirmed years only, built once per version (COM-04)."""

from functools import lru_cache

from accounts.models import WorkingDay, WorkingYear
from programmes.periods import WorkingCalendar


def current() -> WorkingCalendar:
    """The calendar over every confirmed year. One query; the days are read again only when a year has changed."""
    years = WorkingYear.objects.confirmed().order_by("year").values_list("year", "version", "confirmed_at")
    return _built(tuple(years))


@lru_cache(maxsize=4)
def _built(version: tuple) -> WorkingCalendar:
    years = frozenset(year for year, *_ in version)
    days = WorkingDay.objects.filter(working_year__year__in=years).values_list("date", "is_workday")
    return WorkingCalendar(
        years=years,
        off_days=frozenset(day for day, is_workday in days if not is_workday),
        extra_workdays=frozenset(day for day, is_workday in days if is_workday),
    )
