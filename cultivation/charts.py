"""The picture of the five forces: a radar whose corners are shares of what is full. Coordinates come out as text."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

SIZE, CENTRE, RADIUS, LABEL = 320, 160, 110, 132
RINGS = (0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class Spoke:
    """One force: ``value`` of ``full``; None where nothing is known, which is drawn in the middle and said in words."""

    label: str
    value: float | None
    full: float

    @property
    def share(self) -> float:
        """From 0 to 1; nothing known, and nothing to reach, are 0."""
        if self.value is None or self.full <= 0:
            return 0.0
        return max(0.0, min(1.0, self.value / self.full))

    @property
    def words(self) -> str:
        return "未记录" if self.value is None else f"{self.value:g} / {self.full:g}"


@dataclass(frozen=True)
class Corner:
    """Where a force stands: its point, the end of its axis, its label."""

    spoke: Spoke
    x: str
    y: str
    end_x: str
    end_y: str
    label_x: str
    label_y: str
    anchor: str


def radar(spokes: Sequence[Spoke]) -> dict:
    """Corners, the polygon through them, the rings, and the words for those who do not see the picture."""
    corners = [_corner(spoke, _angle(place, len(spokes))) for place, spoke in enumerate(spokes)]
    return {
        "corners": corners,
        "polygon": " ".join(f"{one.x},{one.y}" for one in corners),
        "rings": [_ring(share, len(spokes)) for share in RINGS],
        "spoken": "，".join(f"{one.label} {one.words}" for one in spokes),
        "size": SIZE,
    }


def _angle(place, count) -> float:
    return -pi / 2 + 2 * pi * place / count


def _at(angle, distance) -> tuple[float, float]:
    return CENTRE + distance * cos(angle), CENTRE + distance * sin(angle)


def _corner(spoke, angle) -> Corner:
    x, y = _at(angle, RADIUS * spoke.share)
    end_x, end_y = _at(angle, RADIUS)
    label_x, label_y = _at(angle, LABEL)
    side = label_x - CENTRE
    anchor = "middle" if abs(side) < 20 else "start" if side > 0 else "end"
    return Corner(spoke, *(f"{value:.1f}" for value in (x, y, end_x, end_y, label_x, label_y + 5)), anchor)


def _ring(share, count) -> str:
    points = [_at(_angle(place, count), RADIUS * share) for place in range(count)]
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
