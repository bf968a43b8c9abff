"""The officer's season board: stages, funnel, what is to be done today, the queue with its bulk actions."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from audit.transitions import why_not
from documents.files import hand_out_workbook
from nominations.models import Season
from programmes import clock
from programmes.refusal import Refused
from programmes.spec import StageKind
from reviews import badges, industries
from reviews.actions import assigning, stages, tell
from reviews.actions import consensus as deciding
from reviews.models import Entry
from reviews.permissions import may_assign, may_close_stage, may_open_stage, may_see_experts
from reviews.reports import board as report
from reviews.states import StageState
from reviews.views.common import CountedPaginator, day, demand, per_page, say, stage_run_of

MOST_SEASONS = 8
#: Stages that publication and naming begin and end themselves.
PUBLIC = (StageKind.PUBLICITY, StageKind.CONFERRAL)


@login_required
def home(request):
    """The board of the newest season that is under way; staff of an organiser without any go to the list of seasons."""
    seasons = Season.objects.run_by(request.user).order_by("-year", "-pk")
    season = seasons.filter(state__in=["reviewing", "open"]).first() or seasons.first()
    if season is None and may_see_experts(request.user):
        return redirect("nominations:seasons")
    demand(season)
    return redirect("reviews:board", season.pk)


@login_required
def board(request, season):
    shown = report.season_for_board(request.user, season)
    demand(shown)
    runs = report.runs_of(shown, procedure_code=request.GET.get("procedure", ""))
    if not runs:
        return redirect(f"{reverse('reviews:cases')}?season={shown.pk}")
    run = report.current(runs, request.GET.get("stage", ""))
    counts = Entry.objects.board_counts(run, wanted=report.wanted_of(run)) if run.pk else _none()
    context = {
        "season": shown,
        "seasons": list(Season.objects.run_by(request.user).order_by("-year", "-pk")[:MOST_SEASONS]),
        "runs": runs,
        "run": run,
        "stages": report.tracker(runs),
        "funnel": report.funnel(runs, report.tallies(shown, runs)),
        "fields": report.fields_of(shown),
        "procedure": run.procedure,
        "has_cases": any(one.rolling for one in shown.edition.procedures),
        "counts": counts,
        "today": report.today(shown, counts, run),
        "remaining": report.remaining(run),
        **_queue(request, run, counts, shown),
        **_acts(request.user, run, shown, counts),
    }
    return render(request, "reviews/board.html", context)


def _none():
    return {code: 0 for code, _label in report.CHIPS}


def _queue(request, run, counts, season):
    """The page of rows that the address asks for."""
    words, chip = request.GET.get("q", "").strip(), request.GET.get("show", "all")
    sort = request.GET.get("sort", "number")
    chip = chip if chip in counts else "all"
    rows = report.queue(run, words=words, chip=chip, sort=sort) if run.pk else Entry.objects.none()
    total = rows.count() if words else counts[chip]
    page = CountedPaginator(rows, per_page(request), count=total).get_page(request.GET.get("page"))
    page.object_list = list(page.object_list)
    names = industries.labels(run.procedure)
    for row in page.object_list:
        row.industry_label = names.get(industries.code_in(row.industry), "")
        row.badge = badges.of_entry(row) if run.kind in stages.SCORED else _standing(row.nomination)
        row.percent = round(100 * row.submitted_count / row.assigned_count) if row.assigned_count else 0
    return {"page": page, "words": words, "chip": chip, "sort": sort, "chips": report.chips(counts, chip)}


def _standing(nomination):
    """The state of a nomination in stages without experts, where nothing is assigned or scored."""
    return badges.badge(nomination.tone, nomination.icon, nomination.get_state_display())


def _acts(user, run, season, counts):
    """What this person may do with the stage, with the sentence for what is not possible yet. The supervisor: nothing."""
    acts = {"is_scored": run.kind in stages.SCORED, "is_formality": run.kind == StageKind.FORMALITY}
    acts["is_public"] = run.kind in PUBLIC
    acts["may_export"] = run.pk is not None and (may_assign(user, run) or may_close_stage(user, run))
    if run.pk is None or not season.decided_here:
        return acts
    if run.state == StageState.WAITING and may_open_stage(user, run):
        acts |= {"may_open": True, "why_not_open": _sentence(run, "open", user)}
    if run.state == StageState.OPEN:
        acts["may_assign"] = acts["is_scored"] and may_assign(user, run)
        if may_close_stage(user, run) and not acts["is_public"]:
            acts |= {"may_close": True, "why_not_close": _why_not_close(run, user, counts)}
    return acts


def _why_not_close(run, user, counts):
    left = counts["waiting"] + counts["scoring"] + counts["scored"]
    return f"还有 {left} 份没有结果" if left else _sentence(run, "close", user)


def _sentence(run, name, user):
    return "".join(finding.sentence for finding in why_not(run, name, by=user))


@login_required
@require_POST
def bulk(request, season, code):
    """Assign experts to the chosen rows, or remind their experts."""
    run = stage_run_of(request.user, season, code)
    demand(may_assign(request.user, run))
    chosen = Entry.objects.filter(stage_run=run)
    if request.POST.get("all") != "1":
        chosen = chosen.filter(pk__in=[pk for pk in request.POST.getlist("ids") if pk.isdecimal()])
    try:
        _act_on(request, run, chosen)
    except Refused as refused:
        say(request, refused)
    return redirect(run)


def _act_on(request, run, chosen):
    if not chosen.exists():
        messages.error(request, "请先选择申报。")
    elif request.POST.get("act") == "assign":
        report_matching(request, assigning.assign(run, by=request.user, entries=list(chosen)))
    elif request.POST.get("act") == "remind":
        messages.success(
            request, f"已提醒 {tell.remind(run, entries=list(chosen.values_list('pk', flat=True)))} 位专家。"
        )


def report_matching(request, result) -> None:
    """Say what an assignment did, and for how many entries too few experts were free."""
    messages.success(request, f"已分派 {len(result.pairs)} 人次。")
    if result.missing:
        messages.warning(request, f"{len(result.missing)} 份的专家不够，请补充专家或调整人数后再分派。")


@login_required
def stage(request, season, code):
    """Open a stage: what it takes over, what will be locked, the last day for the experts."""
    run = stage_run_of(request.user, season, code)
    demand(may_open_stage(request.user, run) and run.state == StageState.WAITING)
    findings, due_on = [], request.POST.get("due_on", "")
    if request.method == "POST":
        try:
            opened = stages.open_stage(run, by=request.user, due_on=day(due_on))
        except Refused as refused:
            findings = refused.findings
        else:
            messages.success(request, f"“{opened.title}”已经开始，评审参数已锁定。")
            return redirect(opened)
    context = {
        "run": run,
        "season": run.season,
        "findings": findings,
        "due_on": due_on,
        "needs_due": run.kind == StageKind.SCORING,
        "parameters": _parameters(run),
        "against": why_not(run, "open", by=request.user),
        "ready": Entry.objects.filter(stage_run=run.previous, state="selected").count() if run.previous else 0,
    }
    return render(request, "reviews/stage_open.html", context)


#: What a stage depends on besides its experts and its weight.
MATTERING = {
    StageKind.SCORING: ("score.trim_from", "shortlist.ratio", "experts.written.min"),
    StageKind.DEFENCE: ("score.trim_from", "experts.defence.min", "defence.talk_minutes", "defence.question_minutes"),
    StageKind.APPROVAL: ("approval.quorum_numerator", "approval.quorum_denominator"),
}


def _parameters(run):
    """(label, value, origin) of what the experts' work depends on, as it will be locked."""
    edition, values = run.season.edition, run.season.values
    names = {
        run.stage.experts_parameter,
        run.stage.weight_parameter,
        *MATTERING.get(run.kind, ()),
    } & values.keys()
    rows = [edition.parameter(name) for name in sorted(names)]
    return [(row.label, f"{values[row.key]} {row.unit}".strip(), row.origin.label) for row in rows]


@login_required
@require_POST
def close(request, season, code):
    run = stage_run_of(request.user, season, code)
    demand(may_close_stage(request.user, run) and run.kind not in PUBLIC)
    try:
        closing = deciding.finish if run.kind in stages.SCORED else stages.close_stage
        closed = closing(run, by=request.user)
    except Refused as refused:
        say(request, refused)
    else:
        messages.success(request, f"“{closed.title}”已结束。")
    return redirect(run if run.is_own else reverse("reviews:board", args=[season]))


@login_required
@require_POST
def set_due(request, season, code):
    run = stage_run_of(request.user, season, code)
    demand(may_assign(request.user, run))
    try:
        stages.set_due(run, by=request.user, due_on=day(request.POST.get("due_on")), note=request.POST.get("note", ""))
    except Refused as refused:
        say(request, refused)
    else:
        messages.success(request, "评审截止日期已调整，尚未提交的专家按新日期提醒。")
    return redirect("reviews:assign", season, code)


@login_required
def export(request, season, code):
    """The progress of one stage as a workbook: no score, no private column, text cells only."""
    run = stage_run_of(request.user, season, code)
    titles = ["编号", "姓名", "单位", "状态", "专家数", "已提交", "分差大于 20", "专家逾期"]
    rows = [
        [
            row.nomination.code,
            row.nomination.name,
            row.nomination.employer_name,
            row.get_state_display(),
            row.assigned_count,
            row.submitted_count,
            "是" if (row.spread or 0) > report.WIDE_SPREAD else "",
            "是" if row.is_overdue else "",
        ]
        for row in report.queue(run)
    ]
    name = f"{run.season.year}年度{run.title}进度 {clock.today():%Y-%m-%d}.xlsx"
    return hand_out_workbook(name, (run.title, titles, rows))
