"""One person in cultivation: the training file on screen, and 我的成长 on the phone."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render

from academy.queries import coming_of
from audit.record import history
from cultivation import documents, permissions
from cultivation.facts import file, points, progress
from cultivation.models import Trainee
from cultivation.states import TraineeState
from cultivation.views.common import find_trainee
from programmes import clock
from programmes.periods import half_year_label


@login_required
def trainee(request, pk):
    """The training file with the meter, what is behind, and the forms under way."""
    trainee = find_trainee(request, pk, permissions.may_watch)
    context = page_of(request, trainee) | {
        "documents": documents.of(trainee),
        "events": history(trainee)[:20],
        "voided": file.taken_back(trainee),
        "may_assign": permissions.may_assign_mentor(request.user, trainee),
        "may_void_any": permissions.is_organising_clerk(request.user, trainee),
    }
    return render(request, "cultivation/trainee.html", context)


def page_of(request, trainee):
    """What both pages about one person show."""
    user, today = request.user, clock.today()
    seen = points.figures([trainee], today)[trainee.pk]
    composed = file.compose(trainee)
    return {
        "trainee": trainee,
        "file": composed,
        "seen": seen,
        "reasons": progress.reasons_of([trainee], {trainee.pk: seen}, today)[trainee.pk],
        "steps": progress.next_steps(trainee, seen, composed.measures, today),
        "late": {one.pk for one in composed.measures if one.is_late(today)},
        "forces": progress.forces_of(seen),
        "evaluated": progress.forces_of_evaluation(composed.evaluations[0], trainee.cohort.terms)
        if composed.evaluations
        else None,
        "parts": _parts(trainee, composed),
        "summaries": [(half_year_label(one.period), one) for one in composed.summaries],
        "mentor": next((one for one in composed.mentorships if one.until_on is None), None),
        "may_keep": permissions.may_keep(user, trainee),
        "may_note": permissions.may_note(user, trainee),
        "may_sum_up": permissions.may_sum_up(user, trainee),
    }


def _parts(trainee, composed):
    """The lines of the last evaluation: (title, points, full)."""
    if not composed.evaluations:
        return []
    given = composed.evaluations[0].points
    return [(part.title, given.get(part.code, 0), part.points) for part in trainee.cohort.terms.parts]


def _days_left(trainee) -> int | None:
    """Days until the end of the period while somebody learns; a period that rests has no end yet."""
    if trainee.state != TraineeState.CULTIVATING or trainee.ends_on is None:
        return None
    return max((trainee.ends_on - clock.today()).days, 0)


@login_required
def mine(request):
    """我的成长: the own cultivation, the present one first; 404 for those who are nobody of the register."""
    rows = Trainee.objects.filter(person__user=request.user).select_related(
        "person__user", "employer", "industry", "roster__cohort__organiser", "roster__unit"
    )
    own = sorted(rows, key=lambda one: (one.ended_on is not None, -one.pk))
    if not own and not hasattr(request.user, "craftsman"):
        raise Http404
    if not own:
        return render(request, "cultivation/mine_none.html")
    coming = coming_of(own[0].person)
    context = page_of(request, own[0]) | {
        "others": own[1:],
        "coming": coming,
        "days_left": _days_left(own[0]),
        "density": "normal",
    }
    context["counted_hours"] = min(context["seen"].hours, own[0].cohort.hours)
    return render(request, "cultivation/mine.html", context)
