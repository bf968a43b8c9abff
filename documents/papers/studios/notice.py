"""F8 启动建设公告: the studios that begin to build, in 公文 form (S2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class PaperF8:
    """``studios`` are name, leader, unit; dates in printed words."""

    TEMPLATE: ClassVar[str] = "documents/studios/f8.html"
    SETUP: ClassVar[str] = "S2"

    title: str
    studios: Sequence[tuple[str, str, str]]
    starts_on: str
    basis: str
    issuer: str
    issued_on: str
    number: str = ""
