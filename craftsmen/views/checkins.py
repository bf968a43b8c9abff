"""在岗情况年度核对: the years, the organiser's board, the unit's one page, and what came by telephone or on paper."""

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from accounts.models import Organisation
from accounts.states import UNIT_ROLES, Role
from craftsmen import actions, facts, forms, permissions
from craftsmen.actions.answers import Given
from craftsmen.models import CheckIn, CheckRow
from craftsmen.states import DEPARTED, Presence
from craftsmen.views.register import staffed, tried
from documents.files import hand_out_workbook
from programmes import clock
from programmes.refusal import Finding, Refused

PAGE = 50
#: People on the page of a unit; hardly any has more, and everything typed is sent together.
ANSWERS = 100
STAFF = (Role.OFFICER, Role.LEADER, Role.SUPERVISOR)
HEAD = [
    "姓名",
    "称号",
    "年度",
    "填报单位",
    "命名时单位",
    "在岗情况",
    "起始日期",
    "说明",
    "来源",
    "填报人",
    "填报时间",
    "本人异议",
]


def _organiser(user):
    """The body for which the person may open a check-in."""
    mine = Organisation.objects.filter(pk__in=user.organisation_ids(Role.OFFICER), is_organiser=True)
    return mine.order_by("pk").first()


@login_required
def index(request):
    """The check-ins of all years that concern this person."""
    user = request.user
    if not user.holds((*STAFF, *UNIT_ROLES)):
        raise Http404
    rows, organiser = CheckIn.objects.visible_to(user).with_progress(user).order_by("-year", "-pk"), _organiser(user)
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "is_staff": user.holds(STAFF),
        "may_open": organiser is not None and bool(facts.to_open(organiser, clock.today().year)),
        "density": "compact",
    }
    return render(request, "craftsmen/checkins.html", context)


@login_required
def checkin_new(request):
    """Open this year's by hand; otherwise it opens by itself on the programme's day."""
    organiser = _organiser(request.user)
    if organiser is None or not permissions.may_open_checkin(request.user, organiser):
        raise Http404
    programmes = list(facts.cared().values())
    start = {"due_on": _usual_end(programmes[0])} if programmes else {}
    form = forms.CheckInForm(request.POST or None, programmes=programmes, initial=start)
    if request.method == "POST" and form.is_valid():
        made = []
        if tried(form, lambda: made.append(actions.open_checkin(organiser, by=request.user, **form.cleaned_data))):
            messages.success(request, "已开启，各单位会收到通知。")
            return redirect("craftsmen:checkin", made[0].pk)
    context = {"form": form, "programmes": programmes, "density": "compact"}
    return render(request, "craftsmen/checkin_new.html", context, status=422 if form.errors else 200)


def _usual_end(programme):
    """The programme's last day of this year, or a month from now when it is over."""
    today = clock.today()
    usual = programme.latest.care.window(today.year)[1]
    return usual if usual > today else today + dt.timedelta(days=30)


@login_required
def board(request, pk):
    """Who answered, who is behind; for staff. ``format=xlsx`` hands out what is shown."""
    mine = CheckIn.objects.visible_to(request.user).filter(organiser__in=staffed(request))
    checkin = get_object_or_404(mine.select_related("organiser"), pk=pk)
    rows = list(CheckRow.objects.visible_to(request.user).filter(checkin=checkin).standing().for_list())
    lines = facts.unit_lines(rows)
    form = forms.BoardForm(request.GET, lines=lines)
    shown = _shown(rows, form.asked())
    if request.GET.get("format") == "xlsx":
        return hand_out_workbook(f"{checkin}.xlsx", ("在岗情况核对", HEAD, [_cells(row) for row in shown]))
    context = {
        "checkin": checkin,
        "lines": lines,
        "form": form,
        "page": Paginator(shown, PAGE).get_page(request.GET.get("page")),
        "asked": len(rows),
        "answered": sum(line.answered for line in lines),
        "is_latest": CheckIn.objects.newest().filter(pk=pk).exists(),
        "may_enter": request.user.holds(Role.OFFICER, checkin.organiser_id),
        "density": "compact",
    }
    return render(request, "craftsmen/checkin.html", context)


ABOUT = {
    "missing": lambda row: row.answered_at is None,
    "away": lambda row: row.presence == Presence.ABSENT,
    "departed": lambda row: row.presence in DEPARTED,
    "disputed": lambda row: row.disputed_at is not None,
}


def _shown(rows, asked):
    text, unit, about = asked.get("q", "").strip(), asked.get("unit"), ABOUT.get(asked.get("about"))
    if text:
        rows = [row for row in rows if text in row.honour.name or text in row.unit]
    if unit:
        rows = [row for row in rows if str(row.employer_id or "none") == unit]
    return [row for row in rows if about(row)] if about else rows


def _cells(row):
    return [
        row.honour.name,
        row.honour.title,
        str(row.honour.year),
        row.employer.name if row.employer else row.unit,
        row.honour.unit_at_award,
        str(row.get_presence_display()) or "未填报",
        str(row.since_on or ""),
        row.note,
        str(row.get_channel_display()),
        row.answered_by.name if row.answered_by else "",
        f"{row.answered_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}" if row.answered_at else "",
        "有" if row.disputed_at else "",
    ]


@login_required
def answers(request, pk):
    """The unit's page: all its people at once; the clerk's word is enough."""
    checkin = get_object_or_404(CheckIn.objects.visible_to(request.user), pk=pk)
    rows = CheckRow.objects.visible_to(request.user).asked_of(request.user).filter(checkin=checkin).standing()
    page = Paginator(rows.for_list().prefetch_related("remarks"), ANSWERS).get_page(request.GET.get("page"))
    if not page.paginator.count:
        raise Http404
    typed = request.POST if request.method == "POST" else None
    lines = [forms.AnswerForm(typed, row=row) for row in page if permissions.may_answer(request.user, row)]
    if typed is not None and _answered(request, checkin, lines):
        return redirect("craftsmen:check-answers", pk)
    return _answers(request, checkin, page, lines)


def _answered(request, checkin, lines) -> bool:
    """True when everything typed is written; a refusal stands on its line."""
    if not all(line.is_valid() for line in lines):
        return False
    given = {line.row.pk: _given(line, rest=request.POST.get("rest", "")) for line in lines}
    try:
        count = actions.answer(checkin, given, by=request.user)
    except Refused as refused:
        _refuse_lines({str(line.row.pk): line for line in lines}, refused)
        return False
    messages.success(request, f"已保存，{count} 人有更新。" if count else "没有需要保存的修改。")
    return True


def _given(line, *, rest):
    cleaned = line.cleaned_data
    presence = cleaned["presence"] or (rest if not line.row.presence else "")
    return Given(presence=presence, since_on=cleaned["since_on"], note=cleaned["note"])


def _refuse_lines(lines, refused):
    for finding in refused.findings:
        pk, _, field = finding.field.partition("-")
        line = lines.get(pk) or next(iter(lines.values()))
        line.add_error(field if field in line.fields else "presence", finding.sentence)


def _answers(request, checkin, page, lines):
    is_open = CheckIn.objects.newest().filter(pk=checkin.pk).exists()
    findings = [
        Finding("QC26-56", error, f"{line.row.pk}-{name}")
        for line in lines
        for name, errors in line.errors.items()
        for error in errors
    ]
    context = {
        "checkin": checkin,
        "page": page,
        "lines": lines,
        "findings": findings,
        "missing": sum(not line.row.presence for line in lines),
        "own": [row for row in page if not permissions.may_answer(request.user, row)],
        "is_open": is_open,
        "density": "compact",
    }
    return render(request, "craftsmen/check_answers.html", context, status=422 if findings else 200)


@login_required
def row(request, pk):
    """An officer enters one answer that came by telephone or on paper."""
    rows = CheckRow.objects.visible_to(request.user).for_list().prefetch_related("remarks__by")
    found = get_object_or_404(rows, pk=pk)
    if not permissions.may_enter_answer(request.user, found):
        raise Http404
    start = {"presence": found.presence, "since_on": found.since_on, "note": found.note}
    form = forms.EnterAnswerForm(request.POST or None, initial=start)
    done = request.method == "POST" and form.is_valid()
    if done and tried(form, lambda: actions.enter_answer(found, by=request.user, **form.cleaned_data)):
        messages.success(request, f"已登记{found.honour.name}的在岗情况。")
        return redirect("craftsmen:checkin", found.checkin_id)
    context = {"row": found, "form": form, "density": "compact"}
    return render(request, "craftsmen/check_row.html", context, status=422 if form.errors else 200)
