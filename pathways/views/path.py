"""The path of one person: on the staff's page of the craftsman, and on the person's own page."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.views.parts import part_or_page
from craftsmen.models import Person
from pathways import charts
from pathways.facts import may_begin_studio, own_person, path_of, path_stage
from pathways.models import Nominee


@login_required
@require_safe
def of_person(request, pk):
    """A fragment for the page of a craftsman: the picture with its table, and where the person was put forward; a page of
    its own where no script has asked for it."""
    person = get_object_or_404(Person.objects.visible_to(request.user).prefetch_related("honours"), pk=pk)
    return part_or_page(
        request, part="pathways/of_person.html", page="pathways/of_person_page.html", context=_context(request, person)
    )


def _context(request, person):
    stages = path_of(person)
    put_forward = Nominee.objects.visible_to(request.user).filter(person=person).select_related("round")
    return {
        "person": person,
        "stages": stages,
        "picture": charts.path(stages),
        "reached": path_stage(person),
        "put_forward": list(put_forward.order_by("-round__year", "-pk")),
    }


@login_required
@require_safe
def mine(request):
    """我的路径: the own stages, what waits for an answer, and the studio that is encouraged (QC26-50)."""
    person = own_person(request.user)
    if person is None or not person.honours.all():
        raise Http404
    context = _context(request, person) | {"begins_studio": may_begin_studio(person), "density": "normal"}
    return render(request, "pathways/mine.html", context)
