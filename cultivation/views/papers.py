"""Having a paper made in the background; it is handed out by the pages of the documents."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from cultivation import documents, permissions
from cultivation.views.common import find_cohort, find_roster, find_trainee


@login_required
@require_POST
def roster(request, pk):
    """D1."""
    documents.request(documents.LIST, find_roster(request, pk), by=request.user)
    return _back("cultivation:roster", pk)


@login_required
@require_POST
def cohort(request, pk):
    """D3."""
    documents.request(documents.SCHEME, find_cohort(request, pk), by=request.user)
    return _back("cultivation:cohort", pk)


@login_required
@require_POST
def trainee(request, pk):
    """D4."""
    documents.request(documents.FILE, find_trainee(request, pk, permissions.may_watch), by=request.user)
    return _back("cultivation:trainee", pk)


def _back(name, pk):
    return redirect(f"{reverse(name, args=[pk])}#documents")
