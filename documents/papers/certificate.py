"""E11 the certificate and E12 the plaque. A seal is never drawn, its place at the issuer's name stays free."""

from dataclasses import dataclass
from typing import ClassVar

from documents import pdf

LONG_NAME = 9  # characters above which the name is set smaller
LONG_TITLE = 12


@dataclass(frozen=True)
class PaperE11:
    """One certificate: ``verify_url`` is what the QR says, ``reissued`` prints 补发."""

    TEMPLATE: ClassVar[str] = "documents/e11.html"
    SETUP: ClassVar[str] = "S4"

    name: str
    title: str
    issuer: str
    date: str
    number: str
    verify_url: str
    unit_name: str = ""
    kind: str = "证书"
    salutation: str = "同志"
    reissued: bool = False

    @property
    def qr(self) -> str:
        return pdf.qr(self.verify_url, scale=3)

    @property
    def is_long_name(self) -> bool:
        return len(self.name) > LONG_NAME

    @property
    def is_long_title(self) -> bool:
        return len(self.title) > LONG_TITLE


@dataclass(frozen=True)
class PaperE12:
    """A plaque of 600 × 400 mm for its maker: three engraved lines and the number, everything as vectors."""

    TEMPLATE: ClassVar[str] = "documents/e12.html"
    SETUP: ClassVar[str] = "S5"

    first_line: str
    second_line: str
    third_line: str
    number: str

    @property
    def is_long(self) -> bool:
        return len(self.first_line) > LONG_NAME
