"""The working calendar of 2026 as the State Council announced it (rules.md 15.3)."""

from datetime import date, timedelta

from accounts.models import WorkingDay, WorkingYear
from programmes import clock
from tests.factories import accounts

OFF = (
    ("01-01", "01-03"), ("02-15", "02-23"), ("04-04", "04-06"), ("05-01", "05-05"), ("06-19", "06-21"),
    ("09-25", "09-27"), ("10-01", "10-07"),
)  # fmt: skip
EXTRA = ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")


def load(*others: int) -> None:
    """Confirm 2026, and other years without any deviation from the week."""
    admin = accounts.user("日历管理员")
    for year in (2026, *others):
        WorkingYear.objects.get_or_create(year=year, defaults={"confirmed_by": admin, "confirmed_at": clock.now()})
    year = WorkingYear.objects.get(year=2026)
    days = {_day(text): True for text in EXTRA}
    for first, last in OFF:
        day = _day(first)
        while day <= _day(last):
            days[day] = False
            day += timedelta(days=1)
    WorkingDay.objects.bulk_create(
        [WorkingDay(working_year=year, date=day, is_workday=works) for day, works in days.items()],
        ignore_conflicts=True,
    )


def _day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")
