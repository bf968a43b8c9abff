"""年度报告 over HTTP: choose a year, look at what will be in it, have it made as PDF or Word."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from programmes import clock
from studios import documents
from studios.facts import year as facts
from studios.views.pages import find_studio, number_of, show

FORMATS = {"docx": documents.YEAR_DOCX, "pdf": documents.YEAR_PDF}
LABELS = (("docx", "生成 Word"), ("pdf", "生成 PDF"))


@login_required
@require_safe
def index(request, code):
    """The report of a year as it stands, and the files that were made."""
    studio, today = find_studio(request, code), clock.today()
    years = facts.years(studio, today)
    chosen = number_of(request.GET.get("year", ""), years[0])
    if chosen not in years:
        raise Http404
    context = {
        "years": years,
        "year": chosen,
        "formats": LABELS,
        "report": facts.report(studio, chosen, today=today),
        "documents": documents.of_studio(studio, documents.YEAR_PDF, documents.YEAR_DOCX, most=6),
    }
    return show(request, studio, "report", "report", context)


@login_required
@require_POST
def make(request, code):
    """Have the report made in the background."""
    studio = find_studio(request, code)
    chosen, kind = number_of(request.POST.get("year", "")), FORMATS.get(request.POST.get("format", ""))
    if chosen not in facts.years(studio, clock.today()) or kind is None:
        raise Http404
    documents.request(kind, studio, by=request.user, year=chosen)
    return redirect(f"{reverse('studios:report', args=[studio.code])}?year={chosen}#documents")
