"""状态复核 (AMB-18): the list, one review, and the two ways out; the craftsman reads it and explains."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from audit.record import history
from audit.transitions import why_not
from craftsmen import actions, forms, permissions
from craftsmen.actions.status_reviews import evidence_of
from craftsmen.models import StatusReview
from craftsmen.states import StatusReviewState
from craftsmen.views.register import staffed, tried
from programmes import clock

PAGE = 50
FORMS = {"state": forms.OwnWordsForm, "dismiss": forms.DismissForm, "refer": forms.ReferForm}


@login_required
def index(request):
    """Reviews of the organiser's titles, newest first."""
    mine = StatusReview.objects.visible_to(request.user).filter(honour__organiser__in=staffed(request))
    form = forms.StatusFilterForm(request.GET)
    rows = mine.for_list().order_by("-pk")
    asked = form.cleaned_data if form.is_valid() else {}
    if text := asked.get("q", "").strip():
        rows = rows.filter(Q(honour__name__icontains=text) | Q(row__unit__icontains=text))
    if asked.get("state"):
        rows = rows.filter(state=asked["state"])
    context = {"form": form, "page": Paginator(rows, PAGE).get_page(request.GET.get("page")), "density": "compact"}
    return render(request, "craftsmen/status_reviews.html", context)


def _find(request, pk):
    rows = StatusReview.objects.visible_to(request.user).for_list()
    people = ("decided_by", "row__answered_by", "honour__certificate", "revocation")
    return get_object_or_404(rows.select_related(*people), pk=pk)


@login_required
def review(request, pk):
    return _review(request, _find(request, pk))


def _review(request, found, verb="", form=None):
    user, is_open = request.user, found.state == StatusReviewState.OPENED
    filled = {"state": forms.OwnWordsForm(initial={"text": found.statement}), "dismiss": forms.DismissForm()}
    filled["refer"] = forms.ReferForm(initial={"facts": evidence_of(found)})
    context = {
        "review": found,
        "row": found.row,
        "honour": found.honour,
        "forms": filled | ({verb: form} if form else {}),
        "days": (clock.today() - found.since_on).days,
        "may_state": is_open and permissions.may_state(user, found),
        "may_dismiss": not why_not(found, "dismiss", by=user),
        "may_refer": not why_not(found, "refer", by=user),
        "may_watch": permissions.may_watch(user, found),
        "is_concerned": permissions.is_concerned(user, found),
        "events": history(found)[:50],
        "density": "compact",
    }
    return render(request, "craftsmen/status_review.html", context, status=422 if form is not None else 200)


#: Verb of the address → (who may, action, words of the toast).
VERBS = {
    "state": (permissions.may_state, actions.state_in_review, "说明已登记。"),
    "dismiss": (permissions.may_dismiss, actions.dismiss, "复核已结束，称号状态不变。"),
    "refer": (permissions.may_refer, actions.refer, "已立案。下一步：告知本人，给出不少于 5 个工作日的陈述申辩期。"),
}


@login_required
@require_POST
def act(request, pk, verb):
    """Explain, end without consequence, or open a revocation case."""
    found = _find(request, pk)
    may, action, words = VERBS.get(verb, (None, None, ""))
    if may is None or not may(request.user, found):
        raise Http404
    form, done = FORMS[verb](request.POST), []
    if not form.is_valid() or not tried(form, lambda: done.append(action(found, by=request.user, **form.cleaned_data))):
        return _review(request, _find(request, pk), verb, form)
    messages.success(request, words)
    if verb == "refer":
        return redirect("craftsmen:revocation", done[0].revocation_id)
    return redirect("craftsmen:status-review", pk)
