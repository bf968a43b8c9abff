"""The register of experts: list, add by hand, change, deactivate, workbook in and out."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.forms import ImportForm
from accounts.views.refusals import refuse_into
from accounts.views.uploads import Upload
from audit.record import history
from documents.files import hand_out_workbook
from programmes.refusal import Refused
from reviews import imports
from reviews.actions import experts
from reviews.forms import ExpertForm
from reviews.models import Expert
from reviews.permissions import may_edit_experts, may_see_experts
from reviews.resources import TITLES, export_rows
from reviews.states import SECTIONS
from reviews.views.common import PER_PAGE, demand, say

UPLOAD = Upload("expert_import")


def _found(request):
    """Experts that the filter in the address names."""
    rows = Expert.objects.visible_to(request.user).matching(request.GET.get("q", ""))
    if request.GET.get("show") in ("active", "inactive"):
        rows = rows.filter(is_active=request.GET["show"] == "active")
    return rows


@login_required
def experts_list(request):
    demand(may_see_experts(request.user))
    page = Paginator(_found(request).for_list(), PER_PAGE).get_page(request.GET.get("page"))
    names = {code: str(label) for code, label in SECTIONS}
    page.object_list = list(page.object_list)
    for row in page.object_list:
        row.field_labels = "、".join(names.get(code, code) for code in row.fields)
    context = {"page": page, "words": request.GET.get("q", ""), "show": request.GET.get("show", "")}
    return render(request, "reviews/experts.html", context | {"may_edit": may_edit_experts(request.user)})


@login_required
def export(request):
    """The register as a workbook, without phone or mail, every cell as text."""
    demand(may_see_experts(request.user))
    titles, cells = export_rows(_found(request).for_list())
    return hand_out_workbook("专家库.xlsx", ("专家库", titles, cells))


@login_required
def new(request):
    demand(may_edit_experts(request.user))
    form = ExpertForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = experts.add(by=request.user, **form.cleaned_data)
        except Refused as refused:
            refuse_into(form, refused)
        else:
            messages.success(request, f"{made.code} {made.name} 已入库，账号邀请已发出。")
            return redirect("reviews:expert", made.pk)
    return render(request, "reviews/expert_edit.html", {"form": form})


@login_required
def expert(request, pk):
    """One expert: particulars, what was assigned, the record."""
    demand(may_see_experts(request.user))
    rows = Expert.objects.visible_to(request.user).select_related("organisation", "user")
    shown = get_object_or_404(rows, pk=pk)
    names = {code: str(label) for code, label in SECTIONS}
    context = {
        "expert": shown,
        "field_labels": "、".join(names.get(code, code) for code in shown.fields),
        "assignments": shown.assignments.visible_to(request.user)
        .select_related("entry__nomination", "entry__stage_run__season")
        .order_by("-pk")[:50],
        "conflicts": shown.conflicts.visible_to(request.user).standing().select_related("nomination")[:50],
        "events": history(shown)[:20],
        "may_edit": may_edit_experts(request.user),
    }
    return render(request, "reviews/expert.html", context)


@login_required
def edit(request, pk):
    demand(may_edit_experts(request.user))
    shown = get_object_or_404(Expert.objects.visible_to(request.user), pk=pk)
    form = ExpertForm(request.POST or None, expert=shown)
    if request.method == "POST" and form.is_valid():
        try:
            experts.change(shown, by=request.user, **form.cleaned_data)
        except Refused as refused:
            refuse_into(form, refused)
        else:
            messages.success(request, "专家资料已保存。")
            return redirect("reviews:expert", pk)
    return render(request, "reviews/expert_edit.html", {"form": form, "expert": shown})


@login_required
@require_POST
def set_active(request, pk):
    demand(may_edit_experts(request.user))
    shown = get_object_or_404(Expert.objects.visible_to(request.user), pk=pk)
    active = request.POST.get("active") == "yes"
    try:
        experts.set_active(shown, by=request.user, active=active, note=request.POST.get("note", ""))
    except Refused as refused:
        say(request, refused)
    else:
        messages.success(request, f"{shown.code} 已{'恢复' if active else '停用'}。")
    return redirect("reviews:expert", pk)


@login_required
def import_look(request):
    """Step one: choose a workbook and look at what it would do."""
    demand(may_edit_experts(request.user))
    form, preview = ImportForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        preview = UPLOAD.look(request, form, partial(imports.preview, by=request.user))
    context = {"form": form, "preview": preview, "columns": list(TITLES.values())}
    return render(request, "reviews/experts_import.html", context)


@login_required
@require_POST
def import_run(request):
    """Step two: write what was looked at, all or nothing."""
    demand(may_edit_experts(request.user))
    done = UPLOAD.run(request, lambda kept: imports.run(kept["name"], by=request.user, file_name=kept["file"]))
    if done is None:
        return redirect("reviews:experts-import")
    messages.success(request, f"已导入 {done.rows} 行：新增 {done.created} 位专家，更新 {done.changed} 位。")
    return redirect("reviews:experts")


@login_required
def template(request):
    """An empty workbook with the column names."""
    demand(may_edit_experts(request.user))
    return hand_out_workbook("专家名单模板.xlsx", ("专家名单", list(TITLES.values()), []))
