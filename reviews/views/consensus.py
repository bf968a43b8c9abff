"""合议 E4 on screen: who met, an opinion and a conclusion for each entry, the signature of the head of the panel."""

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from documents import jobs
from documents.files import download
from programmes import clock
from programmes.refusal import Refused
from reviews import order
from reviews.actions import consensus as acting
from reviews.models import Consensus, Expert
from reviews.permissions import is_chair, may_close_stage, may_hold_consensus, may_print
from reviews.reports import lines
from reviews.reports.dossier import one_place, two_places
from reviews.states import LIVE_ASSIGNMENT, ConsensusState, EntryState
from reviews.views.common import demand, documents_of, say, stage_run_of

CHOICES = [(code, EntryState(code).label) for code in order.CONCLUSIONS]


@login_required
@require_POST
def new(request, season, code):
    run = stage_run_of(request.user, season, code)
    demand(may_hold_consensus(request.user, run))
    try:
        made = acting.open_consensus(run, by=request.user)
    except Refused as refused:
        say(request, refused)
        return redirect("reviews:ranking", season)
    return redirect("reviews:consensus", made.pk)


def _shown(request, pk):
    rows = Consensus.objects.visible_to(request.user).select_related(
        "stage_run__season__organiser", "chair", "document"
    )
    return get_object_or_404(rows, pk=pk)


@login_required
def page(request, pk):
    return render(request, "reviews/consensus.html", _context(request, _shown(request, pk)))


def _context(request, consensus, *, findings=(), typed=None):
    run = consensus.stage_run
    rows = lines.rows_of(run)
    line = lines.line_of(run, rows)
    is_draft = consensus.state == ConsensusState.DRAFT
    return {
        "consensus": consensus,
        "run": run,
        "season": run.season,
        "is_defence": run.kind == "defence",
        "rows": _rows(rows, line, run, typed or {}),
        "choices": CHOICES,
        "line": line,
        "cut": one_place(line.cut),
        "selected_count": sum(row.conclusion == EntryState.SELECTED for row in rows),
        "experts": _experts(consensus) if is_draft else [],
        "present": list(consensus.experts.order_by("code")),
        "is_draft": is_draft,
        "may_edit": is_draft and may_hold_consensus(request.user, consensus),
        "may_print": may_close_stage(request.user, consensus),
        "findings": findings,
        "documents": documents_of(consensus),
        "now": clock.now(),
    }


def _rows(rows, line, run, typed):
    """Rows that the panel must speak about first, each with what has been typed and why it needs words."""
    wide = lines.wide_spread(run)
    concluded = [row for row in rows if row.conclusion]
    against = order.departures(
        [order.Ranked(row.pk, row.rank) for row in concluded], {row.pk: row.conclusion for row in concluded}
    )
    return [
        {
            "row": row,
            "total": two_places(row.total),
            "is_near": line.is_near(row),
            "is_wide": (row.spread or 0) > wide,
            "is_departing": row.pk in against,
            "is_open": line.is_near(row)
            or (row.spread or 0) > wide
            or row.pk in against
            or bool(row.opinion or typed.get(row.pk)),
            "label": EntryState(row.conclusion).label if row.conclusion else "—",
            **{
                name: typed.get(row.pk, {}).get(name, getattr(row, name))
                for name in ("conclusion", "opinion", "reason")
            },
        }
        for row in rows
    ]


def _experts(consensus):
    """Experts who had a sheet in this stage, then the rest of the pool; each with whether they met."""
    met = set(consensus.experts.values_list("pk", flat=True))
    panel = set(
        Expert.objects.filter(
            assignments__entry__stage_run=consensus.stage_run, assignments__state__in=LIVE_ASSIGNMENT
        ).values_list("pk", flat=True)
    )
    rows = Expert.objects.active().filter(pk__in=panel | met).select_related("organisation").order_by("code")
    return [{"expert": expert, "met": expert.pk in met} for expert in rows]


def moment(text) -> dt.datetime | None:
    """A posted local date and time, in Shanghai; None when it is empty or none."""
    try:
        return dt.datetime.fromisoformat((text or "").strip()).replace(tzinfo=clock.SHANGHAI)
    except ValueError:
        return None


def opinions_of(posted) -> dict[int, dict]:
    """{entry id: {conclusion, opinion, reason}} from fields named ``<what>-<entry id>``."""
    found: dict[int, dict] = {}
    for name, value in posted.items():
        what, _dash, pk = name.partition("-")
        if what in ("conclusion", "opinion", "reason") and pk.isdecimal():
            found.setdefault(int(pk), {})[what] = value
    return found


@login_required
@require_POST
def save(request, pk):
    """Save the draft; with ``act=sign`` sign it too. A refusal shows everything at once and keeps what was typed."""
    consensus = _shown(request, pk)
    demand(may_hold_consensus(request.user, consensus))
    opinions = opinions_of(request.POST)
    try:
        _store(request, consensus, opinions)
        if request.POST.get("act") == "sign":
            acting.sign(consensus, by=request.user, scan=request.FILES.get("scan"))
    except Refused as refused:
        context = _context(request, _shown(request, pk), findings=refused.findings, typed=opinions)
        return render(request, "reviews/consensus.html", context, status=422)
    messages.success(request, "名单已锁定。" if request.POST.get("act") == "sign" else "合议意见已保存。")
    return redirect("reviews:consensus", pk)


def _store(request, consensus, opinions):
    posted = request.POST
    chosen = [pk for pk in posted.getlist("experts") if pk.isdecimal()]
    experts = list(Expert.objects.active().filter(pk__in=chosen))
    chair = next((expert for expert in experts if str(expert.pk) == posted.get("chair")), None)
    acting.save(
        consensus,
        by=request.user,
        held_at=moment(posted.get("held_at")),
        place=posted.get("place", ""),
        experts=experts,
        chair=chair,
        doubts=posted.get("doubts", ""),
        note=posted.get("note", ""),
    )
    acting.opine(consensus, by=request.user, opinions=opinions)


@login_required
@require_POST
def print_e4(request, pk):
    consensus = _shown(request, pk)
    demand(may_print(request.user, consensus))
    jobs.request("reviews.e4", subject=consensus, by=request.user)
    messages.success(request, "合议意见表正在生成。")
    return redirect("reviews:consensus", pk)


@login_required
def chair(request, pk):
    """The head of the panel reads the record and signs it with the own account."""
    consensus = get_object_or_404(Consensus.objects.select_related("stage_run__season", "chair"), pk=pk)
    demand(is_chair(request.user, consensus))
    findings = ()
    if request.method == "POST":
        try:
            acting.sign(consensus, by=request.user)
        except Refused as refused:
            findings = refused.findings
        else:
            messages.success(request, "您已签字，名单已锁定。")
            return redirect("reviews:consensus-chair", pk)
    context = _context(request, consensus, findings=findings) | {"may_edit": False, "documents": []}
    return render(request, "reviews/consensus_chair.html", context, status=422 if findings else 200)


@login_required
def scan(request, pk):
    """The scan of the signed form."""
    consensus = _shown(request, pk)
    demand(consensus.scan)
    suffix = consensus.scan.name.rpartition(".")[2]
    return download(
        consensus.scan, f"{consensus.stage_run.season.year}年度{consensus.stage_run.title}合议意见表（签字）.{suffix}"
    )
