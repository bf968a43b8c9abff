"""Assigning experts: the stage's load, draws with their record, one entry with its experts and what stands against them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from audit.record import history
from programmes.refusal import Refused
from reviews import matching
from reviews.actions import assigning, conflicts, consensus, drawing, progress, scoring, tell
from reviews.forms import DrawForm
from reviews.models import Assignment, Conflict, Draw, Entry, Expert
from reviews.permissions import may_assign, may_countersign_draw, may_decide_entry
from reviews.reports import board as report
from reviews.states import EntryState, Ground, StageState
from reviews.views.board import report_matching
from reviews.views.common import demand, say, stage_run_of


@login_required
def assign(request, season, code):
    """Load and progress per expert, entries that are short of experts, draws; POST assigns or reminds."""
    run = stage_run_of(request.user, season, code)
    if request.method == "POST":
        demand(may_assign(request.user, run))
        try:
            _act(request, run)
        except Refused as refused:
            say(request, refused)
        return redirect("reviews:assign", season, code)
    wanted = report.wanted_of(run)
    context = {
        "run": run,
        "season": run.season,
        "wanted": wanted,
        "experts": Expert.objects.active().select_related("organisation").with_load(run).order_by("-late", "code"),
        "short": list(progress.short_of_experts(run)[:50]) if run.state == StageState.OPEN and wanted else [],
        "short_count": run.entries.waiting_for_experts(wanted).count() if wanted else 0,
        "draws": run.draws.select_related("operator", "supervisor"),
        "is_open": run.state == StageState.OPEN,
        "remaining": report.remaining(run),
        "may_assign": may_assign(request.user, run) and run.state == StageState.OPEN,
    }
    return render(request, "reviews/assign.html", context)


def _act(request, run):
    if request.POST.get("act") == "remind":
        messages.success(request, f"已提醒 {tell.remind(run)} 位专家。")
        return
    chosen = request.POST.get("draw", "")
    draw = (
        get_object_or_404(Draw.objects.visible_to(request.user), pk=chosen, stage_run=run)
        if chosen.isdecimal()
        else None
    )
    report_matching(request, assigning.assign(run, by=request.user, draw=draw))


@login_required
def draw_new(request, season, code):
    """Draw experts for a stage (E16)."""
    run = stage_run_of(request.user, season, code)
    demand(may_assign(request.user, run))
    form = DrawForm(request.POST or None, initial={"wanted": report.wanted_of(run) or None})
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            made = drawing.draw(
                run,
                by=request.user,
                wanted={"": cleaned["wanted"]},
                exclusions=cleaned["exclusions"],
                seed=cleaned["seed"],
            )
        except Refused as refused:
            for finding in refused.findings:
                form.add_error(finding.field if finding.field in form.fields else None, finding.sentence)
        else:
            messages.success(request, f"已抽取 {len(made.drawn)} 位专家，请监督员签认。")
            return redirect("reviews:draw", made.pk)
    context = {"form": form, "run": run, "season": run.season, "pool": Expert.objects.active().count()}
    return render(request, "reviews/draw_new.html", context)


def _draw(request, pk):
    rows = Draw.objects.visible_to(request.user).select_related("stage_run__season", "operator", "supervisor")
    return get_object_or_404(rows, pk=pk)


@login_required
def draw(request, pk):
    """The record of a draw: pool, seed, algorithm, list, declines; repeated from its seed while one looks."""
    shown = _draw(request, pk)
    names = dict(Expert.objects.filter(code__in=shown.pool).values_list("code", "name"))
    panel = assigning.panel(shown)
    context = {
        "draw": shown,
        "run": shown.stage_run,
        "season": shown.stage_run.season,
        "panel": [(code, names.get(code, "")) for code in panel],
        "drawn": [(code, names.get(code, "")) for code in shown.drawn],
        "repeats": drawing.repeated(shown) == shown.drawn,
        "algorithm": matching.DRAW_ALGORITHM,
        "may_countersign": shown.countersigned_at is None and may_countersign_draw(request.user, shown),
        "may_assign": may_assign(request.user, shown),
    }
    return render(request, "reviews/draw.html", context)


@login_required
@require_POST
def draw_countersign(request, pk):
    shown = _draw(request, pk)
    demand(may_countersign_draw(request.user, shown))
    try:
        drawing.countersign(shown, by=request.user)
    except Refused as refused:
        say(request, refused)
    else:
        messages.success(request, "抽取记录已签认。")
    return redirect("reviews:draw", pk)


@login_required
@require_POST
def draw_decline(request, pk):
    shown = _draw(request, pk)
    demand(may_assign(request.user, shown))
    try:
        drawing.decline(
            shown, by=request.user, code=request.POST.get("code", ""), reason=request.POST.get("reason", "")
        )
    except Refused as refused:
        say(request, refused)
    else:
        messages.success(request, "已按抽取顺序递补。")
    return redirect("reviews:draw", pk)


def _entry(request, pk):
    rows = Entry.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("nomination__recommender", "stage_run__season__organiser"), pk=pk)


@login_required
def entry(request, pk):
    """One nomination in one stage: its experts, their progress, doubts, conflicts; POST assigns one expert by hand."""
    shown = _entry(request, pk)
    if request.method == "POST":
        demand(may_assign(request.user, shown))
        try:
            expert = get_object_or_404(Expert.objects.visible_to(request.user), pk=request.POST.get("expert") or 0)
            made = assigning.assign_by_hand(shown, expert, by=request.user)
        except Refused as refused:
            say(request, refused)
        else:
            messages.success(request, f"已分派给 {made.expert.code}。")
        return redirect("reviews:assign-entry", pk)
    may_act = may_assign(request.user, shown) and shown.stage_run.state == StageState.OPEN
    context = {
        "entry": shown,
        "nomination": shown.nomination,
        "run": shown.stage_run,
        "season": shown.stage_run.season,
        "assignments": shown.assignments.select_related("expert__organisation").prefetch_related("revisions"),
        "conflicts": Conflict.objects.standing().filter(nomination=shown.nomination).select_related("expert"),
        "choices": assigning.choices_for(shown) if may_act else [],
        "grounds": Ground.choices,
        "events": history(shown)[:20],
        "may_act": may_act,
        "may_promote": shown.state == EntryState.RESERVE and may_decide_entry(request.user, shown),
        "against_promotion": consensus.against_promotion(shown) if shown.state == EntryState.RESERVE else [],
    }
    return render(request, "reviews/entry.html", context)


@login_required
@require_POST
def promote(request, pk):
    """递补: a reserve takes the place of a selected one who left."""
    shown = _entry(request, pk)
    demand(may_decide_entry(request.user, shown))
    try:
        consensus.promote(shown, by=request.user, reason=request.POST.get("reason", ""))
    except Refused as refused:
        say(request, refused)
    else:
        messages.success(request, f"{shown.nomination.name}已递补入围。")
    return redirect("reviews:assign-entry", pk)


def _assignment(request, pk):
    """An assignment that this person may manage (not the expert's own view of it)."""
    rows = Assignment.objects.visible_to(request.user).select_related(
        "entry__stage_run__season", "expert", "entry__nomination"
    )
    found = get_object_or_404(rows, pk=pk)
    demand(may_assign(request.user, found))
    return found


@login_required
@require_POST
def manage(request, pk):
    """One act on one assignment: replace, recuse, unlock, or answer its doubt."""
    assignment = _assignment(request, pk)
    try:
        words = _manage(request, assignment)
    except Refused as refused:
        say(request, refused)
    else:
        messages.success(request, words)
    return redirect("reviews:assign-entry", assignment.entry_id)


def _manage(request, assignment):
    post, note = request.POST, request.POST.get("note", "")
    if post.get("act") == "replace":
        expert = get_object_or_404(Expert.objects.visible_to(request.user), pk=post.get("expert") or 0)
        assigning.replace(assignment, expert, by=request.user, note=note)
        return f"已改派给 {expert.code}。"
    if post.get("act") == "recuse":
        assigning.recuse(assignment, by=request.user, note=note)
        return f"{assignment.expert.code} 已回避，请改派。"
    if post.get("act") == "unlock":
        scoring.unlock(assignment, by=request.user, reason=note)
        return f"{assignment.expert.code} 的评分表已解锁，原表已存档。"
    if post.get("act") == "answer":
        scoring.answer_doubt(assignment, by=request.user, answer=note)
        return "答复已发给专家。"
    raise Refused.because("请选择要办的事项。")


@login_required
@require_POST
def conflict(request, pk):
    """Record a conflict on a nomination by hand, or lift one that was recorded by hand."""
    shown = _entry(request, pk)
    demand(may_assign(request.user, shown))
    post = request.POST
    try:
        if post.get("lift", "").isdecimal():
            row = get_object_or_404(
                Conflict.objects.visible_to(request.user), pk=post["lift"], nomination=shown.nomination
            )
            conflicts.lift(row, by=request.user, note=post.get("note", ""))
            words = "已解除。"
        else:
            expert = get_object_or_404(Expert.objects.visible_to(request.user), pk=post.get("expert") or 0)
            conflicts.record_conflict(
                expert, shown.nomination, by=request.user, ground=post.get("ground", ""), detail=post.get("detail", "")
            )
            words = f"已登记：{expert.code} 不参加这份申报的评审。"
    except Refused as refused:
        say(request, refused)
    else:
        messages.success(request, words)
    return redirect("reviews:assign-entry", pk)
