import datetime as dt
import threading

import pytest
from django.db import connection

from accounts.states import Role
from audit.record import history
from audit.transitions import move, transition_names, why_not
from nominations.models import Season
from nominations.states import SeasonState
from programmes import clock
from programmes.refusal import Refused
from tests.factories.accounts import member, organisation, user

NOON = dt.datetime(2026, 5, 20, 12, tzinfo=clock.SHANGHAI)


@pytest.fixture
def season(db):
    return Season.objects.create(
        programme_code="quality-craftsman",
        edition_code="2026",
        year=2026,
        title="2026 年度",
        organiser=organisation(is_organiser=True),
        notice_number="沪质协〔2026〕21号",
        notice_text="通知",
        opens_at=NOON - dt.timedelta(days=1),
        deadline_at=NOON + dt.timedelta(days=30),
    )


@pytest.fixture
def officer(season):
    return member(Role.OFFICER, season.organiser)


@pytest.fixture(autouse=True)
def at_noon():
    with clock.at(NOON):
        yield


def test_move_changes_state_and_records_it(season, officer):
    moved = move(season, "open", by=officer, note="按计划")

    event = history(season).first()
    assert moved.state == Season.objects.get(pk=season.pk).state == SeasonState.OPEN
    assert (event.verb, event.from_state, event.to_state, event.note) == ("open", "draft", "open", "按计划")
    assert (event.actor, event.at) == (officer, NOON)


def test_move_refuses_who_has_no_permission(season):
    with pytest.raises(Refused) as refused:
        move(season, "open", by=user())

    assert [f.sentence for f in refused.value.findings] == ["您没有权限发布通知并开放申报。"]
    assert Season.objects.get(pk=season.pk).state == SeasonState.DRAFT


def test_move_refuses_inactive_account(season, officer):
    officer.is_active = False

    with pytest.raises(Refused):
        move(season, "open", by=officer)


def test_move_names_every_unmet_condition(season, officer):
    Season.objects.filter(pk=season.pk).update(notice_text="", deadline_at=NOON - dt.timedelta(hours=1))
    season = Season.objects.get(pk=season.pk)

    found = why_not(season, "open", by=officer)

    assert [(f.rule, f.field) for f in found] == [("QC26-21", "notice_text"), ("COM-01", "deadline_at")]


def test_move_refuses_from_a_wrong_state(season, officer):
    move(season, "open", by=officer)

    with pytest.raises(Refused) as refused:
        move(season, "open", by=officer)

    assert refused.value.findings[0].sentence == "当前为“申报中”，不能发布通知并开放申报。"


def test_system_moves_only_what_is_marked(season, officer):
    with pytest.raises(Refused):
        move(season, "open", by=None)
    move(season, "open", by=officer)

    with clock.at(NOON + dt.timedelta(days=31)):
        closed = move(season, "close", by=None)

    assert closed.state == SeasonState.REVIEWING
    assert history(season).first().actor_label == "系统"


def test_state_cannot_be_assigned(season):
    with pytest.raises(AttributeError):
        season.state = SeasonState.OPEN


def test_transition_names_lists_all():
    assert transition_names(Season) == ["cancel", "close", "conclude", "open"]


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_make_one_event(season, officer):
    if connection.vendor != "postgresql":
        pytest.skip("row locks are PostgreSQL's")
    outcomes = []

    def attempt():
        with clock.at(NOON):
            try:
                move(season, "open", by=officer)
                outcomes.append("moved")
            except Refused:
                outcomes.append("refused")
            finally:
                connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["moved", "refused", "refused", "refused"]
    assert history(season).filter(verb="open").count() == 1
