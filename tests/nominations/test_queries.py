"""List pages of this app ask the database the same number of times for one row and for three, and at most fifteen."""

import pytest
from django.urls import reverse

from accounts import calendar
from accounts.states import Role
from nominations.actions import decisions
from nominations.models import Batch, Sanction
from nominations.states import NominationState
from programmes import clock
from tests.factories import accounts
from tests.factories import chain as made
from tests.factories.nominations import clerk_of, nomination, officer_of, season

pytestmark = pytest.mark.django_db
QUERIES = {
    "seasons": 6,
    "batches": 6,
    "batch": 11,
    "open batch": 15,
    "exceptions": 6,
    "sanctions": 6,
    "list": 9,
}
three_or_one = pytest.mark.parametrize("count", [1, 3])


@pytest.fixture
def ask(client, django_assert_num_queries):
    calendar.current()  # its days are read once per process

    def asked(user, page, *arguments, name=""):
        client.force_login(user)
        client.get(reverse("healthz"))
        with django_assert_num_queries(QUERIES[name or page]):
            response = client.get(reverse(f"nominations:{page}", args=arguments))
        assert response.status_code == 200
        return response.content.decode()

    return asked


def test_no_page_asks_more_than_fifteen_times():
    assert {name: number for name, number in QUERIES.items() if number > 15} == {}


@three_or_one
def test_seasons(ask, count):
    organiser = accounts.organiser()
    rows = [season(organiser=organiser) for _ in range(count)]

    text = ask(accounts.member(Role.OFFICER, organiser), "seasons")

    assert all(row.title in text for row in rows)


@three_or_one
def test_list(ask, count):
    year = season()
    rows = [nomination(year, NominationState.SUBMITTED, name=f"陆衡{n}") for n in "甲乙丙"[:count]]

    text = ask(officer_of(year), "list")

    assert all(row.code in text for row in rows)


@three_or_one
def test_batches(ask, count):
    year = season()
    rows = [made.dispatched(made.through(year)) for _ in range(count)]

    text = ask(officer_of(year), "batches")

    assert all(row.receipt_number in text for row in rows)


@three_or_one
def test_a_dispatched_batch(ask, count):
    year, group = season(), accounts.recommender()
    rows = [made.through(year, recommender=group) for _ in range(count)]
    batch = made.dispatched(*rows)

    text = ask(clerk_of(group), "batch", batch.pk)

    assert all(row.code in text for row in rows)


@three_or_one
def test_an_open_batch(ask, count):
    group = accounts.recommender()
    year = season()
    made.batch(*[made.through(year, recommender=group) for _ in range(count)])
    batch = Batch.objects.get()

    ask(clerk_of(group), "batch", batch.pk, name="open batch")


@three_or_one
def test_exceptions(ask, count):
    year = season()
    for _ in range(count):
        row = nomination(year)
        decisions.request_exception(
            row, rule="QC23-08", reason="单位改制，本人任职情况特殊。", by=clerk_of(row.recommender)
        )

    text = ask(officer_of(year), "exceptions")

    assert text.count("单位改制") == count


@three_or_one
def test_sanctions(ask, count):
    year = season()
    for number in range(count):
        Sanction.objects.create(
            subject="person", person_name=f"陆衡{number}", person_key=f"{number}" * 64, facts="材料不实",
            nomination=nomination(year), decision_number=f"沪质协〔2026〕{number}号", starts_on=clock.today(),
            ends_on=clock.today(), decided_by=officer_of(year),
        )  # fmt: skip

    text = ask(officer_of(year), "sanctions")

    assert text.count("陆衡") >= count
