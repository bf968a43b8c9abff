"""Every URL of the project, as every role (docs: tests/permissions/README.md)."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.permissions.matrix import ROLES, all_rows, all_url_names, verdict

ROWS = all_rows()


def test_every_url_is_in_the_table():
    assert all_url_names() - {row.name for row in ROWS} == set()


def test_the_table_has_no_row_for_a_url_that_is_gone():
    assert {row.name for row in ROWS} - all_url_names() == set()


def ask(row, role, world):
    client = Client(raise_request_exception=False)
    if role != "public":
        client.force_login(getattr(world, role), backend="django.contrib.auth.backends.ModelBackend")
    address = reverse(row.name, args=row.arguments(world)) + row.query
    options = {"content_type": "application/json"} if row.json else {}
    response = client.get(address) if row.method == "get" else client.post(address, dict(row.data), **options)
    return verdict(response, reverse(settings.LOGIN_URL) if "/" not in settings.LOGIN_URL else settings.LOGIN_URL)


def expected(row, role):
    if row.lets(role):
        return "allowed"
    if role == "public":
        return "login" if row.public_refusal == 302 else f"refused {row.public_refusal}"
    return f"refused {row.refusal}"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.name}")
def test_row(row, world, django_db_blocker):
    with world.rolled_back():
        answers = {}
        for role in ROLES:
            with world.rolled_back():
                answers[role] = ask(row, role, world)

    assert answers == {role: expected(row, role) for role in ROLES}
