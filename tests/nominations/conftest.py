"""Fixtures of the nominations' tests."""

import pytest

from tests.factories import studio_programme


@pytest.fixture
def sample():
    """The small studio programme, in the catalogue while the test runs."""
    with studio_programme.registered():
        yield studio_programme
