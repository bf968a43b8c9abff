"""计划进展 over HTTP: the Gantt with its table, milestones, money, and the half-year note."""

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from programmes import clock
from programmes.refusal import Refused
from programmes.rows import check_row, clean_row
from programmes.spec import Column, Kind
from programmes.studio_rows import PROGRESS, SPENDING
from studios import permissions
from studios.actions import plans as actions
from studios.facts import gantt, plan
from studios.forms.rows import fields
from studios.models import Milestone
from studios.views.pages import find_studio, find_to, show

DONE_ON = Column(key="done_on", label="完成日期", kind=Kind.DATE)


@login_required
@require_safe
def index(request, code):
    """How far the studio is with its plan."""
    return _plan(request, find_studio(request, code))


def _plan(request, studio, *, spending=None, progress=None, findings=(), status=200):
    today = clock.today()
    approved = studio.plans.first()
    lanes = plan.lanes(studio, approved, today) if approved else []
    steps = [step for lane in lanes for step in lane.steps]
    money = plan.budget(studio, approved)
    budgeted = [one for one in money if one.planned]
    context = {
        "plan": approved,
        "chart": gantt.draw(plan.starts_on(studio, approved), lanes, today) if lanes else None,
        "lanes": lanes,
        "progress": plan.progress(steps),
        "late": [step for step in steps if step.state == plan.LATE],
        "goals": plan.goals(studio, approved, today) if approved else [],
        "money": money,
        "items": sorted({one.item for one in budgeted}),
        "over": [one for one in money if one.over and _has_budget(money, one.year)],
        "spendings": studio.spendings.select_related("by")[:20],
        "spending_fields": fields(SPENDING, spending or {"spent_on": today.isoformat()}, findings if spending else ()),
        "progress_fields": fields(PROGRESS, progress or {}, findings if progress is not None else ()),
        "half_years": [(one, actions.half_year_label(one)) for one in actions.half_years(studio, today)],
        "notes": [(note, actions.half_year_label(note.period)) for note in studio.progress_notes.select_related("by")],
        "findings": findings,
        "today": today,
    }
    return show(request, studio, "plan", "plan", context, status=status)


def _has_budget(money, year):
    return any(one.planned for one in money if one.year == year)


def _find(request, pk) -> Milestone:
    rows = Milestone.objects.select_related("plan__studio__employer", "plan__studio__leader", "plan__studio__organiser")
    milestone = get_object_or_404(rows, pk=pk)
    find_to(permissions.may_edit, request, milestone.plan.studio.code)
    return milestone


@login_required
@never_cache
def milestone(request, pk):
    """Choose the evidence and mark a milestone done."""
    found = _find(request, pk)
    studio = found.plan.studio
    typed = clean_row([DONE_ON], request.POST if request.method == "POST" else {"done_on": clock.today().isoformat()})
    findings = []
    if request.method == "POST":
        findings = check_row([DONE_ON], typed)
        try:
            if not findings:
                day = dt.date.fromisoformat(typed["done_on"])
                note, entries = request.POST.get("note", ""), request.POST.getlist("entries")
                actions.finish(found, entries=entries, done_on=day, note=note, by=request.user)
                messages.success(request, f"里程碑已完成：{found.output}。")
                return redirect("studios:plan", studio.code)
        except Refused as refused:
            findings = refused.findings
    ticked = set(request.POST.getlist("entries"))
    first, last = plan.quarter_days(plan.starts_on(studio, found.plan), found.quarter)
    context = {
        "milestone": found,
        "entries": [(one, str(one.pk) in ticked) for one in studio.entries.standing().filter(milestone=None)[:60]],
        "evidence": found.entries.all(),
        "done_on": typed["done_on"],
        "note": request.POST.get("note", ""),
        "period": (first, last),
        "findings": findings,
        "density": "normal",
    }
    return show(request, studio, "plan", "milestone", context, status=422 if findings else 200)


@login_required
@require_POST
def reopen(request, pk):
    """Take back that a milestone is done."""
    found = _find(request, pk)
    try:
        actions.reopen(found, reason=request.POST.get("note", ""), by=request.user)
    except Refused as refused:
        messages.error(request, refused.findings[0].sentence)
        return redirect("studios:milestone", pk)
    messages.success(request, "已撤回完成。")
    return redirect("studios:plan", found.plan.studio.code)


@login_required
@require_POST
def spend(request, code):
    """Record money spent or booked back; over the budget warns."""
    studio = find_to(permissions.may_edit, request, code)
    is_reversal = request.POST.get("is_reversal") == "yes"
    try:
        made, warnings = actions.spend(studio, raw=request.POST, is_reversal=is_reversal, by=request.user)
    except Refused as refused:
        typed = clean_row(SPENDING, request.POST)
        return _plan(request, studio, spending=typed, findings=refused.findings, status=422)
    messages.success(request, f"已登记：{made.item} {made.amount_wan} 万元。")
    for warning in warnings:
        messages.warning(request, warning.sentence)
    return redirect(f"{reverse('studios:plan', args=[studio.code])}#money")


@login_required
@require_POST
def note(request, code):
    """Add the half-year note."""
    studio = find_to(permissions.may_edit, request, code)
    try:
        actions.note_progress(studio, period=request.POST.get("period", ""), raw=request.POST, by=request.user)
    except Refused as refused:
        typed = clean_row(PROGRESS, request.POST)
        return _plan(request, studio, progress=typed, findings=refused.findings, status=422)
    messages.success(request, "半年进展已登记。")
    return redirect(f"{reverse('studios:plan', args=[studio.code])}#notes")
