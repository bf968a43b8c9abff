"""A plan is changed in the middle of its two years: the form begins with the last plan, what was done stays done (WS24-21)."""

import datetime as dt

import pytest

from nominations import facts
from nominations.models import Nomination
from tests.factories.craftsmen import ID_NUMBERS
from tests.flows.company import at, fill_by_script, fresh, sign, upload_everything
from tests.flows.driver import signed_in
from tests.flows.reviewing import pass_formality
from tests.flows.test_quality_studio_life import (
    LEADER,
    PROJECT,
    begin,
    build,
    decide,
    gather,
    keep_ledgers,
    numbered,
    open_standing_season,
    register_craftsman,
    submit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
REASON = "供应商停产，样机推迟一个季度；增加一次现场验证。"
QUARTERS = (1, 3, 6, 8)


def test_changed_plan_begins_with_the_last_one_and_keeps_what_was_done(clock, celery_eager):
    clock(at("2026-03-01 10:00"))
    company = gather()
    open_standing_season(company)
    register_craftsman(company, LEADER, ID_NUMBERS[0])
    studio = build(clock, company, LEADER, ID_NUMBERS[0])
    keep_ledgers(clock, company, studio)
    first_is_reached(company, studio)
    clock(at("2026-09-01 10:00"))
    case = begin(company, "plan_change", query={"studio": studio.pk})
    filled_from_the_last_plan(case)
    change(company, case)
    adjusted(studio)
    again = begin(company, "plan_change", query={"studio": studio.pk})
    assert [row["quarter"] for row in facts.answers_of(again)["milestones"]] == [str(n) for n in QUARTERS]


def first_is_reached(company, studio):
    """The clerk marks the first milestone done with a line of the ledger as its evidence."""
    clerk, milestone = signed_in(company.employers[0].clerk), studio.plans.get().milestones.order_by("quarter")[0]
    entry = studio.entries.get(ledger="activity")
    shown = clerk.open(f"/desk/workbench/{studio.code}/plan/").follow("标记完成")
    shown.press("标记完成", entries=str(entry.pk), done_on="2026-05-20")
    assert fresh(milestone).done_on == dt.date(2026, 5, 20)


def filled_from_the_last_plan(case: Nomination):
    plan = Nomination.objects.get(procedure_code="plan")
    last, now = facts.handed_in_answers(plan), facts.answers_of(case)
    kept = ("goal", "targets", "projects", "milestones", "members", "rule_kinds", "industry", "leader_id_no", "ws_name")
    assert {key: now.get(key) for key in kept} == {key: last[key] for key in kept}
    assert "change_reason" not in now


def change(company, case):
    """Reason and dates by the clerk, the unit's opinion, the check, the decision of the association."""
    clerk = signed_in(company.employers[0].clerk)
    clerk.open(f"/desk/nominations/{case.code}/form/check/").says("请填写调整的内容与理由")
    moved = [{"project": PROJECT, "quarter": str(n), "output": f"第{n}季度产出"} for n in QUARTERS]
    consents = {"consent.privacy": ["general", "publication", "members"], "consent.truth": ["truth"]}
    fill_by_script(clerk, case.code, {"change_reason": REASON} | numbered({"milestones": moved}) | consents)
    upload_everything(clerk, case)
    submit(clerk, case)
    sign(signed_in(company.employers[0].head), case.code, on="2026-09-01", unit="申岚")
    pass_formality(company, case.code)
    decide(company, case, "adjust", "2026-09-01", number="沪质协〔2026〕31号")


def adjusted(studio):
    second, first = studio.plans.order_by("-version")
    assert (second.version, second.reason) == (2, REASON)
    assert [row.quarter for row in second.milestones.order_by("quarter")] == list(QUARTERS)
    assert [row.done_on for row in second.milestones.order_by("quarter")] == [dt.date(2026, 5, 20), None, None, None]
    assert first.milestones.count() == 4
    assert fresh(studio).state == "building"
