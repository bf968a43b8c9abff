"""Small steps that every page of the reviews takes."""

import datetime as dt

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404

from audit.record import subject_key
from documents.models import Document
from nominations.models import Season
from reviews.models import StageRun

PER_PAGE = 50
PER_PAGE_CHOICES = (50, 250)


class CountedPaginator(Paginator):
    """A paginator that has been told how many rows there are."""

    def __init__(self, rows, per_page, *, count):
        super().__init__(rows, per_page)
        self.count = count


def demand(allowed) -> None:
    """Missing and forbidden answer alike."""
    if not allowed:
        raise Http404


def season_run_by(user, pk) -> Season:
    return get_object_or_404(Season.objects.run_by(user), pk=pk)


def stage_run_of(user, season_pk, slug) -> StageRun:
    """The stage that an address names (``StageRun.slug``)."""
    rows = StageRun.objects.visible_to(user).select_related("season__organiser", "nomination").filter(season=season_pk)
    code, _dash, pk = slug.rpartition("-")
    if code and pk.isdecimal():
        return get_object_or_404(rows, pk=pk, code=code)
    found = [run for run in rows.filter(code=slug, nomination__isnull=True) if run.is_leading]
    demand(found)
    return found[0]


def say(request, refused) -> None:
    """Every reason of a refusal as a message that stays."""
    for finding in refused.findings:
        messages.error(request, finding.sentence)


def day(text) -> dt.date | None:
    """A posted date, or None when it is empty or no date."""
    try:
        return dt.date.fromisoformat((text or "").strip())
    except ValueError:
        return None


def documents_of(subject) -> list[Document]:
    """The newest generated files about ``subject``, at most three. One query."""
    kind, key = subject_key(subject)
    return list(Document.objects.filter(subject_type=kind, subject_id=key)[:3])


def per_page(request) -> int:
    wanted = request.GET.get("size", "")
    return int(wanted) if wanted in map(str, PER_PAGE_CHOICES) else PER_PAGE
