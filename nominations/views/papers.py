"""Paper intake (QC23-32, G5): a season's list by what is there, the page of one nomination, the receipt of a batch."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.views.refusals import refuse_into
from documents import jobs
from nominations import paperwork, permissions, reports
from nominations.actions import papers
from nominations.documents import G5
from nominations.forms.papers import PaperForm
from nominations.models import Batch, Nomination
from nominations.states import PaperState
from nominations.views.seasons import run_season
from programmes.refusal import Refused

PER_PAGE = 50


@login_required
def paper_list(request, pk):
    """Dispatched nominations of a season by the state of their paper, and the batches with their receipts."""
    season = run_season(request, pk)
    rows = Nomination.objects.filter(season=season, dispatched_at__isnull=False)
    words, show = request.GET.get("q", "").strip(), request.GET.get("show", "")
    if words:
        named = Q(name__icontains=words) | Q(code__icontains=words) | Q(recommender__name__icontains=words)
        rows = rows.filter(named)
    counts = rows.with_paper_counts()
    if show in PaperState.values:
        rows = rows.filter(paper_state=show)
    rows = rows.select_related("recommender", "paper", "batch").order_by(
        "recommender__name", "batch_position", "number"
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    for row in page:
        row.season = season
        row.paper_words = "；".join(paperwork.missing(row))
    context = {
        "season": season,
        "page": page,
        "words": words,
        "show": show,
        "chips": [(state, counts.get(state.value, 0)) for state in PaperState],
        "total": sum(counts.values()),
        "gate": reports.paper_gate(season),
        "pack": reports.paper_pack(season, season.edition.procedures[0]),
        "batches": Batch.objects.filter(season=season, dispatched_at__isnull=False).for_papers(),
        "may_take_in": permissions.may_edit_season(request.user, season),
    }
    return render(request, "nominations/papers.html", context)


@login_required
@never_cache
def paper(request, code):
    """What of one nomination is there on paper; officers book it, leader and supervisor read."""
    rows = Nomination.objects.visible_to(request.user).filter(dispatched_at__isnull=False)
    rows = rows.select_related("season__organiser", "employer", "recommender", "batch", "paper")
    nomination = get_object_or_404(rows, code=code)
    if not permissions.may_watch_season(request.user, nomination.season):
        raise Http404
    may_act = permissions.may_review(request.user, nomination)
    if request.method == "POST" and not may_act:
        raise Http404
    stored = getattr(nomination, "paper", None)
    packs = [pack for pack in nomination.season.print_pack(nomination.procedure) if pack.count]
    form = PaperForm(request.POST or None, packs=packs, paper=stored, copies=_copies(nomination, stored))
    if request.method == "POST" and form.is_valid() and _receive(request, nomination, form):
        return redirect(_following(nomination))
    context = {
        "nomination": nomination,
        "form": form,
        "paper": stored,
        "may_act": may_act,
        "missing": paperwork.missing(nomination),
        "codes": sorted(paperwork.codes(nomination)),
        "is_late": bool(stored) and papers.is_late(nomination, stored),
        "pack": reports.paper_pack(nomination.season, nomination.procedure, nomination.dispatched_at),
        "next": _open_rows(nomination).first(),
    }
    return render(request, "nominations/paper.html", context, status=422 if form.errors else 200)


def _copies(nomination, stored):
    """Counts to begin with: its own, else of another nomination in its batch what comes once for all of them."""
    if stored or nomination.batch_id is None:
        return stored.copies if stored else {}
    other = nomination.batch.nominations.filter(paper__isnull=False).select_related("paper").first()
    once = [pack.code for pack in nomination.procedure.print_pack if pack.once_per_batch]
    return {code: other.paper.copies.get(code, 0) for code in once} if other else {}


def _receive(request, nomination, form):
    try:
        done = papers.receive(nomination, by=request.user, **form.values())
    except Refused as refused:
        refuse_into(form, refused)
        return False
    words = f"{nomination.name}的纸质材料：{PaperState(done.paper_state).label}。"
    if done.paper_state == PaperState.MISMATCH:
        messages.warning(request, f"{words}页脚的核对码不是网上报送的版本，请退回推荐单位重新打印。")
    else:
        messages.success(request, words)
    return True


def _open_rows(nomination):
    """Others of the same batch whose paper is not complete, in the order of the batch."""
    rows = Nomination.objects.filter(batch=nomination.batch_id, batch__isnull=False).exclude(pk=nomination.pk)
    return rows.exclude(paper_state=PaperState.COMPLETE).order_by("batch_position")


def _following(nomination):
    """The next one of the parcel, or back to the list when all of it is there."""
    following = _open_rows(nomination).first()
    if following:
        return reverse("nominations:paper", args=[following.code])
    return reverse("nominations:papers", args=[nomination.season_id])


@login_required
@require_POST
def paper_receipt(request, pk):
    """Issue the receipt of what has come in of a batch: a message to the recommender and the PDF (G5)."""
    batch = get_object_or_404(Batch.objects.visible_to(request.user).select_related("season", "recommender"), pk=pk)
    if not permissions.may_take_in(request.user, batch):
        raise Http404
    try:
        with transaction.atomic():
            papers.issue_receipt(batch, by=request.user)
            jobs.request(G5, subject=batch, by=request.user)
    except Refused as refused:
        messages.error(request, refused.findings[0].sentence)
    else:
        messages.success(request, f"已通知{batch.recommender.name}，回执正在生成，可在汇总表页面下载。")
    return redirect("nominations:papers", batch.season_id)
