"""Forms made from declared columns: what a page shows of a column, and what comes back from it (programmes/rows.py)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from programmes.refusal import Finding
from programmes.spec import Column, Kind, Option

TYPES = {
    Kind.DATE: "date",
    Kind.MONTH: "month",
    Kind.EMAIL: "email",
    Kind.LONG_TEXT: "area",
    Kind.CHOICE: "choice",
    Kind.TICK: "tick",
    Kind.NUMBER: "number",
    Kind.MONEY: "money",
}


@dataclass(frozen=True)
class Field:
    """One column as a control: ``type`` chooses the widget, ``error`` holds its sentences."""

    key: str
    label: str
    type: str
    value: Any
    options: tuple[Option, ...]
    limit: int | None
    required: bool
    help: str
    error: str
    autocomplete: str = "off"

    @property
    def is_wide(self) -> bool:
        return self.type == "area" or (self.limit or 0) > 40


def fields(columns: Iterable[Column], values: Mapping, findings: Iterable[Finding] = ()) -> list[Field]:
    """The controls of a form with what was typed and what is wrong with it."""
    wrong: dict[str, list[str]] = {}
    for finding in findings:
        wrong.setdefault(finding.field, []).append(finding.sentence)
    return [
        Field(
            key=column.key,
            label=column.label,
            type=TYPES.get(column.kind, "text"),
            value="" if values.get(column.key) is None else values.get(column.key),
            options=column.options,
            limit=column.limit,
            required=column.required,
            help=column.help,
            error="；".join(wrong.get(column.key, ())),
        )
        for column in columns
    ]


class MemberImportForm(forms.Form):
    use_required_attribute = False
    file = forms.FileField(label="工作簿", help_text="xlsx、xls 或 ods，请使用下载的模板")
