"""What is decided one by one: the case's page, its stages, the decision and what it does to the register."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from craftsmen.models import Honour, Person
from nominations.models import Nomination
from notifications.models import Message
from programmes import clock as portal_clock
from programmes.refusal import Refused
from publicity import actions, outcomes
from publicity.actions.deciding import Given
from publicity.models import Decision
from reviews.actions import formality
from reviews.models import StageRun
from studios.models import Studio, Verdict
from studios.states import StudioState
from tests.factories import trial_studios as made
from tests.factories.nominations import PDF

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trial_programmes")]


@pytest.fixture
def place(trial_programmes):
    return made.world()


def check(case, place):
    """形式审查 by two people."""
    formality.decide(case, by=place.officer, outcome="pass")
    review = case.entries.get().reviews.get()
    formality.confirm(review, by=place.second)
    return made.fresh(case)


def given(**values):
    return Given(
        **{"result": "start", "decided_on": portal_clock.today(), "document_number": "沪试〔2026〕9号"} | values
    )


def posted(**values):
    return {"result": "start", "decided_on": portal_clock.today().isoformat(), "opinion": "", "until": ""} | values


def test_each_case_has_stages_of_its_own_and_closes_them_alone(place):
    first, second = made.sent(place, "plan"), made.sent(place, "plan", "丁禾川")
    check(first, place)
    assert [(run.code, run.state) for run in first.own_runs.order_by("position")] == [
        ("formality", "closed"), ("conferral", "waiting"),
    ]  # fmt: skip
    assert [(run.code, run.state) for run in second.own_runs.order_by("position")] == [
        ("formality", "open"), ("conferral", "waiting"),
    ]  # fmt: skip
    assert not StageRun.objects.filter(nomination=None, procedure_code="plan").exists()


def test_pages_lead_from_the_list_to_the_decision(place, client):
    case = made.sent(place, "plan")
    client.force_login(place.officer)
    assert "个案办理" in client.get(reverse("reviews:cases")).content.decode()
    page = client.get(reverse("reviews:case", args=[case.code])).content.decode()
    assert reverse("reviews:formality", args=[case.code]) in page
    assert "领衔人 王砚舟" in page
    check(case, place)
    assert client.get(reverse("publicity:decide", args=[case.code])).status_code == 404

    client.force_login(place.leader)
    page = client.get(reverse("reviews:case", args=[case.code])).content.decode()
    assert "等待主办单位负责人决定" in page
    assert client.get(reverse("publicity:decide", args=[case.code])).status_code == 200
    answer = client.post(reverse("publicity:decide", args=[case.code]), posted(document_number="沪试〔2026〕9号"))
    assert answer.url == reverse("reviews:case", args=[case.code])
    shown = client.get(reverse("publicity:decision-of", args=[case.code])).content.decode()
    assert "启动建设" in shown
    assert "已办结" in client.get(reverse("reviews:case", args=[case.code])).content.decode()


def test_the_nominations_page_shows_how_it_was_decided(place, client):
    case = made.sent(place, "plan")
    client.force_login(place.clerk)
    shown = reverse("publicity:decision-of", args=[case.code])
    assert f'hx-get="{shown}"' in client.get(reverse("nominations:detail", args=[case.code])).content.decode()
    assert client.get(shown).content.decode().strip() == ""

    actions.decide(check(case, place), given(), by=place.leader)

    assert "启动建设" in client.get(shown).content.decode()


def test_starting_a_plan_makes_a_studio_that_is_being_built(place):
    case = check(made.sent(place, "plan"), place)
    decision = actions.decide(case, given(), by=place.leader, document=SimpleUploadedFile("a.pdf", PDF))
    studio = Studio.objects.get()
    assert (studio.state, studio.leader.name, studio.employer) == (StudioState.BUILDING, "王砚舟", place.employer)
    assert (decision.studio, decision.result_label, bool(decision.document)) == (studio, "启动建设", True)
    case = made.fresh(case)
    assert (case.state, case.studio, case.person, case.state_label) == ("conferred", studio, studio.leader, "已办结")
    assert {run.state for run in case.own_runs.all()} == {"closed"}
    assert Message.objects.filter(code="nomination-decided", recipient=place.clerk).count() == 1


def test_a_second_click_decides_once(place):
    case = check(made.sent(place, "plan"), place)
    first = actions.decide(case, given(), by=place.leader)
    assert actions.decide(case, given(result="refuse"), by=place.leader) == first
    assert (Decision.objects.count(), Studio.objects.count()) == (1, 1)


def test_a_refused_plan_ends_with_its_reason_and_without_a_studio(place):
    case = check(made.sent(place, "plan"), place)
    with pytest.raises(Refused, match="理由"):
        actions.decide(case, given(result="refuse"), by=place.leader)
    actions.decide(case, given(result="refuse", opinion="团队尚不具备建设条件。"), by=place.leader)
    assert (made.fresh(case).state, Studio.objects.count()) == ("not_selected", 0)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"result": "nothing"}, "result"),
        ({"decided_on": None}, "decided_on"),
        ({"decided_on": portal_clock.today() + timedelta(days=1)}, "decided_on"),
        ({"decided_on": portal_clock.today() - timedelta(days=30)}, "decided_on"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(place, values, field):
    case = check(made.sent(place, "plan"), place)
    with pytest.raises(Refused) as refused:
        actions.decide(case, given(**values), by=place.leader)
    assert [finding.field for finding in refused.value.findings] == [field]


def test_only_the_leader_decides_and_only_after_every_stage(place):
    case = made.sent(place, "plan")
    with pytest.raises(Refused, match="受理核对"):
        actions.decide(case, given(), by=place.leader)
    case = check(case, place)
    for user in (place.officer, place.supervisor, place.clerk):
        with pytest.raises(Refused, match="负责人作出"):
            actions.decide(case, given(), by=user)


def test_an_honour_revoked_after_the_filing_is_caught(place, client):
    """COM-18, WS24-03: the leader's honour is asked for again at the decision."""
    case = check(made.sent(place, "plan"), place)
    Honour.objects.update(state="revoked")
    client.force_login(place.leader)
    answer = client.post(reverse("publicity:decide", args=[case.code]), posted())
    assert answer.status_code == 422
    assert "领衔人须持有有效的“上海质量工匠”称号" in answer.content.decode()
    assert (made.fresh(case).state, Studio.objects.count()) == ("in_review", 0)


def assessment(place, studio, **answers):
    values = {"year": 2026, "cond_team": "ok", "result": "qualified", "opinion": "运行良好。"} | answers
    return check(made.sent(place, "assessment", studio=studio, **values), place)


def test_the_unit_decides_an_assessment_and_the_organiser_acknowledges(place, client):
    studio = made.studio(place)
    case = assessment(place, studio)
    client.force_login(place.leader)
    page = client.get(reverse("publicity:decide", args=[case.code])).content.decode()
    assert "申报表中的结论：合格" in page
    assert 'value="revoke"' not in page
    with pytest.raises(Refused, match="请选择办理结果"):
        actions.decide(case, given(result="revoke"), by=place.leader)
    actions.decide(case, given(result="qualified"), by=place.leader)
    verdict = Verdict.objects.get()
    assert (verdict.result, verdict.period, verdict.conditions) == (
        "qualified", "2026", {"team": {"mark": "ok", "facts": ""}},
    )  # fmt: skip
    assert verdict.acknowledged_by == place.leader


def test_an_assessment_that_revokes_ends_the_studio(place):
    studio = made.studio(place)
    case = assessment(place, studio, cond_team="no", cond_team_facts="团队已解散", result="revoke")
    actions.decide(case, given(result="revoke"), by=place.leader)
    assert made.fresh(studio).state == StudioState.REVOKED


def test_the_judged_conditions_stand_beside_the_decision(place, client):
    case = assessment(place, made.studio(place), cond_team="partly", cond_team_facts="两人离职，正在补充")
    client.force_login(place.leader)
    page = client.get(reverse("publicity:decide", args=[case.code])).content.decode()
    assert "基本符合" in page
    assert "两人离职，正在补充" in page


def test_a_change_puts_in_the_new_leader(place):
    studio = made.studio(place)
    values = {"action": "leader_change", "reason_text": "领衔人退休", "new_leader_name": "方既明"}
    case = made.sent(place, "change", studio=studio, new_leader_id_no=made.id_number(990), **values)
    case = check(case, place)
    with pytest.raises(Refused, match="请选择办理结果"):
        actions.decide(case, given(result="exit_remove"), by=place.leader)
    actions.decide(case, given(result="leader_change"), by=place.leader)
    studio = made.fresh(studio)
    assert (studio.leader, studio.name) == (Person.objects.get(name="方既明"), "方既明创新工作室")


@pytest.mark.parametrize(
    ("action", "state"), [("exit_keep", StudioState.RETIRED), ("exit_remove", StudioState.REMOVED)]
)
def test_a_change_takes_the_studio_out(place, action, state):
    studio = made.studio(place)
    case = check(made.sent(place, "change", studio=studio, action=action, reason_text="领衔人离职"), place)
    actions.decide(case, given(result=action), by=place.leader)
    assert made.fresh(studio).state == state


def test_a_refused_change_leaves_the_studio_as_it_was(place):
    studio = made.studio(place)
    case = check(made.sent(place, "change", studio=studio, action="exit_remove", reason_text="领衔人离职"), place)
    actions.decide(case, given(result="refuse", opinion="材料不足以证明。"), by=place.leader)
    assert (made.fresh(studio).state, made.fresh(case).state) == (StudioState.BUILDING, "not_selected")


def test_elsewhere_decided_cases_are_entered_with_their_document(trial_programmes, client):
    place = made.world(decided_here=False)
    studio = made.studio(place)
    case = made.sent(place, "change", studio=studio, action="exit_keep", reason_text="领衔人离职")
    assert case.own_runs.count() == 0
    client.force_login(place.leader)
    assert "登记外部结果" in client.get(reverse("reviews:case", args=[case.code])).content.decode()
    answer = client.post(reverse("publicity:decide", args=[case.code]), posted(result="exit_keep"))
    assert "登记外部结果须填写文号" in answer.content.decode()
    client.post(
        reverse("publicity:decide", args=[case.code]), posted(result="exit_keep", document_number="沪总〔2026〕7号")
    )
    decision = Decision.objects.get()
    assert (decision.is_external, decision.document_number) == (True, "沪总〔2026〕7号")
    assert (made.fresh(studio).state, made.fresh(case).state) == (StudioState.RETIRED, "conferred")


def test_the_list_shows_who_waits_longest_and_who_is_late(place, client, clock):
    made.sent(place, "plan", "丁禾川")
    old = made.sent(place, "plan")
    Nomination.objects.filter(pk=old.pk).update(dispatched_at=portal_clock.now() - timedelta(days=40))
    client.force_login(place.supervisor)
    page = client.get(reverse("reviews:cases")).content.decode()
    assert page.index("王砚舟创新工作室") < page.index("丁禾川创新工作室")
    late = client.get(reverse("reviews:cases") + "?show=late").content.decode()
    assert ("王砚舟创新工作室" in late, "丁禾川创新工作室" in late) == (True, False)
    found = client.get(reverse("reviews:cases") + f"?show=all&procedure={made.CODE}/change").content.decode()
    assert "这里没有个案" in found


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_list_of_cases(place, client, django_assert_num_queries, count):
    for leader in ("王砚舟", "丁禾川", "方既明")[:count]:
        made.sent(place, "plan", leader)
    client.force_login(place.officer)
    client.get(reverse("reviews:cases"))
    with django_assert_num_queries(10):
        client.get(reverse("reviews:cases"))


def test_staff_of_another_organiser_see_nothing_of_a_case(place, client):
    case = made.sent(place, "plan")
    client.force_login(made.world(made.PUBLIC).leader)
    for name in ("reviews:case", "publicity:decide", "publicity:decision-of"):
        assert client.get(reverse(name, args=[case.code])).status_code == 404


def test_every_outcome_that_a_programme_names_is_known():
    from programmes import catalogue

    named = {p.outcome for programme in catalogue.all() for e in programme.editions for p in e.procedures}
    assert named - outcomes.codes() == set()
