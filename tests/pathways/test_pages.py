"""Pages of the path, the figures and the rounds, as the people who use them see them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pathways.actions import results
from programmes import clock
from tests.factories import accounts, craftsmen, pathways, workbench

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15


def page(client, name, *args, **query):
    return client.get(reverse(f"pathways:{name}", args=args), query)


def queries(client, name, *args) -> int:
    page(client, name, *args)
    with CaptureQueriesContext(connection) as captured:
        assert page(client, name, *args).status_code == 200
    return len(captured)


def test_rounds_take_the_same_queries_with_one_row_and_three(house, as_):
    counts = [queries(as_(house.officer), "rounds")]
    for year in (2025, 2024):
        pathways.round_(house.organiser, year=year, by=house.officer)
    counts.append(queries(as_(house.officer), "rounds"))
    assert counts == [7, 7]


def test_who_was_handed_on_stays_counted_once_the_result_is_known(house, as_):
    nominee = pathways.packed(house.round, pathways.craftsman(organiser=house.organiser))
    results.record_result(
        nominee, is_named=False, decision_number="沪工总〔2026〕9号", decided_on=clock.today(), scan=pathways.scan(), by=house.leader,
    )  # fmt: skip

    (row,) = as_(house.officer).get("/desk/upwards/").context["page"].object_list

    assert (row.nominee_count, row.consented_count, row.packed_count, row.named_count) == (1, 1, 1, 0)


def test_round_takes_the_same_queries_with_one_person_and_three(house, as_):
    counts = []
    for place in range(3):
        person = pathways.craftsman(f"丁砚{place}", organiser=house.organiser, year=2023 + place)
        pathways.selected(house.round, person)
        counts.append(queries(as_(house.officer), "round", house.round.pk))
    assert counts[0] == counts[2] <= MOST_QUERIES


def test_candidates_take_the_same_queries_with_one_row_and_three(house, as_):
    counts = []
    for place in range(3):
        pathways.craftsman(f"丁砚{place}", organiser=house.organiser, year=2023 + place)
        counts.append(queries(as_(house.officer), "candidates", house.round.pk))
    assert counts[0] == counts[2] <= MOST_QUERIES


def test_figures_take_the_same_queries_with_one_honour_and_three(house, as_):
    counts = []
    for place in range(3):
        pathways.craftsman(f"丁砚{place}", organiser=house.organiser, year=2023 + place)
        counts.append(queries(as_(house.officer), "targets"))
    assert counts[0] == counts[2] == 6


def test_empty_scheme_stands_as_empty_quotation_marks(house, as_):
    assert "纳入全市“”人才培育" in page(as_(house.officer), "round", house.round.pk).content.decode()


def test_lists_say_when_they_are_empty(house, as_):
    assert "还没有人选" in page(as_(house.officer), "round", house.round.pk).content.decode()
    assert "没有符合条件的人员" in page(as_(house.officer), "candidates", house.round.pk).content.decode()


def test_own_path_invites_to_a_studio_until_one_is_led(house, as_):
    person = pathways.craftsman(organiser=house.organiser)
    shown = page(as_(person.user), "mine").content.decode()
    assert f'href="{reverse("nominations:my")}">开始编制建设计划书' in shown
    with workbench.declared():
        workbench.studio(leader=person, organiser=house.organiser)
        assert "开始编制建设计划书" not in page(as_(person.user), "mine").content.decode()


def test_own_path_with_a_revoked_title_invites_to_nothing(house, as_):
    person = pathways.craftsman(organiser=house.organiser)
    craftsmen.actions.cancel(person.honours.get(), reason="本人放弃称号", by=house.leader)
    shown = page(as_(person.user), "mine").content.decode()
    assert "开始编制建设计划书" not in shown
    assert '<path class="cross"' in shown


def test_own_path_is_not_there_for_somebody_without_a_title(house, as_):
    assert page(as_(accounts.user()), "mine").status_code == 404


def test_page_of_the_craftsman_loads_the_path(house, as_):
    person = pathways.craftsman(organiser=house.organiser)
    shown = as_(house.officer).get(reverse("craftsmen:person", args=[person.pk])).content.decode()
    assert f'hx-get="{reverse("pathways:of-person", args=[person.pk])}"' in shown
    address = reverse("pathways:of-person", args=[person.pk])
    fragment = as_(house.officer).get(address, headers={"HX-Request": "true"}).content.decode()
    answer = as_(house.officer).get(address)
    whole = answer.content.decode()
    assert "HX-Request" in answer["Vary"]  # going back in a browser never shows the part as a page
    assert ("<html" in fragment, f"<title>{person.name}的成长路径" in whole) == (False, True)
    assert "高水平质量技能型人才：未登记；上海质量工匠：有效 2025-12-03；上海工匠：未登记" in fragment


def test_link_of_a_used_token_is_over(house, client):
    nominee = pathways.asked(house.round, pathways.craftsman(organiser=house.organiser))
    address = reverse("pathways:link", args=[pathways.token_of(nominee)])
    assert client.get(address).status_code == 200
    assert "您已同意报送" in client.post(address, {"act": "agree"}).content.decode()
    assert client.get(address).status_code == 404
    assert client.post(address, {"act": "refuse"}).status_code == 404
