"""Means, combination, ties and the shortlist (rules.md 15.5–15.6, AMB-13, AMB-24)."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.scoring import (
    Contender,
    at_least_ratio,
    combine,
    displayed,
    median,
    rank,
    shortlist_size,
    shortlisted,
    spread,
    trim,
    trimmed_mean,
)

HALF_POINTS = st.integers(0, 200).map(lambda half: Decimal(half) / 2)


@pytest.mark.parametrize(
    ("scores", "mean"),
    [([92, 88, 90, 95, 70], "90.00"), ([92, 88, 90, 95], "91.25"), ([90] * 5, "90.00"), ([88, 90, 95, 70], "85.75")],
)
def test_trimmed_mean_vectors(scores, mean):
    assert displayed(trimmed_mean(scores)) == Decimal(mean)


def test_trim_says_what_was_dropped():
    assert trim([92, 88, 90, 95, 70]).dropped == (70, 95)
    assert trim([92, 88, 90, 95, 70], trim_from=6).dropped == ()


def test_no_score_has_no_mean():
    with pytest.raises(ValueError, match="no valid score"):
        trimmed_mean([])


@given(st.lists(HALF_POINTS, min_size=1, max_size=15))
def test_trimmed_mean_lies_between_the_scores_in_any_order(scores):
    mean = trimmed_mean(scores)
    assert Fraction(min(scores)) <= mean <= Fraction(max(scores))
    assert mean == trimmed_mean(list(reversed(scores)))


def test_displayed_rounds_half_up_from_the_exact_value():
    assert displayed(Fraction(90005, 1000)) == Decimal("90.01")
    assert displayed(Fraction(90004999, 1000000)) == Decimal("90.00")
    assert displayed(Fraction(-5, 1000)) == Decimal("-0.01")


def test_combine_weighs_40_60():
    assert combine(90, 80) == 84
    with pytest.raises(ValueError, match="weights"):
        combine(90, 80, weights=(Decimal("0.4"), Decimal("0.5")))


def test_median_and_spread():
    assert median([70, 95, 90]) == 90
    assert median([70, 90]) == 80
    assert spread([70, 95, 90]) == 25
    assert spread([]) == 0


def _one(key, total, **breaks):
    return Contender(key, total, breaks)


def test_rank_uses_the_defence_score_to_part_equal_totals():
    placed = rank([_one("a", 84, defence=80), _one("b", 84, defence=82), _one("c", 90, defence=70)])
    assert [(p.key, p.rank, p.decided_by, p.tied) for p in placed] == [
        ("c", 1, "", False),
        ("b", 2, "defence", False),
        ("a", 3, "defence", False),
    ]


def test_rank_shares_a_place_when_nothing_parts_them():
    placed = rank([_one("a", 84, defence=80), _one("b", 84, defence=80), _one("c", 80, defence=90)])
    assert [(p.key, p.rank, p.tied) for p in placed] == [("a", 1, True), ("b", 1, True), ("c", 3, False)]


def test_rank_takes_the_next_break_when_a_value_is_missing():
    placed = rank([_one("a", 84, defence=80, median_written=70), _one("b", 84, median_written=71)])
    assert [p.key for p in placed] == ["b", "a"]


@given(st.lists(HALF_POINTS, min_size=1, max_size=12))
def test_rank_is_one_more_than_those_above(totals):
    placed = rank([_one(place, total) for place, total in enumerate(totals)])
    assert {p.key: p.rank for p in placed} == {
        place: 1 + sum(other > total for other in totals) for place, total in enumerate(totals)
    }


def test_shortlist_is_rounded_up_and_never_parts_equals():
    assert shortlist_size(5) == 8
    assert shortlist_size(10, available=12) == 12
    placed = rank([_one("a", 90), _one("b", 80), _one("c", 80), _one("d", 70)])
    assert [p.key for p in shortlisted(placed, 2)] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("part", "whole", "passes"), [(3, 10, True), (1, 3, True), (2, 7, False), (0, 1, False), (0, 0, True)]
)
def test_ratio_is_integer_only(part, whole, passes):
    assert at_least_ratio(part, whole) is passes
