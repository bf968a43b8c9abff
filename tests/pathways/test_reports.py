"""The figures towards 2030: what counts, from when, by what, and the line to the target at its edges."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from craftsmen.actions import cancel
from craftsmen.models import Honour, TargetIndustry
from pathways import reports
from programmes import catalogue
from tests.factories import accounts, craftsmen, pathways

TARGETS = catalogue.get("quality-craftsman").latest.targets
SINCE_2023, SINCE_2026 = TARGETS.baselines
OWN = "quality-craftsman"


def row(granted_on=date(2026, 3, 1), *, honour=OWN, state="valid", district="310101", group="2", born=None, gender="2"):
    return reports.Row(honour, state, granted_on, None, district, group, born, gender)


def counted(rows, baseline=SINCE_2023):
    return {one.goal.honour: one for one in reports.counters(rows, TARGETS, baseline)}


def test_targets_are_those_of_the_text():
    assert [(goal.honour, goal.count, goal.is_additional) for goal in TARGETS.goals] == [
        ("municipal_craftsman", 10, False),
        (OWN, 150, False),
        ("quality_skill_talent", 2000, True),
    ]
    assert catalogue.get(OWN).edition("2023").targets is None


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        (date(2022, 12, 31), (0, 0)),
        (date(2023, 1, 1), (1, 0)),
        (date(2025, 12, 31), (1, 0)),
        (date(2026, 1, 1), (1, 1)),
    ],
)
def test_both_baselines_begin_on_their_day(day, counts):
    assert tuple(count for _base, count in counted([row(day)])[OWN].counts) == counts


def test_ended_honours_stand_apart():
    found = counted([row(), row(state="revoked"), row(state="revoked"), row(state="cancelled")])[OWN]
    assert (found.count, found.revoked, found.cancelled, found.left, found.percent) == (1, 2, 1, 149, 0)


def test_reached_share_never_says_more_than_all():
    found = counted([row(honour="municipal_craftsman") for _ in range(12)])["municipal_craftsman"]
    assert (found.count, found.left, found.percent) == (12, 0, 100)


@pytest.mark.parametrize(
    ("born", "on", "young"),
    [
        (date(1990, 6, 15), date(2026, 6, 14), True),
        (date(1990, 6, 15), date(2026, 6, 15), False),
        (date(1990, 2, 28), date(2026, 2, 27), True),
        (date(1992, 2, 29), date(2028, 2, 28), True),
        (date(1992, 2, 29), date(2028, 2, 29), False),
        (None, date(2026, 6, 15), None),
    ],
)
def test_young_lasts_to_the_day_before_the_thirty_sixth_birthday(born, on, young):
    assert reports.is_young(born, on, 35) is young


def pictures(rows, baseline=SINCE_2023, today=date(2026, 6, 15)):
    found = reports.breakdowns(rows, baseline=baseline, today=today, reference_on=today, young_years=35)
    return {one.code: one.pairs for one in found}


def test_breakdowns_name_what_is_not_known():
    rows = [row(), row(district="", group="", gender=""), row(district="310115", group="4", born=date(2000, 1, 1))]
    found = pictures(rows)
    assert found["district"] == [("浦东新区", 1), ("黄浦区", 1), ("未登记", 1)]
    assert found["industry"] == [
        ("传统产业升级", 0),
        ("先导产业", 1),
        ("新兴产业", 0),
        ("未来产业", 1),
        ("未登记", 1),
    ]
    assert found["age"] == [("35 岁及以下", 1), ("36 岁及以上", 0), ("未登记", 2)]
    assert found["gender"] == [("女", 2), ("男", 0), ("未登记", 1)]


def test_years_without_a_naming_are_shown():
    assert pictures([row(date(2023, 5, 1)), row(date(2026, 5, 1))])["year"] == [
        ("2023", 1),
        ("2024", 0),
        ("2025", 0),
        ("2026", 1),
    ]
    assert pictures([], SINCE_2026)["year"] == [("2026", 0)]


def supposed(rows, *, today=date(2026, 12, 31), yearly=None, honour=OWN):
    return reports.what_if(rows, TARGETS.goal(honour), TARGETS, baseline=SINCE_2023, today=today, yearly=yearly)


def test_line_asks_for_an_equal_number_each_year():
    made = supposed([row() for _ in range(30)])
    assert round(made.need, 2) == 30.0
    assert (made.need_words, made.yearly, made.points[-1].label) == ("30", 30, "2030 年末")
    assert round(made.points[-1].needed) == 150


def test_supposed_number_moves_the_line():
    made = supposed([row() for _ in range(30)], yearly=10)
    assert (made.yearly, round(made.points[-1].supposed), made.reached_in) == (10, 70, 2038)


def test_nobody_a_year_never_reaches_the_target():
    made = supposed([row()], yearly=0)
    assert (made.reached_in, made.points[-1].supposed) == (None, 1.0)


def test_reached_target_needs_nobody():
    made = supposed([row(honour="municipal_craftsman") for _ in range(10)], honour="municipal_craftsman")
    assert (made.need, made.need_words, made.reached_in) == (0.0, "0", 2026)


@pytest.mark.parametrize("today", [date(2030, 12, 31), date(2031, 1, 1), date(2035, 5, 5)])
def test_after_the_target_year_nothing_is_needed(today):
    made = supposed([row()], today=today)
    assert (made.need, made.points[-1].label) == (None, "今天")


def test_last_day_but_one_asks_for_a_great_number_and_stands():
    assert supposed([row()], today=date(2030, 12, 30)).need > 50_000


@pytest.fixture
def named(house):
    """Two valid, one revoked of the programme, one 上海工匠 from outside, and one of another body."""
    works = accounts.organisation(district="310115")
    women = craftsmen.honour(
        craftsmen.person("于秋", gender="2", birth_on=date(1995, 1, 1)), organiser=house.organiser, employer=works
    )
    Honour.objects.filter(pk=women.pk).update(industry=TargetIndustry.objects.filter(group="2").first())
    pathways.craftsman("丁一舟", organiser=house.organiser, year=2024)
    cancel(
        pathways.craftsman("穆知微", organiser=house.organiser, year=2023).honours.get(),
        reason="放弃称号",
        by=house.leader,
    )
    craftsmen.honour(craftsmen.person("别家"))
    return house


@pytest.mark.django_db
def test_page_counts_the_own_valid_ones(named, as_):
    context = as_(named.supervisor).get(reverse("pathways:targets")).context
    assert [(one.title, one.count, one.cancelled) for one in context["counters"]] == [
        ("上海工匠", 0, 0),
        ("上海质量工匠", 2, 1),
        ("高水平质量技能型人才", 0, 0),
    ]
    pairs = {one.code: dict(one.pairs) for one, _picture in context["pictures"]}
    assert pairs["district"] == {"浦东新区": 1, "未登记": 1}
    assert pairs["industry"]["先导产业"] == 1
    assert pairs["gender"] == {"女": 1, "男": 0, "未登记": 1}
    assert pairs["age"] == {"35 岁及以下": 1, "36 岁及以上": 0, "未登记": 1}


@pytest.mark.django_db
def test_base_goal_and_number_come_from_the_address(named, as_):
    asked = {"base": "2026", "goal": "municipal_craftsman", "yearly": "3", "on": "2031-01-01"}
    context = as_(named.officer).get(reverse("pathways:targets"), asked).context
    assert (context["baseline"].code, context["chosen"].title) == ("2026", "上海工匠")
    assert (context["what_if"].yearly, context["reference_on"]) == (3, date(2031, 1, 1))
    assert [count for _base, count in context["counters"][1].counts] == [2, 0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked",
    [
        {"base": "1999", "goal": "nothing", "yearly": "-1", "on": "31.12.2026"},
        {"yearly": "3.5"},
        {"yearly": "2001"},
        {"yearly": "<script>"},
        {"on": "0001-01-01"},
        {"on": "9999-12-31"},
    ],
    ids=str,
)
def test_strange_questions_are_answered_with_the_usual(named, as_, asked):
    response = as_(named.officer).get(reverse("pathways:targets"), asked)
    assert response.status_code == 200
    assert (response.context["what_if"].yearly, response.context["baseline"].code) == (33, "2023")


@pytest.mark.django_db
def test_workbook_holds_every_table_as_text(named, as_):
    response = as_(named.officer).get(reverse("pathways:targets"), {"format": "xlsx"})
    book = load_workbook(BytesIO(response.content))
    assert book.sheetnames == [
        "目标进度", "按命名年份", "按单位所在区", "按“2+3+6+6”产业类别", "青年（35 岁及以下）", "按性别", "测算", "说明",
    ]  # fmt: skip
    assert [cell.value for cell in book["目标进度"][3]] == ["上海质量工匠", "150", "2", "0", "2", "0", "1"]
    assert {cell.data_type for sheet in book for line in sheet for cell in line if cell.value} == {"s"}
    assert book["说明"]["B2"].value == "2023 年起（口径待协会明确）"
