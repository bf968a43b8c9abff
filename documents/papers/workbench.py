"""Papers of a studio: F4 a ledger or a list of services, F5 the priority proof, F6 one service."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from documents import pdf
from documents.report import Table

NUMBER_PERCENT = 4  # of the line, for the running number


@dataclass(frozen=True)
class PaperF4:
    """A list of a studio on A4 landscape, its header on every page; ``totals`` stand below it."""

    TEMPLATE: ClassVar[str] = "documents/f4.html"
    SETUP: ClassVar[str] = "S3"

    title: str
    subtitle: str
    table: Table
    totals: str = ""
    notes: Sequence[str] = ()

    @property
    def columns(self) -> list[float]:
        """The width of each column in per cent, beside the running number."""
        return [round(width * (100 - NUMBER_PERCENT) / 100, 2) for width in self.table.columns]


@dataclass(frozen=True)
class PaperF5:
    """优先申报证明: one outcome for one activity of one year; ``verify_url`` is what the code says."""

    TEMPLATE: ClassVar[str] = "documents/f5.html"
    SETUP: ClassVar[str] = "S1"

    number: str
    studio: str
    studio_code: str
    leader: str
    unit: str
    outcome: str
    outcome_kind: str
    people: str
    target: str
    year: int
    valid_until: str
    issued_on: str
    verify_url: str

    @property
    def qr(self) -> str:
        return pdf.qr(self.verify_url)


@dataclass(frozen=True)
class PaperF6:
    """助企行活动记录: the fields of one service, its photos as data URIs, and the host's confirmation or its place."""

    TEMPLATE: ClassVar[str] = "documents/f6.html"
    SETUP: ClassVar[str] = "S1"

    rows: Sequence[tuple[str, str]]
    photos: Sequence[tuple[str, str]]
    confirmation: str
    title: str = "助企行活动记录"
