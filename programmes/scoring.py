"""Scores: exact values, trimming, combination, ranking with equal ranks (AMB-13, AMB-24, rules.md §15.6)."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

Score = Decimal | Fraction | int


@dataclass(frozen=True)
class Trimmed:
    """Result of `trim`: the exact mean, the scores that counted and the ones dropped (lowest, highest)."""

    mean: Fraction
    counted: tuple[Fraction, ...]
    dropped: tuple[Fraction, ...]


def trim(scores: Sequence[Score], *, trim_from: int = 5) -> Trimmed:
    """Drop one lowest and one highest when there are at least `trim_from` valid scores (never fewer than 3 scores).

    ValueError for no scores: a file without a valid score has no mean.
    """
    if not scores:
        raise ValueError("no valid score")
    ordered = sorted(Fraction(score) for score in scores)
    trims = len(ordered) >= max(trim_from, 3)
    counted = tuple(ordered[1:-1]) if trims else tuple(ordered)
    dropped = (ordered[0], ordered[-1]) if trims else ()
    return Trimmed(sum(counted, Fraction(0)) / len(counted), counted, dropped)


def trimmed_mean(scores: Sequence[Score], *, trim_from: int = 5) -> Fraction:
    """Exact mean after trimming; see `trim`. Never a float."""
    return trim(scores, trim_from=trim_from).mean


def median(scores: Sequence[Score]) -> Fraction:
    """Exact median; ValueError for no scores."""
    if not scores:
        raise ValueError("no valid score")
    ordered = sorted(Fraction(score) for score in scores)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


def spread(scores: Sequence[Score]) -> Fraction:
    """Highest minus lowest, points; 0 for fewer than two scores (E4 warns above 20)."""
    if not scores:
        return Fraction(0)
    return Fraction(max(scores)) - Fraction(min(scores))


def combine(
    written: Score, defence: Score, *, weights: tuple[Decimal, Decimal] = (Decimal("0.4"), Decimal("0.6"))
) -> Fraction:
    """Weighted total of the two means, exact; ValueError when the weights do not add up to 1."""
    first, second = (Fraction(weight) for weight in weights)
    if first + second != 1:
        raise ValueError("weights do not add up to 1")
    return Fraction(written) * first + Fraction(defence) * second


def displayed(score: Score, *, places: int = 2) -> Decimal:
    """The score half-up to `places` decimals, for screens and print only; ranking uses the exact value."""
    exact = Fraction(score)
    scaled = math.floor(abs(exact) * 10**places + Fraction(1, 2))
    signed = -scaled if exact < 0 else scaled
    return Decimal(signed).scaleb(-places).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Contender:
    """Someone to be ranked: the exact total and the values of the tie-breaks by code; a missing value decides nothing."""

    key: Hashable
    total: Score
    breaks: Mapping[str, Score]


@dataclass(frozen=True)
class Placing:
    """A rank from 1; `tied` means equal after every tie-break, `decided_by` names the break that parted equal totals."""

    key: Hashable
    rank: int
    total: Fraction
    tied: bool
    decided_by: str = ""


# AMB-13; the last step is a vote of the panel, typed in as its own value, never age, sex or name. Before it a season may
# let a case of priority decide (AMB-20); where it does not, nobody has that value and the step decides nothing.
TIE_BREAKS = ("defence", "tackling_innovation", "median_written", "priority", "panel_vote")


def rank(contenders: Sequence[Contender], *, tie_breaks: Sequence[str] = TIE_BREAKS) -> list[Placing]:
    """Rank by exact total, then by each tie-break in turn; equal in all share a rank and the next rank is skipped."""
    return _place(list(contenders), first=1, tie_breaks=("", *tie_breaks), decided_by="")


def _place(group: list[Contender], *, first: int, tie_breaks: tuple[str, ...], decided_by: str) -> list[Placing]:
    if len(group) == 1 or not tie_breaks:
        return [Placing(one.key, first, Fraction(one.total), len(group) > 1, decided_by) for one in group]
    current, rest = tie_breaks[0], tie_breaks[1:]
    if current and any(current not in one.breaks for one in group):
        return _place(group, first=first, tie_breaks=rest, decided_by=decided_by)
    classes = _classes(group, current)
    parted = current if current and len(classes) > 1 else decided_by
    placings: list[Placing] = []
    for members in classes:
        placings += _place(members, first=first + len(placings), tie_breaks=rest, decided_by=parted)
    return placings


def _classes(group: list[Contender], code: str) -> list[list[Contender]]:
    classes: dict[Fraction, list[Contender]] = {}
    for one in group:
        classes.setdefault(Fraction(one.breaks[code] if code else one.total), []).append(one)
    return [classes[value] for value in sorted(classes, reverse=True)]


def shortlist_size(intended: int, *, ratio: Decimal = Decimal("1.5"), available: int | None = None) -> int:
    """How many go to the defence: ratio × intended awards, rounded up, never more than are available."""
    size = math.ceil(Fraction(ratio) * intended)
    return size if available is None else min(size, available)


def shortlisted(placings: Sequence[Placing], size: int) -> list[Placing]:
    """The first `size` by rank; those tied with the last one are kept, so the line never parts equals."""
    return [placing for placing in placings if placing.rank <= size]


def at_least_ratio(part: int, whole: int, *, numerator: int = 3, denominator: int = 10) -> bool:
    """part / whole ≥ numerator / denominator with integers only (COM-05); nothing to check for whole = 0."""
    return whole == 0 or part * denominator >= whole * numerator
