"""What the pages of the workbench share: finding a studio, its tabs, showing findings beside their fields."""

from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, render

from programmes.refusal import Refused
from studios import permissions
from studios.models import Studio


def find_studio(request, code) -> Studio:
    """A studio that the person may look at, in whatever state; else 404. One query."""
    rows = Studio.objects.visible_to(request.user).select_related("employer", "leader", "organiser")
    return get_object_or_404(rows, code=code)


def find_to(may, request, code) -> Studio:
    """A studio to which the person may do something; else 404."""
    studio = find_studio(request, code)
    if not may(request.user, studio):
        raise Http404
    return studio


def show(request, studio, tab, template, context, *, status=200):
    """A page of one studio under its tabs. ``may`` names what the person may do there."""
    user = request.user
    may = {"keep": permissions.may_keep(user, studio), "edit": permissions.may_edit(user, studio)}
    common = {"studio": studio, "tab": tab, "may": may, "ledgers": studio.terms.ledgers, "density": "compact"}
    return render(request, f"studios/{template}.html", common | context, status=status)


def wants_json(request) -> bool:
    """The script sent the form and shows the answer itself."""
    return "json" in request.headers.get("Accept", "")


def refused_json(refused: Refused) -> JsonResponse:
    found = [{"field": finding.field, "sentence": finding.sentence} for finding in refused.findings]
    return JsonResponse({"findings": found}, status=422)


def uploads_of(request, *purposes) -> dict:
    """The chosen files by purpose."""
    return {purpose: request.FILES.getlist(purpose) for purpose in purposes}


def number_of(text, default=None):
    """A whole number from the address; ``default`` for anything else."""
    return int(text) if str(text).isascii() and str(text).isdecimal() and len(str(text)) < 9 else default
