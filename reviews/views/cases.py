"""个案办理: the list of what is decided one by one, and one page for each with its stages and what to do next."""

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.shortcuts import get_object_or_404, render

from audit.record import history
from nominations.models import Nomination
from nominations.states import NominationState
from programmes import clock
from reviews import subjects
from reviews.models import Visit
from reviews.permissions import is_leader, may_see_experts, may_watch
from reviews.reports import cases as report
from reviews.states import VisitState
from reviews.views.common import CountedPaginator, demand, per_page


@login_required
def cases(request):
    """By procedure, state and words; the longest waiting first. Nothing of another organiser."""
    demand(may_see_experts(request.user))
    rows = _asked(request, report.rows(request.user))
    show = request.GET.get("show", "waiting")
    show = show if show in report.SHOWS else "waiting"
    counts = report.counts(rows)
    found = rows.filter(report.SHOWS[show][1])
    page = CountedPaginator(found, per_page(request), count=counts[show]).get_page(request.GET.get("page"))
    page.object_list = _shown(page.object_list)
    context = {
        "page": page,
        "show": show,
        "show_label": report.SHOWS[show][0],
        "words": request.GET.get("q", "").strip(),
        "chosen": request.GET.get("procedure", ""),
        "season": request.GET.get("season", ""),
        "procedures": [(f"{code}/{name}", title) for code, name, title in report.own_procedures(request.user)],
        "chips": [(code, label, counts[code], code == show) for code, (label, _where) in report.SHOWS.items()],
        "late_days": report.LATE_DAYS,
        "own_visits": Visit.objects.of_visitor(request.user).filter(state=VisitState.PLANNED).count(),
    }
    return render(request, "reviews/cases.html", context)


def _asked(request, rows):
    words, season = request.GET.get("q", "").strip(), request.GET.get("season", "")
    programme, _slash, procedure = request.GET.get("procedure", "").partition("/")
    if words:
        named = Q(name__icontains=words) | Q(code__icontains=words)
        rows = rows.filter(named | Q(employer_name__icontains=words))
    if procedure:
        rows = rows.filter(season__programme_code=programme, procedure_code=procedure)
    return rows.filter(season=season) if season.isdecimal() else rows


def _shown(rows):
    rows = list(rows)
    subjects.with_leaders(rows)
    for row in rows:
        row.stage_title = report.stage_title(row)
        row.waiting_days = (clock.now() - row.since).days if row.since else 0
    return rows


@login_required
def case(request, code):
    """One nomination on its own way: stages with their results, the one act that is next, what was decided."""
    nomination = find(request, code)
    found = report.steps(nomination)
    subjects.with_leaders([nomination])
    ready = nomination.state in (NominationState.IN_REVIEW, NominationState.CANDIDATE) and report.is_ready(found)
    open_now = [step for step in found if step.act and step.state != "done"]
    context = {
        "nomination": nomination,
        "season": nomination.season,
        "steps": found,
        "tracker": [{"title": step.title, "state": step.state, "note": ""} for step in found],
        "next": open_now[0] if open_now and nomination.state in report.WAITING else None,
        "is_ready": ready,
        "is_external": not nomination.season.decided_here and nomination.state in report.WAITING,
        "may_decide": is_leader(request.user, nomination.season),
        "events": history(nomination)[:20],
    }
    return render(request, "reviews/case.html", context)


def find(request, code) -> Nomination:
    """A case of an organisation in which this person is staff; else 404."""
    rows = Nomination.objects.visible_to(request.user).filter(report.rolling())
    rows = rows.select_related("season__organiser", "employer", "recommender")
    nomination = get_object_or_404(rows, code=code)
    demand(may_watch(request.user, nomination))
    return nomination
