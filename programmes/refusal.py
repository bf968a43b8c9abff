"""What a rule says when it is not met: findings, and the refusal that carries all of them at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Mark(StrEnum):
    """Weight of a rule (rules.md §0.2)."""

    HARD = "hard"
    EXCEPTION = "exception"
    WARN = "warn"
    PRIORITY = "priority"


@dataclass(frozen=True)
class Finding:
    """One unmet rule: its id, the sentence with the remedy, and the key of the field it is about ("" = the whole)."""

    rule: str
    sentence: str
    field: str = ""
    mark: Mark = Mark.HARD

    @property
    def blocks(self) -> bool:
        """True when the user cannot simply continue; warnings and priority flags never block."""
        return self.mark in (Mark.HARD, Mark.EXCEPTION)


class Refused(Exception):
    """An action is refused; every reason is in `findings`, in the order they should be shown."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings: tuple[Finding, ...] = tuple(findings)
        super().__init__("；".join(finding.sentence for finding in self.findings))

    @classmethod
    def because(cls, sentence: str, rule: str = "", field: str = "") -> Refused:
        """A refusal with a single reason."""
        return cls([Finding(rule=rule, sentence=sentence, field=field)])

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.findings,)


def blocking(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that refuse a transition, in their order."""
    return tuple(finding for finding in findings if finding.blocks)
