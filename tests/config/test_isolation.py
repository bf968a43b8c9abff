"""A test with real transactions empties all tables; what migrations wrote is there again for the next test."""

import pytest

from accounts.models import WorkingDay, WorkingYear


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_calendar_stands_after_a_test_that_emptied_the_tables(turn):
    assert WorkingYear.objects.filter(year=2023, confirmed_at__isnull=False).exists()
    assert WorkingDay.objects.filter(working_year__year=2023).exists()
