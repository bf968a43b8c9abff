"""Fixtures of the reviews."""

import pytest

from accounts.models import WorkingYear
from programmes import clock


@pytest.fixture
def working_days(db):
    """Working calendars for this year and the next, confirmed, without holidays."""
    now = clock.now()
    years = (now.year, now.year + 1)
    return [WorkingYear.objects.update_or_create(year=year, defaults={"confirmed_at": now}) for year in years]
