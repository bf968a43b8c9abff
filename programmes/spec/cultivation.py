"""What a programme says about cultivation: the period, the evaluation with its points and grades, what is reminded of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from programmes.spec.form import Option


class Computed(StrEnum):
    """Points that follow from the records: measures done of those planned, hours of those wanted."""

    PLAN = "plan"
    HOURS = "hours"


@dataclass(frozen=True, kw_only=True)
class EvaluationPart:
    """One line of the evaluation (D5): whole points from 0 to `points`; `question` is its key in the form."""

    code: str
    title: str
    points: int
    group: str
    computed: Computed | None = None

    @property
    def question(self) -> str:
        """The key of its answer."""
        return f"score_{self.code}"


@dataclass(frozen=True, kw_only=True)
class Grade:
    """A grade from so many points on; a veto gives the last one."""

    code: str
    label: str
    from_points: int
    is_passed: bool = True


@dataclass(frozen=True, kw_only=True)
class CultivationTerms:
    """Cultivation under one edition (QC26 §8). Grades are ordered from the best to the one that fails.

    `months_parameter` and `hours_parameter` name the numbers of the season: the usual period in months, and the hours of
    training for full points. `plan`, `plan_change` and `evaluation` are procedure codes. `file_pattern` numbers a training
    file from {year} and {number}. `plan_due_days` after the list is filed a plan is missing; `end_reminder_days` count from
    the end of the period (rules.md §13). `required_parameter` is the switch that asks for a finished cultivation, on in new
    seasons from the year `required_from`; while it is off, `reason_parameter` says why (AMB-15).
    """

    article: str
    months_parameter: str
    hours_parameter: str
    plan: str
    plan_change: str
    evaluation: str
    parts: tuple[EvaluationPart, ...]
    vetoes: tuple[Option, ...]
    grades: tuple[Grade, ...]
    file_pattern: str = "PY{year}-{number:04}"
    required_parameter: str = ""
    reason_parameter: str = ""
    required_from: int = 0
    plan_due_days: int = 30
    end_reminder_days: tuple[int, ...] = (-30, 0, 30)

    def part(self, code: str) -> EvaluationPart:
        """The part with this code; KeyError when there is none."""
        for part in self.parts:
            if part.code == code:
                return part
        raise KeyError(code)

    def grade(self, code: str) -> Grade:
        """The grade with this code; KeyError when there is none."""
        for grade in self.grades:
            if grade.code == code:
                return grade
        raise KeyError(code)

    def graded(self, points: Mapping[str, int], *, is_vetoed: bool) -> Grade:
        """The grade of points by part; a veto fails whatever the points are (D5)."""
        total = sum(points.get(part.code, 0) for part in self.parts)
        reached = (grade for grade in self.grades if total >= grade.from_points)
        return self.grades[-1] if is_vetoed else next(reached, self.grades[-1])

    def computed(self, kind: Computed, done: Decimal | int, wanted: Decimal | int) -> int:
        """Whole points of a computed part: its share of `done` in `wanted`, at most full, half up; nothing wanted gives 0."""
        part = next(part for part in self.parts if part.computed is kind)
        if not wanted:
            return 0
        share = min(Decimal(done) / Decimal(wanted), Decimal(1))
        return int((part.points * share).quantize(Decimal(1), rounding=ROUND_HALF_UP))
