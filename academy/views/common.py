"""How pages get an activity, and show the findings of a refusal."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from academy.models import Activity
from academy.permissions import bodies_of, may_see_academy
from academy.states import LEVEL_CHOICES
from accounts.models import Organisation
from accounts.views.refusals import refuse_into
from craftsmen.models import Person
from programmes.refusal import Refused

PAGE = 30


def enter(request) -> None:
    """404 for who has nothing to do with the academy."""
    if not may_see_academy(request.user):
        raise Http404


def find_activity(request, code, may=None) -> Activity:
    """The activity with this code, if the person sees it and ``may(user, activity)``; otherwise 404."""
    rows = Activity.objects.visible_to(request.user).select_related("organiser", "course", "room")
    activity = get_object_or_404(rows, code=code)
    if may is not None and not may(request.user, activity):
        raise Http404
    return activity


def person_of(user) -> Person | None:
    """The entry of the register that belongs to this account. One query."""
    return Person.objects.filter(user=user).first()


def bodies(user) -> list[tuple[str, str, Organisation]]:
    """``(level, label, organisation)`` in whose name the person may hold activities."""
    ids = bodies_of(user)
    found = {
        one.pk: one for one in Organisation.objects.filter(pk__in=frozenset().union(*ids.values()), is_active=True)
    }
    return [(level, label, found[pk]) for level, label in LEVEL_CHOICES for pk in sorted(ids[level]) if pk in found]


def tried(form, action) -> bool:
    """Run an action with the form's values; its findings go to the form."""
    if not form.is_valid():
        return False
    try:
        action(**form.cleaned_data)
    except Refused as refused:
        refuse_into(form, refused)
    return not form.errors
