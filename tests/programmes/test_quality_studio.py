"""上海质量工匠创新工作室: for each rule of WS24 one case that holds and one that refuses (rules.md §7, §10.3)."""

from datetime import date, datetime

import pytest

from programmes import catalogue, validation
from programmes.clock import SHANGHAI
from programmes.duties import counted, yearly
from programmes.facts import Attachment, Facts, Moment, OpinionFacts, SanctionFacts, StudioFacts
from programmes.refusal import Mark

PROGRAMME = catalogue.get("quality-studio")
EDITION = PROGRAMME.latest
PLAN, ASSESSMENT = EDITION.procedure("plan"), EDITION.procedure("assessment")
ACCEPTANCE, CHANGE = EDITION.procedure("acceptance"), EDITION.procedure("change")
RULES = {rule.code: rule for rule in PLAN.rules}
NOW = datetime(2026, 6, 20, 10, tzinfo=SHANGHAI)
CRAFTSMAN = frozenset({"quality-craftsman"})
MEMBERS = [
    {"row": "1", "name": "丁禾川", "department": "检验部"},
    {"row": "2", "name": "王砚舟", "department": "工艺部"},
]
ANSWERS = {
    "ws_name": "顾毫厘上海质量工匠创新工作室",
    "leader_name": "顾毫厘",
    "leader_id_no": "310101199003070019",
    "not_a_department": True,
    "members": MEMBERS,
    "projects_now": [{"row": "1", "name": "主轴在线校准"}],
    "outcomes_now": [{"row": "1", "name": "校准装置", "benefit": "12.00"}],
    "projects": [{"row": "1", "name": "主轴在线校准"}],
    "milestones": [
        {"row": str(n), "project": "主轴在线校准", "quarter": str(n), "output": "样机"} for n in range(1, 5)
    ],
    "ledgers_ready": True,
}
FILES = (Attachment(kind="project_proof", item="1"), Attachment(kind="outcome_proof"), Attachment(kind="unit_rules"))
OPINION = OpinionFacts(
    tier="employer", text="同意建设，提供场地和经费。", signed_by=1, dated_on=date(2026, 6, 1), sealed=True
)


def facts(moment=Moment.SUBMIT, now=NOW, **more):
    known = {
        "answers": ANSWERS,
        "attachments": FILES,
        "held_honours": CRAFTSMAN,
        "consents": frozenset({"general", "publication", "members", "truth", "secrecy"}),
        "opinions": (OPINION,),
        "parameters": EDITION.values(),
    } | more
    return Facts(now=now, moment=moment, **known)


def says(**changes):
    return {"answers": ANSWERS | changes}


REFUSALS = {
    "WS24-03": [{"held_honours": frozenset()}, {"held_honours": frozenset({"municipal_craftsman"})}],
    "WS24-04": [says(not_a_department=False)],
    "WS24-05": [says(members=MEMBERS[:1])],
    "WS24-06": [says(projects_now=[]), {"attachments": FILES[1:]}],
    "WS24-08": [says(outcomes_now=[])],
    "WS24-08-basis": [{"attachments": (FILES[0], FILES[2])}],
    "WS24-13": [{"attachments": FILES[:2]}],
    "WS24-15": [says(ledgers_ready=False)],
    "AMB-25": [{"leads_here": 1}],
    "AMB-25-other": [{"leads_elsewhere": 1}],
    "COM-19": [{"live_elsewhere": 1}],
    "QC23-50": [{"sanctions": (SanctionFacts("person", date(2026, 5, 20), date(2029, 5, 20)),)}],
    "COM-15": [{"consents": frozenset()}],
    "WS24-13-opinion": [{"opinions": ()}],
}


@pytest.mark.parametrize("code", REFUSALS)
def test_rule_holds_for_a_good_case_and_refuses_the_others(code):
    rule = RULES[code]
    assert rule.holds(facts())
    assert [case for case in REFUSALS[code] if rule.holds(facts(**case))] == []


def test_what_only_warns():
    warned = {code for code, rule in RULES.items() if rule.mark is Mark.WARN}
    assert warned == {"WS24-05", "WS24-08", "WS24-13", "AMB-25-other"}


def checks(procedure=PLAN):
    return {(check.rule, check.field): check for check in procedure.form.checks}


@pytest.mark.parametrize(("rule", "field", "changes"), [
    ("WS24-01", "ws_name", {"ws_name": "精密测量上海质量工匠创新工作室"}),
    ("WS24-04", "members", {"members": [row | {"department": "检验部"} for row in MEMBERS]}),
    ("WS24-05", "members", {"members": [{"row": "1", "name": "顾毫厘"}]}),
    ("WS24-10", "earmarked", {"budget": [{"row": "1", "year": 2026}]}),
])  # fmt: skip
def test_the_plan_is_checked_between_cells(rule, field, changes):
    check = checks()[rule, field]
    assert check.holds(ANSWERS)
    assert not check.holds(ANSWERS | changes)


def test_each_project_has_four_milestones_of_its_own():
    short = ANSWERS | {"milestones": ANSWERS["milestones"][:3]}
    other = ANSWERS | {"milestones": [*ANSWERS["milestones"], {"row": "9", "project": "别的项目"}]}
    found = [check for check in PLAN.form.checks if check.field == "milestones"]
    assert [[check.holds(case) for check in found] for case in (ANSWERS, short, other)] == [
        [True, True],
        [False, True],
        [True, False],
    ]


def judged(value="ok", **changes):
    return {f"cond_{one.code}": value for one in PROGRAMME.studio.conditions} | changes


def assessment(now=datetime(2026, 11, 20, 10, tzinfo=SHANGHAI), answers=None, **changes):
    known = {"leader_honours": CRAFTSMAN, "ledger_counts": {"activity": 9, "outcome": 2, "member": 1}} | changes
    said = judged() | {"year": 2026, "result": "qualified"} | (answers or {})
    return facts(now=now, answers=said, studio=StudioFacts(name="x", state="building", **known))


def rules_of(found):
    return [finding.rule for finding in found]


def test_an_assessment_has_its_window_its_ledgers_and_a_leader():
    assert ASSESSMENT.findings(assessment()) == []
    early = datetime(2026, 11, 14, 10, tzinfo=SHANGHAI)
    assert rules_of(ASSESSMENT.findings(assessment(now=early))) == ["WS24-17"]
    assert rules_of(ASSESSMENT.findings(assessment(ledger_counts={"activity": 9}))) == ["WS24-15"]
    assert rules_of(ASSESSMENT.findings(assessment(leader_honours=frozenset()))) == ["WS24-03"]


def test_qualified_is_impossible_while_a_condition_is_unmet():
    said = judged(cond_place="no") | {"result": "qualified"}
    found = [f for f in validation.check_form(ASSESSMENT.form, said, ()) if f.rule == "WS24-18" and f.field == "result"]
    assert [finding.sentence for finding in found] == ["第三条有“不符合”的条件，不能定为合格"]
    said["result"] = "rectify"
    asked = {f.field for f in validation.check_form(ASSESSMENT.form, said, ())}
    assert {"opinion", "rectify_due"} <= asked
    assert "result" not in asked


def acceptance(now=NOW, answers=None, moment=Moment.SUBMIT, **changes):
    known = {"leader_honours": CRAFTSMAN, "building_ends_on": date(2026, 8, 19)} | changes
    return facts(
        moment, now=now, answers=judged() | (answers or {}), studio=StudioFacts(name="x", state="building", **known)
    )


def test_acceptance_opens_sixty_days_before_the_end_with_all_five_met():
    assert ACCEPTANCE.findings(acceptance()) == []
    assert rules_of(ACCEPTANCE.findings(acceptance(building_ends_on=date(2026, 8, 20)))) == ["WS24-22"]
    assert rules_of(ACCEPTANCE.findings(acceptance(answers={"cond_team": "partly"}))) == ["WS24-22-five"]
    assert rules_of(ACCEPTANCE.findings(acceptance(leader_honours=frozenset()))) == ["WS24-03"]


def test_a_successor_holds_the_same_honour():
    said = {"action": "leader_change", "reason": "left", "event_on": "2026-06-01"}
    studio = StudioFacts(name="x", leader_key="k1")
    changed = {"answers": said, "studio": studio, "new_leader_key": "k2"}
    assert CHANGE.findings(facts(new_leader_honours=CRAFTSMAN, **changed)) == []
    refused = CHANGE.findings(facts(new_leader_honours=frozenset({"municipal_craftsman"}), **changed))
    assert rules_of(refused) == ["WS24-23-43"]
    assert "上海质量工匠" in refused[0].sentence


def test_duties_have_the_dates_of_the_rules():
    terms = PROGRAMME.studio
    assert yearly(terms.duty("assessment"), 2026).remind_on == (
        date(2026, 11, 15), date(2026, 12, 15), date(2026, 12, 31), date(2027, 1, 31),
    )  # fmt: skip
    term = counted(terms.duty("acceptance"), date(2028, 6, 1))
    assert (term.opens_on, term.due_on) == (date(2028, 4, 2), date(2028, 7, 31))
    assert EDITION.values()["studio.build_years"] == 2
    assert EDITION.values()["rectify.days"] == 90
