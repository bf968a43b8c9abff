"""Figures towards 2030 (QC26-02): valid honours against the targets, from both baselines, and by what describes people."""

import datetime as dt
import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from accounts.states import District
from craftsmen.models import Honour
from craftsmen.states import Gender, HonourState, IndustryGroup
from programmes import catalogue, honours
from programmes.periods import add_years
from programmes.spec import Baseline, Target, Targets

UNKNOWN = "未登记"
YOUNG_YEARS = "young.years"
DAYS_A_YEAR = 365.25
COLUMNS = (
    "honour_code", "state", "granted_on", "ended_on", "employer__district", "industry__group", "person__birth_on",
    "person__gender",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """What the figures look at of one honour."""

    honour: str
    state: str
    granted_on: dt.date
    ended_on: dt.date | None
    district: str
    group: str
    born: dt.date | None
    gender: str

    @property
    def is_valid(self) -> bool:
        return self.state == HonourState.VALID


def edition():
    """The newest edition of any programme that states targets; LookupError when there is none."""
    for programme in catalogue.all():
        for one in reversed(programme.editions):
            if one.targets:
                return one
    raise LookupError("targets")


def rows_of(organiser_ids, targets: Targets) -> list[Row]:
    """Every honour with a target that these bodies keep, ended ones too. One query."""
    kept = Honour.objects.filter(organiser__in=organiser_ids, honour_code__in=[goal.honour for goal in targets.goals])
    return [Row(*(value if value is not None else _blank(name) for name, value in zip(COLUMNS, one, strict=True)))
            for one in kept.order_by("pk").values_list(*COLUMNS)]  # fmt: skip


def _blank(name):
    return None if name in ("ended_on", "person__birth_on") else ""


@dataclass(frozen=True)
class GoalCount:
    """One goal: valid honours from each baseline, ended ones beside them."""

    goal: Target
    title: str
    step: int
    counts: tuple[tuple[Baseline, int], ...]
    count: int
    revoked: int
    cancelled: int

    @property
    def left(self) -> int:
        return max(0, self.goal.count - self.count)

    @property
    def percent(self) -> int:
        """Reached share in whole per cent, rounded down, never above 100."""
        return min(100, self.count * 100 // self.goal.count)


def counters(rows: list[Row], targets: Targets, baseline: Baseline) -> list[GoalCount]:
    """One per goal in the order of the programme; a revoked or cancelled honour is counted apart (QC26-02)."""
    titles = {kind.code: kind for kind in honours.path()}
    found = []
    for goal in targets.goals:
        own = [row for row in rows if row.honour == goal.honour]
        counts = tuple((one, len(since(own, one))) for one in targets.baselines)
        ended = Counter(row.state for row in own if row.granted_on >= baseline.since)
        kind = titles[goal.honour]
        found.append(
            GoalCount(goal, kind.title, kind.step, counts, len(since(own, baseline)),
                     ended[HonourState.REVOKED], ended[HonourState.CANCELLED])
        )  # fmt: skip
    return found


def since(rows: list[Row], baseline: Baseline) -> list[Row]:
    """The valid ones named on the first day of the baseline or later."""
    return [row for row in rows if row.is_valid and row.granted_on >= baseline.since]


@dataclass(frozen=True)
class Breakdown:
    """One picture with its table: valid honours by one description, labels in the order shown."""

    code: str
    title: str
    pairs: list[tuple[str, int]]


def breakdowns(rows: list[Row], *, baseline: Baseline, today: dt.date, reference_on: dt.date, young_years: int):
    """By year of naming, district of the employer, 2+3+6+6, age and sex, of valid honours of one goal."""
    counted = since(rows, baseline)
    return [
        Breakdown("year", "按命名年份", by_year(counted, baseline, today)),
        Breakdown("district", "按单位所在区", _most_first(counted, lambda row: _label(District, row.district))),
        Breakdown("industry", "按“2+3+6+6”产业类别", _in_order(counted, IndustryGroup, lambda row: row.group)),
        Breakdown("age", f"青年（{young_years} 岁及以下）", by_age(counted, reference_on, young_years)),
        Breakdown("gender", "按性别", _in_order(counted, reversed_genders(), lambda row: row.gender)),
    ]


def reversed_genders():
    """Women first: they are what the figure is asked for (QC26-10)."""
    return [(Gender.FEMALE.value, Gender.FEMALE.label), (Gender.MALE.value, Gender.MALE.label)]


def by_year(rows: list[Row], baseline: Baseline, today: dt.date) -> list[tuple[str, int]]:
    """Every year from the baseline to this one, empty ones too."""
    found = Counter(row.granted_on.year for row in rows)
    last = max([today.year, *found])
    return [(str(year), found[year]) for year in range(baseline.since.year, last + 1)]


def by_age(rows: list[Row], reference_on: dt.date, young_years: int) -> list[tuple[str, int]]:
    """Who has not passed the age on the reference day; statistics only (AMB-17)."""
    labels = {True: f"{young_years} 岁及以下", False: f"{young_years + 1} 岁及以上", None: UNKNOWN}
    found = Counter(is_young(row.born, reference_on, young_years) for row in rows)
    return [(label, found[key]) for key, label in labels.items() if key is not None or found[key]]


def is_young(born: dt.date | None, on: dt.date, years: int) -> bool | None:
    """True up to the day before the next birthday; None when the date of birth is not known."""
    return None if born is None else add_years(born, years + 1) > on


def _most_first(rows, label: Callable[[Row], str]):
    found = Counter(label(row) for row in rows)
    return sorted(found.items(), key=lambda pair: (pair[0] == UNKNOWN, -pair[1], pair[0]))


def _label(choices, code) -> str:
    return str(dict(choices.choices).get(code, UNKNOWN))


def _in_order(rows, choices, code: Callable[[Row], str]):
    pairs = getattr(choices, "choices", choices)
    found = Counter(code(row) for row in rows)
    known = [(str(label), found[value]) for value, label in pairs]
    rest = sum(found.values()) - sum(count for _label_, count in known)
    return [*known, (UNKNOWN, rest)] if rest else known


# What if


@dataclass(frozen=True)
class Point:
    """The end of one year (or today): what is there, what a straight line to the target asks for, what so many a year give."""

    on: dt.date
    label: str
    actual: int | None
    needed: float | None
    supposed: float | None


@dataclass(frozen=True)
class WhatIf:
    goal: Target
    points: list[Point]
    yearly: int
    need: float | None
    reached_in: int | None

    @property
    def need_words(self) -> str:
        """People per year, rounded up to a tenth."""
        return "" if self.need is None else f"{math.ceil(self.need * 10) / 10:g}"


def what_if(rows: list[Row], goal: Target, targets: Targets, *, baseline: Baseline, today: dt.date, yearly: int | None):
    """The line to the target from today, linear; ``yearly`` None supposes what is needed, rounded up to whole people.

    ``need`` is None once the target year is over and 0 when the target is reached.
    """
    own = since([row for row in rows if row.honour == goal.honour], baseline)
    last = dt.date(targets.until_year, 12, 31)
    years_left = (last - today).days / DAYS_A_YEAR
    left = max(0, goal.count - len(own))
    need = None if years_left <= 0 else left / years_left
    supposed = yearly if yearly is not None else math.ceil(need or 0)
    points = [*_past(own, baseline, today), *_ahead(len(own), need, supposed, today, last)]
    return WhatIf(goal, points, supposed, need, _reached_in(left, supposed, today))


def _past(rows, baseline, today):
    ends = [dt.date(year, 12, 31) for year in range(baseline.since.year, today.year)]
    return [Point(day, f"{day.year} 年末", sum(row.granted_on <= day for row in rows), None, None) for day in ends]


def _ahead(count, need, supposed, today, last):
    found = [Point(today, "今天", count, float(count) if need is not None else None, float(count))]
    for year in range(today.year, last.year + 1):
        day = dt.date(year, 12, 31)
        if day <= today:
            continue
        passed = (day - today).days / DAYS_A_YEAR
        line = count + need * passed if need is not None else None
        found.append(Point(day, f"{year} 年末", None, line, count + supposed * passed))
    return found


def _reached_in(left, supposed, today) -> int | None:
    """The year in which so many a year reach the target; None when they never do."""
    if left == 0:
        return today.year
    if supposed <= 0:
        return None
    return (today + dt.timedelta(days=math.ceil(left / supposed * DAYS_A_YEAR))).year if left / supposed < 500 else None
