"""Years of cultivation: the index, and the scheme of the association (D3)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from audit.record import history
from cultivation import documents, permissions
from cultivation.actions import cohorts, rosters
from cultivation.forms import IssueForm, SchemeForm, UnitForm
from cultivation.models import Cohort, Roster, Trainee
from cultivation.states import RosterState, TraineeState
from cultivation.views.common import PAGE, find_cohort, tried
from programmes.refusal import Refused

SCHEME = ("lists_due_on", *cohorts.SCHEME)


@login_required
def index(request):
    """Years of cultivation with their lists, the newest first; 404 for those who have no part in it."""
    user = request.user
    if not user.holds((*permissions.STAFF, *permissions.UNIT)):
        raise Http404
    years = list(Cohort.objects.visible_to(user).with_counts().order_by("-year", "programme_code"))
    own = Roster.objects.visible_to(user).for_list()
    page = Paginator(own.order_by("-cohort__year", "unit__name"), PAGE).get_page(request.GET.get("page"))
    drawn = set(own.values_list("cohort", "unit"))
    form = UnitForm(user=user)
    units = list(form.fields["unit"].queryset)
    context = {
        "years": [(year, [unit for unit in units if (year.pk, unit.pk) not in drawn]) for year in years],
        "page": page,
        "is_staff": user.holds(permissions.STAFF),
        "learns": Trainee.objects.filter(person__user=user).exists(),
        "density": "compact",
    }
    return render(request, "cultivation/index.html", context)


@login_required
def cohort(request, pk):
    """One year: the scheme, and who has handed a list in."""
    cohort = find_cohort(request, pk)
    may_run = permissions.may_run(request.user, cohort)
    form = SchemeForm(request.POST or None, initial={name: getattr(cohort, name) for name in SCHEME})
    if request.method == "POST":
        if not may_run:
            raise Http404
        if tried(form, lambda: cohorts.write_scheme(cohort, by=request.user, **form.cleaned_data)):
            messages.success(request, "培育方案已保存。")
            return redirect("cultivation:cohort", pk)
    return _cohort_page(request, cohort, form, IssueForm(initial={"issued_on": cohort.issued_on}))


def _cohort_page(request, cohort, form, issue):
    may_read = permissions.may_read_cohort(request.user, cohort)
    rows = Roster.objects.visible_to(request.user).for_list().filter(cohort=cohort)
    states = Trainee.objects.filter(roster__cohort=cohort).exclude(state=TraineeState.PROPOSED) if may_read else None
    counted = dict(states.values_list("state").annotate(n=Count("pk")).order_by()) if may_read else {}
    context = {
        "cohort": cohort,
        "form": form,
        "issue": issue,
        "may_run": permissions.may_run(request.user, cohort),
        "may_read": may_read,
        "page": Paginator(rows.order_by("unit__name"), PAGE).get_page(request.GET.get("page")),
        "counts": [(TraineeState(state).label, n) for state, n in sorted(counted.items())],
        "waiting": rows.filter(state=RosterState.CONFIRMED).count() if may_read else 0,
        "documents": documents.of(cohort),
        "events": history(cohort)[:20] if may_read else [],
    }
    status = 422 if form.errors or issue.errors else 200
    return render(request, "cultivation/cohort.html", context, status=status)


@login_required
@require_POST
def issue(request, pk):
    """发布培育方案."""
    cohort = find_cohort(request, pk)
    if not permissions.may_run(request.user, cohort):
        raise Http404
    issue = IssueForm(request.POST)
    form = SchemeForm(initial={name: getattr(cohort, name) for name in SCHEME})
    if tried(issue, lambda: cohorts.issue_scheme(cohort, by=request.user, **issue.cleaned_data)):
        messages.success(request, "培育方案已发布。")
        return redirect("cultivation:cohort", pk)
    return _cohort_page(request, cohort, form, issue)


@login_required
@require_POST
def draw_up(request, pk):
    """Begin the list of one's unit for a year."""
    cohort = find_cohort(request, pk)
    form = UnitForm(request.POST, user=request.user)
    if not form.is_valid():
        raise Http404
    try:
        roster = rosters.draw_up(cohort, form.cleaned_data["unit"], by=request.user)
    except Refused as refused:
        messages.error(request, refused.findings[0].sentence)
        return redirect("cultivation:index")
    return redirect("cultivation:roster", roster.pk)
