"""What the answers of form A1 say: small readings shared by the form's conditions, materials and rules."""

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


def patent_counts(answers: Answers) -> dict[str, int]:
    """The three printed counts by patent kind."""
    return {kind: number(answers, f"patent_{kind}") for kind in ("invention", "utility", "design")}


def has_patents(answers: Answers) -> bool:
    """True when 是否获得专利 is 是."""
    return code(answers, "has_patent") == "yes"


def has_specialty(answers: Answers) -> bool:
    """Block 1, 工艺专长."""
    return bool(codes(answers, "specialty"))


def has_skill(answers: Answers) -> bool:
    """Block 2, 高超技能: a technical level, or a patent; 否 alone fills nothing."""
    return bool(code(answers, "tech_level")) or has_patents(answers)


def has_leadership(answers: Answers) -> bool:
    """Block 3, 领军作用."""
    return bool(codes(answers, "teaching_ways"))


def has_contribution(answers: Answers) -> bool:
    """Block 4, 突出贡献."""
    return bool(codes(answers, "contribution_scope"))
