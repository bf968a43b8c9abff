"""Every URL of the project, as every role (docs: tests/permissions/README.md)."""

import pytest
from django.conf import settings
from django.urls import reverse

from tests.permissions.matrix import ROLES, all_rows, all_url_names, verdict

ROWS = all_rows()


def test_every_url_is_in_the_table():
    assert all_url_names() - {row.name for row in ROWS} == set()


def test_the_table_has_no_row_for_a_url_that_is_gone():
    assert {row.name for row in ROWS} - all_url_names() == set()


def ask(row, role, world):
    address = reverse(row.name, args=row.arguments(world)) + row.query
    options = {"content_type": "application/json"} if row.json else {}
    client, posted = world.client(role), row.values(world)
    response = client.get(address) if row.method == "get" else client.post(address, posted, **options)
    if response.streaming:
        b"".join(response.streaming_content)  # to the end, which closes the file
    return verdict(response, reverse(settings.LOGIN_URL) if "/" not in settings.LOGIN_URL else settings.LOGIN_URL)


def expected(row, role):
    if row.lets(role):
        return "allowed"
    if role == "public":
        return "login" if row.public_refusal == 302 else f"refused {row.public_refusal}"
    return f"refused {row.refusal}"


def title(row):
    return f"{row.method} {row.name} {row.about}".strip()


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=title)
def test_row(row, world):
    answers = {}
    for role in ROLES:
        with world.rolled_back():
            answers[role] = ask(row, role, world)

    wrong = {role: (answer, expected(row, role)) for role, answer in answers.items() if answer != expected(row, role)}
    assert wrong == {}
