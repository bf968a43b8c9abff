"""The list of people in cultivation of one organising unit (forms.md D1): A4 landscape, its seal left free."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class RowD1:
    """One person in printed words; the birth is a month, no number is printed."""

    name: str
    gender: str
    birth_month: str
    unit: str
    post: str
    skill: str
    industry: str
    features: str
    remark: str


@dataclass(frozen=True)
class PaperD1:
    """``opinion`` and ``date`` stay empty until the head has confirmed the list; the seal is set by hand."""

    TEMPLATE: ClassVar[str] = "documents/d1.html"
    SETUP: ClassVar[str] = "S3"

    unit: str
    year: int
    contact_name: str
    contact_phone: str
    rows: Sequence[RowD1]
    opinion: str = ""
    date: str = ""
