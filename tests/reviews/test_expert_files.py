"""What an expert opens is a copy of the expert's own: number and minute on it, no name of the person in its own (COM-14)."""

import datetime as dt
import io

import pikepdf
import pytest
from django.urls import reverse

from documents import images
from nominations.models import Nomination
from nominations.states import NominationState
from programmes.clock import SHANGHAI
from reviews.actions import assigning
from reviews.models import Assignment
from tests.factories import nominations, reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def assignment(clock):
    clock(dt.datetime(2026, 4, 30, 10, 15, tzinfo=SHANGHAI))
    season = reviews.reviewing_season(deadline_at=dt.datetime(2026, 5, 1, tzinfo=SHANGHAI))
    type(season).objects.filter(pk=season.pk).update(state="open")
    made = nominations.nomination(type(season).objects.get(pk=season.pk), NominationState.SUBMITTED)
    type(season).objects.filter(pk=season.pk).update(state="reviewing")
    Nomination.objects.filter(pk=made.pk).update(state=NominationState.IN_REVIEW)
    run = reviews.in_written(season=type(season).objects.get(pk=season.pk), nominations_=[made])
    who = reviews.expert()
    row = assigning.assign_by_hand(run.entries.get(), who, by=nominations.officer_of(season))
    reviews.declare(who, run.season)
    return Assignment.objects.get(pk=row.pk)


def opened(client, assignment, kind):
    file = assignment.entry.nomination.materials.get(kind=kind)
    client.force_login(assignment.expert.user)
    return file, client.get(reverse("reviews:sheet-material", args=[assignment.pk, file.pk]))


def test_a_pdf_carries_the_words_and_the_stored_file_does_not(client, assignment):
    file, answer = opened(client, assignment, "union_card")

    with pikepdf.open(io.BytesIO(answer.content)) as shown:
        (layer,) = shown.pages[0].Resources.XObject.values()
        assert "/Words" in layer.Resources.XObject
    with file.file.open("rb") as stored, pikepdf.open(stored) as kept:
        assert "/XObject" not in kept.pages[0].get("/Resources", pikepdf.Dictionary())
    assert answer["Cache-Control"] == "private, no-store"


def test_the_name_of_the_copy_does_not_name_the_person(client, assignment):
    _file, answer = opened(client, assignment, "union_card")

    assert assignment.entry.nomination.code in answer["Content-Disposition"]
    assert "%E9%99%86" not in answer["Content-Disposition"]  # 陆


def test_a_picture_is_handed_out_as_a_marked_jpg(client, assignment):
    made = assignment.entry.nomination
    png = nominations.attach(made, "photo", content=nominations.picture())
    version = made.versions.get()
    version.materials = [*version.materials, {"id": png.pk, "kind": "photo", "item": "", "sha256": png.sha256}]
    type(version).objects.filter(pk=version.pk).update(materials=version.materials)

    _file, answer = opened(client, assignment, "photo")

    assert (answer["Content-Type"], images.sniff(answer.content)) == ("image/jpeg", "jpg")
