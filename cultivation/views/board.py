"""The board of a cohort: who is behind and why, the neediest first; for organising units, employers and the association."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render

from cultivation import permissions
from cultivation.facts import points, progress
from cultivation.forms import BoardForm
from cultivation.models import Trainee
from cultivation.states import TraineeState
from cultivation.views.common import PAGE
from documents.files import hand_out_workbook
from programmes import clock

MOST = 3000
HEAD = ["档案号", "姓名", "培育单位", "组织单位", "年度", "状态", "措施完成", "学时", "最近带教", "考评", "滞后原因"]


@login_required
def board(request):
    """One row a person; 404 for those who look after nobody."""
    user = request.user
    if not user.holds((*permissions.STAFF, *permissions.UNIT)):
        raise Http404
    form = BoardForm(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    people, lines = _lines(user, asked)
    if request.GET.get("format") == "xlsx":
        cells = [_cells(*line) for line in lines]
        return hand_out_workbook(f"培育进展 {clock.today():%Y-%m-%d}.xlsx", ("培育进展", HEAD, cells))
    context = {
        "form": form,
        "page": Paginator(lines, PAGE).get_page(request.GET.get("page")),
        "units": _units(lines),
        "total": len(people),
        "behind": len([line for line in lines if line[2]]),
        "is_staff": user.holds(permissions.STAFF),
        "density": "compact",
    }
    return render(request, "cultivation/board.html", context)


def _lines(user, asked):
    """(person, figures, reasons), those behind first, most reasons first. Eight queries."""
    rows = Trainee.objects.visible_to(user).exclude(state__in=[TraineeState.PROPOSED, TraineeState.LISTED])
    rows = rows.matching(asked.get("q") or "")
    if asked.get("state"):
        rows = rows.filter(state=asked["state"])
    if asked.get("year"):
        rows = rows.filter(roster__cohort__year=asked["year"])
    people = list(rows.for_list()[:MOST])
    today = clock.today()
    seen = points.figures(people, today)
    reasons = progress.reasons_of(people, seen, today)
    lines = [(one, seen[one.pk], reasons[one.pk]) for one in people]
    if asked.get("behind"):
        lines = [line for line in lines if line[2]]
    return people, sorted(lines, key=lambda line: (-len(line[2]), line[0].file_number or ""))


def _units(lines):
    """How many people and how many behind, by organising unit, the neediest first."""
    found: dict[str, list[int]] = {}
    for one, _seen, reasons in lines:
        count = found.setdefault(one.roster.unit.name, [0, 0])
        count[0] += 1
        count[1] += bool(reasons)
    return sorted(((name, *count) for name, count in found.items()), key=lambda row: (-row[2], row[0]))


def _cells(one, seen, reasons):
    return [
        one.file_number or "",
        one.person.name,
        one.employer_name,
        one.roster.unit.name,
        str(one.roster.cohort.year),
        str(one.get_state_display()),
        f"{seen.done} / {seen.planned}",
        f"{seen.hours:g}",
        f"{seen.last_note_on:%Y-%m-%d}" if seen.last_note_on else "",
        one.grade_label,
        "；".join(reasons),
    ]
