"""The invented people of the demo."""

import datetime as dt

import pytest

from fixtures.demo.cast import People, credit_code
from programmes import identity


@pytest.mark.parametrize("seed", [23, 25, 26, 27, 28])
def test_identity_numbers_are_valid_and_nobody_has_anothers(seed):
    people = People(seed)

    numbers = [people.id_number(male=place % 2 == 0, born=dt.date(1985, 5, 1)) for place in range(60)]

    assert all(identity.is_id18(number) for number in numbers)
    assert len(set(numbers)) == 60


def test_the_big_season_has_names_that_software_gets_wrong():
    people = People(26)

    names = {people.name() for _ in range(60)}

    assert {"曹䶮", "郑𬭎", "买买提·艾力", "欧阳砺锋", "慕容静深"} <= names


def test_the_same_seed_gives_the_same_people():
    assert [People(7).name() for _ in range(1)] == [People(7).name() for _ in range(1)]


def test_credit_codes_are_valid():
    assert all(identity.is_uscc(credit_code(serial)) for serial in range(1, 50))
