"""上海市工匠创新工作室: for each rule of GS24 one case that holds and one that refuses (rules.md §9, 15.4, 15.5, 15.9, 15.10)."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from programmes import catalogue, validation
from programmes.clock import SHANGHAI
from programmes.facts import (
    Attachment,
    BatchFacts,
    Facts,
    Moment,
    OpinionFacts,
    OrganisationFacts,
    StudioFacts,
    StudioTitle,
)
from programmes.refusal import Mark

PROGRAMME = catalogue.get("municipal-studio")
NOMINATION = PROGRAMME.latest.procedure()
CHANGE = PROGRAMME.latest.procedure("change")
RULES = {rule.code: rule for rule in (*NOMINATION.rules, *CHANGE.rules)}
NOW = datetime(2024, 9, 1, 10, tzinfo=SHANGHAI)
DEADLINE = date(2024, 9, 13)
ANSWERS = {
    "ws_name": "顾毫厘创新工作室",
    "leader_name": "顾毫厘",
    "leader_id_no": "310101199003070019",
    "founded_on": "2023-09-13",
    "willing_service": True,
    "beyond_departments": "yes",
    "has_skill_master_title": "no",
    "named_at_bureau_level": "yes",
    "ws_honours": [{"row": "1", "name": "市工人先锋号"}],
    "outcomes": [{"row": "1", "name": "主轴在线校准"}],
    "award_level_max": "district",
    "project_start": "2021-09-13",
    "project_end": "2022-06-30",
    "related_to_main": "yes",
    "budget_amount": "12.00",
    "members": [{"row": "1", "name": "丁禾川"}],
    "service_none": True,
}
OPINIONS = (
    OpinionFacts(
        tier="employer", text="同意申报，材料属实，予以支持。", signed_by=1, dated_on=date(2024, 8, 20), sealed=True
    ),
    OpinionFacts(
        tier="recommender", text="同意推荐，材料齐全，条件符合。", signed_by=2, dated_on=date(2024, 8, 25), sealed=True
    ),
)


def facts(moment=Moment.SUBMIT, **more):
    known = {
        "answers": ANSWERS,
        "parameters": PROGRAMME.latest.values(),
        "reference_on": DEADLINE,
        "held_honours": frozenset({"municipal_craftsman"}),
        "consents": frozenset({"general", "publication", "members", "truth", "secrecy"}),
        "recommender": OrganisationFacts(id=8, is_recommender=True),
        "opinions": OPINIONS,
        "in_batch": True,
        "decision_number": "沪工总〔2024〕1号",
    } | more
    return Facts(now=NOW, moment=moment, **known)


def says(**changes):
    return {"answers": ANSWERS | changes}


REFUSALS = {
    "GS24-01": [{"held_honours": frozenset()}, {"held_honours": frozenset({"quality-craftsman"})}],
    "GS24-02": [says(willing_service=False)],
    "GS24-03": [says(beyond_departments="no")],
    "GS24-04": [says(founded_on="2023-09-14")],
    "GS24-06": [
        says(ws_honours=[{"row": "1", "name": "上海市劳模创新工作室"}]),
        {"studio_titles": (StudioTitle(honour="model_worker_studio", name="顾毫厘劳模创新工作室"),)},
    ],
    "GS24-06-like": [{"studio_titles": (StudioTitle(honour="model_worker_studio", name="别名", match="likeness"),)}],
    "GS24-07": [says(project_start="2019-01-01", project_end="2021-09-12"), says(project_start="2024-09-14", project_end="2025-01-01")],
    "GS24-08": [says(related_to_main="no")],
    "GS24-09": [says(outcomes=[])],
    "GS24-13": [says(budget_amount="0.00")],
    "GS24-27": [says(named_at_bureau_level="no")],
    "GS24-34": [{"attachments": tuple(Attachment(kind="photos", variant="work") for _ in range(5))}],
    "AMB-25": [{"leads_here": 1}],
    "AMB-25-other": [{"leads_elsewhere": 1}],
    "GS24-21": [{"recommender": None}],
    "GS24-44-unit": [{"opinions": OPINIONS[1:]}],
    "GS24-44-union": [{"opinions": OPINIONS[:1]}],
    "GS24-44": [{"opinions": (replace(OPINIONS[0], dated_on=date(2024, 8, 26)), OPINIONS[1])}],
    "GS24-44-signer": [{"opinions": (OPINIONS[0], replace(OPINIONS[1], signed_by=1))}],
    "GS24-46": [{"in_batch": False}],
    "GS24-25-number": [{"decision_number": ""}],
}  # fmt: skip


@pytest.mark.parametrize("code", REFUSALS)
def test_rule_holds_for_a_good_case_and_refuses_the_others(code):
    rule = RULES[code]
    assert rule.holds(facts())
    assert [case for case in REFUSALS[code] if rule.holds(facts(**case))] == []


def test_marks_are_those_of_the_rules():
    assert {code for code, rule in RULES.items() if rule.mark is Mark.EXCEPTION} == {"GS24-04", "GS24-08"}
    assert RULES["GS24-03"].mark is Mark.WARN
    assert RULES["GS24-06-like"].mark is Mark.WARN


def test_the_last_three_years_are_counted_from_the_deadline():
    assert RULES["GS24-07"].holds(facts(**says(project_start="2018-01-01", project_end="2021-09-13")))


@pytest.mark.parametrize(("code", "changes"), [
    ("GS24-05", {"has_skill_master_title": "yes"}),
    ("GS24-10", {"award_level_max": "city"}),
    ("GS24-11", {"standards": [{"row": "1", "number": "T/SQC 1-2023"}]}),
])  # fmt: skip
def test_priorities_inform_and_never_refuse(code, changes):
    assert not RULES[code].holds(facts())
    assert RULES[code].holds(facts(**says(**changes)))
    assert RULES[code].mark is Mark.PRIORITY


@pytest.mark.parametrize(
    ("non_public", "items", "is_met"), [(3, 10, True), (1, 3, True), (2, 7, False), (0, 1, False), (0, 0, True)]
)
def test_share_of_non_public_enterprises_in_whole_numbers(non_public, items, is_met):
    rule = next(rule for rule in NOMINATION.batch_rules if rule.code == "GS24-22")
    batch = BatchFacts(items=items, non_public=non_public, is_district_union=True)
    assert rule.holds(batch) == is_met
    assert rule.holds(replace(batch, is_district_union=False))
    assert not is_met or rule.holds(batch)
    assert rule.holds(replace(batch, explanation="本区非公企业正在培育，下一年补足。", explained_by_head=True))
    assert rule.holds(replace(batch, explanation="本区非公企业正在培育，下一年补足。")) == is_met


def test_an_activity_comes_with_plan_and_summary():
    rule = next(rule for rule in NOMINATION.batch_rules if rule.code == "GS24-46")
    answered = BatchFacts(answers={"ran_activity": "yes"}, files=frozenset({"activity_plan"}))
    assert not rule.holds(answered)
    assert rule.holds(replace(answered, files=frozenset({"activity_plan", "activity_summary"})))
    assert rule.holds(BatchFacts(answers={"ran_activity": "no"}))


def test_the_form_of_the_paper_is_checked_between_cells():
    checks = {(check.rule, check.field): check for check in NOMINATION.form.checks}
    assert not checks["GS24-38", "service_none"].holds({"service_none": True, "service_city": 2})
    assert not checks["GS24-38", "service_city"].holds({"service_city": 0})
    assert not checks["GS24-39", "members"].holds(ANSWERS | {"members": [{"row": "1", "name": "顾毫厘"}]})
    assert not checks["GS24-38", "alliance_events"].holds({"alliance": "yes"})


def test_nothing_on_the_form_may_be_left_out():
    missing = {
        finding.field
        for finding in validation.check_form(NOMINATION.form, {}, ())
        if finding.sentence.startswith("请填写")
    }
    optional = {"age", "external_filing_no", "standards", "service_none", "leader_honours_none", "ws_honours_none"}
    shown = {q.key for q in NOMINATION.form.questions if q.shown_if({})}
    assert missing == shown - optional


def change(**more):
    studio = StudioFacts(name="顾毫厘创新工作室", state="operating", leader_key="k1")
    return facts(
        Moment.SUBMIT,
        answers={"action": "leader_change", "reason": "retired", "event_on": "2024-08-31"} | more.pop("says", {}),
        studio=studio,
        new_leader_key=more.pop("key", "k2"),
        new_leader_honours=more.pop("honours", frozenset({"municipal_craftsman"})),
    )


def test_a_successor_is_somebody_else_and_holds_the_honour():
    assert CHANGE.findings(change()) == []
    assert [f.rule for f in CHANGE.findings(change(honours=frozenset()))] == ["GS24-43"]
    assert [f.rule for f in CHANGE.findings(change(key="k1"))] == ["GS24-43-other"]
    assert [f.rule for f in CHANGE.findings(change(says={"event_on": "2024-09-02"}))] == ["GS24-41"]


def test_leaving_asks_for_no_successor():
    assert CHANGE.findings(change(honours=frozenset(), key="", says={"action": "exit_keep"})) == []


def test_a_change_is_one_of_three():
    question = CHANGE.form.question("action")
    both = validation.check_answer(question, ["leader_change", "exit_keep"], {})
    assert [finding.field for finding in both] == ["action"]
    assert [option.code for option in question.options] == ["leader_change", "exit_keep", "exit_remove"]
