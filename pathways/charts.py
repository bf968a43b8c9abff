"""Geometry of the pictures: the path of a person, columns, bars, and the line to the target. Coordinates come out as text."""

import datetime as dt
import itertools
from dataclasses import dataclass

from pathways.facts import Stage
from pathways.reports import Breakdown, WhatIf

PATH_Y = (34, 104, 174)
COLUMN_LEFT, COLUMN_RIGHT, COLUMN_TOP, COLUMN_FOOT = 15, 485, 36, 200
LINE_LEFT, LINE_RIGHT, LINE_TOP, LINE_FOOT = 60, 900, 30, 300


@dataclass(frozen=True)
class Knot:
    """One stage on the picture; ``kind`` is held, ended or missing: circle filled, crossed out, or dashed."""

    stage: Stage
    y: int
    kind: str
    date: str

    @property
    def words(self) -> str:
        return f"{self.stage.words} {self.date}".strip()


def path(stages: list[Stage]) -> dict:
    """Knots from the first stage down; the line between two is firm where both are held."""
    knots = [Knot(stage, y, _kind(stage), _date(stage)) for stage, y in zip(stages, PATH_Y, strict=True)]
    pairs = itertools.pairwise(knots)
    lines = [(one.y, two.y, one.kind == two.kind == "held") for one, two in pairs]
    spoken = "；".join(f"{one.stage.kind.title}：{one.words}" for one in knots)
    return {"knots": knots, "lines": lines, "spoken": spoken}


def _kind(stage):
    return "held" if stage.is_held else "ended" if stage.is_ended else "missing"


def _date(stage):
    return f"{stage.honour.granted_on:%Y-%m-%d}" if stage.honour else ""


@dataclass(frozen=True)
class Column:
    label: str
    value: int
    x: str
    y: str
    width: str
    height: str
    middle: str
    above: str


def columns(breakdown: Breakdown) -> list[Column]:
    """Columns on one foot, the highest as high as the picture."""
    pairs = breakdown.pairs
    most = max((value for _label, value in pairs), default=0) or 1
    room = (COLUMN_RIGHT - COLUMN_LEFT) / max(len(pairs), 1)
    width = min(room * 0.56, 60)
    found = []
    for place, (label, value) in enumerate(pairs):
        height = (COLUMN_FOOT - COLUMN_TOP) * value / most
        middle = COLUMN_LEFT + room * (place + 0.5)
        y = COLUMN_FOOT - height
        found.append(
            Column(label, value, f"{middle - width / 2:.1f}", f"{y:.1f}", f"{width:.1f}", f"{height:.1f}",
                   f"{middle:.1f}", f"{y - 8:.1f}")
        )  # fmt: skip
    return found


@dataclass(frozen=True)
class Bar:
    """One row of a bar picture; ``share`` in per cent of the greatest, ``part`` in per cent of all."""

    label: str
    value: int
    share: int
    part: int


def bars(breakdown: Breakdown) -> list[Bar]:
    most = max((value for _label, value in breakdown.pairs), default=0) or 1
    total = sum(value for _label, value in breakdown.pairs) or 1
    return [Bar(label, value, value * 100 // most, round(value * 100 / total)) for label, value in breakdown.pairs]


def line(made: WhatIf) -> dict:
    """Years across, people up: what is there drawn firm, the need dashed, the supposed numbers dotted with squares."""
    first, last = made.points[0].on, max(made.points[-1].on, made.points[0].on + dt.timedelta(days=1))
    highest = max([made.goal.count, *(_values(made))]) * 1.1 or 1
    span = (last - first).days

    def x(day):
        return LINE_LEFT + (LINE_RIGHT - LINE_LEFT) * (day - first).days / span

    def y(value):
        return LINE_FOOT - (LINE_FOOT - LINE_TOP) * value / highest

    def way(name):
        pairs = [(x(one.on), y(getattr(one, name))) for one in made.points if getattr(one, name) is not None]
        return [(f"{at:.1f}", f"{up:.1f}") for at, up in pairs]

    ways = {name: way(name) for name in ("actual", "needed", "supposed")}
    return {
        "ways": {name: " ".join(f"{at},{up}" for at, up in pairs) for name, pairs in ways.items()},
        "dots": ways,
        "target": f"{y(made.goal.count):.1f}",
        "above": f"{y(made.goal.count) - 8:.1f}",
        "marks": [(f"{x(one.on):.1f}", one.label) for one in made.points if one.label != "今天" or span < 900],
        "today": next(f"{x(one.on):.1f}" for one in made.points if one.label == "今天"),
        "ends": _ends(made, x, y),
    }


def _values(made):
    return [value for one in made.points for value in (one.actual, one.needed, one.supposed) if value is not None]


def _ends(made, x, y):
    """The number at the right end of the supposed line."""
    final = made.points[-1]
    return {"x": f"{x(final.on) + 10:.1f}", "y": f"{y(final.supposed) + 4:.1f}", "value": int(final.supposed)}
