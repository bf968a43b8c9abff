"""What happens to the period of one person: resting, going on, longer, shorter, out of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render

from audit.transitions import why_not
from cultivation import permissions
from cultivation.actions import periods
from cultivation.forms import DayForm, EndForm, ReasonForm
from cultivation.views.common import find_trainee, tried
from programmes import clock

#: verb → (transition, form, action, words)
VERBS = {
    "suspend": ("suspend", DayForm, periods.suspend, "暂停培育"),
    "resume": ("resume", DayForm, periods.resume, "恢复培育"),
    "adjust": ("adjust_period", EndForm, periods.adjust, "调整培育期"),
    "leave": ("leave", ReasonForm, periods.leave, "退出培育"),
}


@login_required
def period(request, pk):
    """The period with its changes, and what may be done now; whoever may see the person sees the history."""
    trainee = find_trainee(request, pk, permissions.may_watch)
    return _page(request, trainee)


@login_required
def act(request, pk, verb):
    trainee = find_trainee(request, pk, permissions.may_steer)
    if request.method != "POST" or verb not in VERBS:
        raise Http404
    _transition, form_class, action, words = VERBS[verb]
    form = form_class(request.POST, prefix=verb)
    if tried(form, lambda: action(trainee, by=request.user, **form.cleaned_data)):
        messages.success(request, f"已办理：{words}。")
        return redirect("cultivation:period", pk)
    return _page(request, trainee, **{verb: form})


def _page(request, trainee, **bound):
    offered = [
        (verb, words, bound.get(verb) or _fresh(form_class, verb, trainee))
        for verb, (transition, form_class, _action, words) in VERBS.items()
        if not why_not(trainee, transition, by=request.user) or verb in bound
    ]
    context = {
        "trainee": trainee,
        "offered": offered if permissions.may_steer(request.user, trainee) else [],
        "changes": trainee.period_changes.select_related("by"),
        "today": clock.today(),
    }
    return render(request, "cultivation/period.html", context, status=422 if bound else 200)


def _fresh(form_class, verb, trainee):
    return form_class(prefix=verb, initial={"on": clock.today(), "ends_on": trainee.ends_on})
