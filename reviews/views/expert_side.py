"""The expert's pages: assignments, declaration E15, the score sheet beside the materials. An expert sees only own files."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from documents import files, images, jobs, watermarks
from nominations.models import Material, Season
from nominations.views.materials import material_response
from programmes import clock
from programmes.refusal import Refused
from reviews import pledges, reading
from reviews.actions import assigning, declaring, scoring
from reviews.models import Assignment, Consensus, Declaration, Expert
from reviews.reports import sheets
from reviews.states import DECLARED_GROUNDS, AssignmentState, StageState
from reviews.views.common import demand, documents_of, say


def _expert(user) -> Expert:
    return get_object_or_404(Expert, user=user, is_active=True)


def _account(expert):
    """The topbar shows the code instead of the name (ui.md §4)."""
    return {"name": f"专家 {expert.code}", "unit": "材料仅供评审，请勿外传"}


@login_required
@never_cache
def mine(request):
    """My assignments by season and stage, with what is to be done first."""
    expert = _expert(request.user)
    rows = list(Assignment.objects.of_expert(request.user))
    groups = {}
    for row in rows:
        groups.setdefault(row.entry.stage_run, []).append(row)
    context = {
        "expert": expert,
        "account": _account(expert),
        "groups": [sheets.Group(run, own) for run, own in groups.items()],
        "to_sign": Consensus.objects.to_sign(request.user),
        "undeclared": sorted(
            {r.entry.stage_run.season for r in rows if r.state == AssignmentState.ASSIGNED}, key=lambda s: s.pk
        ),
        "now": clock.now(),
    }
    return render(request, "reviews/expert_mine.html", context)


@login_required
@never_cache
def declare(request, season):
    """E15: the pledges, and the nominations to give back. Names and units only, nothing of a file."""
    expert = _expert(request.user)
    rows = Assignment.objects.of_expert(request.user).filter(entry__stage_run__season=season)
    waiting = list(rows.filter(state=AssignmentState.ASSIGNED))
    signed = Declaration.objects.filter(expert=expert, season=season).first()
    demand(waiting or signed)
    shown, findings = get_object_or_404(Season, pk=season), ()
    if request.method == "POST":
        try:
            declaring.declare(
                expert, shown, by=request.user, ticks=_ticked(request.POST), recused=_recused(request.POST, waiting)
            )
        except Refused as refused:
            findings = refused.findings
        else:
            messages.success(request, "声明已签署，可以开始评审。")
            return redirect("reviews:mine")
    for row in waiting:
        row.typed_ground = request.POST.get(f"ground-{row.pk}", "")
        row.typed_detail = request.POST.get(f"detail-{row.pk}", "")
        row.typed_recuse = f"recuse-{row.pk}" in request.POST
    context = {
        "expert": expert,
        "account": _account(expert),
        "season": shown,
        "waiting": waiting,
        "signed": signed,
        "pledges": pledges.PLEDGES,
        "ticks": _ticked(request.POST) if request.method == "POST" else set(),
        "grounds": [(ground.value, ground.label) for ground in DECLARED_GROUNDS],
        "findings": findings,
    }
    return render(request, "reviews/expert_declare.html", context, status=422 if findings else 200)


def _ticked(post):
    return {code for code in pledges.CODES if f"pledge-{code}" in post}


def _recused(post, waiting):
    return {
        row.pk: (post.get(f"ground-{row.pk}", ""), post.get(f"detail-{row.pk}", "").strip())
        for row in waiting
        if f"recuse-{row.pk}" in post
    }


def _own(request, pk) -> Assignment:
    """The own assignment whose file is open after the declaration; else 404. One query."""
    rows = (
        Assignment.objects.of_expert(request.user)
        .readable()
        .select_related(
            "expert",
            "entry__stage_run__season",
            "entry__nomination__season",
            "entry__nomination__recommender",
            "entry__nomination__employer",
        )
    )
    return get_object_or_404(rows, pk=pk)


@login_required
@never_cache
def sheet(request, pk):
    """The score sheet beside the frozen materials. POST without script saves the whole sheet."""
    undeclared = Assignment.objects.of_expert(request.user).filter(pk=pk, state=AssignmentState.ASSIGNED)
    if request.method == "GET" and not Assignment.objects.of_expert(request.user).readable().filter(pk=pk).exists():
        waiting = undeclared.first()
        if waiting:
            return redirect("reviews:declare", waiting.entry.stage_run.season_id)
        raise Http404
    findings = ()
    if request.method == "POST":
        findings = _post_sheet(request, pk)
        if findings is None:
            return redirect("reviews:sheet", pk)
    return _render(request, _own(request, pk), findings)


def _post_sheet(request, pk):
    """Save everything that was posted, submit if asked; None when done, else the findings."""
    _own(request, pk)
    version = request.POST.get("version", "")
    changes = {
        key: value for key, value in request.POST.items() if key not in ("csrfmiddlewaretoken", "version", "act")
    }
    try:
        if changes:
            scoring.save(pk, by=request.user, changes=changes, version=int(version) if version.isdecimal() else None)
        if request.POST.get("act") == "submit":
            scoring.submit(pk, by=request.user)
            messages.success(request, "评分表已提交并锁定。")
        else:
            messages.success(request, "已保存。")
    except scoring.Stale:
        messages.error(request, "另一个窗口刚保存过这份评分表，这次没有保存。请核对后再填。")
    except Refused as refused:
        return refused.findings
    return None


def _render(request, assignment, findings=()):
    nomination, run = assignment.entry.nomination, assignment.entry.stage_run
    version = reading.frozen_version(nomination)
    page = sheets.build(assignment)
    context = {
        "assignment": assignment,
        "account": _account(assignment.expert),
        "nomination": nomination,
        "run": run,
        "season": run.season,
        "version": version,
        "parts": reading.parts(nomination, version, for_expert=True),
        "folders": reading.folders(nomination, version, for_expert=True),
        "sheet": page,
        "locked": assignment.is_locked or run.state != StageState.OPEN,
        "findings": findings,
        "documents": documents_of(assignment) if assignment.is_locked else [],
        **sheets.neighbours(request.user, assignment),
    }
    return render(request, "reviews/expert_sheet.html", context, status=422 if findings else 200)


@login_required
@require_POST
@never_cache
def save(request, pk):
    """One item from scoring.js: JSON {criterion, value, version} → {saved_at, total, left, version} | 422 | 409."""
    try:
        sent = json.loads(request.body)
        item, value, version = str(sent["criterion"]), sent["value"], sent.get("version")
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"findings": [{"sentence": "请求的格式不对。"}]}, status=422)
    try:
        saved = scoring.save(pk, by=request.user, changes={item: "" if value is None else str(value)}, version=version)
    except Assignment.DoesNotExist:
        raise Http404 from None
    except scoring.Stale as stale:
        held = stale.assignment
        return JsonResponse(
            {"value": stale.value, "saved_at": _time(held.saved_at), "version": held.version}, status=409
        )
    except Refused as refused:
        return JsonResponse(
            {"findings": [{"sentence": f.sentence, "rule": f.rule} for f in refused.findings]}, status=422
        )
    return JsonResponse(
        {"saved_at": _time(saved.saved_at), "total": str(saved.total), "left": saved.left, "version": saved.version}
    )


def _time(moment):
    return f"{moment.astimezone(clock.SHANGHAI):%H:%M}" if moment else ""


@login_required
@require_POST
@never_cache
def submit(request, pk):
    """Submit and lock, from the confirm dialog; what is missing is listed on the sheet."""
    assignment = _own(request, pk)
    try:
        scoring.submit(pk, by=request.user)
    except Refused as refused:
        return _render(request, assignment, refused.findings)
    messages.success(request, f"{assignment.entry.nomination.code} 的评分表已提交并锁定。")
    following = sheets.neighbours(request.user, assignment)["unfinished"]
    return redirect("reviews:sheet", following) if following else redirect("reviews:mine")


@login_required
@require_POST
@never_cache
def recuse(request, pk):
    """A conflict that the expert notices while reading: the sheet closes at once."""
    assignment = _own(request, pk)
    try:
        assigning.recuse(assignment, by=request.user, note=request.POST.get("note", ""))
    except Refused as refused:
        say(request, refused)
        return redirect("reviews:sheet", pk)
    messages.success(request, "已登记回避，协会会另行分派。")
    return redirect("reviews:mine")


@login_required
@require_GET
def material(request, pk, material):
    """A file of the frozen version, only through the own assignment, never a private kind, marked with who and when."""
    assignment = _own(request, pk)
    nomination = assignment.entry.nomination
    version = reading.frozen_version(nomination)
    allowed = {file.pk for folder in reading.folders(nomination, version, for_expert=True) for file in folder.files}
    if material not in allowed:
        raise Http404
    found, inline = Material.objects.get(pk=material), "download" not in request.GET
    if found.suffix not in watermarks.KINDS:
        return material_response(found, inline=inline, wanted=request.headers.get("Range", ""))
    return _marked(found, assignment, inline=inline)


def _marked(file, assignment, *, inline):
    """The copy that this expert takes away carries the expert's number and the minute (COM-14)."""
    words = f"专家 {assignment.expert.code}　{clock.now().astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}　仅供评审"
    with file.file.open("rb") as opened:
        content, kind = watermarks.stamp(opened.read(), words)
    nomination = assignment.entry.nomination
    name = f"{nomination.code} {nomination.form.material(file.kind).label} {file.pk}.{kind}"
    return files.hand_out(content, name, content_type=images.CONTENT_TYPES[kind], inline=inline)


@login_required
@require_POST
def print_e3(request, pk):
    """Ask for the own submitted sheet as PDF."""
    assignment = _own(request, pk)
    demand(assignment.is_locked)
    jobs.request("reviews.e3", subject=assignment, by=request.user, key=f"e3:{assignment.pk}:{assignment.version}")
    messages.success(request, "评分表正在生成。")
    return redirect(f"{reverse('reviews:sheet', args=[pk])}#documents")
