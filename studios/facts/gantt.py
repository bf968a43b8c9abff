"""The Gantt of a plan as places in an SVG: one row for each project, one column for each quarter."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from studios.facts import plan

LEFT, WIDTH, TOP, ROW = 190, 1000, 34, 34


@dataclass(frozen=True)
class Quarter:
    x: int
    label: str


@dataclass(frozen=True)
class Bar:
    """A milestone in its quarter: a box with a mark; what it is, is said in words."""

    x: int
    y: int
    width: int
    state: str
    mark: str
    label: str


@dataclass(frozen=True)
class Row:
    y: int
    label: str


@dataclass(frozen=True)
class Chart:
    width: int
    height: int
    quarters: Sequence[Quarter]
    rows: Sequence[Row]
    bars: Sequence[Bar]
    today_x: int | None
    column: int
    summary: str


#: Colour alone never tells: each state has its mark.
MARKS = {plan.DONE: "✓", plan.LATE: "!", plan.NOW: "●", plan.LATER: "○"}


def draw(start: dt.date, lanes: Sequence[plan.Lane], today: dt.date) -> Chart:
    """Eight quarters from ``start``, more when a milestone lies beyond; a vermilion line stands at today."""
    steps = [step for lane in lanes for step in lane.steps]
    count = max([plan.QUARTERS, *(step.milestone.quarter for step in steps)])
    column = (WIDTH - LEFT) // count
    quarters = [_quarter(start, number, column) for number in range(1, count + 1)]
    last = plan.quarter_days(start, count)[1]
    counted = {state: len([step for step in steps if step.state == state]) for state in plan.WORDS}
    words = "，".join(f"{plan.WORDS[state]} {number}" for state, number in counted.items())
    return Chart(
        width=WIDTH,
        height=TOP + ROW * len(lanes) + 20,
        quarters=quarters,
        rows=[Row(TOP + ROW * place, _short(lane.project)) for place, lane in enumerate(lanes)],
        bars=[bar for place, lane in enumerate(lanes) for bar in _bars(lane, place, column)],
        today_x=_place(start, last, today, column * count),
        column=column,
        summary=f"{count} 个季度，{len(lanes)} 个项目，{len(steps)} 个里程碑：{words}。",
    )


def _quarter(start, number, column):
    first, _last = plan.quarter_days(start, number)
    return Quarter(LEFT + column * (number - 1), f"{first:%y-%m}")


def _bars(lane, place, column):
    """Several milestones of one quarter share its width."""
    by_quarter: dict[int, list[plan.Step]] = {}
    for step in lane.steps:
        by_quarter.setdefault(step.milestone.quarter, []).append(step)
    for quarter, steps in by_quarter.items():
        width = (column - 6) // len(steps)
        for number, step in enumerate(steps):
            x = LEFT + column * (quarter - 1) + 3 + width * number
            label = f"{lane.project}，{step.milestone.output}，{step.words}"
            yield Bar(x, TOP + ROW * place + 6, width - 2, step.state, MARKS[step.state], label)


def _place(start, last, today, width):
    if not start <= today <= last:
        return None
    return LEFT + (today - start).days * width // max((last - start).days, 1)


def _short(text, most=13):
    return text if len(text) <= most else f"{text[: most - 1]}…"
