"""会审答辩 on screen: sessions and panels, the drawn order with its seed, attendance, the supervisor's countersign."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from programmes.refusal import Refused
from programmes.spec import StageKind
from reviews import conflicts
from reviews.actions import sessions as acting
from reviews.models import DefenceSession, DefenceSlot, Entry, Expert
from reviews.permissions import may_countersign_session, may_hold_session
from reviews.reports import board as stages_report
from reviews.states import LIVE_ASSIGNMENT, SessionState, StageState
from reviews.views.common import demand, say, season_run_by
from reviews.views.consensus import moment


def _run(user, season):
    shown = season_run_by(user, season)
    found = [run for run in stages_report.runs_of(shown) if run.kind == StageKind.DEFENCE and run.pk]
    demand(found)
    return found[0]


@login_required
def sessions(request, season):
    """All sessions of the defence of a season, and who has none yet."""
    run = _run(request.user, season)
    free = Entry.objects.filter(stage_run=run, defence_slot__isnull=True).active().select_related("nomination")
    context = {
        "run": run,
        "season": run.season,
        "sessions": _with_counts(run),
        "free": list(free.order_by("nomination__number")),
        "may_plan": run.state == StageState.OPEN and may_hold_session(request.user, run),
    }
    return render(request, "reviews/sessions.html", context)


def _with_counts(run):
    return run.sessions.select_related("chair").annotate(seats=Count("slots")).order_by("number")


@login_required
def new(request, season):
    """Plan a session: time, place, panel, who defends."""
    run = _run(request.user, season)
    demand(run.state == StageState.OPEN and may_hold_session(request.user, run))
    findings = ()
    if request.method == "POST":
        try:
            session = acting.plan(run, _sitting(request.POST), by=request.user, entries=_entries(request.POST, run))
        except Refused as refused:
            findings = refused.findings
        else:
            messages.success(request, "答辩场次已安排，可以抽取答辩顺序。")
            return redirect("reviews:session", session.pk)
    return render(request, "reviews/session_edit.html", _form(request, run, findings), status=422 if findings else 200)


@login_required
def edit(request, pk):
    """Change a session whose order is not drawn."""
    session = _shown(request.user, pk)
    run, findings = session.stage_run, ()
    demand(session.state == SessionState.PLANNED and may_hold_session(request.user, session))
    if request.method == "POST":
        try:
            acting.change(session, _sitting(request.POST), by=request.user)
            acting.seat(session, by=request.user, entries=_entries(request.POST, run))
        except Refused as refused:
            findings = refused.findings
        else:
            messages.success(request, "答辩场次已修改。")
            return redirect("reviews:session", pk)
    context = _form(request, run, findings, session)
    return render(request, "reviews/session_edit.html", context, status=422 if findings else 200)


def _sitting(posted):
    chosen = [pk for pk in posted.getlist("experts") if pk.isdecimal()]
    experts = tuple(Expert.objects.active().filter(pk__in=chosen).order_by("code"))
    return acting.Sitting(
        starts_at=moment(posted.get("starts_at")),
        place=posted.get("place", ""),
        experts=experts,
        chair=next((expert for expert in experts if str(expert.pk) == posted.get("chair")), None),
        talk_minutes=_whole(posted.get("talk_minutes")),
        question_minutes=_whole(posted.get("question_minutes")),
    )


def _whole(text):
    return int(text) if (text or "").isdecimal() and len(text) < 4 else 0


def _entries(posted, run):
    return list(run.entries.active().filter(pk__in=[pk for pk in posted.getlist("entries") if pk.isdecimal()]))


def _form(request, run, findings, session=None):
    posted = request.POST
    chosen = set(posted.getlist("experts")) if posted else set()
    if session and not posted:
        chosen = {str(pk) for pk in session.experts.values_list("pk", flat=True)}
    written = set(
        Expert.objects.filter(
            assignments__entry__stage_run__season=run.season_id,
            assignments__entry__stage_run__kind=StageKind.SCORING,
            assignments__state__in=LIVE_ASSIGNMENT,
        ).values_list("pk", flat=True)
    )
    experts = Expert.objects.active().select_related("organisation").order_by("code")
    free = run.entries.active().filter(defence_slot__isnull=True).select_related("nomination")
    values = {
        name: posted.get(name, "") for name in ("starts_at", "place", "chair", "talk_minutes", "question_minutes")
    }
    return {
        "run": run,
        "season": run.season,
        "session": session,
        "findings": findings,
        "values": values if posted else _stored(run, session),
        "experts": [
            {"expert": one, "chosen": str(one.pk) in chosen, "key": str(one.pk), "wrote": one.pk in written}
            for one in experts
        ],
        "free": list(free.order_by("nomination__number")),
        "left_out": {str(one.pk) for one in free} - set(posted.getlist("entries")) if posted else set(),
    }


def _stored(run, session):
    if session is None:
        minutes = {name: run.parameters[f"defence.{name}"] for name in ("talk_minutes", "question_minutes")}
        return {"starts_at": "", "place": "", "chair": ""} | minutes
    return {
        "starts_at": session.starts_at,
        "place": session.place,
        "chair": str(session.chair_id),
        "talk_minutes": session.talk_minutes,
        "question_minutes": session.question_minutes,
    }


def _shown(user, pk):
    rows = DefenceSession.objects.visible_to(user).select_related("stage_run__season__organiser", "chair", "supervisor")
    return get_object_or_404(rows, pk=pk)


@login_required
def session(request, pk):
    """One session: order, seed and algorithm for anybody to repeat, attendance, progress of the sheets."""
    shown = _shown(request.user, pk)
    slots = list(shown.slots.select_related("entry__nomination").order_by("order_no", "entry__nomination__number"))
    blocked = conflicts.blocked(shown.stage_run)
    panel = list(shown.experts.select_related("organisation").order_by("code"))
    for slot in slots:
        slot.recused = [expert.code for expert in panel if (slot.entry_id, expert.pk) in blocked]
    is_live = shown.state != SessionState.HELD and shown.stage_run.state == StageState.OPEN
    context = {
        "session": shown,
        "run": shown.stage_run,
        "season": shown.stage_run.season,
        "slots": slots,
        "panel": panel,
        "warnings": acting.warnings(shown),
        "repeated": _is_repeated(shown, slots),
        "may_hold": is_live and may_hold_session(request.user, shown),
        "may_countersign": not shown.countersigned_at and may_countersign_session(request.user, shown),
        "why_not_hold": "".join(finding.sentence for finding in acting.hold_findings(shown)),
    }
    return render(request, "reviews/session.html", context)


def _is_repeated(shown, slots):
    """Whether the recorded seed gives the recorded order, computed again for this page."""
    codes = [slot.entry.nomination.code for slot in slots]
    return bool(shown.seed) and acting.order_of(slots, shown.seed) == codes


def _act(request, pk, done, act):
    """Run ``act(session)``; say what happened or every reason against it."""
    try:
        act(_shown(request.user, pk))
    except Refused as refused:
        say(request, refused)
    else:
        messages.success(request, done)
    return redirect("reviews:session", pk)


@login_required
@require_POST
def draw(request, pk):
    demand(may_hold_session(request.user, _shown(request.user, pk)))
    seed, note = request.POST.get("seed", "")[:64], request.POST.get("note", "")
    return _act(
        request,
        pk,
        "答辩顺序已抽定，请监督员签认。",
        lambda one: acting.draw_order(one, by=request.user, seed=seed, note=note),
    )


@login_required
@require_POST
def countersign(request, pk):
    demand(may_countersign_session(request.user, _shown(request.user, pk)))
    return _act(request, pk, "已签认答辩顺序。", lambda one: acting.countersign(one, by=request.user))


@login_required
@require_POST
def announce(request, pk):
    demand(may_hold_session(request.user, _shown(request.user, pk)))
    return _act(request, pk, "答辩通知已发出。", lambda one: acting.announce(one, by=request.user))


@login_required
@require_POST
def hold(request, pk):
    demand(may_hold_session(request.user, _shown(request.user, pk)))
    return _act(request, pk, "本场答辩已结束。", lambda one: acting.hold(one, by=request.user))


@login_required
@require_POST
def attend(request, pk, slot):
    """Note who came, per candidate."""
    shown = _shown(request.user, pk)
    demand(may_hold_session(request.user, shown))
    row = get_object_or_404(DefenceSlot, pk=slot, session=shown)
    given = {
        "attendance": request.POST.get("attendance", ""),
        "note": request.POST.get("note", ""),
        "starts_at": moment(request.POST.get("starts_at")),
    }
    return _act(request, pk, "到场情况已登记。", lambda _one: acting.attend(row, by=request.user, **given))


@login_required
@require_POST
def unseat(request, pk, slot):
    shown = _shown(request.user, pk)
    demand(may_hold_session(request.user, shown))
    row = get_object_or_404(DefenceSlot.objects.select_related("session"), pk=slot, session=shown)
    return _act(request, pk, "已移出本场。", lambda _one: acting.unseat(row, by=request.user))
