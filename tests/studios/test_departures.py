"""A check-in says that a studio's leader is gone: organiser and unit are told, nothing opens by itself (WS24-23, GS24-41)."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from accounts.states import Role
from notifications.models import Message
from programmes import catalogue
from studios.actions import events
from studios.models import LeaderEvent, Studio
from tests.factories import accounts, care, workbench

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 31)
REAL = {"programme_code": "quality-studio", "edition_code": "2024"}


@pytest.fixture
def place(clock):
    clock(datetime(2026, 11, 1, 10))
    made = care.place()
    made.studio = workbench.studio(leader=made.honour.person, organiser=made.organiser, employer=made.employer, **REAL)
    care.opened(made)
    return made


def told(user):
    return list(Message.objects.filter(recipient=user, code="studio-leader-departed").values_list("subject", "url"))


@pytest.mark.parametrize(
    ("presence", "note", "kind", "words"),
    [
        ("retired", "", "retired", "退休"),
        ("left", "", "left", "离职"),
        ("deceased", "", "died", "已故"),
        ("moved", "临港精工有限公司", "left", "离职"),
    ],
)
def test_each_departure_is_told_with_a_link_that_fills_the_report_in(client, place, presence, note, kind, words):
    care.answered(place.honour, presence, since_on=DAY, note=note, by=place.clerk)

    ((subject, url),) = told(place.officer)
    assert subject == f"{place.studio.name}：年度核对填报领衔人{words}，请核实"
    assert url.startswith(reverse("studios:leader", args=[place.studio.code]))
    client.force_login(place.officer)
    form = client.get(url).context["form"]
    wanted = [kind, "2026-10-31", f"调往{note}" if note else ""]
    assert [form[name].value() for name in ("kind", "happens_on", "note")] == wanted


def test_nothing_is_opened_and_the_unit_is_told_too(place):
    care.answered(place.honour, "retired", since_on=DAY, by=place.clerk)

    assert (LeaderEvent.objects.count(), Studio.objects.get().state) == (0, "building")
    assert [len(told(user)) for user in (place.clerk, place.head, place.leader, place.honour.person.user)] == [
        1,
        1,
        0,
        0,
    ]


@pytest.mark.parametrize(
    ("presence", "since_on", "note"), [("present", None, ""), ("absent", DAY, "病休"), ("other", None, "待岗")]
)
def test_who_is_still_there_is_nobodys_departure(place, presence, since_on, note):
    care.answered(place.honour, presence, since_on=since_on, note=note, by=place.clerk)

    assert told(place.officer) == []


def test_a_studio_whose_change_is_under_way_is_left_in_peace(place):
    events.report(place.studio, kind="retired", happens_on=DAY, by=place.clerk)
    care.answered(place.honour, "retired", since_on=DAY, by=place.clerk)

    assert told(place.officer) == []


def test_a_studio_that_has_ended_is_not_asked(place):
    Studio.objects.filter(pk=place.studio.pk).update(state="revoked")
    care.answered(place.honour, "left", since_on=DAY, by=place.clerk)

    assert told(place.officer) == []


def test_another_organiser_hears_of_its_own_studio(place):
    tiered = {"programme_code": "municipal-studio", "edition_code": catalogue.get("municipal-studio").latest.code}
    other = workbench.studio(leader=place.honour.person, organiser=accounts.organiser(), **tiered)
    officer = accounts.member(Role.OFFICER, other.organiser)
    care.answered(place.honour, "left", since_on=DAY, by=place.clerk)

    assert len(told(officer)) == 1
