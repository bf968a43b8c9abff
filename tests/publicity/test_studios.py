"""The public list of studios and one studio's page."""

from datetime import date

import pytest
from django.urls import reverse

from studios.actions import life, register
from tests.factories import studios

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 15)


@pytest.fixture(autouse=True)
def _declared():
    with studios.declared():
        yield


@pytest.fixture
def cast(db):
    return studios.Cast()


def test_list_is_sorted_by_strokes_and_shows_states(cast, client):
    for name in ("王砚舟", "丁禾川", "方既明"):
        studios.building(cast, person=studios.leader(name, organiser=cast.organiser))

    context = client.get(reverse("publicity:studios")).context

    assert [row.leader.name for row in context["live"]] == ["丁禾川", "王砚舟", "方既明"]


def test_preparing_removed_and_revoked_studios_are_not_public(cast, client):
    studios.founded(cast)
    removed, revoked, kept = studios.building(cast), studios.building(cast), studios.building(cast)
    life.leave(removed, keep_title=False, decided_on=DAY, decision_number="", reason="离职", by=cast.head)
    studios.assessed(revoked, "revoke", by=cast.head)
    life.leave(kept, keep_title=True, decided_on=DAY, decision_number="", reason="退休", by=cast.head)

    context = client.get(reverse("publicity:studios")).context

    assert context["live"] == []
    assert [row.pk for row in context["historical"]] == [kept.pk]
    assert client.get(reverse("publicity:studio", args=[removed.code])).status_code == 404
    assert client.get(reverse("publicity:studio", args=[kept.code])).status_code == 200


def test_introduction_is_shown_by_consent_and_private_facts_never(cast, client):
    made = studios.building(cast)
    register.publish_showcase(made, text="主轴热变形补偿，立足一线。", consented=False, by=cast.clerk)
    address = reverse("publicity:studio", args=[made.code])
    assert "立足一线" not in client.get(address).content.decode()

    register.publish_showcase(made, text="主轴热变形补偿，立足一线。", consented=True, by=cast.clerk)

    shown = client.get(address).content.decode()
    assert "立足一线" in shown
    assert "021-00000000" not in shown


def test_search_and_programme_narrow_the_list(cast, client):
    studios.building(cast)
    named = studios.named(cast)
    address = reverse("publicity:studios")

    assert [row.pk for row in client.get(address, {"programme": studios.CYCLES}).context["live"]] == [named.pk]
    assert client.get(address, {"q": "没有这个"}).context["live"] == []


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_the_same_queries_for_one_studio_and_three(cast, client, count, django_assert_num_queries):
    for _ in range(count):
        studios.building(cast)
    with django_assert_num_queries(2):
        client.get(reverse("publicity:studios"))
