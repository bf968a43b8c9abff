"""What nobody types: the leader's age follows the identity number, and counts that the portal knows are compared (B1)."""

import datetime as dt
import json

import pytest
from django.urls import reverse
from lxml import html

from accounts.privacy import blind_index
from nominations import facts, formprint
from nominations.actions import answers, chain
from nominations.actions.answers import Change
from nominations.models import Nomination
from programmes import clock as portal_clock
from programmes.facts import Moment
from programmes.refusal import Refused
from studios.actions import ledgers
from studios.models import Service
from studios.reports import outcomes_of, services_of
from tests.factories import accounts, craftsmen, workbench
from tests.factories import nominations as made

pytestmark = pytest.mark.django_db
#: Born on 11 April 1985 and 7 March 1990.
OLDER, YOUNGER = "310101198504110010", "310101199003070019"
DAY = dt.date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _day(clock):
    clock(DAY)


@pytest.fixture
def case():
    """A form B1 that its unit's clerk has begun; the last day of filing is 10 April 2026."""
    season = made.season(
        programme_code="municipal-studio", edition_code="2024", year=2026,
        deadline_at=portal_clock.end_of(dt.date(2026, 4, 10)),
    )  # fmt: skip
    employer = accounts.organisation()
    return answers.begin(
        season, by=made.clerk_of(employer), employer=employer, recommender=accounts.recommender(), name="顾毫厘"
    )


def saved(case, **given):
    versions = dict(case.answers.values_list("key", "version"))
    changes = [Change(key, value, versions.get(key, 0)) for key, value in given.items()]
    return answers.save(Nomination.objects.get(pk=case.pk), changes, by=made.clerk_of(case.employer))


def age_of(case):
    return facts.answers_of(Nomination.objects.get(pk=case.pk)).get("age")


@pytest.mark.parametrize(("number", "age"), [(OLDER, 40), (YOUNGER, 36)])
def test_age_is_counted_on_the_last_day_of_filing(case, number, age):
    outcome = saved(case, leader_id_no=number)

    assert (age_of(case), outcome.answers["age"]) == (age, age)


def test_age_follows_another_number_and_goes_with_it(case):
    saved(case, leader_id_no=OLDER)
    saved(case, leader_id_no=YOUNGER)
    assert age_of(case) == 36

    saved(case, leader_id_no="310101199003070010")

    assert age_of(case) is None


def test_typed_age_is_not_taken(case):
    saved(case, leader_id_no=OLDER, age=29)

    assert age_of(case) == 40


def test_age_follows_a_later_last_day_when_the_form_is_handed_in(case):
    saved(case, leader_id_no=OLDER)
    season = case.season
    season.deadline_at = portal_clock.end_of(dt.date(2026, 4, 11))
    season.save()

    with pytest.raises(Refused):
        chain.submit(case, by=made.clerk_of(case.employer))
    assert age_of(case) == 40  # a refused submission stores nothing
    saved(case, ws_name="顾毫厘创新工作室二")

    assert age_of(case) == 41


def test_missing_number_is_asked_for_and_the_age_is_not(case):
    fields = [one.field for one in facts.findings(case, Moment.SUBMIT)]

    assert ("leader_id_no" in fields, "age" in fields) == (True, False)


def test_form_page_shows_the_age_in_words_without_a_control(case, client):
    saved(case, leader_id_no=OLDER)
    client.force_login(made.clerk_of(case.employer))

    tree = html.fromstring(client.get(reverse("nominations:form", args=[case.code])).content)

    assert tree.xpath("//*[@name='age']") == []
    assert tree.xpath("string(//*[@data-derived='age']/p[@class='ui'])") == "40 岁"


def test_saving_the_number_answers_with_the_age(case, client):
    client.force_login(made.clerk_of(case.employer))
    body = json.dumps({"key": "leader_id_no", "value": OLDER, "version": 0})

    response = client.post(reverse("nominations:answer", args=[case.code]), body, content_type="application/json")

    assert response.json()["derived"] == {"age": "40 岁"}


def test_age_is_printed(case):
    saved(case, leader_id_no=OLDER)

    assert formprint.form_print(Nomination.objects.get(pk=case.pk)).cells["age"] == "40"


def leader_of(case, number=OLDER):
    person = craftsmen.person("顾毫厘", id_number=number, user=accounts.user("顾毫厘"))
    saved(case, leader_id_no=number)
    return person


def warned(case):
    found = facts.findings(Nomination.objects.get(pk=case.pk), Moment.SUBMIT)
    return {one.rule for one in found if one.rule.endswith("-record")}


def test_counts_of_services_are_compared_with_those_that_hosts_confirmed(case):
    person = leader_of(case)
    saved(case, service_city=1, service_bureau=0, service_firm=0)
    assert warned(case) == set()  # nothing on record says nothing

    for level in ("city", "city", "bureau"):
        workbench.service(None, person=person, level=level, happened_on="2026-02-20")
    assert services_of(blind_index(OLDER)) == {}
    Service.objects.filter(person=person).update(confirmed_at=portal_clock.now(), confirmed_by="施以恒")

    assert services_of(blind_index(OLDER)) == {"city": 2, "bureau": 1}
    assert warned(case) == {"GS24-38-record"}
    saved(case, service_city=2, service_bureau=1)
    assert warned(case) == set()


def test_outcomes_are_compared_with_the_ledgers_of_the_leaders_studios(case):
    person = leader_of(case)
    row = {"row": "1", "name": "补偿装置", "kind": "innovation", "applied_on": "2025-03", "effect": "废品率下降"}
    saved(case, outcomes=[row])
    with workbench.declared():
        studio = workbench.studio(leader=person)
        kept = [workbench.entry(studio, "outcome", happened_on="2026-02-10", title=f"成果{n}") for n in (1, 2)]
        workbench.entry(studio, happened_on="2026-02-11")
        assert (outcomes_of(blind_index(OLDER)), warned(case)) == (2, {"GS24-09-record"})

        ledgers.void(kept[0], reason="重复登记", by=person.user)

        assert (outcomes_of(blind_index(OLDER)), warned(case)) == (1, set())
