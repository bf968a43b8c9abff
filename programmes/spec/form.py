"""Forms: sections of questions, materials, consents, and the checks between answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from programmes.facts import Answers, Number
from programmes.refusal import Mark

Condition = Callable[[Answers], bool]
Derivation = Callable[[Answers, date], Any]


def always(_answers: Answers) -> bool:
    """The condition of a question that is asked of everyone."""
    return True


def never(_answers: Answers) -> bool:
    """The condition of a question that may stay empty."""
    return False


class Kind(StrEnum):
    """Kinds of question (forms.md §0.1)."""

    NAME = "name"
    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    CHOICES = "choices"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    MONTH = "month"
    PERSON_ID = "person_id"
    CREDIT_CODE = "credit_code"
    MOBILE = "mobile"
    PHONE = "phone"
    EMAIL = "email"
    POSTCODE = "postcode"
    ORGANISATION = "organisation"
    HONOURS = "honours"
    TABLE = "table"
    FILE = "file"
    TICK = "tick"


@dataclass(frozen=True)
class Option:
    """One answer of a choice; `exclusive` rules out all others; `text_limit` > 0 asks for a text of at most n 字."""

    code: str
    label: str
    exclusive: bool = False
    text_limit: int = 0
    printed: str = ""

    @property
    def on_paper(self) -> str:
        """The words the official form prints for this option."""
        return self.printed or self.label


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a table or honour list; `limit` counts 字 (COM-06)."""

    key: str
    label: str
    kind: Kind = Kind.TEXT
    options: tuple[Option, ...] = ()
    limit: int | None = None
    minimum: Number | None = None
    maximum: Number | None = None
    required: bool = True
    help: str = ""
    unit: str = ""
    future_allowed: bool = False


@dataclass(frozen=True, kw_only=True)
class Question:
    """One cell of a form, declared once for web form, validation, meter, diff, print, workbook and export.

    `limit` counts 字; `minimum`/`maximum` bound a number, or the rows of a table; `width` is full, half or third;
    `limit_parameter` names the season parameter that overrides `limit`; `filled_by` is the tier that answers it.
    `is_about` makes `limit` “n 字左右”: 80–120 % is well, outside warns, over 200 % is refused (forms.md §0.1).
    `derived` makes the answer from the others on the day that counts (the last day of filing): nobody types it; None while
    it cannot be known.
    """

    key: str
    label: str
    kind: Kind = Kind.TEXT
    article: str = ""
    help: str = ""
    example: str = ""
    limit: int | None = None
    limit_parameter: str = ""
    is_about: bool = False
    minimum: Number | None = None
    maximum: Number | None = None
    unit: str = ""
    options: tuple[Option, ...] = ()
    columns: tuple[Column, ...] = ()
    required_if: Condition = always
    shown_if: Condition = always
    private: bool = False
    on_paper: bool = True
    frozen: bool = False
    future_allowed: bool = False
    width: str = "half"
    filled_by: str = "applicant"
    rule: str = ""
    derived: Derivation | None = None

    def option(self, code: str) -> Option | None:
        """The option with this code, or None."""
        return next((option for option in self.options if option.code == code), None)

    @property
    def has_texts(self) -> bool:
        """True when some option carries a text of its own, so the answer is a mapping."""
        return any(option.text_limit for option in self.options)


@dataclass(frozen=True)
class DeclaredItem:
    """Something the answers claim and a file must prove; `key` is stable and marks the file (Attachment.item)."""

    key: str
    label: str


def _single_item(_answers: Answers) -> tuple[DeclaredItem, ...]:
    return (DeclaredItem("", ""),)


@dataclass(frozen=True, kw_only=True)
class MaterialKind:
    """A kind of file. `items(answers)` lists what needs at least one file; an empty tuple means nothing is needed.

    `formats` are content types by sniffing (COM-13): pdf, jpg, png, docx, mp4, mov; `max_mb` is per file, `max_pages` per
    file (PDF), `most` per item. `exactly` > 0 asks for that many files, `variants` are kinds that each file says of itself
    and of which those in `wanted_variants` should be there (a warning), with a caption of at most `caption_limit` 字.
    `min_side_px` is the least longer side of a picture; `max_seconds` (with `grace_seconds`) and `short_seconds` bound a
    video (refused above, warned below).
    """

    code: str
    label: str
    article: str
    formats: tuple[str, ...] = ("pdf", "jpg", "png")
    max_mb: int = 10
    max_pages: int | None = None
    most: int = 10
    exactly: int = 0
    variants: tuple[Option, ...] = ()
    wanted_variants: tuple[str, ...] = ()
    caption_limit: int = 0
    min_side_px: int = 0
    max_seconds: int = 0
    short_seconds: int = 0
    help: str = ""
    rule: str = ""
    items: Callable[[Answers], tuple[DeclaredItem, ...]] = _single_item
    required: bool = True
    stamped_by_base: bool = False
    watermark: bool = False
    private: bool = False
    printed_with: str = ""
    provided_by: str = "applicant"
    grace_seconds: int = 5

    @property
    def is_described(self) -> bool:
        """True when each file carries a kind or a caption of its own."""
        return bool(self.variants or self.caption_limit)

    @property
    def at_most(self) -> int:
        """The most files of one item."""
        return self.exactly or self.most

    def variant(self, code: str) -> Option | None:
        """What a file can show, by its code, or None."""
        return next((option for option in self.variants if option.code == code), None)


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One of the blocks of which at least one must be filled; `proof` is the material kind that proves it."""

    code: str
    label: str
    proof: str
    filled: Condition
    article: str
    rule: str
    proof_rule: str
    field: str


@dataclass(frozen=True, kw_only=True)
class Check:
    """A condition between several answers; `field` is where the sentence is shown."""

    rule: str
    sentence: str
    field: str
    holds: Condition
    article: str
    mark: Mark = Mark.HARD


@dataclass(frozen=True, kw_only=True)
class ConsentTick:
    """One separate tick of a consent; `asked` is submit or a later occasion such as conferral."""

    code: str
    label: str
    required: bool = True
    asked: str = "submit"


@dataclass(frozen=True, kw_only=True)
class ConsentText:
    """A versioned text someone agrees to (G1–G3); never pre-ticked. `given_by` is applicant or employer."""

    code: str
    version: str
    title: str
    paragraphs: tuple[str, ...]
    ticks: tuple[ConsentTick, ...]
    given_by: str = "applicant"
    article: str = ""


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the form as shown on the page; it may list material kinds and consents beside questions."""

    code: str
    title: str
    questions: tuple[Question, ...] = ()
    help: str = ""
    materials: tuple[str, ...] = ()
    consents: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form: sections, checks between answers, materials; `template` names the print template, `annex` is printed above
    its title."""

    code: str
    title: str
    article: str
    sections: tuple[Section, ...]
    checks: tuple[Check, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    minimum_indicators: int = 1
    materials: tuple[MaterialKind, ...] = ()
    consents: tuple[ConsentText, ...] = ()
    notes: tuple[str, ...] = ()
    template: str = ""
    annex: str = ""

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions in the order of the page."""
        return tuple(question for section in self.sections for question in section.questions)

    def question(self, key: str) -> Question:
        """The question with this key; KeyError when there is none."""
        for question in self.questions:
            if question.key == key:
                return question
        raise KeyError(key)

    def material(self, code: str) -> MaterialKind:
        """The material kind with this code; KeyError when there is none."""
        for material in self.materials:
            if material.code == code:
                return material
        raise KeyError(code)

    def section_of(self, key: str) -> str:
        """The code of the section that holds a question, material or consent; "" when none does."""
        for section in self.sections:
            keys = {question.key for question in section.questions} | {*section.materials, *section.consents}
            if key in keys:
                return section.code
        return ""
