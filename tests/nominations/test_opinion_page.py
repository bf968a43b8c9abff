"""The page on which a head signs: all mistakes at once, the scan stays, and it belongs to the version that was signed."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from nominations import reports
from nominations.actions import chain
from nominations.models import Nomination
from nominations.states import NominationState
from programmes import clock as portal_clock
from tests.factories import chain as made
from tests.factories.nominations import PDF, clerk_of, head_of, nomination

pytestmark = pytest.mark.django_db
S = NominationState
FIRST = dt.datetime(2026, 4, 1, 9, tzinfo=portal_clock.SHANGHAI)


@pytest.fixture
def row(client):
    found = nomination(state=S.ENDORSING)
    client.force_login(head_of(found.employer))
    return found


def url(row):
    return reverse("nominations:opinion", args=[row.code])


def scan(content=PDF, name="第3页.pdf"):
    return SimpleUploadedFile(name, content)


def typed(row, **fields):
    given = {
        "decision": "agree",
        "text": made.AGREE,
        "signed_on": portal_clock.today().isoformat(),
        "seal_mode": "scan",
    }
    return given | {"statements": made.statements(row)} | fields


def complaints(answer):
    return {name: len(errors) for name, errors in answer.context["form"].errors.items()}


def test_an_empty_opinion_hears_of_everything_at_once(client, row):
    answer = client.post(url(row), {"seal_mode": "scan"})

    assert answer.status_code == 422
    assert complaints(answer) == {"decision": 1, "text": 1, "signed_on": 1, "scan": 1, "statements": 6}


def test_a_scan_that_is_no_paper_is_named_beside_the_rest(client, row):
    answer = client.post(url(row), typed(row, text="同意", scan=scan(b"<html></html>", "第3页.jpg")))

    assert complaints(answer) == {"text": 1, "scan": 1}
    assert row.materials.current().filter(kind="base_scan").exists() is False


def test_a_good_scan_stays_while_the_rest_is_put_right(client, row):
    first = client.post(url(row), typed(row, text="同意", scan=scan()))
    assert complaints(first) == {"text": 1}
    assert "第3页.pdf" in first.content.decode()

    second = client.post(url(row), typed(row))

    assert second.url == reverse("nominations:detail", args=[row.code])
    assert row.opinions.get().scan == row.materials.current().get(kind="base_scan")


def test_the_scan_of_a_version_that_was_sent_back_is_not_signed_again(client, clock):
    clock(FIRST)
    row = nomination(state=S.ENDORSING)
    head = head_of(row.employer)
    client.force_login(head)
    client.post(url(row), typed(row, text="同意", scan=scan()))
    clock(FIRST + dt.timedelta(hours=1))
    chain.send_back(row, by=head, reason="请补充专利清单")
    made.submit(Nomination.objects.get(pk=row.pk))

    without = client.post(url(row), typed(row))
    again = client.post(url(row), typed(row, scan=scan(PDF + b"% version two\n")))

    assert complaints(without) == {"scan": 1}
    assert again.status_code == 302
    assert row.opinions.get().scan == row.materials.current().get(kind="base_scan")


@pytest.mark.parametrize("page", ["nominations:form", "nominations:detail", "nominations:my"])
def test_the_reason_of_a_return_is_said_where_the_applicant_works(client, page):
    row = nomination(state=S.ENDORSING)
    head = head_of(row.employer)
    Nomination.objects.filter(pk=row.pk).update(applicant=clerk_of(row.recommender))
    chain.send_back(row, by=head, reason="请补充专利清单")
    client.force_login(clerk_of(row.recommender))

    html = client.get(reverse(page, args=[] if page == "nominations:my" else [row.code])).content.decode()

    assert f"退回修改：请补充专利清单</h2><div>{head.name}，" in html
    assert reports.sending_back(nomination()) is None
