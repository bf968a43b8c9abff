"""The summary form of a 推荐汇总 (forms.md B2): answers saved one by one, files, and the explanation of an unmet share."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from nominations import permissions
from nominations.actions import answers, batches, materials
from nominations.forms import page as pages
from nominations.forms import typed
from nominations.models import BatchMaterial
from nominations.views.batches import demand, find_batch, find_batch_for
from nominations.views.form import anchored, conflicting, refusal, saved
from nominations.views.materials import material_response, store_files
from programmes import clock
from programmes.refusal import Refused


def find_summary(request, pk, may=permissions.may_arrange_batch):
    """The batch whose summary form this person may fill in; 404 where there is none."""
    batch = find_batch_for(request, pk, may)
    demand(batch.form is not None)
    return batch


@login_required
@never_cache
def summary(request, pk):
    """The summary form; posted as a whole it saves everything that changed."""
    batch = find_summary(request, pk, permissions.may_print_batch)
    if request.method == "POST":
        demand(permissions.may_arrange_batch(request.user, batch))
        return _save_all(request, batch)
    found = batches.summary_findings(batch) if "all" in request.GET else ()
    return _render(request, batch, pages.build(batch, by=request.user, findings=found))


def _render(request, batch, page, *, status=200):
    nav = [{"code": one.id, "title": one.section.title, "state": one.state} for one in page.sections]
    context = {"batch": batch, "page": page, "findings": anchored(page, page.findings), "nav": nav, "now": clock.now()}
    return render(request, "nominations/summary.html", context, status=status)


def _save_all(request, batch):
    try:
        changes, misread = typed.changes(batch, request.POST)
        outcome = answers.save_summary(batch, changes, by=request.user)
        misread += _store_posted(request, batch)
    except Refused as refused:
        page = pages.build(batch, by=request.user, findings=refused.findings, typed=typed.values(batch, request.POST))
        return _render(request, batch, page, status=422)
    if misread or outcome.conflicts:
        mine = {change.key: change.value for change in changes if change.key in outcome.conflicts}
        page = pages.build(
            find_batch(request, batch.pk), by=request.user, findings=misread, outcome=outcome, typed=mine
        )
        return _render(request, batch, page, status=409 if outcome.conflicts else 422)
    messages.success(request, f"已保存 {clock.now().astimezone(clock.SHANGHAI):%H:%M}。")
    return redirect(_next_url(batch, request.POST.get("next", "")))


def _store_posted(request, batch):
    found = []
    for name in request.FILES:
        prefix, _, kind = name.partition(":")
        kind, _, item = kind.partition(":")
        if prefix == "file":
            found += store_files(request, batch, kind, item, request.FILES.getlist(name))
    return found


def _next_url(batch, wanted):
    verb, _, key = wanted.partition(":")
    if verb == "back":
        return reverse("nominations:batch", args=[batch.pk])
    if verb == "remove" and key.isdecimal():
        return reverse("nominations:summary-remove", args=[key])
    return reverse("nominations:summary", args=[batch.pk])


@login_required
@require_POST
@never_cache
def summary_answer(request, pk):
    """Save one answer (static/js/form.js), as ``form.answer`` does for a nomination."""
    batch = find_summary(request, pk)
    try:
        sent = json.loads(request.body)
        change = typed.change(batch, sent["key"], sent["value"], int(sent.get("version") or 0))
        outcome = answers.save_summary(batch, [change], by=request.user)
    except Refused as refused:
        return refusal(sent["key"], refused)
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"findings": [{"field": "", "sentence": "没有读懂这次保存，请刷新页面再试。"}]}, status=422)
    conflict = outcome.conflicts.get(change.key)
    return conflicting(batch, sent["key"], conflict) if conflict else saved(outcome, change.key)


@login_required
@require_POST
@never_cache
def summary_upload(request, pk):
    """Files of the summary form; with script JSON ``{sentence}`` on refusal."""
    batch = find_summary(request, pk)
    kind, item = request.POST.get("kind", ""), request.POST.get("item", "")
    found = store_files(request, batch, kind, item, request.FILES.getlist("file"), request.POST.get("replaces", ""))
    if found and "json" in request.headers.get("Accept", ""):
        return JsonResponse({"sentence": "；".join(finding.sentence for finding in found)}, status=422)
    for finding in found:
        messages.error(request, finding.sentence)
    return redirect(f"{reverse('nominations:summary', args=[pk])}#m-{kind}")


def _find_file(request, pk, may):
    rows = BatchMaterial.objects.visible_to(request.user).select_related("batch__season", "batch__recommender")
    material = get_object_or_404(rows, pk=pk)
    demand(may(request.user, material.batch))
    return material


@login_required
@require_GET
def summary_material(request, pk):
    material = _find_file(request, pk, permissions.may_print_batch)
    return material_response(material, inline="inline" in request.GET)


@login_required
@never_cache
def summary_remove(request, pk):
    """Ask, then take the file out; it stays in history."""
    material = _find_file(request, pk, permissions.may_arrange_batch)
    batch = material.batch
    if request.method == "POST":
        try:
            materials.remove(material, by=request.user)
        except Refused as refused:
            messages.error(request, refused.findings[0].sentence)
        else:
            messages.success(request, "文件已移除。")
        return redirect("nominations:summary", batch.pk)
    context = {"material": material, "kind": batch.form.material(material.kind), "batch": batch}
    return render(request, "nominations/summary_remove.html", context)


@login_required
@require_POST
def explain(request, pk):
    """Say why a rule of the whole batch is not met (GS24-22)."""
    batch = find_batch_for(request, pk, permissions.may_arrange_batch)
    return _act(
        request, batch, batches.explain, "情况说明已保存，等待负责人确认。", text=request.POST.get("explanation", "")
    )


@login_required
@require_POST
def confirm_explanation(request, pk):
    batch = find_batch_for(request, pk, permissions.may_confirm_explanation)
    return _act(request, batch, batches.confirm_explanation, "情况说明已确认。")


def _act(request, batch, action, success, **given):
    if not batch.procedure.batch_rules:
        raise Http404
    try:
        action(batch, by=request.user, **given)
    except Refused as refused:
        messages.error(request, refused.findings[0].sentence)
    else:
        messages.success(request, success)
    return redirect("nominations:batch", batch.pk)
