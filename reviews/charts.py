"""Geometry of the charts of the reviews: plain arithmetic here, numbers as text in the SVG."""

from dataclasses import dataclass

HEIGHT = 80
BASE = 104
BAR = 96
PITCH = 136


@dataclass(frozen=True)
class Stage:
    """One column: ``value`` is None for a stage not begun; ``plan`` is drawn pale behind it, both in people."""

    title: str
    value: int | None
    plan: int | None = None
    note: str = ""
    now: bool = False


@dataclass(frozen=True)
class Column:
    """A stage placed on the drawing; ``flow`` is the path that leads to the next column."""

    stage: Stage
    x: int
    bar_y: str
    bar_height: str
    pale_y: str
    pale_height: str
    flow: str

    @property
    def figure(self):
        return "—" if self.stage.value is None else str(self.stage.value)


def funnel(stages: list[Stage]) -> dict:
    """Columns and size of the funnel, highest figure 80 units; widths follow the number of stages."""
    most = max((max(stage.value or 0, stage.plan or 0) for stage in stages), default=0) or 1
    heights = [(_height(stage.value or 0, most), _height(_whole(stage), most)) for stage in stages]
    columns = [
        _column(place, stage, *heights[place], heights[place + 1][1] if place + 1 < len(stages) else None)
        for place, stage in enumerate(stages)
    ]
    return {"columns": columns, "width": max(len(stages) * PITCH - (PITCH - BAR), BAR), "spoken": _spoken(stages)}


def _whole(stage):
    return max(stage.value or 0, stage.plan or 0)


def _height(value, most):
    return HEIGHT * value / most


def _column(place, stage, height, whole, following):
    x, pale = place * PITCH, max(whole - height, 0)
    flow = ""
    if following is not None:
        flow = f"M{x + BAR} {BASE - whole:.1f}L{x + PITCH} {BASE - following:.1f}V{BASE}H{x + BAR}Z"
    return Column(stage, x, f"{BASE - height:.1f}", f"{height:.1f}", f"{BASE - whole:.1f}", f"{pale:.1f}", flow)


def _spoken(stages):
    words = [f"{s.title} {s.value}" if s.value is not None else f"{s.title}未开始" for s in stages]
    return "，".join(words) + "。"
