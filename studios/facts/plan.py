"""How far a studio is with its plan: milestones over its quarters, targets against the ledgers, money against budget."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Subquery

from programmes.periods import add_months, add_years
from programmes.text import plain
from studios.facts.figures import figures
from studios.models import Milestone

QUARTERS = 8
DONE, LATE, NOW, LATER = "done", "late", "now", "later"
WORDS = {DONE: "已完成", LATE: "已逾期", NOW: "本季度", LATER: "未到期"}
TONES = {DONE: "ok", LATE: "stop", NOW: "now", LATER: "mute"}


@dataclass(frozen=True)
class Step:
    """A milestone with the days of its quarter and where it stands today."""

    milestone: object
    starts_on: dt.date
    ends_on: dt.date
    state: str

    @property
    def words(self) -> str:
        return WORDS[self.state]

    @property
    def tone(self) -> str:
        return TONES[self.state]


@dataclass(frozen=True)
class Lane:
    """One project of the Gantt: its steps by quarter."""

    project: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Goal:
    """A target of one plan year against what the ledgers count; ``value`` is None where nothing measures it."""

    title: str
    unit: str
    year: int
    wanted: Decimal
    value: Decimal | None
    expected: int

    @property
    def percent(self) -> int:
        if self.value is None:
            return 0
        return 100 if not self.wanted else min(100, int(self.value * 100 / self.wanted))

    @property
    def wanted_text(self) -> str:
        return plain(self.wanted)

    @property
    def value_text(self) -> str:
        return "" if self.value is None else plain(self.value)


@dataclass(frozen=True)
class Money:
    """One item of one year: planned, spent, and how much over."""

    year: int
    item: str
    source: str
    planned: Decimal
    spent: Decimal

    @property
    def over(self) -> Decimal:
        return max(self.spent - self.planned, Decimal(0))

    @property
    def percent(self) -> int:
        return 100 if not self.planned else min(100, int(self.spent * 100 / self.planned))


def starts_on(studio, plan) -> dt.date:
    """The first day of the plan's first quarter: that of building, else the day of its approval."""
    return studio.building_starts_on or plan.approved_on


def quarter_days(start: dt.date, number: int) -> tuple[dt.date, dt.date]:
    """First and last day of the plan's quarter 1, 2 …: three months each from ``start``."""
    return add_months(start, 3 * (number - 1)), add_months(start, 3 * number) - dt.timedelta(days=1)


def lanes(studio, plan, today: dt.date) -> list[Lane]:
    """The milestones of a plan by project, with the entries that prove them. Two queries."""
    found: dict[str, list[Step]] = defaultdict(list)
    for milestone in plan.milestones.prefetch_related("entries"):
        found[milestone.project].append(_step(studio, plan, milestone, today))
    return [Lane(project, tuple(steps)) for project, steps in found.items()]


def steps_of_latest(studio, today: dt.date) -> list[Step]:
    """Every milestone of the latest plan in the order of its quarters. One query."""
    latest = studio.plans.order_by("-version").values("pk")[:1]
    rows = Milestone.objects.filter(plan=Subquery(latest)).select_related("plan").order_by("quarter", "pk")
    return [_step(studio, milestone.plan, milestone, today) for milestone in rows]


def _step(studio, plan, milestone, today) -> Step:
    first, last = quarter_days(starts_on(studio, plan), milestone.quarter)
    return Step(milestone, first, last, _state(milestone, first, last, today))


def _state(milestone, first, last, today):
    if milestone.done_on:
        return DONE
    if today > last:
        return LATE
    return NOW if today >= first else LATER


def progress(steps) -> int:
    """Milestones done, in per cent; 0 without any."""
    steps = list(steps)
    return len([one for one in steps if one.state == DONE]) * 100 // len(steps) if steps else 0


def goals(studio, plan, today: dt.date) -> list[Goal]:
    """Every target of every plan year. Three queries."""
    start, targets = starts_on(studio, plan), list(plan.targets.all())
    periods = {
        number: (add_years(start, number - 1), add_years(start, number) - dt.timedelta(days=1))
        for number in sorted({target.year for target in targets})
    }
    counted = dict(zip(periods, figures(studio, *periods.values()), strict=True)) if periods else {}
    values = {(number, one.key): Decimal(one.value) for number, several in counted.items() for one in several}
    return [
        Goal(
            one.title,
            one.unit,
            one.year,
            one.amount,
            values.get((one.year, one.key)),
            _elapsed(*periods[one.year], today),
        )
        for one in sorted(targets, key=lambda target: (target.year, target.pk))
    ]


def _elapsed(first, last, today) -> int:
    """How much of a period is over, in per cent."""
    days = (last - first).days + 1
    return max(0, min(100, ((today - first).days + 1) * 100 // days))


def budget(studio, plan, spendings=None) -> list[Money]:
    """Planned against spent by year and item, what was never planned included. Two queries, one with ``spendings``."""
    spent: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for row in studio.spendings.all() if spendings is None else spendings:
        spent[row.year, row.item] += row.amount_wan
    planned: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    sources: dict[tuple[int, str], str] = {}
    for line in plan.budget.all() if plan else ():
        planned[line.year, line.item] += line.amount_wan
        sources[line.year, line.item] = line.source
    keys = sorted({*planned, *spent})
    return [Money(*key, sources.get(key, ""), planned.get(key, Decimal(0)), spent.get(key, Decimal(0))) for key in keys]
