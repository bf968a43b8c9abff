"""The path of a person and who may be put forward: gaps are no gate, flags sort and never score."""

from datetime import date, datetime

import pytest

from craftsmen.actions import cancel, end_outside, outside
from craftsmen.models import Person
from pathways.facts import candidates, flags_of, may_begin_studio, path_of, path_stage
from programmes import clock, honours
from studios.actions import services
from studios.states import StudioState
from tests.factories import craftsmen, pathways, workbench

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _declared():
    with workbench.declared():
        yield


def entered(person, code, house, *, day=date(2025, 12, 1)):
    """A title of another body, with what the staff type in."""
    return outside.enter(
        person, organiser=house.organiser, honour_code=code, name=person.name, year=day.year, granted_on=day,
        unit="申岚精密机械有限公司", issuer="", number="", by=house.officer,
    )  # fmt: skip


def again(person):
    return Person.objects.get(pk=person.pk)


def serve(person, day, *, confirmed=True):
    """A service recorded and confirmed on its day."""
    with clock.at(day):
        made = workbench.service(None, person=person, happened_on=day.isoformat())
    if confirmed:
        type(made).objects.filter(pk=made.pk).update(confirmed_at=clock.now(), confirmed_by="周正")
    return made


def states_of(person):
    return [(one.kind.code, one.is_held, one.is_ended, one.words) for one in path_of(person)]


def test_path_has_three_steps_in_the_order_of_the_text():
    assert [(one.step, one.title) for one in honours.path()] == [
        (1, "高水平质量技能型人才"),
        (2, "上海质量工匠"),
        (3, "上海工匠"),
    ]


def test_path_of_nobody_is_not_recorded(house):
    person = craftsmen.person()
    assert path_stage(person) == 0
    assert {one.words for one in path_of(person)} == {"未登记"}


def test_path_with_a_gap_counts_the_highest_step(house):
    person = pathways.craftsman(organiser=house.organiser)
    entered(person, "municipal_craftsman", house)
    assert path_stage(again(person)) == 3
    assert [held for _code, held, _ended, _words in states_of(again(person))] == [False, True, True]


def test_revoked_step_is_shown_and_does_not_count(house):
    person = pathways.craftsman(organiser=house.organiser)
    entered(person, "quality_skill_talent", house)
    cancel(person.honours.get(honour_code="quality-craftsman"), reason="本人放弃称号", by=house.leader)
    assert path_stage(again(person)) == 1
    assert states_of(again(person))[1] == ("quality-craftsman", False, True, "已注销")


def test_valid_honour_hides_an_earlier_revoked_one_but_not_from_the_table(house):
    person = pathways.craftsman(organiser=house.organiser, year=2023)
    cancel(person.honours.get(), reason="登记重复", by=house.leader)
    craftsmen.honour(person, organiser=house.organiser, year=2025)
    stage = path_of(again(person))[1]
    assert (stage.is_held, stage.honour.year, [one.year for one in stage.others]) == (True, 2025, [2023])


@pytest.mark.parametrize(
    ("day", "count"),
    [(date(2025, 6, 14), 0), (date(2025, 6, 15), 1), (date(2026, 6, 15), 1)],
    ids=["a day too early", "the same day last year", "today"],
)
def test_services_count_for_twelve_months(house, day, count):
    person = pathways.craftsman(organiser=house.organiser)
    serve(person, day)
    flags = flags_of(person, date(2026, 6, 15))
    assert (flags.service_count, flags.serves) == (count, bool(count))


def test_unconfirmed_and_voided_services_do_not_count(house):
    person = pathways.craftsman(organiser=house.organiser)
    serve(person, date(2026, 5, 1), confirmed=False)
    services.void(serve(person, date(2026, 5, 2)), reason="重复登记", by=person.user)
    assert flags_of(person, date(2026, 6, 15)).service_count == 0


@pytest.mark.parametrize("state", sorted(StudioState))
def test_only_a_live_studio_is_a_flag(house, state):
    person = pathways.craftsman(organiser=house.organiser)
    workbench.studio(leader=person, organiser=house.organiser, state=state)
    live = {"building", "accepting", "operating", "rectifying", "changing"}
    assert flags_of(person, date(2026, 6, 15)).leads_studio == (state in live)
    assert may_begin_studio(again(person)) == (state not in live | {"preparing"})


def test_candidates_stand_by_flags_not_by_how_many_services(house):
    many, leads, both, none = (
        pathways.craftsman(name, organiser=house.organiser, year=2021 + place)
        for place, name in enumerate(("穆一舟", "于秋", "王砚", "丁二禾"))
    )
    for day in (1, 2, 3):
        serve(many, date(2026, 5, day))
    workbench.studio(leader=leads, organiser=house.organiser)
    workbench.studio(leader=both, organiser=house.organiser)
    serve(both, date(2026, 5, 1))
    rows = list(candidates(house.round))
    assert [(row.name, row.strength) for row in rows] == [("王砚", 2), ("于秋", 1), ("穆一舟", 1), ("丁二禾", 0)]
    assert [row.service_count for row in rows] == [1, 0, 3, 0]
    assert none.pk == rows[-1].person_id


def test_candidates_leave_out_ended_titles_the_next_step_and_who_is_on_the_list(house):
    ended, above, listed, kept = (
        pathways.craftsman(name, organiser=house.organiser, year=2021 + place)
        for place, name in enumerate(("丁一舟", "于秋", "王砚", "穆知微"))
    )
    cancel(ended.honours.get(), reason="本人放弃称号", by=house.leader)
    entered(above, "municipal_craftsman", house)
    pathways.selected(house.round, listed)
    craftsmen.honour(craftsmen.person("别家"), year=2020)
    assert [row.person_id for row in candidates(house.round)] == [kept.pk]


def test_a_next_step_that_was_taken_back_lets_its_holder_be_a_candidate_again(house):
    person = pathways.craftsman(organiser=house.organiser)
    title = entered(person, "municipal_craftsman", house)
    end_outside(title, kind="revoke", reason="沪工总〔2026〕1号", by=house.leader)
    assert [row.person_id for row in candidates(house.round)] == [person.pk]


def test_candidates_are_found_by_name_and_unit(house):
    pathways.craftsman("丁一舟", organiser=house.organiser)
    pathways.craftsman("于秋", organiser=house.organiser, year=2024)
    assert [row.name for row in candidates(house.round, q=" 于秋 ")] == ["于秋"]
    assert candidates(house.round, q="没有这个单位").count() == 0


def test_moments_are_read_in_shanghai(house):
    person = pathways.craftsman(organiser=house.organiser)
    serve(person, date(2025, 6, 15))
    with clock.at(datetime(2026, 6, 15, 23, 59)):
        assert candidates(house.round).get().service_count == 1
    with clock.at(datetime(2026, 6, 16, 0, 0)):
        assert candidates(house.round).get().service_count == 0
