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
from programmes.text import plain

HEAD = ["档案号", "姓名", "培育单位", "组织单位", "年度", "状态", "措施完成", "学时", "最近带教", "考评", "滞后原因"]


@login_required
def board(request):
    """One row a person; 404 for those who look after nobody."""
    user = request.user
    if not user.holds((*permissions.STAFF, *permissions.UNIT)):
        raise Http404
    form = BoardForm(request.GET, lists=_lists(user))
    people, lines = _lines(user, form.asked())
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
        "chosen": [
            form[name] for name in ("unit", "year", "state") if name == "state" or len(form.fields[name].choices) > 2
        ],
        "density": "compact",
    }
    return render(request, "cultivation/board.html", context)


def _begun(user):
    return Trainee.objects.visible_to(user).exclude(state__in=[TraineeState.PROPOSED, TraineeState.LISTED])


def _lists(user):
    """(unit, its name, year) of the lists of whom one sees."""
    rows = _begun(user).order_by()
    return list(rows.values_list("roster__unit", "roster__unit__name", "roster__cohort__year").distinct())


def _lines(user, asked):
    """(person, figures, reasons), those behind first, most reasons first. Seven queries."""
    rows = _begun(user).matching(asked.get("q") or "")
    if asked.get("unit"):
        rows = rows.filter(roster__unit=asked["unit"])
    if asked.get("state"):
        rows = rows.filter(state=asked["state"])
    if asked.get("year"):
        rows = rows.filter(roster__cohort__year=asked["year"])
    people = list(rows.for_list())
    today = clock.today()
    seen = points.figures(people, today)
    reasons = progress.reasons_of(people, seen, today)
    lines = [(one, seen[one.pk], reasons[one.pk]) for one in people]
    if asked.get("behind"):
        lines = [line for line in lines if line[2]]
    return people, sorted(lines, key=lambda line: (-len(line[2]), line[0].file_number or ""))


def _units(lines):
    """(unit, how many people, how many behind), the neediest first."""
    found: dict = {}
    for one, _seen, reasons in lines:
        count = found.setdefault(one.roster.unit, [0, 0])
        count[0] += 1
        count[1] += bool(reasons)
    return sorted(((unit, *count) for unit, count in found.items()), key=lambda row: (-row[2], row[0].name))


def _cells(one, seen, reasons):
    return [
        one.file_number or "",
        one.person.name,
        one.employer_name,
        one.roster.unit.name,
        str(one.roster.cohort.year),
        str(one.get_state_display()),
        f"{seen.done} / {seen.planned}",
        f"{plain(seen.hours)}",
        f"{seen.last_note_on:%Y-%m-%d}" if seen.last_note_on else "",
        one.grade_label,
        "；".join(reasons),
    ]
