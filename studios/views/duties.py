"""到期事项: what is due for whom, with filters and a workbook; confirmation and waiver of one duty."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from documents.files import hand_out_workbook
from programmes import clock
from studios import permissions
from studios.actions import duties
from studios.forms.register import NoteForm
from studios.models import DutyItem, LeaderEvent, Studio
from studios.reports import board
from studios.reports import life as lives
from studios.views.common import PAGE, tried

SHOWN = {"overdue": "已逾期", "open": "现在办理", "soon": "三十天内开始", "done": "已办结"}


@login_required
def index(request):
    """Duties of the studios that the person sees, soonest first; changes of leader stand above them."""
    visible = Studio.objects.visible_to(request.user)
    if not permissions.is_staff_of_programme(request.user) and not visible.exists():
        raise Http404
    today, wanted = clock.today(), _wanted(request)
    items = DutyItem.objects.visible_to(request.user).filter(studio__state__in=board.LIVE)
    if wanted["programme"]:
        items = items.filter(studio__programme_code=wanted["programme"])
    if wanted["code"]:
        items = items.filter(code=wanted["code"])
    counts = board.due_counts(items, today)
    rows = items.shown_as(wanted["show"], today).matching(wanted["q"]).for_list()
    if request.GET.get("format") == "xlsx":
        return hand_out_workbook("到期事项.xlsx", ("到期事项", HEADS, (_cells(row, today) for row in rows)))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "owed": lives.owed(page.object_list, today),
        "chips": [(code, label, counts.get(code)) for code, label in SHOWN.items()],
        "owed_now": counts["overdue"] + counts["open"],
        "wanted": wanted,
        "programmes": board.titles(),
        "kinds": board.duty_titles(wanted["programme"]),
        "changes": _changes(request.user, today),
        "is_staff": permissions.is_staff_of_programme(request.user),
        "density": "compact",
    }
    return render(request, "studios/duties.html", context)


def _wanted(request):
    show = request.GET.get("show", "")
    return {
        "show": show if show in SHOWN else "",
        "programme": request.GET.get("programme", ""),
        "code": request.GET.get("code", ""),
        "q": request.GET.get("q", "").strip()[:60],
    }


def _changes(user, today):
    """Open change tasks, the most urgent first, at most fifty."""
    rows = LeaderEvent.objects.visible_to(user).pending().select_related("studio", "person").order_by("due_on")
    return [(row, row.is_overdue(today), abs((row.due_on - today).days)) for row in rows[:50]]


HEADS = ("工作室", "编号", "所在单位", "推荐单位", "领衔人", "事项", "期间", "开始", "截止", "情况")


def _cells(row, today):
    studio = row.studio
    union = studio.recommender.name if studio.recommender else ""
    return (
        studio.name, studio.code, studio.employer.name, union, studio.leader.name, row.title, row.period_label,
        row.opens_on, row.due_on, lives.standing(row, today)[1],
    )  # fmt: skip


ACTS = {
    "confirm": ("确认办理", permissions.may_confirm, duties.fulfil, "已确认。"),
    "waive": ("免除", permissions.may_waive, duties.waive, "已免除。"),
}


@login_required
def act(request, pk, verb):
    """Confirm a duty that no form fulfils, or let one go; both with words."""
    if verb not in ACTS:
        raise Http404
    title, may, action, words = ACTS[verb]
    rows = DutyItem.objects.visible_to(request.user).select_related("studio__leader", "studio__employer")
    item = get_object_or_404(rows, pk=pk)
    declared = item.declared
    is_plain = declared is not None and not declared.procedure
    if not may(request.user, item) or not item.is_pending or (verb == "confirm" and not is_plain):
        raise Http404
    form = NoteForm(request.POST or None)
    form.fields["note"].label = "办理情况" if verb == "confirm" else "免除的理由"
    acted = request.method == "POST" and tried(
        form, lambda note: action(item.studio, item.code, item.period, by=request.user, note=note)
    )
    if acted:
        messages.success(request, words)
        return redirect("studios:studio", item.studio.code)
    context = {"item": item, "form": form, "act_title": title, "verb": verb, "declared": declared, "density": "compact"}
    return render(request, "studios/duties_act.html", context, status=422 if form.errors else 200)
