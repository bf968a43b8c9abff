"""Geometry of the score dossier: the strip of dots, the band of the scoring error, the interval of each row.

Plain arithmetic on figures in points; coordinates come out as text, so that no localisation touches them.
"""

import math
from dataclasses import dataclass

WIDTH, BASE, TOP = 1000, 136, 18
LEFT, RIGHT = 20, 980
PITCH, RADIUS = 10.5, 4.4
ROOM = 104
MOST_DOTS = 600
NARROWEST = 20
ROW_WIDTH = 176
ROW_EDGE = 5
NEAR_SPAN = 14


@dataclass(frozen=True)
class Point:
    """One candidate: ``total`` in points, whether inside the band, whether below the line."""

    total: float
    is_near: bool = False
    is_out: bool = False


def strip(points: list[Point], *, cut: float | None, error: float) -> dict | None:
    """The distribution as dots stacked in steps of half a point; bars instead of dots above 600 candidates."""
    if not points:
        return None
    lo, hi = _domain([point.total for point in points])
    scale = (RIGHT - LEFT) / (hi - lo)
    stacks = _stacks(points)
    tallest = max(len(stack) for stack in stacks.values())
    pitch = min(PITCH, ROOM / tallest)
    radius = min(RADIUS, scale * 0.25, pitch * 0.45) if pitch < PITCH else min(RADIUS, max(scale * 0.25, 2.4))
    drawn = {
        "width": WIDTH,
        "height": 166,
        "ticks": [
            (_x(value, lo, scale), value % 5 == 0, value) for value in range(lo, hi + 1) if _is_tick(value, hi - lo)
        ],
        "radius": f"{radius:.1f}",
        "dots": [],
        "bars": [],
    }
    if len(points) > MOST_DOTS:
        drawn["bars"] = [_bar(at, stack, lo, scale, pitch) for at, stack in sorted(stacks.items())]
    else:
        drawn["dots"] = [dot for at, stack in sorted(stacks.items()) for dot in _dots(at, stack, lo, scale, pitch)]
    return drawn | _line(cut, error, lo, scale)


def _domain(totals):
    lo, hi = math.floor(min(totals)) - 2, math.ceil(max(totals)) + 2
    return (lo, hi) if hi - lo >= NARROWEST else (hi - NARROWEST, hi)


def _is_tick(value, span):
    return value % 5 == 0 or span <= 50


def _x(value, lo, scale):
    return f"{LEFT + (float(value) - lo) * scale:.1f}"


def _stacks(points):
    """Half-point step → its points, those in front of the line first so that equal colours lie together."""
    stacks: dict[float, list[Point]] = {}
    for point in sorted(points, key=lambda one: one.total):
        stacks.setdefault(math.floor(point.total * 2 + 0.5) / 2, []).append(point)
    return stacks


def _kind(point):
    return " near" if point.is_near else " out" if point.is_out else ""


def _dots(at, stack, lo, scale, pitch):
    return [(_kind(point), _x(at, lo, scale), f"{BASE - 8 - place * pitch:.1f}") for place, point in enumerate(stack)]


def _bar(at, stack, lo, scale, pitch):
    height, width = len(stack) * pitch, max(scale * 0.4, 1)
    return (
        _kind(stack[0]),
        f"{LEFT + (at - lo) * scale - width / 2:.1f}",
        f"{BASE - height:.1f}",
        f"{width:.1f}",
        f"{height:.1f}",
    )


def _line(cut, error, lo, scale):
    if cut is None:
        return {"cut": None}
    at = LEFT + (cut - lo) * scale
    turned = at > WIDTH - 230
    return {
        "cut": f"{at:.1f}",
        "cut_text": f"{at + (-26 if turned else 26):.1f}",
        "cut_anchor": "end" if turned else "start",
        "band_x": f"{at - error * scale:.1f}",
        "band_width": f"{2 * error * scale:.1f}",
        "band_text": f"{at - error * scale - 8:.1f}",
        "band_fits": at - error * scale > 130,
    }


@dataclass(frozen=True)
class Scale:
    """What the little strips of a table share: points from ``lo`` to ``hi``."""

    lo: float
    hi: float

    def x(self, value: float) -> float:
        share = (value - self.lo) / (self.hi - self.lo)
        return ROW_EDGE + min(max(share, 0), 1) * (ROW_WIDTH - 2 * ROW_EDGE)


def row_scale(totals: list[float], cut: float | None, *, near: bool) -> Scale:
    """Fourteen points around the line for the rows next to it, else everything that is shown."""
    if near and cut is not None:
        lo = math.floor(cut - NEAR_SPAN / 2 + 0.5)
        return Scale(lo, lo + NEAR_SPAN)
    lo, hi = _domain(totals or [0, 100])
    return Scale(lo, hi)


def shared(scale: Scale, cut: float | None, error: float) -> dict:
    """Band and line as every row draws them."""
    if cut is None:
        return {"cut": ""}
    left, right = scale.x(cut - error), scale.x(cut + error)
    return {"cut": f"{scale.x(cut):.1f}", "band_x": f"{left:.1f}", "band_width": f"{right - left:.1f}"}


def interval(scale: Scale, total: float, margin: float | None) -> dict:
    """Point and whisker of one row; no whisker for a single sheet."""
    drawn = {"point": f"{scale.x(total):.1f}"}
    if margin is not None:
        drawn |= {"left": f"{scale.x(total - margin):.1f}", "right": f"{scale.x(total + margin):.1f}"}
    return drawn
