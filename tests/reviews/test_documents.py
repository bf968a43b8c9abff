"""E1 and E3 as PDF: one page each, the expert's code and never a name or a private answer of anyone."""

import io

import pikepdf
import pytest

from documents import jobs
from reviews.actions import assigning, formality, scoring
from reviews.models import Assignment
from tests.factories import accounts, nominations, reviews

pytestmark = pytest.mark.django_db


def built(kind, subject, by):
    return jobs.kind(kind).build(jobs.request(kind, subject=subject, by=by))


def pages(content):
    with pikepdf.open(io.BytesIO(content)) as document:
        return len(document.pages)


def test_formality_list_is_one_page():
    nomination = reviews.submitted()
    officer = nominations.officer_of(nomination.season)
    rows = {item.code: ("ok", "") for item in nomination.procedure.checklist if not item.by_system}
    formality.set_checks(nomination, by=officer, rows=rows)
    review = formality.decide(nomination, by=officer, outcome="pass")
    formality.confirm(review, by=accounts.member("officer", nomination.season.organiser))

    made = built("reviews.e1", review, officer)

    assert (made.filename, pages(made.body)) == (f"{nomination.code} 陆衡仲 形式审查表.pdf", 1)


def test_score_sheet_is_one_page_under_the_code():
    run = reviews.in_written(1)
    expert = reviews.expert("欧阳砚")
    made = assigning.assign_by_hand(run.entries.get(), expert, by=nominations.officer_of(run.season))
    reviews.declare(expert, run.season)
    reviews.fill(Assignment.objects.get(pk=made.pk))
    scoring.submit(made.pk, by=expert.user)

    sheet = built("reviews.e3", made, expert.user)

    assert pages(sheet.body) == 1
    assert expert.code in sheet.filename and "欧阳砚" not in sheet.filename


def test_document_of_a_sheet_is_hidden_from_another_expert(client):
    run = reviews.in_written(1)
    expert, other = reviews.expert(), reviews.expert()
    made = assigning.assign_by_hand(run.entries.get(), expert, by=nominations.officer_of(run.season))
    document = jobs.request("reviews.e3", subject=made, by=expert.user)
    client.force_login(other.user)

    assert client.get(f"/documents/{document.pk}/status/").status_code == 404
