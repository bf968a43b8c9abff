import pytest

from tests.factories import studios


@pytest.fixture(autouse=True)
def _declared():
    with studios.declared():
        yield


@pytest.fixture
def cast(db):
    return studios.Cast()
