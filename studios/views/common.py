"""How pages get a studio."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from studios.models import Studio

AROUND = ("leader__user", "employer", "recommender", "organiser", "certificate")


def find_studio(request, code, may=None) -> Studio:
    """The studio with this code, if the person sees it and ``may(user, studio)``; otherwise 404."""
    studio = get_object_or_404(Studio.objects.visible_to(request.user).select_related(*AROUND), code=code)
    if may is not None and not may(request.user, studio):
        raise Http404
    return studio
