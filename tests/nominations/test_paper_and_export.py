"""Lists leave the house without private columns, or with telephone numbers for a recorded reason; paper says how many."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.states import OrganisationKind, Role
from audit.models import Event
from nominations import reports
from nominations.actions import answers
from nominations.states import NominationState
from programmes.clock import SHANGHAI
from programmes.dictionaries import ORG_NATURE
from tests.factories import accounts
from tests.factories import chain as made
from tests.factories.nominations import clerk_of, head_of, nomination, officer_of, season

pytestmark = pytest.mark.django_db
URL = "nominations:export"
TICKED = {"mobile": "yes", "reason": "通知答辩时间"}


def sheet_of(response):
    return [list(row) for row in load_workbook(io.BytesIO(response.content)).worksheets[0].values]


@pytest.fixture
def sent():
    return nomination(state=NominationState.SUBMITTED, mobile="13900000088")


@pytest.mark.parametrize("who", ["officer", "clerk"])
def test_numbers_are_exported_for_a_recorded_reason(client, sent, who):
    user = {"officer": officer_of(sent.season), "clerk": clerk_of(sent.recommender)}[who]
    client.force_login(user)

    titles, row = sheet_of(client.post(reverse(URL), TICKED))

    assert (titles[-1], row[-1], row[0]) == ("手机号码", "13900000088", sent.code)
    event = Event.objects.get(verb="export_private")
    assert (event.actor, event.note) == (user, "通知答辩时间")
    assert event.details == {"rows": 1, "columns": titles}
    assert "13900000088" not in str(event.details)


@pytest.mark.parametrize("data", [{"mobile": "yes", "reason": ""}, {"reason": "通知答辩时间"}])
def test_without_reason_or_tick_nothing_is_exported(client, sent, data):
    client.force_login(officer_of(sent.season))

    assert client.post(reverse(URL), data).url == reverse("nominations:list")
    assert not Event.objects.filter(verb="export_private").exists()


def test_the_plain_list_holds_no_private_column(client, sent):
    client.force_login(officer_of(sent.season))

    titles, row = sheet_of(client.get(reverse(URL)))

    assert (len(titles), "手机号码" in titles, "13900000088" in row) == (9, False, False)


def test_numbers_of_others_rows_stay_out(client, sent):
    """The employer's clerk sees the nomination, and does not carry its number away."""
    client.force_login(clerk_of(sent.employer))

    assert client.post(reverse(URL), TICKED).status_code == 302
    assert not Event.objects.filter(verb="export_private").exists()


@pytest.mark.parametrize("role", [Role.HEAD, Role.SUPERVISOR, Role.LEADER])
def test_numbers_are_not_for_heads_leaders_and_supervisors(client, sent, role):
    user = head_of(sent.recommender) if role == Role.HEAD else accounts.member(role, sent.season.organiser)
    client.force_login(user)

    assert client.post(reverse(URL), TICKED).status_code == 404


def test_the_export_follows_the_filter_of_the_list(client, sent):
    other = nomination(sent.season, recommender=sent.recommender)
    client.force_login(clerk_of(sent.recommender))

    rows = sheet_of(client.get(reverse(URL), {"state": "draft"}))[1:]

    assert [row[0] for row in rows] == [other.code]


def test_a_recommender_finds_import_and_export(client):
    row = nomination()
    client.force_login(clerk_of(row.recommender))

    listed, home = (client.get(reverse(f"nominations:{page}")).content.decode() for page in ("list", "unit"))

    assert reverse("nominations:people-import") in listed
    assert reverse(URL) in listed
    assert reverse("nominations:people-import") in home


def test_the_batch_says_how_many_copies_and_until_when(client, clock):
    clock(dt.datetime(2026, 4, 29, 10, tzinfo=SHANGHAI))
    row = made.sent(season(year=2026, overrides={"copies.application": 4}))
    client.force_login(clerk_of(row.recommender))

    pack = reports.paper_pack(row.season, row.procedure, row.dispatched_at)
    text = client.get(reverse("nominations:batch", args=[row.batch_id])).content.decode()

    assert [line[:2] for line in pack.lines] == [("申报表及附件", 4), ("推荐汇总表", 1)]
    assert pack.due_on == dt.date(2026, 5, 9)  # 05-01…05 are off, Saturday 05-09 is worked (15.3)
    assert "请在 2026 年 5 月 9 日前送达" in text
    assert "申报表及附件 4 份" in client.get(reverse("nominations:unit")).content.decode()


def test_the_nature_of_a_unit_has_one_set_of_codes():
    assert [(option.code, option.label) for option in ORG_NATURE] == [(k.value, str(k.label)) for k in OrganisationKind]


@pytest.mark.parametrize("kind", ["sole", "authority", "association"])
def test_the_nature_of_the_unit_is_filled_in(kind):
    group = accounts.recommender()
    row = answers.begin(
        season(), recommender=group, by=clerk_of(group), name="于砚秋", employer=accounts.organisation(kind=kind)
    )

    assert row.answers.get(key="unit_nature").value == kind
