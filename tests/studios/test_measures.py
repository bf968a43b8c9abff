"""Sums of money, as the pages show them."""

from decimal import Decimal

import pytest

from studios.measures import wan


@pytest.mark.parametrize(
    ("summed", "shown"), [("38.6000000000000", "38.60"), ("8.95000000000000", "8.95"), ("12", "12.00"), (None, "0.00")]
)
def test_money_has_two_places_whatever_the_database_adds_up(summed, shown):
    assert str(wan(summed and Decimal(summed))) == shown
