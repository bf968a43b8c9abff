"""What the demo promises (its seasons behind the running site), seeded on fewer people through the same functions."""

from collections import Counter

import pytest
from django.db import transaction

from audit import record, verify
from certificates.models import Certificate
from craftsmen.models import Honour, Story
from fixtures.demo import seasons, stages
from fixtures.demo.cast import People, make_cast, recall_cast
from nominations.models import Nomination, Season
from nominations.states import NominationState as S
from programmes import clock
from publicity.models import Objection, Publicity
from reviews.models import Assignment, Expert

FILED, UNFINISHED = 12, 6

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup, django_db_blocker):
    """People and the three seasons of ``seed_demo --rest``, seeded once for this module and taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.at(seasons.at_nine(seasons.dt.date(2023, 3, 1))):
            panel = stages.make_experts(make_cast(), People(5), 12)
        cast = recall_cast()
        seasons.season_2025(cast, panel, print, count=4)
        seasons.season_in_scoring(cast, panel, print, count=3)
        seasons.season_2026(cast, panel, print, count=FILED + UNFINISHED)
        yield
        transaction.set_rollback(True)


def states_of(year):
    return Counter(Nomination.objects.filter(season__year=year).values_list("state", flat=True))


def test_nine_recommenders_and_twelve_experts_take_part():
    assert (len(recall_cast().recommenders), Expert.objects.count()) == (9, 12)
    assert dict(Season.objects.values_list("year", "state")) == {
        2025: "concluded",
        2026: "reviewing",
        2027: "reviewing",
    }


def test_season_2025_is_concluded_with_a_register_and_two_stories():
    named = states_of(2025)[S.CONFERRED]

    assert states_of(2025) == {S.CONFERRED: 3, S.NOT_SELECTED: 1}
    assert Honour.objects.valid().filter(year=2025).count() == Certificate.objects.count() == named
    assert [bool(story.published_at) for story in Story.objects.order_by("pk")] == [True, False]


def test_season_2026_ends_at_every_step_and_is_in_publicity():
    found = states_of(2026)

    assert sum(found.values()) == FILED + UNFINISHED
    assert set(found) == {S.PUBLICISED, S.NOT_SELECTED, S.EXPIRED, S.DISQUALIFIED, S.DECLINED, S.WITHDRAWN}
    assert found[S.DISQUALIFIED] == found[S.DECLINED] == found[S.WITHDRAWN] == 1
    publicity = Publicity.objects.get(season__year=2026)
    assert (publicity.is_running, publicity.entries.count()) == (True, found[S.PUBLICISED])


def test_two_objections_are_open_and_one_is_looked_into():
    assert sorted(Objection.objects.values_list("state", flat=True)) == ["accepted", "received"]


def test_season_2027_has_experts_at_work():
    found = Assignment.objects.filter(entry__stage_run__season__year=2027).values_list("state", flat=True)

    assert states_of(2027) == {S.IN_REVIEW: 3}
    assert {"assigned", "declared", "submitted"} <= set(found)


def test_nobody_is_two_people_and_names_are_hard():
    names = set(Nomination.objects.values_list("name", flat=True))
    keys = [key for key in Nomination.objects.filter(season__year=2026).values_list("person_key", flat=True) if key]

    assert len(keys) == len(set(keys))
    assert any("·" in name for name in names)


def test_the_record_of_all_of_it_is_whole():
    rows = list(record.export_rows())

    assert (
        verify.faults([row for row in rows if row["kind"] == "event"], [r for r in rows if r["kind"] == "seal"]) == []
    )
    assert len(rows) > 500
