"""上海市技师创新工作室: for each rule of TS16 one case that holds and one that refuses (rules.md §8)."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from programmes import catalogue
from programmes.clock import SHANGHAI
from programmes.duties import counted
from programmes.facts import Attachment, Facts, Moment, OpinionFacts, OrganisationFacts, StudioFacts
from programmes.refusal import Mark

PROGRAMME = catalogue.get("technician-studio")
NOMINATION = PROGRAMME.latest.procedure()
CYCLE = PROGRAMME.latest.procedure("cycle_review")
RULES = {rule.code: rule for rule in NOMINATION.rules}
NOW = datetime(2026, 6, 1, 10, tzinfo=SHANGHAI)
TEAM = [{"row": str(n), "name": f"成员{n}", "front_line": "yes"} for n in range(3)]
ANSWERS = {
    "leader_name": "谢知砚",
    "leader_id_no": "310101199003070019",
    "skill_level": "senior_technician",
    "front_line": "yes",
    "members": TEAM,
    "funded_no": "2025-018",
    "funded_amount": "5.00",
    "activities": [{"row": "1", "name": "五小竞赛"}],
    "place": "三号厂房二层",
    "equipment": "磨床两台",
    "ledger_daily_ready": True,
    "ledger_outcome_ready": True,
}
OPINIONS = (
    OpinionFacts(
        tier="employer", text="同意申报，材料属实，予以支持。", signed_by=1, dated_on=date(2026, 5, 20), sealed=True
    ),
    OpinionFacts(
        tier="recommender", text="同意推荐，材料齐全，条件符合。", signed_by=2, dated_on=date(2026, 5, 25), sealed=True
    ),
)
FUNDING = (Attachment(kind="funding_file"),)


def facts(moment=Moment.SUBMIT, **more):
    known = {
        "answers": ANSWERS,
        "attachments": FUNDING,
        "parameters": PROGRAMME.latest.values(),
        "consents": frozenset({"general", "publication", "members", "truth", "secrecy"}),
        "recommender": OrganisationFacts(id=8, is_recommender=True),
        "opinions": OPINIONS,
        "in_batch": True,
        "decision_number": "沪工技协〔2026〕9号",
    } | more
    return Facts(now=NOW, moment=moment, **known)


def says(**changes):
    return {"answers": ANSWERS | changes}


REFUSALS = {
    "TS16-02": [says(skill_level="senior"), says(front_line="no")],
    "TS16-03": [says(members=TEAM[:1])],
    "TS16-03-leader": [says(members=TEAM[:2])],
    "TS16-03-line": [says(members=[row | {"front_line": "no"} for row in TEAM])],
    "TS16-04": [says(funded_amount="0.00"), says(funded_no=""), {"attachments": ()}],
    "TS16-05": [says(activities=[]), says(place=" ")],
    "TS16-10": [says(ledger_daily_ready=False)],
    "AMB-25": [{"leads_here": 1}],
    "TS16-11": [{"recommender": None}],
    "TS16-11-base": [{"opinions": OPINIONS[1:]}],
    "TS16-11-rec": [{"opinions": OPINIONS[:1]}],
    "TS16-11-order": [{"opinions": (replace(OPINIONS[0], dated_on=date(2026, 5, 26)), OPINIONS[1])}],
    "TS16-11-signer": [{"opinions": (OPINIONS[0], replace(OPINIONS[1], signed_by=1))}],
    "TS16-08-number": [{"decision_number": ""}],
}


@pytest.mark.parametrize("code", REFUSALS)
def test_rule_holds_for_a_good_case_and_refuses_the_others(code):
    rule = RULES[code]
    assert rule.holds(facts())
    assert [case for case in REFUSALS[code] if rule.holds(facts(**case))] == []


def test_exactly_three_with_the_leader_pass():
    assert RULES["TS16-03"].holds(facts(**says(members=TEAM[:2])))
    assert RULES["TS16-03"].mark is Mark.EXCEPTION


def cycle(moment=Moment.SUBMIT, *, answers=None, exceptions=(), **changes):
    studio = StudioFacts(
        name="谢知砚技师创新工作室",
        state="operating",
        cycle_ends_on=date(2026, 9, 1),
        ledger_counts={"activity": 4, "outcome": 1},
    )
    good = {"org_sound": "good", "activity_normal": "good", "rules_complete": "fair", "outcome_notable": "good"}
    return facts(
        moment,
        answers=good | {"conclusion": "renewed"} | (answers or {}),
        studio=replace(studio, **changes),
        exceptions=frozenset(exceptions),
    )


def rules_of(found):
    return [finding.rule for finding in found]


def test_a_cycle_is_reviewed_near_its_end_with_both_ledgers():
    assert CYCLE.findings(cycle()) == []
    assert rules_of(CYCLE.findings(cycle(ledger_counts={"activity": 4}))) == ["TS16-10"]
    assert rules_of(CYCLE.findings(cycle(cycle_ends_on=date(2026, 11, 29)))) == ["TS16-13"]
    assert CYCLE.findings(cycle(cycle_ends_on=date(2026, 11, 28))) == []


def test_a_poor_standard_is_renewed_only_by_exception():
    poor = {"outcome_notable": "poor"}
    assert rules_of(CYCLE.findings(cycle(Moment.CONFERRAL, answers=poor))) == ["TS16-15"]
    assert CYCLE.findings(cycle(Moment.CONFERRAL, answers=poor, exceptions=["TS16-15"])) == []
    assert CYCLE.findings(cycle(Moment.CONFERRAL, answers=poor | {"conclusion": "not_kept"})) == []


def test_the_review_is_due_when_three_years_are_over():
    term = counted(PROGRAMME.studio.duty("cycle_review"), date(2029, 9, 1))
    assert (term.opens_on, term.due_on) == (date(2029, 3, 5), date(2029, 9, 1))
    assert term.remind_on == (date(2029, 3, 5), date(2029, 7, 3), date(2029, 9, 1))
