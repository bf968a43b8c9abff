"""Who is behind and why, what is next, the picture of the five forces."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from cultivation.charts import CENTRE, Spoke, radar
from cultivation.facts.points import Figures
from cultivation.facts.progress import behind, forces_of, next_steps
from programmes.cultivation import FORCES

TODAY, DAY = date(2026, 10, 10), date(2026, 5, 20)
ASKED = {"hours_wanted": 40, "plan_due_days": 30}


@dataclass
class Filed:
    filed_on: date = date(2026, 4, 1)


@dataclass
class Somebody:
    """What the pure functions look at."""

    state: str = "cultivating"
    starts_on: date | None = date(2026, 4, 1)
    ends_on: date | None = date(2027, 4, 1)
    suspended_on: date | None = None
    is_passed: bool = False
    roster: Filed = field(default_factory=Filed)


@dataclass
class Task:
    text: str
    to_month: str = ""
    done_on: date | None = None
    position: int = 1

    def is_late(self, day):
        return self.done_on is None and bool(self.to_month) and self.to_month < f"{day:%Y-%m}"


def well(**fields):
    """The figures of somebody with whom all is well on TODAY."""
    values = {
        "done": 3, "planned": 5, "hours": Decimal(30), "has_plan": True, "last_note_on": date(2026, 9, 20),
        "periods": frozenset({"2026H1"}),
    }  # fmt: skip
    return Figures(**values | fields)


def reasons(someone=None, seen=None, today=TODAY):
    return behind(someone or Somebody(), seen or well(), today=today, **ASKED)


def test_nobody_is_behind_without_a_reason():
    assert reasons() == ()


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        ({"late": 2}, "2 项措施逾期"),
        ({"is_mentor_revoked": True}, "导师的称号已失效"),
        ({"last_note_on": date(2026, 8, 9)}, "2 个月以上没有导师带教记录"),
        ({"last_note_on": None}, "2 个月以上没有导师带教记录"),
        ({"hours": Decimal("15.5")}, "学时 15.5，按进度应有约 21"),
    ],
)
def test_each_reason_alone(seen, said):
    assert reasons(seen=well(**seen)) == (said,)


def test_a_note_of_two_months_ago_is_in_time():
    assert reasons(seen=well(last_note_on=date(2026, 8, 10))) == ()


def test_hours_may_lag_by_a_quarter_of_what_is_due():
    due = Decimal(40) * 192 / 365  # days since the first of April

    assert reasons(seen=well(hours=due * Decimal("0.75"))) == ()
    assert len(reasons(seen=well(hours=due * Decimal("0.75") - Decimal("0.1")))) == 1


def test_hours_after_the_end_are_all_due():
    someone = Somebody(state="evaluating")
    seen = well(hours=Decimal(29), last_note_on=date(2027, 5, 1), periods=frozenset({"2026H2"}))

    assert reasons(someone, seen, date(2027, 5, 2)) == ("培育期已满，还没有考评", "学时 29，按进度应有约 40")


def test_a_plan_is_missing_and_thirty_days_later_an_anomaly():
    someone = Somebody(starts_on=date(2026, 9, 1), ends_on=date(2027, 9, 1), roster=Filed(date(2026, 9, 10)))
    seen = well(has_plan=False, planned=0, done=0)

    # thirty days count from the filing, not from the beginning
    assert reasons(someone, seen) == ("还没有培育计划",)
    assert reasons(someone, seen, TODAY + timedelta(days=1)) == ("备案后 30 天没有培育计划（异常）",)


@pytest.mark.parametrize(
    ("starts_on", "today", "said"),
    [
        (date(2026, 4, 1), date(2026, 7, 1), ("没有2026 年上半年小结",)),
        (date(2026, 4, 2), date(2026, 7, 1), ()),  # fewer than ninety days of the half-year
        (date(2026, 4, 1), date(2026, 6, 30), ()),  # still under way
        (date(2025, 10, 2), date(2026, 1, 1), ("没有2025 年下半年小结",)),
    ],
)
def test_a_summary_is_asked_for_after_the_half_year(starts_on, today, said):
    someone = Somebody(starts_on=starts_on, ends_on=starts_on + timedelta(days=365))
    seen = well(hours=Decimal(40), last_note_on=today, periods=frozenset())

    assert reasons(someone, seen, today) == said


def test_who_rests_is_only_said_to_rest():
    assert reasons(Somebody(state="suspended"), Figures()) == ("已暂停",)


@pytest.mark.parametrize("state", ["proposed", "listed", "evaluated", "recommended", "named", "exited"])
def test_nothing_is_asked_of_who_does_not_learn(state):
    assert reasons(Somebody(state=state), Figures()) == ()


def test_nothing_is_asked_before_the_beginning():
    assert reasons(Somebody(starts_on=date(2026, 11, 1)), Figures()) == ()


def test_everything_missing_is_said_gravest_first():
    assert reasons(seen=Figures(late=0)) == (
        "备案后 30 天没有培育计划（异常）", "学时 0，按进度应有约 21", "2 个月以上没有导师带教记录", "没有2026 年上半年小结",
    )  # fmt: skip


def steps(measures=(), someone=None, today=TODAY, **seen):
    return next_steps(someone or Somebody(), well(**seen), list(measures), today)


def test_the_next_three_measures_are_named_by_their_month():
    tasks = [
        Task("后", "2026-12"),
        Task("先", "2026-09"),
        Task("好了", "2026-05", DAY),
        Task("中", "2026-10"),
        Task("无期"),
    ]

    assert steps(tasks) == [
        "2026 年 9 月底前完成：先，已逾期",
        "2026 年 10 月底前完成：中",
        "2026 年 12 月底前完成：后",
        "另有 1 项措施未完成",
        "培育期到 2027-04-01 期满，还有 173 天",
    ]
    assert steps([Task("无期")])[0] == "完成：无期"


def test_a_summary_that_is_missing_is_a_step():
    assert steps(periods=frozenset()) == ["填写2026 年上半年小结", "培育期到 2027-04-01 期满，还有 173 天"]


def test_steps_say_what_a_person_waits_for():
    assert steps(has_plan=False)[0] == "等待组织单位制定培育计划"
    assert steps(someone=Somebody(state="evaluating"))[-1] == "培育期已满，等待培育单位考评"
    resting = Somebody(state="suspended", suspended_on=date(2026, 10, 1))
    assert steps(someone=resting) == ["培育自 2026-10-01 起暂停，恢复后期满日期顺延"]
    assert steps(today=date(2027, 4, 1))[-1] == "培育期到 2027-04-01 期满，还有 0 天"
    assert steps(today=date(2027, 4, 2), periods=frozenset({"2026H2"})) == ["培育期已于 2027-04-01 期满"]
    assert steps(someone=Somebody(state="named")) == []


@pytest.mark.parametrize(
    ("state", "is_passed", "words"),
    [
        ("evaluated", True, "考评已经合格，等待组织单位择优推荐参加评审认定"),
        ("evaluated", False, "考评不合格，等待组织单位决定延长培育或者退出"),
        ("recommended", True, "已推荐参加评审认定，等待评审结果"),
    ],
)
def test_after_the_evaluation_it_says_whom_one_waits_for(state, is_passed, words):
    assert steps(someone=Somebody(state=state, is_passed=is_passed)) == [words]


def points_of(picture):
    return [tuple(map(float, pair.split(","))) for pair in picture["polygon"].split()]


def five(*values, full=12.0):
    return radar([Spoke(force.label, value, full) for force, value in zip(FORCES, values, strict=True)])


def test_a_full_picture_lies_on_the_outer_ring():
    assert five(12, 12, 12, 12, 12)["polygon"] == five(0, 0, 0, 0, 0)["rings"][-1]


def test_nothing_at_all_is_one_point_in_the_middle():
    assert set(points_of(five(0, 0, 0, 0, 0))) == {(CENTRE, CENTRE)}
    assert set(points_of(five(*[None] * 5))) == {(CENTRE, CENTRE)}


def test_a_missing_force_is_said_and_does_not_move_the_others():
    whole, lacking = points_of(five(6, 6, 6, 6, 6)), five(6, None, 6, 6, 6)

    assert [a == b for a, b in zip(whole, points_of(lacking), strict=True)] == [True, False, True, True, True]
    assert lacking["spoken"] == "引领力 6 / 12，实践力 未记录，创新力 6 / 12，攻关力 6 / 12，传承力 6 / 12"


@pytest.mark.parametrize(("value", "full", "share"), [(15, 12, 1.0), (-3, 12, 0.0), (3, 0, 0.0), (6, 12, 0.5)])
def test_a_share_stays_within_the_ring(value, full, share):
    assert Spoke("引领力", value, full).share == share


def test_the_first_force_points_up():
    x, y = points_of(five(12, 0, 0, 0, 0))[0]

    assert (x, y) == (CENTRE, CENTRE - 110)


def test_measures_by_force_are_the_picture():
    seen = well(by_force=(("leading", 1, 1), ("practice", 0, 2), ("innovation", 0, 0)))

    assert forces_of(seen)["spoken"] == "引领力 1 / 1，实践力 0 / 2，创新力 未记录，攻关力 未记录，传承力 未记录"


@pytest.mark.parametrize("values", [(0,) * 5, (12,) * 5, (None,) * 5, (1, None, 0, 12, 7.5)])
def test_the_picture_is_well_formed_with_its_table(values):
    text = render_to_string("cultivation/forces.html", {"picture": five(*values), "title": "五力", "unit": "得分"})

    root = ET.fromstring(text)
    assert [cell.text for cell in root.iter("td")] == ["未记录" if v is None else f"{v:g} / 12" for v in values]
    assert len(root.findall(".//circle")) == 5
