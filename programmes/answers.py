"""What answers say: small readings shared by the conditions, materials and rules of every form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from programmes.facts import Answers

Condition = Callable[[Answers], bool]


def codes(answers: Answers, key: str) -> tuple[str, ...]:
    """The ticked codes of a choice or choices, whichever shape the answer has."""
    value: Any = answers.get(key)
    if isinstance(value, Mapping):
        value = value.get("codes") or value.get("code")
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(value or ())


def code(answers: Answers, key: str) -> str:
    """The code of a single choice, "" when unanswered."""
    return next(iter(codes(answers, key)), "")


def rows(answers: Answers, key: str) -> list[Mapping[str, Any]]:
    """The rows of a table."""
    return list(answers.get(key) or ())


def is_code(key: str, *wanted: str) -> Condition:
    """A condition: the single choice `key` is one of `wanted`."""
    return lambda answers: code(answers, key) in wanted


def number(answers: Answers, key: str) -> int:
    """A count; unanswered or unreadable is 0."""
    value = answers.get(key)
    return value if isinstance(value, int) else 0
