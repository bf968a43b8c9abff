"""The check-in's window and the limit of an absence, at their edges (QC26-56, QC26-57, AMB-18)."""

from datetime import date

import pytest

from programmes import catalogue
from programmes.spec import CareTerms, YearDay

TERMS = catalogue.get("quality-craftsman").latest.care


def test_the_check_in_runs_through_november():
    assert TERMS.window(2026) == (date(2026, 11, 1), date(2026, 11, 30))


def test_a_window_may_end_in_the_following_year():
    terms = CareTerms(
        article="", opens=YearDay(12, 1), due=YearDay(1, 15, years_later=1), reminder_days=(), absence_months=6
    )

    assert terms.window(2026) == (date(2026, 12, 1), date(2027, 1, 15))


@pytest.mark.parametrize(
    ("since", "first_long_day"),
    [
        (date(2026, 9, 1), date(2027, 3, 2)),
        (date(2026, 8, 31), date(2027, 3, 1)),  # the corresponding day is 28 February
        (date(2027, 8, 31), date(2028, 3, 1)),  # 29 February in a leap year
        (date(2026, 10, 8), date(2027, 4, 9)),
    ],
)
def test_six_months_are_exceeded_on_the_day_after_the_corresponding_day(since, first_long_day):
    assert TERMS.long_from(since) == first_long_day
    assert TERMS.is_long(since, first_long_day)
    assert not TERMS.is_long(since, date.fromordinal(first_long_day.toordinal() - 1))


def test_only_the_edition_that_says_so_has_terms():
    programme = catalogue.get("quality-craftsman")

    assert programme.edition("2023").care is None
    assert programme.latest.care.article == "QC26 §14"
