"""One question as the page shows it: input names and ids, options, rows of tables, errors, and the answer in words.

Templates in templates/nominations/fields/ read these views and nothing else; a new ``Kind`` needs an entry in TEMPLATES.
"""

from dataclasses import dataclass, field
from typing import Any

from accounts.privacy import mask
from nominations.forms.reading import TABLES, new_row
from programmes.spec import Column, Kind, Question
from programmes.text import count_chars

#: Beyond this many options a single choice is a list to pull down.
MOST_RADIOS = 6
MOST_ERRORS = 4
#: A table with more rows shows each folded.
MOST_OPEN_ROWS = 8

TEMPLATES = {
    Kind.LONG_TEXT: "area",
    Kind.CHOICES: "choices",
    Kind.ORGANISATION: "organisation",
    Kind.HONOURS: "table",
    Kind.TABLE: "table",
    Kind.TICK: "tick",
    Kind.FILE: "file",
}
INPUT_MODES = {
    Kind.NUMBER: "numeric",
    Kind.MONEY: "decimal",
    Kind.MOBILE: "tel",
    Kind.PHONE: "tel",
    Kind.POSTCODE: "numeric",
    Kind.EMAIL: "email",
}
INPUT_TYPES = {Kind.DATE: "date", Kind.MONTH: "month", Kind.EMAIL: "email", Kind.MOBILE: "tel", Kind.PHONE: "tel"}
AUTOCOMPLETE = {Kind.NAME: "name", Kind.MOBILE: "tel", Kind.EMAIL: "email"}
#: Kinds whose control is a group of controls: the label is a legend, the id is on the fieldset.
GROUPS = frozenset({Kind.CHOICES, Kind.HONOURS, Kind.TABLE})


@dataclass(frozen=True)
class OptionView:
    code: str
    label: str
    id: str
    checked: bool
    exclusive: bool
    text_limit: int
    text_name: str
    text: str


@dataclass(frozen=True)
class CellView:
    column: Column
    name: str
    id: str
    value: str

    @property
    def input_type(self):
        return INPUT_TYPES.get(self.column.kind, "text")

    @property
    def input_mode(self):
        return INPUT_MODES.get(self.column.kind, "")

    @property
    def words(self):
        return words_of_option(self.column, self.value)

    @property
    def is_wide(self):
        return (self.column.limit or 0) > 40


@dataclass(frozen=True)
class RowView:
    row: str
    number: int
    cells: tuple[CellView, ...]

    @property
    def title(self):
        """What a folded row shows: its first two cells in words."""
        return "　".join(filter(None, (cell.words for cell in self.cells[:2])))


@dataclass(kw_only=True)
class FieldView:
    """One question on one page. ``theirs`` is what somebody else has saved meanwhile (COM-11)."""

    question: Question
    value: Any = None
    version: int = 0
    limit: int | None = None
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    is_editable: bool = True
    is_required: bool = True
    is_shown: bool = True
    is_masked: bool = False
    is_unsent: bool = False
    extra_row: bool = False
    organisation: Any = None
    theirs: dict | None = None

    @property
    def key(self):
        return self.question.key

    @property
    def id(self):
        return self.key

    @property
    def is_group(self):
        return self.question.kind in GROUPS or (self.question.kind == Kind.CHOICE and not self.is_pulldown)

    @property
    def is_derived(self):
        """Computed by the portal: shown in words, never typed."""
        return self.question.derived is not None

    @property
    def is_tick(self):
        return self.question.kind == Kind.TICK

    @property
    def is_table(self):
        return self.question.kind in TABLES

    @property
    def organisation_name(self):
        """What stands in the picker: the name, or what was typed and not found."""
        return self.value if isinstance(self.value, str) else str(self.organisation or "")

    @property
    def is_pulldown(self):
        return self.question.kind == Kind.CHOICE and len(self.question.options) > MOST_RADIOS

    @property
    def is_wide(self):
        return self.question.width == "full" or self.question.kind in TABLES | {Kind.LONG_TEXT}

    @property
    def template(self):
        if self.question.kind == Kind.CHOICE:
            name = "select" if self.is_pulldown else "choice"
        else:
            name = TEMPLATES.get(self.question.kind, "input")
        return f"nominations/fields/{name}.html"

    @property
    def error(self):
        return brief(self.question.label, self.errors)

    @property
    def input_type(self):
        return INPUT_TYPES.get(self.question.kind, "text")

    @property
    def input_mode(self):
        return INPUT_MODES.get(self.question.kind, "")

    @property
    def autocomplete(self):
        return AUTOCOMPLETE.get(self.question.kind, "off")

    @property
    def text(self):
        """The answer as the text of an input; the mask where the reader may not see it."""
        if self.is_masked:
            return masked(self.question, self.value)
        return "" if self.value is None else str(self.value)

    @property
    def count(self):
        return count_chars(self.value) if isinstance(self.value, str) else 0

    @property
    def described_by(self):
        """Ids of hint, counter and error, for aria-describedby."""
        hint = [f"{self.id}-h"] if self.question.help else []
        counter = [f"{self.id}-c"] if self.limit else []
        return " ".join([*hint, *counter, f"{self.id}-e"])

    @property
    def chosen(self):
        return codes_of(self.value)

    @property
    def options(self):
        chosen, texts = self.chosen, texts_of(self.value)
        return [
            OptionView(
                code=option.code,
                label=option.label,
                id=f"{self.id}-{option.code}",
                checked=option.code in chosen,
                exclusive=option.exclusive,
                text_limit=option.text_limit,
                text_name=f"{self.key}.text.{option.code}",
                text=texts.get(option.code, ""),
            )
            for option in self.question.options
        ]

    @property
    def common_text(self):
        """Where every option of a single choice may carry a text, one input serves them all: its text, else None."""
        options = self.question.options
        if self.question.kind != Kind.CHOICE or not options or not all(option.text_limit for option in options):
            return None
        return {"text": "".join(texts_of(self.value).values()), "limit": options[0].text_limit}

    @property
    def rows(self):
        """Rows of a table as cells; an empty table, or one that was asked for another row, ends with an empty row."""
        rows = list(self.value) if isinstance(self.value, list) else []
        if self.is_editable and (self.extra_row or not rows):
            rows.append({"row": new_row()})
        return [self._row(number, row) for number, row in enumerate(rows, 1)]

    @property
    def is_long(self):
        """More rows than one reads through at once, on a phone above all: each is folded."""
        return isinstance(self.value, list) and len(self.value) > MOST_OPEN_ROWS

    @property
    def given_rows(self):
        """Rows that were answered, for reading pages."""
        rows = self.value if isinstance(self.value, list) else []
        return [self._row(number, row) for number, row in enumerate(rows, 1)]

    @property
    def blank_row(self):
        """The row that the script copies; its id is a placeholder."""
        return self._row(0, {"row": "__row__"})

    def _row(self, number, row):
        key = str(row.get("row", number))
        cells = tuple(
            CellView(
                column,
                f"{self.key}.{key}.{column.key}",
                f"{self.id}-{key}-{column.key}",
                "" if row.get(column.key) is None else str(row[column.key]),
            )
            for column in self.question.columns
        )
        return RowView(key, number, cells)

    @property
    def words(self):
        """The answer in words, for reading pages; empty when there is none."""
        if self.is_masked:
            return masked(self.question, self.value)
        if self.question.kind == Kind.ORGANISATION:
            return self.organisation_name
        return in_words(self.question, self.value)


def brief(label, sentences) -> str:
    """Errors beside their question: without its label, the first four, and how many more there are."""
    short = [sentence.removeprefix(f"{label}：") for sentence in sentences]
    more = len(short) - MOST_ERRORS
    return "；".join(short[:MOST_ERRORS]) + (f"；另有 {more} 处" if more > 0 else "")


def codes_of(value) -> tuple[str, ...]:
    """Codes of a choice or choices, whichever shape the answer has."""
    if isinstance(value, dict):
        found = value.get("codes", value.get("code", ()))
    else:
        found = value
    if isinstance(found, str):
        return (found,) if found else ()
    return tuple(found or ())


def texts_of(value) -> dict[str, str]:
    """Texts beside ticked options by code."""
    if not isinstance(value, dict):
        return {}
    if "code" in value:
        return {value["code"]: value.get("text", "")}
    return value.get("texts", {})


def words_of_option(question, value) -> str:
    """The label of a code; the value itself where there are no options."""
    return next((option.label for option in question.options if option.code == value), str(value or ""))


def in_words(question: Question, value) -> str:
    """An answer as one reads it, tables apart: labels for codes, units behind numbers, empty for no answer."""
    if value in (None, "", [], {}):
        return ""
    if question.kind in (Kind.CHOICE, Kind.CHOICES):
        texts = texts_of(value)
        return "、".join(_option_words(question, code, texts) for code in codes_of(value))
    if question.kind == Kind.TICK:
        return "是" if value else "否"
    if isinstance(value, list):
        return f"{len(value)} 项"
    return f"{value} {question.unit}".strip()


def _option_words(question, code, texts):
    text = texts.get(code, "")
    return f"{words_of_option(question, code)}：{text}" if text else words_of_option(question, code)


def masked(question: Question, value) -> str:
    """What those see who do not fill the form: the last two characters (practice.md §10)."""
    if value in (None, "", [], {}):
        return ""
    kinds = {Kind.EMAIL: "email", Kind.NAME: "name"}
    return mask(value if isinstance(value, str) else "****", kinds.get(question.kind, ""))
