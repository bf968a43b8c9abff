import pytest

from tests.factories import academy


@pytest.fixture(autouse=True)
def _now(request, clock):
    """Ten days before the activities of the factories."""
    clock(academy.NOW)
