from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.record import history
from programmes.refusal import Refused
from reviews import order
from reviews.actions import ranking
from reviews.models import Entry
from reviews.reports import lines
from reviews.states import AssignmentState, EntryState
from tests.reviews import panels

pytestmark = pytest.mark.django_db
SELECTED, RESERVE, OUT = EntryState.SELECTED, EntryState.RESERVE, EntryState.NOT_SELECTED


@pytest.fixture
def world(db):
    return panels.season(**{"awards.intended": 2})


def ranked(world):
    return ranking.rank_stage(world.run, by=world.officer)


@pytest.mark.parametrize(
    ("scores", "mean", "kept"),
    [
        ([92, 88, 90, 95, 70], "90.0000000000", 3),
        ([92, 88, 90, 95], "91.2500000000", 4),
        ([90, 90, 90, 90, 90], "90.0000000000", 3),
    ],
)
def test_vectors_of_the_trimmed_mean(world, scores, mean, kept):
    """rules.md 15.6."""
    row = panels.entry(world, scores)
    ranked(world)
    row = panels.fresh(row)
    assert (row.mean, row.kept_count) == (Decimal(mean), kept)


def test_recused_expert_does_not_count_and_four_scores_are_not_trimmed(world):
    row = panels.entry(world, [92, 88, 90, 95])
    panels.add_sheets(row, [10], panels.experts(1), state=AssignmentState.RECUSED)
    ranked(world)
    row = panels.fresh(row)
    assert (row.exact, row.spread, row.dropped) == ("365/4", Decimal("7.0"), [])


def test_highest_and_lowest_sheet_are_marked_as_dropped(world):
    row = panels.entry(world, [92, 88, 90, 95, 70])
    ranked(world)
    row = panels.fresh(row)
    totals = [row.assignments.get(pk=pk).total for pk in row.dropped]
    assert totals == [Decimal("70.0"), Decimal("95.0")]


def test_ranks_by_the_exact_fraction_and_not_by_the_shown_figure(world):
    third = panels.entry(world, ["88.5", "88.5", "89"], name="方既明")
    below = panels.entry(world, ["88.5", "88.5", "88.5"], name="叶知秋")
    ranked(world)
    third = panels.fresh(third)
    below = panels.fresh(below)
    assert (Fraction(third.exact), third.rank, below.rank) == (Fraction(266, 3), 1, 2)


def test_equal_totals_are_parted_by_innovation_and_tackling(world):
    """AMB-13, second step."""
    first = panels.entry(world, [90, 90, 90], name="方既明")
    second = panels.entry(world, [90, 90, 90], name="叶知秋")
    for row, value in ((first, 6), (second, 7)):
        for sheet in row.assignments.all():
            panels.points(sheet, innovation_1=value, tackling_1=6, leading_1=8)
    ranked(world)
    first = panels.fresh(first)
    second = panels.fresh(second)
    assert (second.rank, first.rank, first.is_tied) == (1, 2, False)
    assert second.tie_break == "总分相同，按攻关力与创新力得分排序"


def test_equal_in_everything_shares_a_rank_and_the_next_is_skipped(world):
    rows = [panels.entry(world, [90, 90, 90], name=name) for name in ("方既明", "叶知秋")]
    last = panels.entry(world, [80, 80, 80], name="苏景行")
    ranked(world)
    rows = [Entry.objects.get(pk=row.pk) for row in (*rows, last)]
    assert [(row.rank, row.is_tied) for row in rows] == [(1, True), (1, True), (3, False)]


def test_vote_of_the_panel_parts_what_is_left_and_needs_words(world):
    """AMB-13, fourth step."""
    one, two = (panels.entry(world, [90, 90, 90], name=name) for name in ("方既明", "叶知秋"))
    ranked(world)
    one = panels.fresh(one)
    two = panels.fresh(two)
    with pytest.raises(Refused):
        ranking.vote_between({one: 2, two: 2}, by=world.officer, note="平票")
    ranking.vote_between({one: 2, two: 3}, by=world.officer, note="五人投票，三比二。")
    assert list(Entry.objects.order_by("rank").values_list("pk", "rank")) == [(two.pk, 1), (one.pk, 2)]


def test_open_sheet_refuses_the_ranking(world):
    row = panels.entry(world, [90, 91, 92])
    panels.add_sheets(row, [80], panels.experts(1), state=AssignmentState.SCORING)
    with pytest.raises(Refused, match="评分还没有全部提交"):
        ranked(world)


def test_too_few_valid_sheets_refuse_the_ranking(world):
    """AMB-24: three at least."""
    panels.entry(world, [90, 91])
    with pytest.raises(Refused, match="少于 3 份"):
        ranked(world)


@pytest.mark.parametrize("who", ["supervisor", "stranger"])
def test_only_staff_that_acts_may_rank(world, who):
    panels.entry(world, [90, 91, 92])
    user = world.supervisor if who == "supervisor" else panels.expert().user
    with pytest.raises(Refused, match="只有主办单位"):
        ranking.rank_stage(world.run, by=user)


def test_withdrawn_nomination_is_not_ranked(world):
    gone = panels.entry(world, [99, 99, 99], name="方既明")
    stays = panels.entry(world, [90, 90, 90], name="叶知秋")
    gone.nomination.__class__.objects.filter(pk=gone.nomination_id).update(state="withdrawn")
    assert [row.pk for row in ranked(world)] == [stays.pk]


def test_ranking_twice_gives_the_same_and_is_recorded(world):
    panels.entry(world, [90, 91, 92])
    first = [(row.pk, row.exact, row.rank) for row in ranked(world)]
    assert [(row.pk, row.exact, row.rank) for row in ranked(world)] == first
    assert [event.verb for event in history(world.run)][:2] == ["rank", "rank"]


def queries_of_ranking(world):
    with CaptureQueriesContext(connection) as caught:
        ranked(world)
    return len(caught)


def test_number_of_queries_does_not_grow_with_the_entries(world):
    by = panels.experts(3)
    panels.entry(world, [90, 91, 92], by=by)
    one = queries_of_ranking(world)
    for place in range(9):
        panels.entry(world, [60 + place, 61, 62], by=by)
    assert queries_of_ranking(world) == one == 11


def departing(ranks, conclusions):
    rows = [order.Ranked(place, rank) for place, rank in enumerate(ranks)]
    return order.departures(rows, dict(enumerate(conclusions)))


@pytest.mark.parametrize(
    ("ranks", "conclusions", "found"),
    [
        ([1, 2, 3], [SELECTED, SELECTED, OUT], set()),
        ([1, 2, 3], [SELECTED, OUT, SELECTED], {1, 2}),
        ([1, 2, 3, 4], [SELECTED, RESERVE, OUT, OUT], set()),
        ([1, 2, 3, 4], [SELECTED, OUT, RESERVE, OUT], {1, 2}),
        ([1, 2, 3, 4], [SELECTED, SELECTED, OUT, SELECTED], {2, 3}),
        ([1, 2, 2], [SELECTED, SELECTED, SELECTED], set()),
        ([1, 2, 2], [SELECTED, SELECTED, OUT], {1, 2}),
        ([1, None, None], [SELECTED, OUT, OUT], set()),
        ([1, 2, None], [OUT, OUT, SELECTED], {0, 2}),
    ],
)
def test_departures_from_the_score_order(ranks, conclusions, found):
    assert departing(ranks, conclusions) == found


def test_score_order_keeps_those_tied_with_the_last_one_in():
    rows = [order.Ranked(1, 1), order.Ranked(2, 2), order.Ranked(3, 2), order.Ranked(4, None)]
    assert order.by_score(rows, 2) == {1: SELECTED, 2: SELECTED, 3: SELECTED, 4: OUT}


def test_line_halves_the_gap_below_the_shortlist(world):
    """Two awards intended: ⌈1.5 × 2⌉ = 3 go to the defence."""
    by = panels.experts(3)
    for total in (95, 90, 85, 80, 70):
        panels.entry(world, [total - 1, total, total + 1], by=by)
    ranked(world)
    rows = lines.rows_of(world.run)
    line = lines.line_of(world.run, rows)
    assert (line.size, line.cut, round(line.error, 4)) == (3, 82.5, 0.5774)
    assert [line.is_in(row) for row in rows] == [True, True, True, False, False]
    assert lines.near_ids(world.run) == set()
