"""Pages of the ranked stages: the score dossier, the score table E6 and what closes the stage. Staff only, internal."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from audit.record import record
from documents import jobs
from documents.files import hand_out_workbook
from nominations.models import Season
from programmes import clock
from programmes.refusal import Refused
from reviews.actions import consensus as deciding
from reviews.actions import ranking as acting
from reviews.actions.stages import SCORED
from reviews.models import Entry
from reviews.permissions import may_close_stage, may_hold_consensus, may_print
from reviews.reports import board as stages_report
from reviews.reports import dossier as report
from reviews.reports import lines, scores
from reviews.states import ConsensusState, StageState
from reviews.views.common import demand, documents_of, say, season_run_by, stage_run_of

TITLES = [
    "名次",
    "编号",
    "姓名",
    "单位",
    "书面评分",
    "书面均分",
    "答辩评分",
    "答辩均分",
    "总分",
    "有效份数",
    "并列处理",
    "优先情形",
    "结论",
]


@login_required
def home(request):
    """The dossier of the newest season that is in review, else of the newest of all."""
    seasons = Season.objects.run_by(request.user).filter(decided_here=True).order_by("-year", "-pk")
    season = seasons.filter(state="reviewing").first() or seasons.first()
    demand(season)
    return redirect("reviews:ranking", season.pk)


@login_required
def ranking(request, season):
    """The dossier of the stage asked for, else of the last scored stage that has begun."""
    shown = season_run_by(request.user, season)
    asked = request.GET.get("stage", "")
    run = stage_run_of(request.user, season, asked) if "-" in asked else None
    rows = list(run.siblings.select_related("season", "nomination")) if run else stages_report.runs_of(shown)
    begun = [run for run in rows if run.kind in SCORED and run.state != StageState.WAITING]
    chosen = [run for run in begun if run.slug == asked] or begun[-1:]
    context = {"season": shown, "runs": begun}
    if chosen:
        context |= _dossier(request, chosen[0])
    return render(request, "reviews/ranking.html", context)


def _dossier(request, run):
    chip = request.GET.get("show", "near")
    chip = chip if chip in dict(report.CHIPS) else "near"
    consensus = run.consensuses.first()
    page = report.dossier(run, chip=chip)
    share = round(lines.share_of(run) * 100)
    return page | {
        "written_weight": f"{100 - share}%",
        "defence_weight": f"{share}%",
        "run": run,
        "consensus": consensus,
        "is_defence": run.kind == "defence",
        "is_open": run.state == StageState.OPEN,
        "may_rank": may_close_stage(request.user, run) and not _is_signed(consensus),
        "may_decide": may_hold_consensus(request.user, run),
        "may_finish": may_close_stage(request.user, run) and (_is_signed(consensus) or _needs_no_panel(run)),
        "needs_no_panel": _needs_no_panel(run),
    }


def _needs_no_panel(run):
    """Of one nomination the points go to whoever decides, unless the programme asks for the panel's record."""
    return run.is_own and not run.stage.has_consensus


def _is_signed(consensus):
    return consensus is not None and consensus.state == ConsensusState.SIGNED


def _back(run, **more):
    query = "".join(f"&{name}={value}" for name, value in more.items())
    return redirect(f"{run.ranking_url}{query}")


@login_required
@require_POST
def rank(request, season, code):
    """Compute the ranks of a stage whose sheets are all submitted."""
    run = stage_run_of(request.user, season, code)
    demand(may_close_stage(request.user, run))
    try:
        ranked = acting.rank_stage(run, by=request.user)
    except Refused as refused:
        say(request, refused)
    else:
        messages.success(request, f"{len(ranked)} 份的名次已计算。")
    return _back(run)


@login_required
@require_POST
def vote(request, season, code):
    """Record the panel's vote between equals: fields ``vote-<entry>`` and ``note``."""
    run = stage_run_of(request.user, season, code)
    demand(may_close_stage(request.user, run))
    given = {name[5:]: value for name, value in request.POST.items() if name.startswith("vote-") and value.isdecimal()}
    rows = Entry.objects.filter(stage_run=run, pk__in=[pk for pk in given if pk.isdecimal()])
    try:
        acting.vote_between(
            {row: int(given[str(row.pk)]) for row in rows}, by=request.user, note=request.POST.get("note", "")
        )
    except Refused as refused:
        say(request, refused)
    else:
        messages.success(request, "投票已登记，名次已重新计算。")
    return redirect("reviews:scores", season, code)


@login_required
@require_POST
def finish(request, season, code):
    """Close a stage whose record the head of the panel has signed."""
    run = stage_run_of(request.user, season, code)
    demand(may_close_stage(request.user, run))
    try:
        closed = deciding.finish(run, by=request.user)
    except Refused as refused:
        say(request, refused)
        return _back(run)
    messages.success(request, f"“{closed.title}”已结束，未入围的申报人和推荐单位会收到通知。")
    return redirect(closed)


@login_required
def score_table(request, season, code):
    """E6 on screen: experts by code only, dropped sheets marked, equals to be parted by a vote."""
    run = stage_run_of(request.user, season, code)
    demand(run.kind in SCORED)
    written = acting.written_run(run)
    rows = lines.rows_of(run)
    context = {
        "run": run,
        "season": run.season,
        "written": written,
        "lines": scores.table(run, written),
        "by_priority": run.parameters.get("priority.breaks_ties", False),
        "ties": _ties(rows, lines.line_of(run, rows)),
        "may_print": may_close_stage(request.user, run),
        "may_rank": may_close_stage(request.user, run) and run.state == StageState.OPEN,
        "documents": documents_of(run),
    }
    return render(request, "reviews/scores.html", context)


def _ties(rows, line):
    """Equal ranks as groups, with whether the line would part them."""
    groups = {}
    for row in rows:
        if row.is_tied:
            groups.setdefault(row.rank, []).append(row)
    return [
        {"rank": rank, "rows": tied, "is_at_line": rank <= line.size < rank + len(tied) - 1}
        for rank, tied in groups.items()
    ]


@login_required
def score_export(request, season, code):
    """E6 as a workbook; who took it is recorded, because scores are internal."""
    run = stage_run_of(request.user, season, code)
    demand(run.kind in SCORED)
    table = scores.table(run, acting.written_run(run))
    rows = [
        [
            line.rank,
            line.code,
            line.name,
            line.unit,
            line.written_text,
            line.written_mean,
            line.defence_text,
            line.defence_mean,
            line.total,
            line.valid_count,
            line.tie,
            line.flags,
            line.result,
        ]
        for line in table
    ]
    record(run, "export_scores", by=request.user, label="导出分数汇总表", rules=["E6"], details={"rows": len(rows)})
    name = f"{run.season.year}年度{run.title}分数汇总表（内部）{clock.today():%Y-%m-%d}.xlsx"
    return hand_out_workbook(name, ("分数汇总表", TITLES, rows))


@login_required
@require_POST
def score_print(request, season, code):
    """Ask for E6 as PDF."""
    run = stage_run_of(request.user, season, code)
    demand(run.kind in SCORED)
    demand(may_print(request.user, run))
    jobs.request("reviews.e6", subject=run, by=request.user)
    messages.success(request, "分数汇总表正在生成。")
    return redirect("reviews:scores", season, code)
