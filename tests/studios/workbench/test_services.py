"""助企行: recorded, confirmed by the host over a link, counted by level; also by a craftsman alone (F6)."""

import uuid

import pytest
from django.urls import reverse

from accounts.states import Role
from audit.record import history
from notifications.models import Message
from programmes.refusal import Refused
from studios.actions import services
from studios.facts.figures import service_levels
from studios.models import Service
from tests.factories import accounts, craftsmen, workbench

pytestmark = pytest.mark.django_db


def asked(service, by):
    services.ask_host(service, by=by)
    return Message.objects.get(code="studio-service").url.rstrip("/").rsplit("/", 1)[1]


def test_service_is_kept_once_with_its_photos(studio, leader):
    key = uuid.uuid4()
    made = [
        services.keep(
            studio=studio,
            person=studio.leader,
            raw=workbench.SERVICE,
            uploads={"photo": [workbench.photo()]},
            client_key=key,
            by=leader,
        )
        for _ in range(2)
    ]

    assert made[0] == made[1]
    assert made[0].files.count() == 1
    assert [event.verb for event in history(made[0])] == ["keep"]


def test_other_activity_needs_its_name(studio):
    with pytest.raises(Refused) as refused:
        workbench.service(studio, name="other")

    assert [(one.field, one.sentence) for one in refused.value.findings] == [("name_text", "请填写活动名称")]


def test_host_confirms_once_and_the_record_is_closed(studio, leader):
    made = workbench.service(studio)
    token = asked(made, leader)

    assert services.asked(token) == made
    answered = services.answer(token, agrees=True, name="盛言")

    assert (answered.confirmed_by, answered.confirmed_at is not None) == ("盛言", True)
    assert services.asked(token) is None
    with pytest.raises(Refused, match="对方已经确认"):
        services.change(answered, raw=workbench.SERVICE, by=leader)
    assert Message.objects.get(code="studio-service-answer").recipient == leader


def test_host_refuses_with_a_note_and_is_asked_again_after_a_change(studio, leader):
    made = workbench.service(studio)
    token = asked(made, leader)
    with pytest.raises(Refused) as refused:
        services.answer(token, agrees=False, name="", note="")
    services.answer(token, agrees=False, name="盛言", note="日期应为五月七日")
    noted = Service.objects.get(pk=made.pk).refused_note

    changed = services.change(made, raw=workbench.SERVICE | {"happened_on": "2026-05-07"}, by=leader)

    assert [one.field for one in refused.value.findings] == ["name", "note"]
    assert (noted, changed.refused_note) == ("日期应为五月七日", "")


def test_change_ends_the_link_that_is_out(studio, leader):
    made = workbench.service(studio)
    token = asked(made, leader)

    services.change(made, raw=workbench.SERVICE | {"problem": "灌装机漏液"}, by=leader)

    assert services.asked(token) is None


def test_levels_are_counted_by_year_without_voided(studio, leader):
    workbench.service(studio)
    workbench.service(studio, level="firm")
    workbench.service(studio, happened_on="2025-11-02")
    services.void(workbench.service(studio), reason="重复登记", by=leader)

    assert service_levels(studio.services.all()) == {2026: {"city": 1, "firm": 1}, 2025: {"city": 1}}


def test_craftsman_without_studio_records_and_the_organiser_of_the_honour_sees(db):
    organiser = accounts.organiser()
    person = craftsmen.person("方既明", user=accounts.user("方既明"))
    craftsmen.honour(person, organiser=organiser)

    made = workbench.service(None, person=person)

    seen = {
        name: list(Service.objects.visible_to(user))
        for name, user in {
            "self": person.user,
            "officer": accounts.member(Role.OFFICER, organiser),
            "other": accounts.member(Role.OFFICER),
        }.items()
    }
    assert seen == {"self": [made], "officer": [made], "other": []}


def test_nobody_records_for_another_craftsman(db):
    person = craftsmen.person("方既明", user=accounts.user("方既明"))

    with pytest.raises(Refused, match="只有工作室的人员或持有称号的本人"):
        workbench.service(None, person=person, by=accounts.user())


def test_services_of_a_person_are_a_part_of_a_page_for_the_script_and_a_page_without_it(client, studio, leader):
    workbench.service(studio)
    client.force_login(leader)
    address = reverse("studios:services-of-person", args=[studio.leader_id])

    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    page = client.get(address).content.decode()

    assert ("<html" in part, "青禾食品有限公司" in part) == (False, True)
    assert (f"<title>{studio.leader.name}的助企行" in page, "青禾食品有限公司" in page) == (True, True)
