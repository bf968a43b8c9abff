"""我的工作室: what is due, the quick buttons, the last entries and how far the plan is."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from programmes import clock
from studios import permissions
from studios.actions.members import cautions
from studios.facts import figures, plan
from studios.models import Studio
from studios.views.pages import find_studio, show

LAST = 6


@login_required
@require_safe
def mine(request):
    """The only studio that one keeps, or the list of them."""
    rows = list(Studio.objects.kept_by(request.user).for_list())
    if len(rows) == 1:
        return redirect("studios:workbench", rows[0].code)
    return render(request, "studios/mine.html", {"rows": rows, "density": "normal"})


@login_required
@require_safe
def workbench(request, code):
    """The home of one studio for those who work in it."""
    studio, today = find_studio(request, code), clock.today()
    steps = plan.steps_of_latest(studio, today)
    members = list(studio.members.filter(left_on__isnull=True))
    context = {
        "duties": studio.duties.open_on(today),
        "today": today,
        "entries": studio.entries.standing().for_list()[:LAST],
        "titles": {ledger.code: ledger.title for ledger in studio.terms.ledgers},
        "figures": figures.of_year(studio, today.year),
        "steps": [step for step in steps if step.state in (plan.LATE, plan.NOW)],
        "progress": plan.progress(steps),
        "total": len(steps),
        "members": members,
        "unanswered": [member for member in members if member.confirmed_at is None],
        "cautions": cautions(studio, members) if permissions.may_edit(request.user, studio) else (),
        "density": "normal",
    }
    return show(request, studio, "home", "workbench", context)
