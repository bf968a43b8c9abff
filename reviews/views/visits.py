"""实地走访 on screen: the plan of a stage with its route, the visitor's page on the phone, photos."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from documents import jobs
from documents.files import download
from programmes import clock
from programmes.refusal import Refused
from programmes.spec import StageKind
from reviews import subjects
from reviews.actions import visits as acting
from reviews.models import Entry, Visit, VisitPhoto
from reviews.permissions import (
    may_close_stage,
    may_decide_entry,
    may_plan_visit,
    may_print,
    may_record_visit,
    may_watch,
)
from reviews.states import LIVE_ENTRY, OnSpot, StageState, VisitState
from reviews.views.common import day, demand, documents_of, say, stage_run_of


def _run(request, season, code):
    run = stage_run_of(request.user, season, code)
    demand(run.kind == StageKind.VISIT)
    return run


@login_required
def visits(request, season, code):
    """Who is visited when by whom, in the order of the route, and the result of each entry."""
    return _page(request, _run(request, season, code))


def _page(request, run, *, findings=(), typed=None, status=200):
    rows = Entry.objects.filter(stage_run=run).active().select_related("nomination", "visit")
    entries = list(rows.prefetch_related("visit__visitors", "visit__photos").order_by("nomination__number"))
    for entry in entries:
        entry.nomination.season = run.season
        entry.plan = getattr(entry, "visit", None)
        entry.is_undecided = entry.state in LIVE_ENTRY
    subjects.with_leaders([entry.nomination for entry in entries])
    planned = sorted((e for e in entries if e.plan), key=lambda e: (e.plan.planned_on, e.plan.position, e.plan.pk))
    is_open = run.state == StageState.OPEN
    context = {
        "run": run,
        "season": run.season,
        "planned": planned,
        "others": [entry for entry in entries if not entry.plan],
        "open_others": sum(entry.is_undecided for entry in entries if not entry.plan),
        "left": sum(entry.is_undecided for entry in entries),
        "people": acting.candidates_for(run) if is_open else (),
        "may_plan": is_open and may_plan_visit(request.user, run),
        "may_decide": is_open and may_decide_entry(request.user, run),
        "may_close": is_open and may_close_stage(request.user, run),
        "may_print": may_print(request.user, run) and bool(planned),
        "findings": findings,
        "typed": typed or {},
        "documents": documents_of(run),
        "counted": subjects.counted(run.season),
    }
    return render(request, "reviews/visits.html", context, status=status)


def _act(request, run, act, words):
    try:
        act()
    except Refused as refused:
        return _page(request, run, findings=refused.findings, typed=request.POST, status=422)
    messages.success(request, words)
    return redirect("reviews:visits", run.season_id, run.slug)


@login_required
@require_POST
def plan(request, season, code):
    """Plan the chosen entries (``entries``) for one day and the same visitors, or change one (``entry``)."""
    run = _run(request, season, code)
    demand(may_plan_visit(request.user, run))
    post = request.POST
    chosen = [pk for pk in post.getlist("entries") if pk.isdecimal()]
    rows = list(Entry.objects.filter(stage_run=run, pk__in=chosen).active().order_by("nomination__number"))
    people = acting.candidates_for(run).filter(pk__in=[pk for pk in post.getlist("visitors") if pk.isdecimal()])
    place = post.get("position", "")
    given = {
        "planned_on": day(post.get("planned_on")),
        "visitors": list(people),
        "address": post.get("address", "") if len(rows) == 1 else "",
        "note": post.get("note", ""),
        "position": int(place) if place.isdecimal() and 0 < int(place) < 1000 and len(rows) == 1 else None,
    }

    def act():
        if not rows:
            raise Refused.because("请选择要走访的申报。", rule="GS24-23", field="entries")
        for row in rows:
            acting.plan(row, by=request.user, **given)

    return _act(request, run, act, f"已安排走访 {len(rows)} 处，走访人会收到通知。")


@login_required
@require_POST
def conclude(request, season, code):
    """The result of one entry, or of all that are not visited."""
    run = _run(request, season, code)
    demand(may_decide_entry(request.user, run))
    if request.POST.get("act") == "rest":
        return _act(request, run, lambda: acting.keep_unvisited(run, by=request.user), "未走访的已全部保留。")
    chosen = request.POST.get("entry", "")
    entry = get_object_or_404(Entry, stage_run=run, pk=chosen if chosen.isdecimal() else 0)
    given = {"verb": request.POST.get("verb", ""), "reason": request.POST.get("reason", "").strip()}
    return _act(request, run, lambda: acting.conclude(entry, by=request.user, **given), "走访结果已登记。")


@login_required
@require_POST
def print_route(request, season, code):
    """Ask for the route sheet as PDF."""
    run = _run(request, season, code)
    demand(may_print(request.user, run))
    jobs.request("reviews.route", subject=run, by=request.user)
    messages.success(request, "走访路线单正在生成。")
    return redirect("reviews:visits", run.season_id, run.slug)


@login_required
def mine(request):
    """The own visits, the next one first."""
    rows = list(Visit.objects.of_visitor(request.user))
    demand(rows)
    subjects.with_leaders([row.entry.nomination for row in rows])
    context = {
        "waiting": [row for row in rows if row.state == VisitState.PLANNED],
        "done": [row for row in rows if row.state != VisitState.PLANNED],
        "today": clock.today(),
    }
    return render(request, "reviews/visits_mine.html", context)


def _visit(request, pk):
    rows = Visit.objects.visible_to(request.user).select_related(
        "entry__nomination__season", "entry__nomination__employer", "entry__stage_run__season", "recorded_by"
    )
    return get_object_or_404(rows, pk=pk)


@login_required
@never_cache
def visit(request, pk):
    """The visitor's page: what to look at, then date, people, findings and photos in one go; works without script."""
    shown = _visit(request, pk)
    if request.method == "POST":
        demand(may_record_visit(request.user, shown))
        return _record(request, shown)
    return _phone(request, shown)


def _record(request, shown):
    post = request.POST
    given = {
        "happened_on": day(post.get("happened_on")),
        "people": post.get("people", ""),
        "summary": post.get("summary", ""),
        "findings": _findings(post, shown),
        "photos": request.FILES.getlist("photos"),
        "client_key": post.get("client_key", ""),
    }
    wants_json = "json" in request.headers.get("Accept", "")
    try:
        acting.record(shown, by=request.user, **given)
    except Refused as refused:
        if wants_json:
            found = [{"sentence": one.sentence, "field": one.field} for one in refused.findings]
            return JsonResponse({"findings": found}, status=422)
        return _phone(request, shown, findings=refused.findings, typed=post, status=422)
    if wants_json:
        return JsonResponse({"url": reverse("reviews:visit", args=[shown.pk])})
    messages.success(request, "走访情况已登记。")
    return redirect("reviews:visit", shown.pk)


def _findings(post, shown):
    return {
        condition.code: {
            "result": post.get(f"result-{condition.code}", ""),
            "note": post.get(f"note-{condition.code}", "").strip()[:300],
        }
        for condition in acting.conditions_of(shown.entry.nomination)
    }


def _phone(request, shown, *, findings=(), typed=None, status=200):
    nomination = shown.entry.nomination
    subjects.with_leaders([nomination])
    is_open = shown.state == VisitState.PLANNED and shown.entry.stage_run.state == StageState.OPEN
    context = {
        "visit": shown,
        "nomination": nomination,
        "run": shown.entry.stage_run,
        "season": nomination.season,
        "conditions": _conditions(shown, typed or {}),
        "choices": OnSpot.choices,
        "may_record": is_open and may_record_visit(request.user, shown),
        "may_reopen": shown.state == VisitState.RECORDED and may_plan_visit(request.user, shown),
        "is_staff": may_watch(request.user, shown),
        "visitors": shown.visitors.all(),
        "photos": shown.photos.all(),
        "client_key": (typed or {}).get("client_key") or uuid.uuid4().hex,
        "findings": findings,
        "typed": typed or {"happened_on": clock.today().isoformat(), "people": shown.people, "summary": shown.summary},
        "density": "normal",
    }
    return render(request, "reviews/visit.html", context, status=status)


def _conditions(shown, typed):
    rows = []
    for condition in acting.conditions_of(shown.entry.nomination):
        known = shown.findings.get(condition.code, {})
        result = typed.get(f"result-{condition.code}", known.get("result", ""))
        note = typed.get(f"note-{condition.code}", known.get("note", ""))
        label = OnSpot(result).label if result in OnSpot.values else "—"
        rows.append({"condition": condition, "result": result, "note": note, "label": label})
    return rows


@login_required
@require_POST
def change(request, pk):
    """Take a visit off the route, or give it back to the visitor."""
    shown = _visit(request, pk)
    demand(may_plan_visit(request.user, shown))
    run = shown.entry.stage_run
    try:
        if request.POST.get("act") == "cancel":
            acting.cancel(shown, by=request.user)
            messages.success(request, "走访安排已取消。")
        else:
            acting.reopen(shown, by=request.user, note=request.POST.get("note", ""))
            messages.success(request, "已退回走访人补充。")
    except Refused as refused:
        say(request, refused)
    return redirect("reviews:visits", run.season_id, run.slug)


@login_required
def photo(request, pk, photo):
    """One photo, for staff and the visitors."""
    shown = _visit(request, pk)
    found = get_object_or_404(VisitPhoto, visit=shown, pk=photo)
    suffix = found.file.name.rpartition(".")[2]
    mime = "image/png" if suffix == "png" else "image/jpeg"
    name = f"{shown.entry.nomination.code} 走访照片 {found.pk}.{suffix}"
    return download(found.file, name, content_type=mime, inline=True)
