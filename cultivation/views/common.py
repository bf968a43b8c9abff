"""How pages get a year, a list or a person, and how an action's refusal reaches its form."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.views.refusals import refuse_into
from cultivation.models import Cohort, Roster, Trainee
from programmes.refusal import Refused

PAGE = 50


def find_cohort(request, pk) -> Cohort:
    return get_object_or_404(Cohort.objects.visible_to(request.user).select_related("organiser"), pk=pk)


def find_roster(request, pk, may=None) -> Roster:
    """The list if the person sees it and ``may(user, roster)``; otherwise 404."""
    rows = Roster.objects.visible_to(request.user).select_related("cohort__organiser", "unit")
    roster = get_object_or_404(rows, pk=pk)
    if may is not None and not may(request.user, roster):
        raise Http404
    return roster


def find_trainee(request, pk, may=None) -> Trainee:
    """The person in cultivation if one sees them and ``may(user, trainee)``; otherwise 404."""
    rows = Trainee.objects.visible_to(request.user).select_related(
        "person__user", "employer", "industry", "roster__cohort__organiser", "roster__unit"
    )
    trainee = get_object_or_404(rows, pk=pk)
    if may is not None and not may(request.user, trainee):
        raise Http404
    return trainee


def tried(form, action) -> bool:
    """Run an action once the form is valid; its findings go to the form."""
    if not form.is_valid():
        return False
    try:
        action()
    except Refused as refused:
        refuse_into(form, refused)
    return not form.errors
