"""形式审查: the queue, the split page with materials and checklist E1, its decisions."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from audit.record import history
from documents import jobs
from nominations import excusing, paperwork
from nominations.models import Nomination
from nominations.states import NominationState
from programmes import clock
from programmes.refusal import Refused
from programmes.spec import StageKind
from reviews import checklists, reading
from reviews.actions import formality
from reviews.models import Entry, FormalityReview
from reviews.permissions import (
    ACTING_ROLES,
    may_check_formality,
    may_print,
    may_second_check,
    may_see_experts,
    may_watch,
)
from reviews.states import CheckResult, EntryState, FormalityOutcome
from reviews.views.common import PER_PAGE, demand, documents_of, say

#: The keys of the results, as the page says.
RESULT_KEYS = tuple(zip("1234", CheckResult, strict=True))


def _reviews(**where):
    return FormalityReview.objects.filter(entry=OuterRef("pk"), checked_at__isnull=True, **where)


def queue_rows(user):
    """Entries of 形式审查 that this person may see, with ``is_decided``: waits for the second checker. One query."""
    decided = _reviews(decided_at__isnull=False).exclude(outcome=FormalityOutcome.CORRECT)
    rows = Entry.objects.visible_to(user).filter(stage_run__kind=StageKind.FORMALITY).exclude(state=EntryState.REMOVED)
    rows = rows.annotate(is_decided=Exists(decided))
    return rows.select_related("nomination__recommender", "stage_run__season").order_by(
        "-stage_run__season__year", "nomination__number"
    )


SHOWS = {
    "waiting": ("待审查", Q(nomination__state=NominationState.SUBMITTED, is_decided=False)),
    "second": ("待复核", Q(is_decided=True)),
    "returned": ("补正中", Q(nomination__state=NominationState.RETURNED)),
    "passed": ("通过", Q(state=EntryState.SELECTED)),
    "failed": ("不通过", Q(state=EntryState.NOT_SELECTED)),
}


@login_required
def queue(request):
    """What waits for 形式审查, by step; fifty a page."""
    rows = queue_rows(request.user)
    demand(may_see_experts(request.user))
    season = request.GET.get("season", "")
    if season.isdecimal():
        rows = rows.filter(stage_run__season=season)
    words = request.GET.get("q", "").strip()
    if words:
        named = Q(nomination__name__icontains=words) | Q(nomination__code__icontains=words)
        rows = rows.filter(named | Q(nomination__employer_name__icontains=words))
    show = request.GET.get("show", "waiting")
    show = show if show in SHOWS else "waiting"
    counts = _counts(rows)
    page = Paginator(rows.filter(SHOWS[show][1]), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "words": words,
        "show": show,
        "show_label": SHOWS[show][0],
        "chips": [(code, label, counts[code], code == show) for code, (label, _where) in SHOWS.items()],
        "may_confirm": show == "second" and any(may_check_formality(request.user, row) for row in page),
    }
    return render(request, "reviews/formality_queue.html", context)


def _counts(rows):
    return rows.order_by().aggregate(**{code: Count("pk", filter=where) for code, (_label, where) in SHOWS.items()})


def find(request, code) -> Nomination:
    """A dispatched nomination of a season that this person's organiser runs; else 404."""
    rows = Nomination.objects.visible_to(request.user).filter(dispatched_at__isnull=False)
    rows = rows.select_related("season__organiser", "employer", "recommender", "batch")
    nomination = get_object_or_404(rows, code=code)
    demand(may_watch(request.user, nomination))
    return nomination


@dataclass
class Target:
    """Something that a correction can unlock: a question or a kind of material."""

    code: str
    label: str


@login_required
@never_cache
def page(request, code):
    nomination = find(request, code)
    return _render(request, nomination)


def _render(request, nomination, findings=(), posted=None, status=200):
    review = checklists.latest(nomination)
    if review and review.form_version != nomination.form_version:
        review = None
    rows = checklists.lines(nomination, review)
    version = reading.frozen_version(nomination)
    may_act = may_check_formality(request.user, nomination) and nomination.state == NominationState.SUBMITTED
    is_open = review is None or review.is_open
    context = {
        "nomination": nomination,
        "season": nomination.season,
        "review": review,
        "version": version,
        "groups": _groups(rows),
        "parts": reading.parts(nomination, version, for_expert=False) if version else [],
        "folders": reading.folders(nomination, version, for_expert=False) if version else [],
        "keys": RESULT_KEYS,
        "may_edit": may_act and is_open,
        "may_confirm": bool(review and review.awaits_second_check and may_second_check(request.user, review)),
        "against_pass": checklists.blocking(rows) if is_open else [],
        "flagged": [row for row in rows if row.is_flagged and not row.by_system],
        "targets": _targets(nomination),
        "correction_workdays": nomination.season.parameter("correction.workdays"),
        "frozen": [q.label for q in excusing.frozen_questions(nomination) if q.key in excusing.frozen_now(nomination)],
        "corrections_left": nomination.season.parameter("correction.rounds") - nomination.corrections.count(),
        "opinions": nomination.live_opinions,
        "events": _events(nomination, review),
        "previous": _neighbour(request.user, nomination, "lt"),
        "next": _neighbour(request.user, nomination, "gt"),
        "paper_missing": paperwork.missing(nomination),
        "documents": documents_of(review) if review else [],
        "findings": findings,
        "posted": posted or {},
    }
    return render(request, "reviews/formality.html", context, status=status)


def _groups(rows):
    """Completeness first, eligibility apart (forms.md E1)."""
    complete = [row for row in rows if row.part != checklists.ELIGIBILITY]
    eligible = [row for row in rows if row.part == checklists.ELIGIBILITY]
    return [("材料完整性", complete), ("资格查询", eligible)]


def _targets(nomination):
    closed = excusing.frozen_now(nomination)
    questions = [Target(q.key, q.label) for q in nomination.form.questions if q.key not in closed]
    return [Target(kind.code, f"材料：{kind.label}") for kind in nomination.form.materials] + questions


def _neighbour(user, nomination, side):
    """The next nomination that waits for 形式审查, before or after this one."""
    rows = queue_rows(user).filter(SHOWS["waiting"][1], stage_run__season=nomination.season_id)
    rows = rows.filter(**{f"nomination__number__{side}": nomination.number})
    order = "nomination__number" if side == "gt" else "-nomination__number"
    return rows.order_by(order).values_list("nomination__code", flat=True).first()


def _events(nomination, review):
    """What everybody of the chain may read, and between it what only staff may: the steps of the round."""
    found = [*history(nomination)[:20], *(history(review)[:20] if review else ())]
    return sorted(found, key=lambda event: event.pk, reverse=True)[:20]


@login_required
@require_POST
def check(request, code):
    """Results of one or more rows. With script: one row, answered as JSON; without: the whole list."""
    nomination = find(request, code)
    demand(may_check_formality(request.user, nomination))
    wants_json = "json" in request.headers.get("Accept", "")
    try:
        review = formality.set_checks(nomination, by=request.user, rows=_posted_rows(request.POST))
    except Refused as refused:
        if wants_json:
            return JsonResponse({"findings": [{"sentence": f.sentence} for f in refused.findings]}, status=422)
        return _render(request, nomination, refused.findings, request.POST, status=422)
    if wants_json:
        rows = checklists.lines(nomination, checklists.latest(nomination))
        return JsonResponse({"saved_at": f"{clock.now():%H:%M}", "left": sum(1 for row in rows if row.blocks)})
    messages.success(request, "审查结果已保存。")
    return redirect("reviews:formality", review.entry.nomination.code)


def _posted_rows(post):
    """{item: (result, note)} of the rows that the post holds."""
    items = [name.removeprefix("result-") for name in post if name.startswith("result-")]
    return {item: (post.get(f"result-{item}", ""), post.get(f"note-{item}", "").strip()) for item in items}


@login_required
@require_POST
def decide(request, code):
    """Save the list and sign it: 通过, 补正 or 不通过; then on to the next one."""
    nomination = find(request, code)
    demand(may_check_formality(request.user, nomination))
    post = request.POST
    try:
        if _posted_rows(post):
            formality.set_checks(nomination, by=request.user, rows=_posted_rows(post))
        formality.decide(
            nomination,
            by=request.user,
            outcome=post.get("outcome", ""),
            reason=post.get("reason", "").strip(),
            items=_items(post),
        )
    except Refused as refused:
        return _render(request, nomination, refused.findings, post, status=422)
    label = FormalityOutcome(post["outcome"]).label
    messages.success(
        request, f"{nomination.code} 审查结论：{label}。" + ("" if label == "补正" else "等待另一位工作人员复核。")
    )
    following = _neighbour(request.user, nomination, "gt") or _neighbour(request.user, nomination, "lt")
    return redirect("reviews:formality", following) if following else redirect("reviews:formality-queue")


def _items(post):
    """Items of a correction: the rows ticked, each with what unlocks and what is missing."""
    return [
        {"target": post.get(f"target-{code}", ""), "note": post.get(f"missing-{code}", "").strip()}
        for code in post.getlist("correct")
    ]


@login_required
@require_POST
def confirm(request, code):
    """The second checker agrees, or sends the round back with a reason."""
    nomination = find(request, code)
    review = checklists.latest(nomination)
    demand(review and (may_second_check(request.user, review) or may_check_formality(request.user, nomination)))
    try:
        if request.POST.get("act") == "send_back":
            formality.send_back(review, by=request.user, note=request.POST.get("note", ""))
            messages.success(request, "已退回重审。")
        else:
            formality.confirm(review, by=request.user)
            messages.success(request, f"{nomination.code} 复核完成。")
    except Refused as refused:
        say(request, refused)
    return redirect("reviews:formality", code)


@login_required
@require_POST
def confirm_many(request):
    """Confirm the chosen rounds one by one; what is refused is said and stays."""
    demand(request.user.holds(ACTING_ROLES))
    done = 0
    chosen = [pk for pk in request.POST.getlist("ids") if pk.isdecimal()]
    for entry in queue_rows(request.user).filter(SHOWS["second"][1], pk__in=chosen):
        try:
            formality.confirm(entry.reviews.order_by("-round").first(), by=request.user)
            done += 1
        except Refused as refused:
            messages.error(request, f"{entry.nomination.code}：{refused}")
    if done:
        messages.success(request, f"已复核 {done} 份。")
    return redirect("reviews:formality-queue")


@login_required
@require_POST
def print_e1(request, code) -> HttpResponse:
    """Ask for the 形式审查表 as PDF."""
    nomination = find(request, code)
    review = checklists.latest(nomination)
    demand(review and may_print(request.user, nomination))
    key = f"e1:{review.pk}" if review.checked_at else ""
    jobs.request("reviews.e1", subject=review, by=request.user, key=key)
    messages.success(request, "形式审查表正在生成。")
    return redirect("reviews:formality", code)
