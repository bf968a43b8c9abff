"""形式审查: completeness only, two people, one correction, paper intake, the page by keyboard and without script."""

import pytest

from accounts.states import Role
from audit.record import history
from nominations.models import Nomination
from nominations.states import NominationState
from programmes.refusal import Refused
from reviews import checklists
from reviews.actions import formality, stages
from reviews.models import Entry, FormalityReview
from reviews.states import CheckResult, EntryState, FormalityOutcome
from tests.factories import accounts, nominations, reviews

pytestmark = pytest.mark.django_db
OK, MISSING, UNCLEAR = CheckResult.OK, CheckResult.MISSING, CheckResult.UNCLEAR


@pytest.fixture
def nomination():
    return reviews.submitted()


@pytest.fixture
def officer(nomination):
    return nominations.officer_of(nomination.season)


@pytest.fixture
def second(nomination):
    return accounts.member(Role.OFFICER, nomination.season.organiser)


def own_rows(nomination):
    return [item.code for item in nomination.procedure.checklist if not item.by_system]


def all_ok(nomination, by, **changed):
    rows = dict.fromkeys(own_rows(nomination), (OK, "")) | {code: (value, "看不清") for code, value in changed.items()}
    return formality.set_checks(nomination, by=by, rows=rows)


def again(nomination):
    return Nomination.objects.get(pk=nomination.pk)


def test_system_rows_are_filled_by_the_portal(nomination):
    rows = {row.code: row for row in checklists.lines(nomination)}

    assert [rows[code].result for code in ("eligibility", "sanctions", "duplicate")] == [OK, OK, OK]
    assert rows["title"].result == CheckResult.NOT_NEEDED
    assert rows["form"].result == ""


def test_pass_is_impossible_while_a_required_row_has_no_result(nomination, officer):
    with pytest.raises(Refused) as refused:
        formality.decide(nomination, by=officer, outcome=FormalityOutcome.PASS)

    assert "第 1 项“申报表”还没有结果。" in str(refused.value)


@pytest.mark.parametrize("result", [MISSING, UNCLEAR])
def test_pass_is_impossible_while_a_required_row_is_flagged(nomination, officer, result):
    all_ok(nomination, officer, union_card=result)

    with pytest.raises(Refused, match="工会会员证件"):
        formality.decide(nomination, by=officer, outcome=FormalityOutcome.PASS)


def test_a_row_of_the_system_cannot_be_set(nomination, officer):
    with pytest.raises(Refused, match="sanctions"):
        formality.set_checks(nomination, by=officer, rows={"sanctions": (OK, "")})


def test_pass_takes_effect_with_the_second_checker(nomination, officer, second):
    all_ok(nomination, officer)
    review = formality.decide(nomination, by=officer, outcome=FormalityOutcome.PASS)
    assert again(nomination).state == NominationState.SUBMITTED

    with pytest.raises(Refused, match="以外"):
        formality.confirm(review, by=officer)
    formality.confirm(review, by=second)

    assert again(nomination).state == NominationState.IN_REVIEW
    assert Entry.objects.get(nomination=nomination).state == EntryState.SELECTED


def test_second_checker_sends_back_with_a_reason(nomination, officer, second):
    all_ok(nomination, officer)
    review = formality.decide(nomination, by=officer, outcome=FormalityOutcome.PASS)

    with pytest.raises(Refused, match="理由"):
        formality.send_back(review, by=second, note="")
    formality.send_back(review, by=second, note="工会证件过期")

    assert FormalityReview.objects.get(pk=review.pk).is_open


def test_nobody_of_the_chain_reads_a_result_before_the_second_check(nomination, officer):
    all_ok(nomination, officer)
    before = list(history(nomination))
    review = formality.decide(nomination, by=officer, outcome=FormalityOutcome.PASS)

    assert list(history(nomination)) == before
    assert [event.verb for event in history(review)] == ["formality_pass"]


def test_failing_needs_a_reason_and_a_second_person(nomination, officer):
    with pytest.raises(Refused, match="理由"):
        formality.decide(nomination, by=officer, outcome=FormalityOutcome.FAIL)
    review = formality.decide(nomination, by=officer, outcome=FormalityOutcome.FAIL, reason="申报人已退休")
    leader = accounts.member(Role.LEADER, nomination.season.organiser)

    formality.confirm(review, by=leader)

    assert again(nomination).state == NominationState.NOT_SELECTED
    assert Entry.objects.get(nomination=nomination).state == EntryState.NOT_SELECTED


def test_correction_unlocks_the_flagged_item_and_opens_the_next_round(nomination, officer, working_days):
    all_ok(nomination, officer, union_card=UNCLEAR)
    items = [{"target": "union_card", "note": "工会证件看不清，请重新上传"}]

    review = formality.decide(nomination, by=officer, outcome=FormalityOutcome.CORRECT, items=items)

    assert again(nomination).state == NominationState.RETURNED
    assert review.correction.targets == {"union_card"}
    Nomination.objects.filter(pk=nomination.pk).update(state=NominationState.SUBMITTED, form_version=2)
    following = formality.open_round(again(nomination), by=officer)
    kept = {row.code: row.result for row in checklists.lines(again(nomination), following)}
    assert (following.round, kept["form"], kept["union_card"]) == (2, OK, "")


def test_correction_needs_a_flagged_row(nomination, officer):
    all_ok(nomination, officer)

    with pytest.raises(Refused, match="不需要补正"):
        formality.decide(
            nomination, by=officer, outcome=FormalityOutcome.CORRECT, items=[{"target": "name", "note": "x"}]
        )


def test_supervisor_leader_and_other_organisers_cannot_check(nomination):
    organiser = nomination.season.organiser
    for user in (
        accounts.member(Role.SUPERVISOR, organiser),
        accounts.member(Role.LEADER, organiser),
        accounts.member(Role.OFFICER),
    ):
        with pytest.raises(Refused, match="工作人员"):
            formality.set_checks(nomination, by=user, rows={"form": (OK, "")})


def test_the_stage_closes_when_all_are_decided(nomination, officer, second):
    all_ok(nomination, officer)
    run = Entry.objects.get(nomination=nomination).stage_run
    with pytest.raises(Refused, match="还有 1 份"):
        stages.close_stage(run, by=officer)

    formality.confirm(formality.decide(nomination, by=officer, outcome=FormalityOutcome.PASS), by=second)

    assert stages.close_stage(run, by=officer).state == "closed"


# Pages


def test_page_shows_the_form_without_private_answers(nomination, officer, client):
    client.force_login(officer)

    page = client.get(f"/desk/reviews/formality/{nomination.code}/").content.decode()

    assert "听音辨障局部放电缺陷定位法" in page
    assert "13900000001" not in page
    assert 'name="result-union_card"' in page
    assert "优先情形（仅供参考，不计分）：近三年为质量主管部门" in page


def test_supervisor_sees_the_page_without_any_button(nomination, client):
    client.force_login(accounts.member(Role.SUPERVISOR, nomination.season.organiser))

    page = client.get(f"/desk/reviews/formality/{nomination.code}/").content.decode()

    assert "result-union_card" not in page
    assert "送复核" not in page


def test_check_saves_one_row_with_script(nomination, officer, client):
    client.force_login(officer)

    answer = client.post(
        f"/desk/reviews/formality/{nomination.code}/check/",
        {"result-form": "ok", "note-form": ""},
        headers={"Accept": "application/json"},
    )

    assert answer.json()["left"] == len([r for r in checklists.lines(nomination) if r.blocks]) - 1


def test_decide_over_http_goes_on_to_the_next(nomination, officer, client):
    following = reviews.submitted(nomination.season)
    client.force_login(officer)
    rows = {f"result-{code}": "ok" for code in own_rows(nomination)}

    answer = client.post(f"/desk/reviews/formality/{nomination.code}/decide/", rows | {"outcome": "pass"})

    assert answer["Location"] == f"/desk/reviews/formality/{following.code}/"


def test_decide_over_http_shows_what_is_missing(nomination, officer, client):
    client.force_login(officer)

    answer = client.post(f"/desk/reviews/formality/{nomination.code}/decide/", {"outcome": "pass"})

    assert answer.status_code == 422
    assert "第 1 项“申报表”还没有结果。" in answer.content.decode()


def test_other_organiser_gets_404(nomination, client):
    client.force_login(accounts.member(Role.OFFICER))

    assert client.get(f"/desk/reviews/formality/{nomination.code}/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_queue_takes_the_same_queries_for_any_number(client, count, django_assert_max_num_queries):
    season = nominations.season()
    for _ in range(count):
        reviews.submitted(season)
    client.force_login(nominations.officer_of(season))
    client.get("/desk/reviews/formality/")

    with django_assert_max_num_queries(12):
        assert client.get("/desk/reviews/formality/").status_code == 200
