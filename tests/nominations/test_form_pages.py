"""List, detail, homes and start: who sees what, with how many queries."""

import pytest
from django.urls import reverse

from accounts.states import Role
from nominations import reports
from nominations.actions import answers
from nominations.actions.answers import Change
from nominations.models import Nomination
from nominations.states import NominationState
from tests.factories import accounts
from tests.factories.nominations import clerk_of, head_of, nomination, officer_of, season

pytestmark = pytest.mark.django_db
NUMBER = "11010519491231002X"
LIST = "/desk/nominations/"
PAGES = ["/desk/nominations/", "/desk/unit/"]


def detail(made):
    return reverse("nominations:detail", args=[made.code])


def many(count):
    """Nominations of one recommender in one season, half of them submitted."""
    one, of = season(), accounts.recommender()
    return [nomination(one, "endorsing" if n % 2 else "draft", recommender=of) for n in range(count)]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("rows", [1, 3])
def test_pages_need_at_most_fifteen_queries(client, page, rows, django_assert_max_num_queries):
    made = many(rows)
    client.force_login(clerk_of(made[0].recommender))

    with django_assert_max_num_queries(15):
        html = client.get(page).content.decode()
    assert all(row.code in html for row in made)


@pytest.mark.parametrize("rows", [1, 3])
def test_own_nominations_need_at_most_fifteen_queries(client, rows, django_assert_max_num_queries):
    person = accounts.user("陆衡仲")
    made = [nomination(applicant=person) for _ in range(rows)]
    client.force_login(person)

    with django_assert_max_num_queries(15):
        html = client.get(reverse("nominations:my")).content.decode()
    assert all(row.code in html for row in made)


def test_list_filters_by_state_and_searches(client):
    draft, submitted = many(2)
    client.force_login(clerk_of(draft.recommender))

    by_state = client.get(LIST, {"state": "draft"}).content.decode()
    by_code = client.get(LIST, {"q": submitted.code}).content.decode()

    assert draft.code in by_state
    assert detail(submitted) not in by_state
    assert detail(draft) not in by_code
    assert detail(submitted) in by_code


def test_list_turns_the_page_after_fifty(client):
    one, of = season(), accounts.recommender()
    by = clerk_of(of)
    rows = [
        Nomination(season=one, number=n, code=f"T-{n:03d}", recommender=of, created_by=by, name=f"第{n}人")
        for n in range(1, 52)
    ]
    Nomination.objects.bulk_create(rows)
    client.force_login(by)

    assert "T-051" not in client.get(LIST).content.decode()
    assert "T-051" in client.get(LIST, {"page": 2}).content.decode()


def test_list_shows_strangers_nothing(client):
    made = nomination()
    client.force_login(accounts.member(Role.CLERK))

    assert made.code not in client.get(LIST).content.decode()


def test_detail_masks_private_answers_for_those_who_do_not_fill(client):
    made = nomination()
    by = clerk_of(made.recommender)
    answers.save(made, [Change("id_no", NUMBER, 1)], by=by)

    client.force_login(head_of(made.recommender))
    seen = client.get(detail(made)).content.decode()
    client.force_login(by)
    filled = client.get(detail(made)).content.decode()

    assert NUMBER not in seen
    assert "*" * 16 + "2X" in seen
    assert NUMBER in filled


def test_detail_says_what_happens_next_and_by_whom(client):
    made = nomination(state="endorsing")
    client.force_login(head_of(made.employer))

    html = client.get(detail(made)).content.decode()

    assert "核对材料，签署基层单位意见" in html
    assert f"{made.employer.name}负责人" in html
    assert reverse("nominations:opinion", args=[made.code]) in html
    assert made.content_hash[:8] in html


def test_detail_gives_the_reason_when_an_act_is_not_possible(client, clock):
    made = nomination(state="endorsing")
    client.force_login(head_of(made.employer))

    clock(made.season.deadline_at.replace(year=made.season.deadline_at.year + 1))
    html = client.get(detail(made)).content.decode()

    assert "申报已于截止时间结束" in html
    assert reverse("nominations:opinion", args=[made.code]) not in html


def test_detail_of_a_draft_is_hidden_from_the_organiser(client):
    made = nomination()
    client.force_login(officer_of(made.season))

    assert client.get(detail(made)).status_code == 404


def test_detail_of_a_dispatched_one_is_open_to_the_organiser_and_the_supervisor(client):
    made = nomination(state="submitted", signed=True)
    for person in (officer_of(made.season), accounts.member(Role.SUPERVISOR, made.season.organiser)):
        client.force_login(person)
        html = client.get(detail(made)).content.decode()
        assert "经核对，材料属实" in html
    assert "撤回申报" not in html
    assert "取消参评资格" not in html


def test_unmask_shows_the_answer_once_and_records_it(client):
    made = nomination(state="submitted")
    client.force_login(officer_of(made.season))
    place = reverse("nominations:unmask", args=[made.code])

    shown = client.post(place, {"key": "id_no", "reason": "核对身份证复印件"}).content.decode()
    refused = client.post(place, {"key": "id_no", "reason": ""})

    assert "310101" in shown
    assert refused.status_code == 302


def test_unmask_is_hidden_from_heads(client):
    made = nomination(state="submitted")
    client.force_login(head_of(made.recommender))

    response = client.post(reverse("nominations:unmask", args=[made.code]), {"key": "id_no", "reason": "想看看号码"})
    assert response.status_code == 404


def test_start_makes_a_draft_with_name_and_employer(client):
    one, of, unit = season(), accounts.recommender(), accounts.organisation("申电检修有限公司")
    client.force_login(clerk_of(of))
    posted = {"season": one.pk, "recommender": of.pk, "name": "于砚秋", "employer": "申电检修有限公司"}

    response = client.post(reverse("nominations:new"), posted)

    made = Nomination.objects.get()
    assert response["Location"] == reverse("nominations:form", args=[made.code])
    assert (made.name, made.employer, made.state) == ("于砚秋", unit, "draft")


def test_start_is_for_clerks_of_recommenders(client):
    season()
    for person in (accounts.member(Role.CLERK), head_of(accounts.recommender()), accounts.user()):
        client.force_login(person)
        assert client.get(reverse("nominations:new")).status_code == 404


def test_unit_home_is_for_units(client):
    client.force_login(accounts.user())

    assert client.get(reverse("nominations:unit")).status_code == 404


def test_unit_home_lists_what_waits_for_a_signature(client):
    made = nomination(state="endorsing")
    client.force_login(head_of(made.employer))

    html = client.get(reverse("nominations:unit")).content.decode()

    assert "有 1 份申报等待您签署意见" in html


@pytest.mark.parametrize("state", list(NominationState))
def test_next_step_speaks_in_every_state(state):
    one = season()
    made = Nomination(season=one, state=state, recommender=accounts.recommender(), code="T-1")

    assert reports.next_step(made).sentence.endswith("。")


def test_detail_needs_no_more_queries_for_more_answers(client, django_assert_max_num_queries):
    short = nomination(honours=[], honours_none=True)
    rows = [
        {"row": f"h{n}", "month": "2025-06", "name": f"第{n}项", "level": "saq", "issuer": "协会"} for n in range(9)
    ]
    long = nomination(short.season, recommender=short.recommender, honours=rows)
    client.force_login(clerk_of(short.recommender))

    for made in (short, long):
        with django_assert_max_num_queries(26):
            client.get(detail(made))
