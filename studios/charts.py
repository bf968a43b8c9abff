"""Geometry of the studio's charts: the line of its duties through time, and bars. Coordinates come out as text."""

from dataclasses import dataclass
from datetime import date, timedelta

from programmes.periods import add_months

WIDTH, LEFT, RIGHT = 1000, 20, 980
LINE = 60
ROOM = 110  # a label needs about as much
ROWS = ((28, 44), (108, 124))


@dataclass(frozen=True)
class Mark:
    """One point of the line; ``tone`` is done, due, todo or honour, ``words`` the date as it is written."""

    on: date
    title: str
    words: str
    tone: str = "todo"


@dataclass(frozen=True)
class Placed:
    mark: Mark
    x: str
    title_y: int
    words_y: int
    anchor: str
    is_below: bool


def timeline(marks: list[Mark], *, first: date, last: date, today: date) -> dict | None:
    """Points above and below a line from ``first`` to ``last``, ticks of months, today's share drawn dark.

    A point whose label would run into its neighbours on both sides is drawn without one; the table beneath names it.
    """
    span = (last - first).days
    if span <= 0:
        return None
    scale = (RIGHT - LEFT) / span

    def x(day: date) -> float:
        return LEFT + min(max((day - first).days, 0), span) * scale

    placed = _placed(sorted(marks, key=lambda one: one.on), x)
    return {
        "placed": placed,
        "height": 132 if any(one.is_below for one in placed) else 92,
        "today": f"{x(today) - LEFT:.1f}",
        "quarters": [
            (f"{x(day):.1f}", f"{x(day) + 4:.1f}", words)
            for day, words in _quarters(first, last)
            if x(day) < RIGHT - 40
        ],
        "months": [f"{x(day):.1f}" for day in _months(first, last)],
        "spoken": "，".join(f"{one.title} {one.words}" for one in sorted(marks, key=lambda one: one.on)),
    }


def _placed(marks, x):
    ends = [-ROOM, -ROOM]
    found = []
    for mark in marks:
        at = x(mark.on)
        row = 0 if at - ends[0] >= ROOM else 1 if at - ends[1] >= ROOM else None
        if row is not None:
            ends[row] = at
        anchor = "start" if at < LEFT + 40 else "end" if at > RIGHT - 60 else "middle"
        title_y, words_y = ROWS[row] if row is not None else (0, 0)
        found.append(Placed(mark, f"{at:.1f}", title_y, words_y, anchor, row == 1))
    return found


def _quarters(first, last):
    """First days of quarters; of years alone where a decade is shown."""
    years_only = (last - first).days > 366 * 4
    day = date(first.year, (first.month - 1) // 3 * 3 + 1, 1)
    while day <= last:
        if day >= first and (day.month == 1 or not years_only):
            yield (
                day,
                str(day.year) if years_only else (f"{day.year} Q1" if day.month == 1 else f"Q{day.month // 3 + 1}"),
            )
        day = add_months(day, 3)


def _months(first, last):
    if (last - first).days > 366 * 3:
        return
    day = add_months(first.replace(day=1), 1)
    while day <= last:
        if day.month % 3 != 1:
            yield day
        day = add_months(day, 1)


@dataclass(frozen=True)
class Bar:
    """One row of a bar chart and of the table under it; ``share`` in per cent of the greatest."""

    label: str
    value: int
    share: int
    url: str = ""


def bars(pairs: list[tuple[str, int]], *, urls: dict[str, str] | None = None) -> list[Bar]:
    """Labels with counts as bars, in the given order."""
    most = max((value for _label, value in pairs), default=0) or 1
    return [Bar(label, value, value * 100 // most, (urls or {}).get(label, "")) for label, value in pairs]


def window(days: list[date], *, today: date) -> tuple[date, date]:
    """From the first to the last of these days, at least from now on for a year."""
    first, last = min([*days, today]), max([*days, today])
    return first, max(last, first + timedelta(days=366))
