"""One row of declared columns, cleaned and checked: a line of a ledger, a member, a service, money spent.

A column is declared once; its form, its check, its print and its place in a workbook follow from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from programmes.cells import cell_of, check_cell, clean_cell, is_blank
from programmes.refusal import Finding
from programmes.spec import Column, Kind

__all__ = ["check_row", "clean_row", "shown"]


def clean_row(columns: Iterable[Column], raw: Mapping[str, Any]) -> dict[str, Any]:
    """The stored form of every column's value; what cannot be read stays as typed, so that `check_row` can say why."""
    return {column.key: clean_cell(cell_of(column), raw.get(column.key)) for column in columns}


def check_row(columns: Iterable[Column], values: Mapping[str, Any], *, rule: str = "") -> list[Finding]:
    """Everything that is missing or wrong, in the order of the columns; `rule` is the rule they all come from."""
    return [
        Finding(rule=rule, sentence=sentence, field=column.key)
        for column in columns
        for sentence in _faults(column, values.get(column.key))
    ]


def _faults(column: Column, value: Any) -> list[str]:
    if is_blank(value):
        return [f"请填写{column.label}"] if column.required else []
    return [f"{column.label}：{fault}" for fault in check_cell(cell_of(column), value)]


def shown(column: Column, value: Any) -> str:
    """A value in the words of screen, print and workbook: the label of an option, 是 of a tick, "" of nothing."""
    if value is None or value == "":
        return ""
    if column.kind is Kind.TICK:
        return "是" if value else "否"
    return next((option.label for option in column.options if option.code == value), str(value))
