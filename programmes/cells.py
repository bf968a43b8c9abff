"""One plain value of a question or a table column: how it is cleaned and what may be wrong with it (forms.md §0.1)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from programmes import clock, identity, text
from programmes.spec import Column, Kind, Number, Option, Question

_NAME_LONGEST = 50
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True)
class Cell:
    """What a question and a column have in common."""

    kind: Kind
    limit: int | None = None
    minimum: Number | None = None
    maximum: Number | None = None
    options: tuple[Option, ...] = ()
    future_allowed: bool = False
    is_about: bool = False


def cell_of(declared: Question | Column, *, limit: int | None = None) -> Cell:
    """The cell of a question or column; `limit` overrides its own."""
    return Cell(
        kind=declared.kind,
        limit=limit if limit is not None else declared.limit,
        minimum=declared.minimum,
        maximum=declared.maximum,
        options=declared.options,
        future_allowed=declared.future_allowed,
        is_about=isinstance(declared, Question) and declared.is_about,
    )


def is_blank(value: Any) -> bool:
    """True for None, False, empty text and empty lists; 0 is an answer."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or value is False or (isinstance(value, list | tuple | dict) and not value)


def clean_cell(cell: Cell, raw: Any) -> Any:
    """The stored form of one value; None becomes "" (numbers: None)."""
    if cell.kind is Kind.TICK:
        return raw in (True, "true", "yes", "on", "1", 1)
    if cell.kind is Kind.NUMBER:
        return _whole_number(raw)
    if not isinstance(raw, str):
        return "" if raw is None else raw
    return _CLEANERS.get(cell.kind, text.normalise_line)(raw)


def _whole_number(raw: Any) -> Any:
    if raw is None or isinstance(raw, int):
        return raw
    digits = text.narrow_digits(text.normalise_line(str(raw)))
    if not digits:
        return None
    return int(digits) if re.fullmatch(r"-?\d{1,9}", digits, re.ASCII) else digits


def _amount(raw: str) -> str:
    digits = text.normalise_code(raw).replace(",", "")
    try:
        amount = Decimal(digits)
        return str(amount.quantize(Decimal("0.01"))) if amount == amount.quantize(Decimal("0.01")) else digits
    except InvalidOperation:
        return digits


def _dashed(raw: str) -> str:
    return re.sub(r"[‐‑‒–—－]", "-", text.narrow_digits(text.normalise_line(raw)))


def _email(raw: str) -> str:
    return unicodedata.normalize("NFKC", text.normalise_line(raw)).replace(" ", "")


def _mobile(raw: str) -> str:
    digits = re.sub(r"[\s-]", "", _dashed(raw))
    return re.sub(r"^\+?86(?=1\d{10}$)", "", digits)


_CLEANERS: dict[Kind, Callable[[str], str]] = {
    Kind.NAME: text.normalise_name,
    Kind.LONG_TEXT: text.normalise,
    Kind.MONEY: _amount,
    Kind.DATE: _dashed,
    Kind.MONTH: _dashed,
    Kind.PERSON_ID: text.normalise_code,
    Kind.CREDIT_CODE: text.normalise_code,
    Kind.MOBILE: _mobile,
    Kind.PHONE: lambda raw: _dashed(raw).replace(" ", ""),
    Kind.EMAIL: _email,
    Kind.POSTCODE: text.normalise_code,
}


def check_cell(cell: Cell, value: Any) -> list[str]:
    """Faults of a value that is not blank, as sentences that say what to do."""
    if cell.options:
        known = [option.code for option in cell.options]
        return [] if value in known else ["所选内容不在选项中，请重新选择"]
    fault = _CHECKS.get(cell.kind, _length)(cell, value)
    return [fault] if fault else []


def _length(cell: Cell, value: Any) -> str:
    if cell.limit is None or not isinstance(value, str):
        return ""
    most = cell.limit * 2 if cell.is_about else cell.limit  # “n 字左右” bears twice as much (forms.md §0.1)
    over = text.count_chars(value) - most
    return f"超出 {over} 字，请压缩到 {cell.limit} 字{'左右' if cell.is_about else '以内'}" if over > 0 else ""


def off_target(cell: Cell, value: Any) -> str:
    """“n 字左右”: what to say of a text under 80 % or over 120 % of its target, both included in what is right."""
    if not cell.is_about or cell.limit is None or not isinstance(value, str):
        return ""
    count = text.count_chars(value)
    if cell.limit * 8 <= count * 10 <= cell.limit * 12 or count > cell.limit * 2:
        return ""
    return f"要求 {cell.limit} 字左右，现为 {count} 字"


def _name(_cell: Cell, value: Any) -> str:
    if not 2 <= len(value) <= _NAME_LONGEST:
        return f"请填 2 至 {_NAME_LONGEST} 个字符"
    if all(unicodedata.category(sign) in ("Lo", "Lu", "Ll", "Mn") or sign in f"{text.MIDDLE_DOT} " for sign in value):
        return ""
    return "只能有文字和间隔号“·”，不能有数字或其他符号"


def _number(cell: Cell, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        return "请填整数"
    return _bounds(cell, value)


def _money(cell: Cell, value: Any) -> str:
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return "请填金额（万元），例如 12.50"
    if amount.is_nan() or amount.is_infinite() or amount != amount.quantize(Decimal("0.01")):
        return "请填金额（万元），最多两位小数"
    return "金额不能小于 0" if amount < 0 else _bounds(cell, amount)


def _bounds(cell: Cell, value: Number) -> str:
    if cell.minimum is not None and value < cell.minimum:
        return f"不能小于 {cell.minimum}"
    if cell.maximum is not None and value > cell.maximum:
        return f"不能大于 {cell.maximum}"
    return ""


def _date(cell: Cell, value: Any) -> str:
    try:
        day = date.fromisoformat(value) if _DAY.fullmatch(value) else None
    except ValueError:
        day = None
    if day is None:
        return "请填存在的日期，例如 2026-03-05"
    return "" if cell.future_allowed or day <= clock.today() else "不能晚于今天"


def _month(cell: Cell, value: Any) -> str:
    if not _MONTH.fullmatch(value):
        return "请填年月，例如 2025-06"
    return "" if cell.future_allowed or value <= f"{clock.today():%Y-%m}" else "不能晚于本月"


def _pattern(is_right: Callable[[str], bool], sentence: str) -> Callable[[Cell, Any], str]:
    return lambda _cell, value: "" if isinstance(value, str) and is_right(value) else sentence


_CHECKS: dict[Kind, Callable[[Cell, Any], str]] = {
    Kind.NAME: _name,
    Kind.NUMBER: _number,
    Kind.MONEY: _money,
    Kind.DATE: _date,
    Kind.MONTH: _month,
    Kind.PERSON_ID: _pattern(identity.is_id18, "号码不正确，请对照证件核对 18 位号码"),
    Kind.CREDIT_CODE: _pattern(identity.is_uscc, "代码不正确，请对照证照核对 18 位统一社会信用代码"),
    Kind.MOBILE: _pattern(identity.is_mobile, "请填 11 位手机号码"),
    Kind.PHONE: _pattern(identity.is_phone, "请填手机号码，或带区号的座机，例如 021-00000000"),
    Kind.EMAIL: _pattern(identity.is_email, "请填完整的邮箱地址，例如 name@example.com"),
    Kind.POSTCODE: _pattern(identity.is_postcode, "请填 6 位邮政编码"),
}
