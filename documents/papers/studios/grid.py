"""Official forms of fixed boxes with tables and opinions in them: places in millimetres, 附页 for what does not fit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar

from documents.fitting import Fitted, fit
from documents.papers.a1 import Opinion
from documents.papers.sheet import Cell, Line, Overflow, Sheet, lay
from documents.papers.ticks import EMPTY, TICKED, ticks

SEAL_MM = 46  # a seal may be 45 mm across; this square stays free
WIDTH_MM = 160
Options = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Named:
    """An opinion under its printed heading; ``opinion`` empty leaves the box blank."""

    heading: str
    opinion: Opinion = field(default_factory=Opinion)


@dataclass(frozen=True, kw_only=True)
class FormPrint:
    """One filled form in printed words, whatever the programme.

    ``cells`` by question key (options as a list where several may be chosen), ``tables`` the rows of a table by key,
    each row printed words by column, ``opinions`` in the order of the chain, ``sections`` as (title, [(label, key, kind)])
    for forms without a fixed layout; ``figures`` are lines that the portal counts.
    """

    title: str
    annex: str = ""
    head: str = ""
    year: str = ""
    cells: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    tables: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    opinions: Sequence[Named] = ()
    notes: Sequence[str] = ()
    sections: Sequence["PrintedSection"] = ()
    figures: Sequence[tuple[str, str]] = ()
    cover: Sequence[tuple[str, str]] = ()
    schedule: Sequence["Bar"] = ()


@dataclass(frozen=True)
class PrintedSection:
    """A part of a form without fixed boxes; ``rows`` hold (label, words, is long), ``tables`` (title, heads, rows)."""

    title: str
    rows: Sequence[tuple[str, str, bool]] = ()
    tables: Sequence[tuple[str, Sequence[str], Sequence[Sequence[str]]]] = ()


@dataclass(frozen=True)
class Bar:
    """A line of the schedule: eight quarters, those with a milestone hold its output."""

    project: str
    quarters: Sequence[str]


@dataclass(frozen=True)
class OpinionBox:
    """A box for an opinion in its place; ``top`` and ``height`` in mm within the sheet."""

    named: Named
    top: float
    height: float
    left: float
    width: float
    fitted: Fitted
    seals: bool = True
    lead: Fitted | None = None

    @property
    def style(self) -> str:
        return f"left:{self.left:g}mm;top:{self.top:g}mm;width:{self.width:g}mm;height:{self.height:g}mm"

    @property
    def text_top(self) -> float:
        """Below the printed heading and what is ticked above the opinion, mm."""
        return (8.0 if self.named.heading else 2.0) + (self.lead.height_mm + 1.5 if self.lead else 0)

    @property
    def text_style(self) -> str:
        return _placed(self.text_top, self.fitted)

    @property
    def lead_style(self) -> str:
        return _placed(2.0, self.lead) if self.lead else ""

    @property
    def seal_style(self) -> str:
        return f"left:{self.width - SEAL_MM - 4:g}mm;top:{self.height - 14:g}mm"

    @property
    def date_style(self) -> str:
        return f"left:{self.width - SEAL_MM - 4:g}mm;top:{self.height - 7:g}mm"


@dataclass(frozen=True)
class OpinionLine:
    """A row of a form that holds an opinion: ``index`` of the chain, ``label`` cell of ``label_span`` columns or none.

    ``lead`` is the key of what is ticked above the opinion; a box that does not print 盖章 keeps the room all the same.
    """

    height_mm: float
    index: int
    label_span: float = 0
    label: str = ""
    seals: bool = True
    lead: str = ""


@dataclass(frozen=True)
class PrintedPage:
    """One page: its boxes and the opinions in them."""

    sheet: Sheet
    opinions: tuple[OpinionBox, ...]


@dataclass(frozen=True)
class PaperGrid:
    """A form of fixed boxes. ``pages`` hold lines and opinion lines, ``texts`` the words by key."""

    TEMPLATE: ClassVar[str] = "documents/studios/grid.html"
    SETUP: ClassVar[str] = "S1"

    form: FormPrint
    pages: Sequence[Sequence[Line | OpinionLine]]
    texts: Mapping[str, str]
    extra: Sequence[tuple[str, Sequence[str], Sequence[Sequence[str]]]] = ()

    @cached_property
    def printed(self) -> tuple[PrintedPage, ...]:
        """Every page laid out."""
        return tuple(self._page(lines) for lines in self.pages)

    def _page(self, lines) -> PrintedPage:
        plain, boxes, top = [], [], 0.0
        for line in lines:
            if isinstance(line, OpinionLine):
                plain.append(_frame(line))
                boxes.append(self._opinion(line, top))
            else:
                plain.append(line)
            top += line.height_mm
        return PrintedPage(lay(plain, self.texts), tuple(boxes))

    def _opinion(self, line: OpinionLine, top: float) -> OpinionBox:
        left = line.label_span * 20
        named = self.form.opinions[line.index] if line.index < len(self.form.opinions) else Named(line.label)
        width = WIDTH_MM - left
        heading = "" if line.label_span else (named.heading or line.label)
        room = line.height_mm - SEAL_MM - 4 if line.height_mm > 2 * SEAL_MM - 20 else line.height_mm - 16
        across = width if line.height_mm > 2 * SEAL_MM - 20 else width - SEAL_MM - 6
        lead = fit(self.texts[line.lead], width_mm=width, height_mm=20) if line.lead else None
        height = max(room - (lead.height_mm if lead else 0), 12)
        fitted = fit(named.opinion.text, width_mm=across, height_mm=height)
        return OpinionBox(
            Named(heading, named.opinion), top, line.height_mm, left, width, fitted, seals=line.seals, lead=lead
        )

    @property
    def overflow(self) -> list[Overflow]:
        """What stands on 附页, in the order of the form."""
        found = [overflow for page in self.printed for overflow in page.sheet.overflow]
        cut = [box for page in self.printed for box in page.opinions if box.fitted.cut]
        return found + [Overflow(box.named.heading or "意见", box.named.opinion.text) for box in cut]


def _placed(top: float, text: Fitted) -> str:
    return f"left:2mm;top:{top:.3f}mm;font-size:{text.size_pt:g}pt;line-height:{text.pitch_mm:.4f}mm"


def _frame(line: OpinionLine) -> Line:
    if not line.label_span:
        return Line(line.height_mm, (Cell(8),))
    return Line(line.height_mm, (Cell(line.label_span, label=line.label), Cell(8 - line.label_span)))


def label(text: str, span: float) -> Cell:
    """A printed label."""
    return Cell(span, label=text)


def value(key: str, span: float, heading: str) -> Cell:
    """The words of a key; what does not fit is headed ``heading`` on 附页."""
    return Cell(span, key=key, heading=heading)


def row(height: float, *parts: tuple[str, float] | tuple[str, float, str]) -> Line:
    """A row of cells: (text, span) is a label, (key, span, heading) a value."""
    cells = [label(part[0], part[1]) if len(part) == 2 else value(*part) for part in parts]
    return Line(height, tuple(cells))


def words(form: FormPrint, options: Options, *, gaps: Mapping[str, str] | None = None) -> dict[str, str]:
    """The text of every cell; keys in ``options`` print all their options with ticks."""
    found = {key: given if isinstance(given, str) else "、".join(given) for key, given in form.cells.items()}
    for key, labels in options.items():
        given = form.cells.get(key, "")
        printed = isinstance(given, str) and (TICKED in given or EMPTY in given)
        found[key] = given if printed else ticks(labels, given, gap=(gaps or {}).get(key, "\u3000"))
    return found


def counted(title: str, number: str, unit: str) -> str:
    """☑发明专利 3 项: ticked when the number is above 0; 0 is printed (forms.md B1 R6)."""
    return f"{TICKED if number not in ('', '0') else EMPTY}{title} {number or '0'} {unit}"


def patents(cells: Mapping[str, str | Sequence[str]]) -> str:
    """The patents cell of B1, B2 and C1."""
    pairs = (("发明专利", "patent_invention"), ("实用新型", "patent_utility"), ("外观设计", "patent_design"))
    return "\u3000".join(counted(title, str(cells.get(key, "")), "项") for title, key in pairs)
