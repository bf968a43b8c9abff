"""Review: stages in order, rubrics with anchors, the checklist of the formality review."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from programmes.spec.form import Condition, Option, always


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
    """A row of the 形式审查表; `part` is completeness or eligibility; `by_system` rows are filled by the portal.

    `rules` are the codes whose findings at the moment of 形式审查 speak about this row;
    `targets` are the question keys and material kinds that a 补正 of this row unlocks.
    """

    code: str
    title: str
    requirement: str
    article: str
    part: str = "completeness"
    by_system: bool = False
    needed_if: Condition = always
    rules: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
