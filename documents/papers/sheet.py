"""Boxes of a fixed form: rows of columns become places in millimetres, texts are fitted into them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from documents.fitting import Fitted, fit, fit_label

COLUMN_MM = 20
CENTRED_UP_TO_MM = 22  # lower boxes hold their text in the middle, higher ones begin at the top
TOP_MM = 1.5


@dataclass(frozen=True)
class Cell:
    """A cell of ``span`` columns: a printed label, or the value of ``key`` whose overflow is headed ``heading``."""

    span: int
    label: str = ""
    key: str = ""
    heading: str = ""
    banner: bool = False


@dataclass(frozen=True)
class Line:
    """A row of a form with its fixed height."""

    height_mm: float
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Box:
    """A cell in its place."""

    kind: str
    x: float
    y: float
    width: float
    height: float
    fitted: Fitted
    key: str = ""

    @property
    def style(self) -> str:
        return f"left:{self.x:g}mm;top:{self.y:g}mm;width:{self.width:g}mm;height:{self.height:g}mm"

    @property
    def text_style(self) -> str:
        text = self.fitted
        top = max(0.0, (self.height - text.height_mm) / 2)
        if self.kind == "value" and self.height > CENTRED_UP_TO_MM:
            top = min(top, TOP_MM)
        return f"top:{top:.3f}mm;font-size:{text.size_pt:g}pt;line-height:{text.pitch_mm:.4f}mm"


@dataclass(frozen=True)
class Overflow:
    """A text that its box could not hold, for the page 附页."""

    heading: str
    text: str

    @property
    def paragraphs(self) -> list[str]:
        return [paragraph.strip() for paragraph in self.text.split("\n") if paragraph.strip()]


@dataclass(frozen=True)
class Sheet:
    """One page of boxes."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    overflow: tuple[Overflow, ...]

    @property
    def style(self) -> str:
        return f"width:{self.width:g}mm;height:{self.height:g}mm"


def lay(lines: Iterable[Line], texts: Mapping[str, str], *, column_mm: float = COLUMN_MM) -> Sheet:
    """Place the rows below one another and fit the texts; what is cut is listed in ``overflow``, in order."""
    boxes: list[Box] = []
    overflow: list[Overflow] = []
    y = 0.0
    for line in lines:
        for cell, box in _boxes(line, texts, y, column_mm):
            boxes.append(box)
            if box.fitted.cut and cell.key:
                overflow.append(Overflow(cell.heading, texts[cell.key]))
        y += line.height_mm
    width = max((box.x + box.width for box in boxes), default=0)
    return Sheet(width, y, tuple(boxes), tuple(overflow))


def _boxes(line: Line, texts: Mapping[str, str], y: float, column_mm: float) -> Iterator[tuple[Cell, Box]]:
    x = 0.0
    for cell in line.cells:
        width = cell.span * column_mm
        kind = "banner" if cell.banner else "value" if cell.key else "label"
        text = texts.get(cell.key, "") if cell.key else cell.label
        fitted = _fitted(kind, text, width, line.height_mm)
        yield cell, Box(kind, x, y, width, line.height_mm, fitted, cell.key)
        x += width


def _fitted(kind: str, text: str, width_mm: float, height_mm: float) -> Fitted:
    """A label stands in the middle, so a hair's breadth at its sides is enough."""
    if kind == "label":
        return fit_label(text, width_mm=width_mm + 3, height_mm=height_mm)
    return fit(text, width_mm=width_mm, height_mm=height_mm)
