"""The scoring error of a dossier: from the deviations within each file, also where a file has one sheet so far."""

import statistics
from dataclasses import fields

import pytest

from reviews.reports.lines import Row


def row(*scores):
    """A row as the query returns it, with only the figures that the error needs."""
    empty = dict.fromkeys((field.name for field in fields(Row)), None)
    population = statistics.pvariance(scores) if scores else None
    return Row(**empty | {"population": population, "valid_count": len(scores)})


@pytest.mark.parametrize("scores", [(80.0, 90.0), (71.5, 88.0, 93.5, 60.0, 79.0)])
def test_variance_is_that_of_the_sample(scores):
    assert row(*scores).variance == pytest.approx(statistics.variance(scores))


@pytest.mark.parametrize("scores", [(), (80.0,)])
def test_fewer_than_two_sheets_have_no_error(scores):
    assert row(*scores).variance is None
    assert row(*scores).error is None
