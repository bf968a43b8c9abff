"""Working to the plan: milestones with evidence, targets against ledgers, money against budget, notes (WS24-10, -21, -27)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from audit.record import history
from programmes import clock
from programmes.refusal import Refused
from studios.actions import ledgers, planning, plans
from studios.facts import figures, gantt, plan
from studios.models import DutyItem, Milestone, Plan
from tests.factories import accounts, workbench
from tests.factories.nominations import PDF

pytestmark = pytest.mark.django_db
SPENT = {"spent_on": "2026-05-10", "item": "材料", "amount_wan": "3", "note": "采购传感器"}


def milestone(row="m1"):
    return Milestone.objects.get(row=row)


def test_milestone_is_done_with_evidence_only(studio, leader):
    workbench.plan(studio)
    with pytest.raises(Refused, match="至少一条台账记录"):
        plans.finish(milestone(), entries=[], done_on=clock.today(), by=leader)
    entry = workbench.entry(studio)

    done = plans.finish(milestone(), entries=[str(entry.pk)], done_on=clock.today(), by=leader)
    again = plans.finish(milestone(), entries=[], done_on=clock.today(), by=leader)

    assert (done.done_on, again.done_on, list(done.entries.all())) == (date(2026, 5, 20), date(2026, 5, 20), [entry])
    assert [event.label for event in history(studio)] == ["里程碑完成：试验方案"]


def test_voided_entry_is_no_evidence(studio, leader):
    workbench.plan(studio)
    entry = workbench.entry(studio)
    ledgers.void(entry, reason="重复登记", by=leader)

    with pytest.raises(Refused, match="至少一条台账记录"):
        plans.finish(milestone(), entries=[entry.pk], done_on=clock.today(), by=leader)


def test_milestone_of_an_older_plan_is_refused(studio, leader):
    workbench.plan(studio)
    old = milestone()
    Plan.objects.create(studio=studio, version=2, content_hash="cd" * 32, approved_on=date(2026, 5, 1))

    with pytest.raises(Refused, match="计划已经调整"):
        plans.finish(old, entries=[workbench.entry(studio).pk], done_on=clock.today(), by=leader)


def test_reopened_milestone_frees_its_evidence(studio, leader):
    workbench.plan(studio)
    entry = workbench.entry(studio)
    plans.finish(milestone(), entries=[entry.pk], done_on=clock.today(), by=leader)

    plans.reopen(milestone(), reason="依据选错了", by=leader)

    entry.refresh_from_db()
    assert (milestone().done_on, entry.milestone) == (None, None)


def test_adjusted_plan_keeps_what_was_done_and_its_evidence(studio, leader):
    workbench.plan(studio)
    entry = workbench.entry(studio)
    plans.finish(milestone(), entries=[entry.pk], done_on=clock.today(), by=leader)
    rows = {
        "targets": [{"row": "t1", "key": "exchange", "unit": "次", "year": 1, "amount": "6.00"}],
        "milestones": [{"row": "m1", "project": "主轴热变形补偿", "quarter": "1", "output": "试验方案"}],
    }

    made = planning.next_version(studio, answers=rows, content_hash="cd" * 32, reason="增加交流", by=None)

    kept = made.milestones.get()
    assert (kept.done_on, list(kept.entries.all())) == (clock.today(), [entry])
    assert [(one.title, str(one.amount)) for one in made.targets.all()] == [("交流活动", "6.00")]


def test_stranger_may_not_touch_the_plan(studio):
    workbench.plan(studio)

    with pytest.raises(Refused, match="只有领衔人和所在单位经办"):
        plans.finish(milestone(), entries=[], done_on=clock.today(), by=accounts.user())
    with pytest.raises(Refused, match="只有领衔人和所在单位经办"):
        plans.spend(studio, raw=SPENT, by=accounts.user())


def test_lanes_say_done_late_now_later(studio, leader):
    made = workbench.plan(studio)
    plans.finish(milestone("m2"), entries=[workbench.entry(studio).pk], done_on=clock.today(), by=leader)

    lanes = plan.lanes(studio, made, clock.today())

    assert [(lane.project, [step.state for step in lane.steps]) for lane in lanes] == [
        ("主轴热变形补偿", ["late", "done", "later"]),
        ("导轨磨损复现", ["now"]),
    ]
    assert (lanes[0].steps[1].starts_on, lanes[0].steps[1].ends_on) == (date(2026, 4, 15), date(2026, 7, 14))


def test_gantt_places_milestones_in_eight_quarters(studio):
    made = workbench.plan(studio)

    chart = gantt.draw(plan.starts_on(studio, made), plan.lanes(studio, made, clock.today()), clock.today())

    assert [one.label for one in chart.quarters] == [
        "26-01", "26-04", "26-07", "26-10", "27-01", "27-04", "27-07", "27-10",
    ]  # fmt: skip
    assert [(bar.state, bar.mark) for bar in chart.bars] == [("late", "!"), ("now", "●"), ("later", "○"), ("now", "●")]
    assert chart.quarters[1].x < chart.today_x < chart.quarters[2].x
    assert chart.summary == "8 个季度，2 个项目，4 个里程碑：已完成 0，已逾期 1，本季度 2，未到期 1。"


def test_goals_are_counted_from_standing_entries_of_the_plan_year(studio, leader):
    made = workbench.plan(studio)
    workbench.entry(studio)
    workbench.entry(studio, kind="training", title="形位公差判读", people_count="32")
    workbench.entry(studio, happened_on="2026-01-14")
    ledgers.void(workbench.entry(studio), reason="重复登记", by=leader)
    basis = {"basis": [SimpleUploadedFile("依据.pdf", PDF)]}
    workbench.entry(studio, "outcome", benefit_wan="12.5", uploads=basis)

    found = [(one.title, one.value, one.percent, one.expected) for one in plan.goals(studio, made, clock.today())]

    assert found == [
        ("交流活动", Decimal(1), 25, 34),
        ("培训", Decimal(32), 26, 34),
        ("经济效益", Decimal("12.50"), 25, 34),
        ("其他目标", None, 0, 34),
    ]


def test_figures_count_services_and_people(studio):
    workbench.entry(studio)
    workbench.service(studio)

    found = {one.key: one.value for one in figures.of_year(studio, 2026)}

    assert (found["exchange"], found["services"], found["training"]) == (1, 1, 0)


def test_spending_over_budget_warns(studio, leader):
    workbench.plan(studio)
    _first, calm = plans.spend(studio, raw=SPENT, by=leader)
    _second, over = plans.spend(studio, raw=SPENT | {"amount_wan": "2.6"}, by=leader)
    _third, unplanned = plans.spend(studio, raw=SPENT | {"item": "差旅"}, by=leader)

    assert calm == []
    assert [(one.rule, one.sentence) for one in over] == [
        ("WS24-10", "2026 年“材料”已支出 5.60 万元，预算 5.50 万元，超出 0.10 万元。")
    ]
    assert [one.sentence for one in unplanned] == ["2026 年“差旅”已支出 3.00 万元，预算 0 万元，超出 3.00 万元。"]


def test_reversal_books_back_at_most_what_was_spent(studio, leader):
    plans.spend(studio, raw=SPENT, by=leader)
    with pytest.raises(Refused, match="冲回的金额超过"):
        plans.spend(studio, raw=SPENT | {"amount_wan": "4"}, is_reversal=True, by=leader)

    plans.spend(studio, raw=SPENT | {"amount_wan": "1"}, is_reversal=True, by=leader)

    assert plans.spent(studio, 2026, "材料") == Decimal(2)


def test_budget_lists_planned_and_unplanned(studio, leader):
    made = workbench.plan(studio)
    plans.spend(studio, raw=SPENT | {"item": "差旅"}, by=leader)

    assert {one.item: (one.planned, one.spent, one.over) for one in plan.budget(studio, made)} == {
        "材料": (Decimal("5.50"), Decimal(0), Decimal(0)),
        "培训": (Decimal("2.00"), Decimal(0), Decimal(0)),
        "差旅": (Decimal(0), Decimal("3.00"), Decimal("3.00")),
    }


def test_progress_note_of_a_half_year(studio, leader):
    note = plans.note_progress(studio, period="2026H1", raw={"done": "完成试验方案。"}, by=leader)

    assert (note.period, plans.half_year_label(note.period)) == ("2026H1", "2026 年上半年")
    with pytest.raises(Refused, match="请选择列出的半年"):
        plans.note_progress(studio, period="2027H1", raw={"done": "完成。"}, by=leader)


def test_progress_note_fulfils_the_duty_that_is_open(studio, leader):
    DutyItem.objects.create(
        studio=studio,
        code="progress",
        period="2026",
        title="半年进展",
        opens_on=date(2026, 5, 1),
        due_on=date(2026, 7, 15),
    )

    plans.note_progress(studio, period="2026H1", raw={"done": "完成试验方案。"}, by=leader)

    item = DutyItem.objects.get()
    assert (item.done_on, item.done_note) == (date(2026, 5, 20), "半年进展：2026 年上半年")


def test_half_years_since_the_start_newest_first(studio):
    with clock.at(date(2027, 8, 1)):
        assert plans.half_years(studio, clock.today()) == ["2027H2", "2027H1", "2026H2", "2026H1"]
