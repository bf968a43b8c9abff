from datetime import date
from types import SimpleNamespace

import pytest

from accounts.states import Role
from tests.factories import accounts, pathways


@pytest.fixture
def today(clock):
    """A working day in the middle of 2026."""
    clock(date(2026, 6, 15))
    return date(2026, 6, 15)


@pytest.fixture
def house(db, today):
    """The association with its officer, leader and supervisor, and a round of this year."""
    organiser = accounts.organiser("上海市质量协会")
    staff = {role.value: accounts.member(role, organiser) for role in (Role.OFFICER, Role.LEADER, Role.SUPERVISOR)}
    made = SimpleNamespace(organiser=organiser, **staff)
    made.round = pathways.round_(organiser, by=made.officer)
    return made


@pytest.fixture
def as_(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in
