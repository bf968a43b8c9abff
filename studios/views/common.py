"""How pages get a studio, the body that acts, a sheet to download, and the findings of a refusal."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import Organisation
from accounts.states import Role
from accounts.views.refusals import refuse_into
from programmes.refusal import Refused
from studios.models import Studio
from studios.permissions import STAFF, may_enter

AROUND = ("leader__user", "employer", "recommender", "organiser", "certificate")
PAGE = 50


def find_studio(request, code, may=None) -> Studio:
    """The studio with this code, if the person sees it and ``may(user, studio)``; otherwise 404."""
    studio = get_object_or_404(Studio.objects.visible_to(request.user).select_related(*AROUND), code=code)
    if may is not None and not may(request.user, studio):
        raise Http404
    return studio


def staffed(request):
    """Studios of the bodies in which the person is staff; 404 for everybody else."""
    if not request.user.holds(STAFF):
        raise Http404
    return Studio.objects.run_by(request.user)


def keeper(request) -> Organisation:
    """The body in whose register the person may enter something; 404 for everybody else."""
    ids = request.user.organisation_ids(Role.OFFICER, Role.LEADER)
    organiser = Organisation.objects.filter(pk__in=ids, is_organiser=True).order_by("pk").first()
    if organiser is None or not may_enter(request.user, organiser):
        raise Http404
    return organiser


def tried(form, action) -> bool:
    """Run an action with the form's values; its findings go to the form."""
    if not form.is_valid():
        return False
    try:
        action(**form.cleaned_data)
    except Refused as refused:
        refuse_into(form, refused)
    return not form.errors
