import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.states import Role
from craftsmen.models import Honour, Revocation
from tests.factories import accounts
from tests.factories.craftsmen import case, honour, person

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15


@pytest.fixture
def officer(client):
    made = accounts.member(Role.OFFICER)
    client.force_login(made)
    return made


@pytest.fixture
def organiser(officer):
    return officer.memberships.get().organisation


def queries(client, address) -> int:
    """How many queries the page takes once the rail's counts are known (they are kept for a moment)."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_register_takes_the_same_queries_with_one_row_and_three(client, organiser):
    counts = []
    for place in range(3):
        honour(person(f"丁砚{place}"), organiser=organiser)
        counts.append(queries(client, reverse("craftsmen:register")))
    assert counts[0] == counts[2] <= MOST_QUERIES


def test_a_person_takes_the_same_queries_with_one_honour_and_three(client, organiser):
    made, counts = person("丁砚耕"), []
    for place in range(3):
        honour(made, organiser=organiser, year=2023 + place, honour_code=f"honour-{place}")
        counts.append(queries(client, reverse("craftsmen:person", args=[made.pk])))
    assert counts[0] == counts[2] <= MOST_QUERIES


def test_the_cases_take_the_same_queries_with_one_row_and_three(client, organiser, officer):
    counts = []
    for place in range(3):
        case(honour(person(f"卫澄{place}"), organiser=organiser), by=officer)
        counts.append(queries(client, reverse("craftsmen:revocations")))
    assert counts[0] == counts[2] <= MOST_QUERIES


def test_search_year_and_state_narrow_the_register(client, organiser):
    honour(person("丁砚耕"), organiser=organiser, year=2024)
    honour(person("卫澄澜"), organiser=organiser, year=2025)
    register = reverse("craftsmen:register")

    def names(query):
        return [h.name for h in client.get(f"{register}?{query}").context["page"].object_list]

    assert names("q=卫") == ["卫澄澜"]
    assert names("year=2024") == ["丁砚耕"]
    assert names("q=沪质工匠〔2025〕001号") == ["卫澄澜"]
    assert names("state=revoked") == []


def test_a_stranger_finds_nothing(client, organiser):
    made = honour(organiser=organiser)
    found = case(made)
    for user in (accounts.member(Role.OFFICER), accounts.member(Role.HEAD), accounts.user()):
        client.force_login(user)
        assert client.get(reverse("craftsmen:person", args=[made.person_id])).status_code == 404
        assert client.get(reverse("craftsmen:revocation", args=[found.pk])).status_code == 404
        assert client.get(reverse("craftsmen:revocation-new", args=[made.pk])).status_code == 404
        assert client.post(reverse("craftsmen:correct", args=[made.pk]), {}).status_code == 404


def test_a_page_of_a_person_shows_no_identity_number(client, organiser):
    made = person("丁砚耕", id_number="310101199003070019", mobile="13900001234")
    honour(made, organiser=organiser)
    page = client.get(reverse("craftsmen:person", args=[made.pk])).content.decode()
    assert "310101199003070019" not in page
    assert "13900001234" not in page


def test_a_correction_through_the_page(client, organiser):
    made = honour(person("张守申"), organiser=organiser)
    address = reverse("craftsmen:correct", args=[made.pk])
    refused = client.post(address, {"field": "name", "after": "", "reason": ""})
    assert refused.status_code == 422
    assert client.post(address, {"field": "name", "after": "丁守申", "reason": "录入有误，已核对"}).status_code == 302
    assert Honour.objects.get().name == "丁守申"


def test_the_craftsman_reads_the_notice_and_answers(client, organiser, officer):
    from craftsmen import actions
    from tests.publicity.calendar2026 import load

    load()
    user = accounts.user()
    found = case(honour(person(user=user), organiser=organiser), by=officer)
    client.force_login(user)
    address = reverse("craftsmen:revocation", args=[found.pk])
    assert client.get(address).status_code == 404
    from datetime import datetime

    from programmes import clock

    with clock.at(datetime(2026, 6, 1, 9)):
        actions.notify(found, by=officer)
        page = client.get(address).content.decode()
        assert "关于拟撤销称号的告知" in page
        assert officer.name not in page.split("<main", 1)[1]
        answer = client.post(reverse("craftsmen:revocation-act", args=[found.pk, "state"]), {"text": "我有说明。"})
        assert answer.status_code == 302
        assert (
            client.post(
                reverse("craftsmen:revocation-act", args=[found.pk, "review"]), {"text": "自己审核自己的案件"}
            ).status_code
            == 404
        )
    assert Revocation.objects.get().statement == "我有说明。"


def test_a_case_is_opened_through_the_page(client, organiser):
    made = honour(organiser=organiser)
    address = reverse("craftsmen:revocation-new", args=[made.pk])
    assert client.post(address, {"ground": "fraud", "facts": ""}).status_code == 422
    answer = client.post(address, {"ground": "fraud", "facts": "专利证书与登记簿不符，已调取证据。"})
    assert answer.url == reverse("craftsmen:revocation", args=[Revocation.objects.get().pk])


def test_the_supervisor_looks_and_does_nothing(client, organiser, officer):
    found = case(honour(organiser=organiser), by=officer)
    client.force_login(accounts.member(Role.SUPERVISOR, organiser))
    assert client.get(reverse("craftsmen:revocation", args=[found.pk])).status_code == 200
    answer = client.post(reverse("craftsmen:revocation-act", args=[found.pk, "notify"]))
    assert answer.status_code == 404
    assert Revocation.objects.get().state == "opened"


def test_the_leader_cancels_a_title_from_its_page(client):
    made = honour()
    leader = accounts.member(Role.LEADER, made.organiser)
    client.force_login(leader)
    page = client.get(reverse("craftsmen:person", args=[made.person_id])).content.decode()
    address = reverse("craftsmen:cancel", args=[made.pk])
    assert address in page

    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "本人书面放弃称号。"}).status_code == 302

    made.refresh_from_db()
    made.certificate.refresh_from_db()
    assert (made.state, made.certificate.state) == ("cancelled", "cancelled")
    assert "已注销" in client.get(reverse("publicity:verify", args=[made.certificate.token])).content.decode()
    assert client.get(address).status_code == 404


def test_an_officer_is_not_offered_to_cancel(client):
    made = honour()
    client.force_login(accounts.member(Role.OFFICER, made.organiser))
    assert (
        reverse("craftsmen:cancel", args=[made.pk])
        not in client.get(reverse("craftsmen:person", args=[made.person_id])).content.decode()
    )
    assert client.get(reverse("craftsmen:cancel", args=[made.pk])).status_code == 404
