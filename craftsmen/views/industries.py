"""重点产业方向: the list under 设置, and the industry of one title."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from craftsmen import forms, permissions
from craftsmen.actions import industries as verbs
from craftsmen.models import Honour, TargetIndustry
from craftsmen.states import IndustryGroup
from craftsmen.views.register import person_page, tried
from programmes.refusal import Refused


def _check(request):
    if not permissions.may_keep_industries(request.user):
        raise Http404


@login_required
def index(request):
    """All industries by group, those out of use too; a form adds one."""
    _check(request)
    form = forms.IndustryNewForm(request.POST or None)
    sent = request.method == "POST" and form.is_valid()
    if sent and tried(form, lambda: verbs.add_industry(by=request.user, **form.cleaned_data)):
        messages.success(request, f"已新增“{form.cleaned_data['name']}”。")
        return redirect("craftsmen:industries")
    return _index(request, form)


def _index(request, form, *, name_form=None, naming=None):
    rows = list(TargetIndustry.objects.annotate(count=Count("honours")).order_by("group", "position", "pk"))
    groups = [(group.label, [row for row in rows if row.group == group]) for group in IndustryGroup]
    context = {
        "groups": groups,
        "total": len(rows),
        "form": form,
        "name_form": name_form,
        "naming": naming,
        "density": "compact",
    }
    is_refused = form.errors or (name_form is not None and name_form.errors)
    return render(request, "craftsmen/industries.html", context, status=422 if is_refused else 200)


@login_required
@require_POST
def rename(request, pk):
    _check(request)
    industry, form = get_object_or_404(TargetIndustry, pk=pk), forms.IndustryNameForm(request.POST)
    if not form.is_valid() or not tried(
        form, lambda: verbs.rename_industry(industry, by=request.user, **form.cleaned_data)
    ):
        return _index(request, forms.IndustryNewForm(), name_form=form, naming=industry.pk)
    messages.success(request, "已更名。")
    return redirect("craftsmen:industries")


VERBS = {
    "up": lambda industry, by: verbs.move_industry(industry, up=True, by=by),
    "down": lambda industry, by: verbs.move_industry(industry, up=False, by=by),
    "retire": lambda industry, by: verbs.retire_industry(industry, by=by),
    "restore": lambda industry, by: verbs.restore_industry(industry, by=by),
    "delete": lambda industry, by: verbs.delete_industry(industry, by=by),
}


@login_required
@require_POST
def act(request, pk, verb):
    """Move, retire, restore, or delete what nobody uses."""
    _check(request)
    industry = get_object_or_404(TargetIndustry, pk=pk)
    if verb not in VERBS:
        raise Http404
    try:
        VERBS[verb](industry, request.user)
    except Refused as refused:
        messages.error(request, refused.findings[0].sentence)
    return redirect("craftsmen:industries")


@login_required
@require_POST
def of_honour(request, pk):
    """Set the industry of one title on the person's page."""
    rows = Honour.objects.visible_to(request.user).select_related("person__user")
    honour, form = get_object_or_404(rows, pk=pk), forms.IndustryForm(request.POST)
    if not permissions.may_set_industry(request.user, honour):
        raise Http404
    if not form.is_valid() or not tried(form, lambda: verbs.set_industry(honour, by=request.user, **form.cleaned_data)):
        return person_page(request, honour.person, industry_form=form, correcting=honour.pk)
    messages.success(request, "产业方向已保存。")
    return redirect("craftsmen:person", honour.person_id)
