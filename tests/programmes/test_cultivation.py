"""Cultivation in the catalogue: grades at their limits, computed points, the checks of D2 and D5, their rules."""

import datetime as dt
from decimal import Decimal

import pytest

from programmes import catalogue, clock, validation
from programmes.catalogue.quality_craftsman import cultivation as c
from programmes.cultivation import FORCES
from programmes.facts import CultivationFacts, Facts, Moment
from programmes.spec import Computed, Tier

TERMS = c.TERMS
EDITION = catalogue.get("quality-craftsman").edition("2026")
NOW = dt.datetime(2027, 4, 1, 10, tzinfo=clock.SHANGHAI)
FULL = {part.code: part.points for part in TERMS.parts}


def less(points):
    """Full points less ``points``, taken from the forces one after another."""
    given = dict(FULL)
    for force in FORCES:
        taken = min(points, given[force.code])
        given[force.code] -= taken
        points -= taken
    return given


def test_parts_add_up_to_40_and_60():
    groups = {group: sum(p.points for p in TERMS.parts if p.group == group) for group in ("学习成长", "综合表现")}

    assert groups == {"学习成长": 40, "综合表现": 60}


@pytest.mark.parametrize(
    ("total", "grade"),
    [(100, "excellent"), (90, "excellent"), (89, "good"), (75, "good"), (74, "passed"), (60, "passed"), (59, "failed")],
)
def test_grade_follows_from_the_total(total, grade):
    assert TERMS.graded(less(100 - total), is_vetoed=False).code == grade


def test_no_points_at_all_fail():
    assert TERMS.graded({}, is_vetoed=False).code == "failed"


def test_a_veto_fails_with_full_points():
    assert TERMS.graded(FULL, is_vetoed=True).code == "failed"


@pytest.mark.parametrize(
    ("kind", "done", "wanted", "points"),
    [
        (Computed.PLAN, 5, 5, 15),
        (Computed.PLAN, 0, 5, 0),
        (Computed.PLAN, 1, 6, 3),  # 2.5, half up
        (Computed.PLAN, 0, 0, 0),
        (Computed.HOURS, Decimal("52.5"), 40, 10),
        (Computed.HOURS, Decimal(18), 40, 5),
        (Computed.HOURS, Decimal("17.9"), 40, 4),
    ],
)
def test_computed_points_are_a_share_rounded_half_up(kind, done, wanted, points):
    assert TERMS.computed(kind, done, wanted) == points


def measures(*forces):
    return [
        {"row": str(n), "force": force, "measure": "改进", "carrier": "quality", "level": "unit", "from": "2026-04",
         "to": "2026-09", "output": "报告"}
        for n, force in enumerate(forces, 1)
    ]  # fmt: skip


def said(form, answers):
    found = validation.check_form(form, answers, (), parameters=EDITION.values())
    return {finding.sentence for finding in found if finding.field in ("measures", "next_step")}


ALL = [force.code for force in FORCES]
NEEDS_ALL = "五力（引领、实践、创新、攻关、传承）须各有至少一项措施"
BACKWARDS = "措施的完成月份不能早于开始月份"


def test_a_plan_needs_a_measure_for_each_force():
    assert NEEDS_ALL in said(c.FORM_D2, {"measures": measures(*ALL[:4])})
    assert NEEDS_ALL not in said(c.FORM_D2, {"measures": measures(*ALL)})


def test_a_measure_does_not_end_before_it_begins():
    rows = measures(*ALL)
    rows[0] |= {"from": "2026-10", "to": "2026-09"}

    assert BACKWARDS in said(c.FORM_D2, {"measures": rows})
    assert BACKWARDS not in said(c.FORM_D2, {"measures": measures(*ALL)})


def evaluation(points, **more):
    return {TERMS.part(code).question: value for code, value in points.items()} | {"vetoes": ["none"]} | more


def test_only_who_passes_without_a_veto_is_recommended():
    sentence = "考评结果须在合格以上并且没有一票否决，才能推荐参加评审认定"

    assert sentence in said(c.FORM_D5, evaluation(less(41), next_step="recommend"))
    assert sentence in said(c.FORM_D5, evaluation(FULL, next_step="recommend", vetoes=["fraud"]))
    assert sentence not in said(c.FORM_D5, evaluation(less(40), next_step="recommend"))
    assert sentence not in said(c.FORM_D5, evaluation(less(41), next_step="continue"))


def facts(moment=Moment.SUBMIT, answers=None, **known):
    about = {
        "state": "evaluating",
        "person_key": "own",
        "starts_on": dt.date(2026, 4, 1),
        "ends_on": dt.date(2027, 4, 1),
        "mentor_key": "mentor",
        "mentor_honours": frozenset({"quality-craftsman"}),
    }
    consents = known.pop("consents", frozenset({"plan"}))
    about |= known
    return Facts(
        now=NOW, moment=moment, answers=answers or {}, consents=consents, cultivation=CultivationFacts(**about)
    )


def broken(procedure, *given, **known):
    return [finding.rule for finding in procedure.findings(facts(*given, **known))]


def test_a_plan_that_keeps_every_rule():
    assert broken(c.PLAN, Moment.SUBMIT, {"mentor_name": "秦衡", "measures": measures(*ALL)}) == []


def test_a_plan_is_confirmed_by_the_person():
    assert broken(c.PLAN, Moment.SUBMIT, {}, consents=frozenset()) == ["QC26-23-person"]


def test_a_mentor_is_another_person():
    assert broken(c.PLAN, Moment.SUBMIT, {"mentor_name": "本人"}, mentor_key="own") == ["QC26-27"]


def test_a_mentor_without_a_valid_honour_is_warned_of():
    assert broken(c.PLAN, Moment.SUBMIT, {"mentor_name": "秦衡"}, mentor_honours=frozenset()) == ["QC26-27-honour"]


def test_measures_outside_the_period_are_warned_of():
    rows = measures(*ALL)
    rows[0] |= {"to": "2027-05"}

    assert broken(c.PLAN, Moment.SUBMIT, {"mentor_name": "秦衡", "measures": rows}) == ["QC26-20"]


def test_an_evaluation_waits_for_the_end_of_the_period():
    assert broken(c.EVALUATION, Moment.CREATE) == []
    assert broken(c.EVALUATION, Moment.CREATE, ends_on=dt.date(2027, 4, 2)) == ["QC26-29"]


def test_an_evaluation_needs_the_training_file():
    assert broken(c.EVALUATION, Moment.SUBMIT, missing=("阶段小结",)) == ["QC26-28"]


def test_computed_points_are_those_of_the_records():
    points = {"plan": 12, "hours": 10}

    assert broken(c.EVALUATION, Moment.SUBMIT, {"score_plan": 12, "score_hours": 10}, computed=points) == []
    assert broken(c.EVALUATION, Moment.SUBMIT, {"score_plan": 15, "score_hours": 10}, computed=points) == [
        "QC26-29-computed"
    ]


def test_the_chain_is_unit_then_organising_unit_and_settles_it():
    for procedure in c.PROCEDURES:
        assert procedure.tiers == (Tier.EMPLOYER, Tier.RECOMMENDER)
        assert (procedure.settled_by_chain, procedure.stages) == (True, ())


def test_recognition_asks_for_cultivation_where_the_season_does():
    required = EDITION.values({"cultivation.required": True})

    assert c.REQUIRED.holds(Facts(now=NOW, parameters=required)) is False
    assert c.REQUIRED.holds(Facts(now=NOW, parameters=required, is_cultivated=True)) is True
    assert c.REQUIRED.holds(Facts(now=NOW, parameters=EDITION.values())) is True
