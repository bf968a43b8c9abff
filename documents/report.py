"""A report of sections with paragraphs and tables, put together once; printed here, written as DOCX by documents/word.py."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from documents import pdf


@dataclass(frozen=True)
class Table:
    """``widths`` are parts of the line, equal when empty; cells are texts."""

    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int] = ()

    @property
    def columns(self) -> list[float]:
        """The width of each column in per cent."""
        parts = self.widths or [1] * len(self.headers)
        return [round(part * 100 / sum(parts), 2) for part in parts]


@dataclass(frozen=True)
class Section:
    """One numbered section; ``empty`` stands where it has neither paragraphs nor rows."""

    title: str
    paragraphs: Sequence[str] = ()
    table: Table | None = None
    empty: str = "本年度没有记录。"

    @property
    def is_empty(self) -> bool:
        return not self.paragraphs and not (self.table and self.table.rows)


@dataclass(frozen=True)
class Report:
    TEMPLATE: ClassVar[str] = "documents/report.html"
    SETUP: ClassVar[str] = "S1"

    title: str
    subtitle: str
    facts: Sequence[tuple[str, str]]
    sections: Sequence[Section]
    signature: str
    date: str

    @property
    def numbered(self) -> list[tuple[str, Section]]:
        return [(f"{'一二三四五六七八九十'[place]}、{one.title}", one) for place, one in enumerate(self.sections)]


@dataclass(frozen=True)
class OnePage(Report):
    """A report that is meant to stand on one page: smaller type, closer lines."""

    TEMPLATE: ClassVar[str] = "documents/one_page.html"


def as_pdf(report: Report, *, footer: pdf.Footer | None = None) -> bytes:
    """The report on A4; raises MissingGlyph."""
    return pdf.render(report.TEMPLATE, report, setup=report.SETUP, footer=footer)
