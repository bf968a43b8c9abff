"""The shape of a programme: frozen dataclasses. The values are in programmes/catalogue/.

Answers are a plain mapping of JSON-able values: text kinds are str, number is int, money is str with two decimals (万元),
date YYYY-MM-DD, month YYYY-MM, choice is a code, choices is a list of codes, or {"codes": [...], "texts": {code: text}}
when an option carries a text, choice with text is {"code": ..., "text": ...}, table and honours are lists of dicts with a
stable "row" id, tick is bool, organisation is the id.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from programmes.facts import Answers, Attachment, Facts, Moment, Number, Tier
from programmes.refusal import Finding, Mark

__all__ = [
    "Anchor", "Answers", "Attachment", "Check", "ChecklistItem", "Column", "ConsentText", "ConsentTick", "Copies",
    "Criterion", "CriterionGroup", "DeclaredItem", "Edition", "Facts", "Finding", "Form", "Indicator", "Kind", "Mark",
    "MaterialKind", "Moment", "Number", "Option", "Origin", "Parameter", "Procedure", "Programme", "Question",
    "ReminderRule", "Rubric", "RubricCondition", "Rule", "Section", "Stage", "StageKind", "Subject", "Tier", "TierRule",
    "always", "never",
]  # fmt: skip

Condition = Callable[[Answers], bool]


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
    future_allowed: bool = False


@dataclass(frozen=True, kw_only=True)
class Question:
    """One cell of a form, declared once for web form, validation, meter, diff, print, workbook and export.

    `limit` counts 字; `minimum`/`maximum` bound a number, or the rows of a table; `width` is full, half or third;
    `limit_parameter` names the season parameter that overrides `limit`; `filled_by` is the tier that answers it.
    """

    key: str
    label: str
    kind: Kind = Kind.TEXT
    article: str = ""
    help: str = ""
    example: str = ""
    limit: int | None = None
    limit_parameter: str = ""
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

    `formats` are content types by sniffing (COM-13); `max_mb` is per file, `max_pages` per file (PDF), `most` per item.
    """

    code: str
    label: str
    article: str
    formats: tuple[str, ...] = ("pdf", "jpg", "png")
    max_mb: int = 10
    max_pages: int | None = None
    most: int = 10
    help: str = ""
    rule: str = ""
    items: Callable[[Answers], tuple[DeclaredItem, ...]] = _single_item
    required: bool = True
    stamped_by_base: bool = False
    watermark: bool = False
    private: bool = False
    printed_with: str = ""
    provided_by: str = "applicant"


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One of the blocks of which at least one must be filled; `proof` is the material kind that proves it."""

    code: str
    label: str
    proof: str
    filled: Condition
    article: str = ""
    field: str = ""


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
    """A form: sections, checks between answers, materials; `template` names the print template."""

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


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule with its sentence: the greyed-out button, the refusal and the test use the same words."""

    code: str
    sentence: str
    article: str
    holds: Callable[[Facts], bool]
    moments: frozenset[Moment]
    mark: Mark = Mark.HARD
    field: str = ""

    def finding(self) -> Finding:
        """The finding this rule gives when it does not hold."""
        return Finding(rule=self.code, sentence=self.sentence, field=self.field, mark=self.mark)


class StageKind(StrEnum):
    """What happens in a stage."""

    FORMALITY = "formality"
    SCORING = "scoring"
    CONSENSUS = "consensus"
    DEFENCE = "defence"
    VISIT = "visit"
    APPROVAL = "approval"
    PUBLICITY = "publicity"
    CONFERRAL = "conferral"


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One scored item; `maximum` in points."""

    code: str
    title: str
    maximum: Decimal
    help: str = ""


@dataclass(frozen=True, kw_only=True)
class CriterionGroup:
    """Items that belong together, with the group's share of the total."""

    code: str
    title: str
    criteria: tuple[Criterion, ...]
    help: str = ""

    @property
    def maximum(self) -> Decimal:
        """Sum of the maxima, points."""
        return sum((criterion.maximum for criterion in self.criteria), Decimal(0))


@dataclass(frozen=True)
class Anchor:
    """A word for a share of an item's maximum: `from_share` ≤ score / maximum (0–1)."""

    code: str
    label: str
    from_share: Decimal
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class RubricCondition:
    """A condition the expert judges in words, beside the points."""

    code: str
    title: str
    options: tuple[Option, ...]
    help: str = ""


@dataclass(frozen=True, kw_only=True)
class Rubric:
    """Scoring standard, versioned; `step` is the smallest difference between two scores, points."""

    code: str
    version: str
    title: str
    article: str
    groups: tuple[CriterionGroup, ...]
    step: Decimal = Decimal("0.5")
    anchors: tuple[Anchor, ...] = ()
    conditions: tuple[RubricCondition, ...] = ()
    comment_minimum: int = 0
    comment_maximum: int = 300
    suggestions: tuple[Option, ...] = ()
    note: str = ""

    @property
    def maximum(self) -> Decimal:
        """Sum over the groups, points."""
        return sum((group.maximum for group in self.groups), Decimal(0))

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """All scored items in order."""
        return tuple(criterion for group in self.groups for criterion in group.criteria)

    def criterion(self, code: str) -> Criterion:
        """The item with this code; KeyError when there is none."""
        for criterion in self.criteria:
            if criterion.code == code:
                return criterion
        raise KeyError(code)


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One step of a season's review, in its fixed order; `rubric` is set where points are given."""

    code: str
    title: str
    kind: StageKind
    article: str
    rubric: Rubric | None = None
    outcome: str = ""
    help: str = ""
    experts_parameter: str = ""
    weight_parameter: str = ""
    has_consensus: bool = False


@dataclass(frozen=True, kw_only=True)
class ChecklistItem:
    """A row of the 形式审查表; `part` is completeness or eligibility; `by_system` rows are filled by the portal."""

    code: str
    title: str
    requirement: str
    article: str
    part: str = "completeness"
    by_system: bool = False
    needed_if: Condition = always


@dataclass(frozen=True, kw_only=True)
class Copies:
    """Paper handed in: how many sets of what."""

    code: str
    title: str
    count: int
    article: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TierRule:
    """One tier of the chain of opinions; text limits in 字."""

    tier: Tier
    title: str
    opinion_label: str
    minimum: int
    maximum: int
    agree_label: str
    refuse_label: str
    article: str


@dataclass(frozen=True, kw_only=True)
class ReminderRule:
    """Offsets in days from the anchor: negative before, 0 on the day, positive after."""

    code: str
    title: str
    anchor: str
    offsets_days: tuple[int, ...]
    audience: tuple[str, ...]
    article: str = ""


class Origin(StrEnum):
    """Where a number comes from; shown beside it."""

    STATED = "stated"
    DEFAULT = "default"

    @property
    def label(self) -> str:
        """The words on the screen."""
        return "文件规定" if self is Origin.STATED else "系统默认（文件未规定）"


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A value a season's row may override within minimum and maximum (both inclusive)."""

    key: str
    label: str
    value: Any
    origin: Origin
    article: str
    unit: str = ""
    minimum: Number | None = None
    maximum: Number | None = None
    options: tuple[Option, ...] = ()
    help: str = ""

    def accepts(self, value: Any) -> bool:
        """True when `value` has the type of the default and lies inside the bounds."""
        if self.options:
            return value in {option.code for option in self.options}
        if isinstance(self.value, bool) or isinstance(value, bool):
            return isinstance(self.value, bool) and isinstance(value, bool)
        if isinstance(self.value, int):
            return isinstance(value, int) and self._inside(value)
        if isinstance(self.value, Decimal):
            return isinstance(value, int | Decimal) and self._inside(value)
        return isinstance(value, type(self.value))

    def _inside(self, value: Number) -> bool:
        above = self.minimum is None or value >= self.minimum
        return above and (self.maximum is None or value <= self.maximum)


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """A form that travels a chain and is decided in stages; `outcome` names what conferral calls."""

    code: str
    title: str
    form: Form
    chain: tuple[TierRule, ...]
    stages: tuple[Stage, ...]
    rules: tuple[Rule, ...]
    outcome: str
    checklist: tuple[ChecklistItem, ...] = ()
    print_pack: tuple[Copies, ...] = ()
    summary_title: str = ""
    tie_breaks: tuple[Option, ...] = ()

    @property
    def materials(self) -> tuple[MaterialKind, ...]:
        """The kinds of file of its form."""
        return self.form.materials

    def stage(self, code: str) -> Stage:
        """The stage with this code; KeyError when there is none."""
        for stage in self.stages:
            if stage.code == code:
                return stage
        raise KeyError(code)

    def rules_at(self, moment: Moment) -> tuple[Rule, ...]:
        """The rules checked at a moment, in their order."""
        return tuple(rule for rule in self.rules if moment in rule.moments)

    def findings(self, facts: Facts) -> list[Finding]:
        """Every rule of `facts.moment` that does not hold; an X rule with a recorded exception is passed over."""
        return [
            rule.finding()
            for rule in self.rules_at(facts.moment)
            if not _excused(rule, facts) and not rule.holds(facts)
        ]


def _excused(rule: Rule, facts: Facts) -> bool:
    return rule.mark is Mark.EXCEPTION and rule.code in facts.exceptions


@dataclass(frozen=True, kw_only=True)
class Edition:
    """One state of the rules; a season keeps the edition it opened with (rules.md §0.3)."""

    code: str
    title: str
    source: str
    procedures: tuple[Procedure, ...]
    parameters: tuple[Parameter, ...]
    reminders: tuple[ReminderRule, ...]
    basis: tuple[str, ...] = ()
    guidance: str = ""
    from_year: int = 0
    defaults: Mapping[str, Any] = field(default_factory=dict)

    def title_for(self, year: int) -> str:
        """The season's title, e.g. 2023年度“上海质量工匠”培养选树."""
        return self.title.format(year=year)

    def procedure(self, code: str = "nomination") -> Procedure:
        """The procedure with this code; KeyError when there is none."""
        for procedure in self.procedures:
            if procedure.code == code:
                return procedure
        raise KeyError(code)

    def parameter(self, key: str) -> Parameter:
        """The parameter with this key; KeyError when there is none."""
        for parameter in self.parameters:
            if parameter.key == key:
                return parameter
        raise KeyError(key)

    def values(self, overrides: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """All parameter values with a season's overrides merged; KeyError / ValueError for a key or value not allowed."""
        merged = {parameter.key: parameter.value for parameter in self.parameters}
        for key, value in (overrides or {}).items():
            if not self.parameter(key).accepts(value):
                raise ValueError(f"{key}: {value!r}")
            merged[key] = value
        return merged


class Subject(StrEnum):
    """What is honoured."""

    PERSON = "person"
    STUDIO = "studio"


@dataclass(frozen=True, kw_only=True)
class Programme:
    """A set of rules under one name; `organiser` is who decides; `honour` is the code of what is conferred."""

    code: str
    title: str
    organiser: str
    source: str
    subject: Subject
    honour: str
    honour_title: str
    editions: tuple[Edition, ...]
    certificate_prefix: str = ""
    priority_flags: tuple[Option, ...] = ()

    def edition(self, code: str) -> Edition:
        """The edition with this code; KeyError when there is none."""
        for edition in self.editions:
            if edition.code == code:
                return edition
        raise KeyError(code)

    @property
    def latest(self) -> Edition:
        """The edition a new season opens with."""
        return self.editions[-1]
