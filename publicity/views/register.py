"""The public register: name, unit at award, year, number and state; story only by consent."""

from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from craftsmen.models import Honour, Story
from craftsmen.states import HonourState
from documents.files import download

public = cache_control(public=True, max_age=300)
#: Pages with stories: asked for anew each time, so that a consent that is withdrawn hides them at once (G1).
fresh = cache_control(private=True, no_store=True)


@fresh
@require_safe
def index(request):
    """The newest year; an empty register says so."""
    return _year(request, None)


@fresh
@require_safe
def year(request, year):
    return _year(request, year)


def _year(request, wanted):
    years = list(Honour.objects.years())
    if wanted is not None and wanted not in {year for year, _ in years}:
        raise Http404
    shown = wanted or (years[0][0] if years else None)
    query = request.GET.get("q", "").strip()[:60]
    rows = Honour.objects.valid().published().in_stroke_order()
    rows = rows.matching(query) if query and wanted is None else rows.filter(year=shown).matching(query)
    ended = Honour.objects.filter(year=shown).exclude(state=HonourState.VALID).select_related("certificate")
    context = {
        "years": years,
        "total": sum(count for _, count in years),
        "year": shown,
        "query": query,
        "rows": rows,
        "told": _told(rows),
        "ended": ended,
    }
    return render(request, "publicity/register.html", context)


def _told(rows):
    """The rows whose craftsman's story is public now, each with it."""
    found = {story.person_id: story for story in Story.objects.public().filter(person__honours__in=rows)}
    return [(honour, found[honour.person_id]) for honour in rows if honour.person_id in found]


@fresh
@require_safe
def card(request, pk):
    """One craftsman's public card; an honour that ended shows number, state and date only (E11)."""
    honour = get_object_or_404(Honour.objects.select_related("person", "certificate", "organiser"), pk=pk)
    return render(request, "publicity/card.html", {"honour": honour, "story": _story_of(honour)})


def _story_of(honour):
    if honour.state != HonourState.VALID:
        return None
    return Story.objects.public().filter(person=honour.person_id).first()


@fresh
@require_safe
def photo(request, pk):
    """The published photo of a craftsman, while the honour is valid and the consent stands; 404 otherwise."""
    story = _story_of(get_object_or_404(Honour, pk=pk))
    if story is None or not story.published_photo:
        raise Http404
    return download(story.published_photo, f"{pk}.jpg", content_type="image/jpeg", inline=True)


@public
@require_safe
def open_data(request):
    """The register as JSON; an ended honour has no name and no unit."""
    rows = Honour.objects.select_related("certificate").order_by("-year", "stroke_order", "name")
    response = JsonResponse({"honours": [_row(honour) for honour in rows]}, json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _row(honour):
    valid = honour.state == HonourState.VALID
    return {
        "title": honour.title,
        "year": honour.year,
        "number": honour.certificate.number if honour.certificate else None,
        "name": honour.name if valid else None,
        "unit_at_award": honour.unit_at_award if valid else None,
        "state": honour.state,
        "state_label": honour.get_state_display(),
        "granted_on": honour.granted_on.isoformat(),
        "ended_on": honour.ended_on.isoformat() if honour.ended_on else None,
    }
