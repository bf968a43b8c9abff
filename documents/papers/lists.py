"""A2 推荐汇总表, and the receipt of what a recommending unit sent in (G5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from documents import pdf

LEAST_ROWS = 12


@dataclass(frozen=True)
class RowA2:
    unit_name: str
    name: str
    post_name: str
    post_title: str


@dataclass(frozen=True)
class PaperA2:
    """“上海质量工匠”培养选树推荐汇总表 (附件2): rows in the order that the recommending unit chose."""

    TEMPLATE: ClassVar[str] = "documents/a2.html"
    SETUP: ClassVar[str] = "S1"

    recommender_name: str
    rows: Sequence[RowA2]
    contact_name: str = ""
    contact_phone: str = ""
    title: str = "“上海质量工匠”培养选树推荐汇总表"

    @property
    def printed(self) -> list[RowA2 | None]:
        """The rows, filled up with empty ones to twelve."""
        return [*self.rows, *[None] * max(0, LEAST_ROWS - len(self.rows))]


@dataclass(frozen=True)
class PaperReceipt:
    """回执: what was received, when and by whom; ``items`` are number, name, unit; ``missing`` what is not there yet."""

    TEMPLATE: ClassVar[str] = "documents/receipt.html"
    SETUP: ClassVar[str] = "S1"

    number: str
    season: str
    sender: str
    receiver: str
    received_at: str
    items: Sequence[tuple[str, str, str]]
    missing: Sequence[str] = ()
    issuer: str = "上海市质量协会"
    code: str = ""
    title: str = "材料接收回执"
    wording: str = "申报材料"

    @property
    def qr(self) -> str:
        return pdf.qr(self.code or self.number)
