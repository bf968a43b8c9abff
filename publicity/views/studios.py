"""The public register of studios: what stands in the list of those named; an introduction only by consent."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from programmes.strokes import stroke_key
from publicity.views.register import public
from studios import reports
from studios.models import Studio
from studios.states import StudioState


@public
@require_safe
def index(request):
    """Studios by 姓氏笔画 of their leaders (COM-17); those that left with their title stand apart as historical."""
    programmes = [(one.code, one.title) for one in reports.programmes()]
    wanted, query = request.GET.get("programme", ""), request.GET.get("q", "").strip()[:60]
    rows = Studio.objects.published().select_related("leader", "employer").matching(query)
    counts = _counts(rows)
    if wanted in dict(programmes):
        rows = rows.filter(programme_code=wanted)
    ordered = sorted(rows, key=lambda row: (stroke_key(row.leader.name), row.name))
    context = {
        "live": [row for row in ordered if row.state != StudioState.RETIRED],
        "historical": [row for row in ordered if row.state == StudioState.RETIRED],
        "programmes": [(code, title, counts[code]) for code, title in programmes if code in counts],
        "wanted": wanted,
        "query": query,
        "total": sum(counts.values()),
    }
    return render(request, "publicity/studios.html", context)


def _counts(rows):
    counts: dict[str, int] = {}
    for code in rows.values_list("programme_code", flat=True):
        counts[code] = counts.get(code, 0) + 1
    return counts


@public
@require_safe
def card(request, code):
    """One studio as the public may see it; ended ones other than with the title are not there."""
    rows = Studio.objects.published().select_related("leader", "employer", "organiser", "certificate")
    studio = get_object_or_404(rows, code=code)
    return render(request, "publicity/studio.html", {"studio": studio, "former_names": studio.former_names.all()})
