"""Scoring of one case that is decided by itself: it ends without a panel's record, and its points go to whoever decides."""

import pytest

from accounts.states import Role
from audit.record import history
from nominations.models import Nomination
from nominations.states import NominationState
from programmes import clock
from programmes.refusal import Refused
from reviews.actions import assigning, consensus, ranking, scoring, stages
from reviews.models import Assignment, StageRun
from tests.factories import accounts, trial_studios
from tests.factories import reviews as made

pytestmark = pytest.mark.django_db
NOT_RANKED = "评分还没有全部提交、汇总，不能结束本环节。"


@pytest.fixture
def place():
    return trial_studios.world("quality-studio", state="open")


@pytest.fixture
def run(place):
    """The scoring of an acceptance whose visit is over, with three experts who have signed their declaration."""
    studio = trial_studios.studio(place)
    case = trial_studios.sent(place, "acceptance", studio=studio)
    stages.prepare_own(case)
    case.own_runs.filter(code__in=["formality", "visit"]).update(state="closed")
    Nomination.objects.filter(pk=case.pk).update(state=NominationState.IN_REVIEW)
    opened = stages.open_stage(case.own_runs.get(code="scoring"), by=place.officer, due_on=clock.today())
    experts = [made.expert(f"专家{n}") for n in "甲乙丙"]
    assigning.assign(opened, by=place.officer)
    for one in experts:
        made.declare(one, place.season)
    return opened


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def score(run, *, but=0):
    rows = list(Assignment.objects.filter(entry__stage_run=run).order_by("pk"))
    for row in rows[: len(rows) - but]:
        made.fill(row)
        scoring.submit(row.pk, by=row.expert.user)


def test_three_experts_score_the_one_case(run):
    assert Assignment.objects.filter(entry__stage_run=run, state="declared").count() == 3
    assert run.stage.has_consensus is False


def test_scoring_ends_once_the_points_are_counted(run, place):
    score(run)
    ranking.rank_stage(run, by=place.leader)

    closed = consensus.finish(fresh(run), by=place.leader)

    entry = run.entries.get()
    assert (closed.state, entry.state, entry.rank) == ("closed", "selected", 1)
    assert run.consensuses.count() == 0
    assert "select" in {event.verb for event in history(entry)}


def test_scoring_does_not_end_before_the_points_are_counted(run, place):
    score(run)

    with pytest.raises(Refused, match=NOT_RANKED):
        consensus.finish(fresh(run), by=place.leader)
    assert fresh(run).state == "open"


def test_a_missing_sheet_keeps_the_points_from_being_counted(run, place):
    score(run, but=1)

    with pytest.raises(Refused):
        ranking.rank_stage(run, by=place.leader)
    with pytest.raises(Refused, match=NOT_RANKED):
        consensus.finish(fresh(run), by=place.leader)


def test_a_leader_of_another_body_does_not_end_it(run, place):
    score(run)
    other = accounts.member(Role.LEADER, accounts.organiser("外地质量协会"))
    ranking.rank_stage(run, by=place.leader)

    with pytest.raises(Refused):
        consensus.finish(fresh(run), by=other)
    assert StageRun.objects.get(pk=run.pk).state == "open"
