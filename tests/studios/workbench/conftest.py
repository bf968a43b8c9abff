import pytest

from tests.factories import workbench


@pytest.fixture(autouse=True)
def _declared():
    with workbench.declared(), workbench.held():
        yield


@pytest.fixture
def studio(db):
    return workbench.studio()


@pytest.fixture
def leader(studio):
    return studio.leader.user
