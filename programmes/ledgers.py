"""The columns of a ledger and the lock of its quarters (forms.md F4, WS24-15, TS16-10)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from programmes.spec import Column, Kind, Ledger, LedgerSubject

__all__ = ["columns_of", "end_of_quarter", "is_locked", "locks_on", "quarter_of", "quarters_between"]

_DAY = Column(key="happened_on", label="日期", kind=Kind.DATE)
_KIND = Column(key="kind", label="类型", kind=Kind.CHOICE)
_TITLE = Column(key="title", label="主题", limit=60)
_TEXT = Column(key="summary", label="内容", kind=Kind.LONG_TEXT, limit=200, required=False)

#: What F4 asks of each kind of ledger; the members taking part and the files stand beside the columns.
STANDARD: dict[LedgerSubject, tuple[Column, ...]] = {
    LedgerSubject.ACTIVITY: (
        _DAY,
        _KIND,
        _TITLE,
        Column(key="place", label="地点", limit=60, required=False),
        Column(
            key="people_count",
            label="参加人数",
            kind=Kind.NUMBER,
            minimum=1,
            maximum=100_000,
            required=False,
            help="含工作室以外的人",
        ),
        replace(_TEXT, help="做了什么，解决了什么问题"),
    ),
    LedgerSubject.OUTCOME: (
        _DAY,
        _KIND,
        replace(_TITLE, label="成果名称", limit=80),
        replace(_TEXT, label="效果", required=True, help="应用在哪里，质量、效率、安全有什么变化"),
        Column(
            key="benefit_wan",
            label="经济效益（万元）",
            kind=Kind.MONEY,
            required=False,
            help="填了金额，须附财务部门确认的依据",
        ),
    ),
    LedgerSubject.MEMBER: (
        _DAY,
        _KIND,
        replace(_TITLE, label="事项", help="例如：通过高级技师考评"),
        replace(_TEXT, label="说明"),
    ),
}


def columns_of(ledger: Ledger) -> tuple[Column, ...]:
    """All columns of a ledger in the order of form, print and workbook: the standard ones, then its own."""
    standard = (replace(one, options=ledger.kinds) if one.key == "kind" else one for one in STANDARD[ledger.subject])
    return (*standard, *ledger.columns)


def quarter_of(day: date) -> str:
    """YYYYQn of a day."""
    return f"{day.year}Q{(day.month + 2) // 3}"


def end_of_quarter(quarter: str) -> date:
    """The last day of YYYYQn; ValueError when it is none."""
    found = re.fullmatch(r"(\d{4})Q([1-4])", quarter, re.ASCII)
    if not found:
        raise ValueError(quarter)
    year, number = int(found[1]), int(found[2])
    following = date(year + 1, 1, 1) if number == 4 else date(year, number * 3 + 1, 1)
    return following - timedelta(days=1)


def locks_on(quarter: str, *, days: int) -> date:
    """The last day on which entries of a quarter may change: `days` after its end."""
    return end_of_quarter(quarter) + timedelta(days=days)


def is_locked(quarter: str, *, days: int, today: date) -> bool:
    """True once that day is past."""
    return today > locks_on(quarter, days=days)


def quarters_between(first: date, last: date) -> list[str]:
    """YYYYQn of every quarter that a period touches, both ends inclusive."""
    found, day = [], first
    while quarter_of(day) <= quarter_of(last):
        found.append(quarter_of(day))
        day = end_of_quarter(quarter_of(day)) + timedelta(days=1)
    return found
