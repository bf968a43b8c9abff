"""Where the line of a ranked stage lies, and who is so near to it that scores alone do not decide (forms.md E4)."""

import math
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Avg, Count, Exists, OuterRef, Q, Variance

from programmes import scoring
from programmes.spec import StageKind
from reviews.models import Assignment, Entry
from reviews.states import LIVE_ASSIGNMENT, AssignmentState

INTENDED = "awards.intended"
RATIO = "shortlist.ratio"
COLUMNS = (
    "pk",
    "nomination_id",
    "nomination__code",
    "nomination__name",
    "nomination__employer_name",
    "nomination__priority_flags",
    "state",
    "rank",
    "mean",
    "total",
    "spread",
    "is_tied",
    "tie_break",
    "kept_count",
    "conclusion",
    "opinion",
    "reason",
    "raw",
    "population",
    "valid_count",
    "is_doubted",
)


@dataclass(frozen=True)
class Row:
    """One entry of a ranked stage as pages and prints show it; ``raw`` is the mean of all sheets."""

    pk: int
    nomination: int
    code: str
    name: str
    unit: str
    flags: list
    state: str
    rank: int | None
    mean: Decimal | None
    total: Decimal | None
    spread: Decimal | None
    is_tied: bool
    tie_break: str
    kept_count: int
    conclusion: str
    opinion: str
    reason: str
    raw: float | None
    population: float | None
    valid_count: int
    is_doubted: bool

    @property
    def variance(self) -> float | None:
        """Sample variance of its sheets, from that of the population, which SQLite also has for a single sheet."""
        if self.population is None or self.valid_count < 2:
            return None
        return self.population * self.valid_count / (self.valid_count - 1)

    @property
    def error(self) -> float | None:
        """Standard error of the mean of its sheets, points; None for fewer than two."""
        return None if self.variance is None else math.sqrt(self.variance / self.valid_count)


@dataclass(frozen=True)
class Line:
    """The first ``size`` ranks are in; ``cut`` halves the gap below them, ``error`` is the scoring error. In points."""

    size: int
    cut: float | None
    error: float

    def is_near(self, row: Row) -> bool:
        return self.cut is not None and row.total is not None and abs(float(row.total) - self.cut) <= self.error

    def is_in(self, row: Row) -> bool:
        return row.rank is not None and row.rank <= self.size


def rows_of(stage_run) -> list[Row]:
    """Every entry of a stage by rank, those without a score last. One query."""
    counted = Q(assignments__state=AssignmentState.SUBMITTED)
    doubts = Assignment.objects.filter(entry=OuterRef("pk"), state__in=LIVE_ASSIGNMENT).exclude(doubt_note="")
    rows = Entry.objects.of_record(stage_run).annotate(
        raw=Avg("assignments__total", filter=counted),
        population=Variance("assignments__total", filter=counted),
        valid_count=Count("assignments", filter=counted),
        is_doubted=Exists(doubts),
    )
    found = [Row(*values) for values in rows.order_by("pk").values_list(*COLUMNS)]
    return sorted(found, key=lambda row: (row.rank is None, row.rank or 0, row.code))


def size_of(stage_run, available: int) -> int:
    """How many are to be selected: 1.5 × the intended awards for a defence, the awards themselves where none follows (§14)."""
    intended = int(stage_run.parameters.get(INTENDED) or 0)
    if not intended:
        return available
    if stage_run.kind == StageKind.SCORING and RATIO in stage_run.parameters:
        return scoring.shortlist_size(intended, ratio=Decimal(stage_run.parameters[RATIO]), available=available)
    return min(intended, available)


def line_of(stage_run, rows: list[Row]) -> Line:
    """Cut and scoring error of a stage; no cut where everybody is in."""
    ranked = [row for row in rows if row.rank is not None]
    size = size_of(stage_run, len(rows))
    inside = [row for row in ranked if row.rank <= size]
    outside = [row for row in ranked if row.rank > size]
    cut = float(inside[-1].total + outside[0].total) / 2 if inside and outside else None
    return Line(size, cut, scoring_error(rows) * share_of(stage_run))


def wide_spread(stage_run) -> int:
    """Points between highest and lowest sheet above which the panel must comment (E4)."""
    return int(stage_run.parameters["score.spread_warning"])


def fewest_sheets(stage_run) -> int:
    """Valid sheets that an entry needs to be ranked (AMB-24)."""
    return int(stage_run.parameters.get(f"{stage_run.stage.experts_parameter}.min") or 1)


def share_of(stage_run) -> float:
    """How much of the total the sheets of this stage make: all, or the defence's weight."""
    return float(stage_run.weight) if stage_run.kind == StageKind.DEFENCE else 1.0


def scoring_error(rows: list[Row]) -> float:
    """By how much another panel's mean would differ: pooled deviation within a file ÷ √(sheets per file), points."""
    several = [row for row in rows if row.variance is not None]
    if not several:
        return 0.0
    freedom = sum(row.valid_count - 1 for row in several)
    pooled = sum(row.variance * (row.valid_count - 1) for row in several) / freedom
    return math.sqrt(pooled * len(several) / sum(row.valid_count for row in several))


def near_ids(stage_run) -> set[int]:
    """Ids of the entries whose distance to the line is within the scoring error. One query."""
    rows = rows_of(stage_run)
    line = line_of(stage_run, rows)
    return {row.pk for row in rows if line.is_near(row)}
