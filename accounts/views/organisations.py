"""The register of organisations, for staff of an organiser."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import actions, forms, imports
from accounts.models import Membership, Organisation
from accounts.permissions import (
    may_edit_members,
    may_edit_organisation,
    may_import_organisations,
    may_see_register,
)
from accounts.resources import OrganisationResource
from accounts.views.refusals import refuse_into
from accounts.views.uploads import Upload
from audit.record import history
from documents.files import hand_out_workbook
from programmes.refusal import Refused

PAGE = 50
UPLOAD = Upload("organisation_import")


def _demand(allowed: bool) -> None:
    if not allowed:
        raise Http404


def _found(request):
    """The organisations that the filter in the address names, and the filter itself."""
    filled = forms.OrganisationFilter(request.GET)
    wanted = filled.cleaned_data if filled.is_valid() else {}
    found = Organisation.objects.visible_to(request.user).matching(wanted.get("q", ""))
    parts = {"recommender": "is_recommender", "organiser": "is_organiser", "group": "is_group"}
    if wanted.get("part"):
        found = found.filter(**{parts[wanted["part"]]: True})
    for field in ("kind", "district"):
        if wanted.get(field):
            found = found.filter(**{field: wanted[field]})
    return found, filled


@login_required
def organisations(request):
    _demand(may_see_register(request.user))
    found, filled = _found(request)
    page = Paginator(found.with_member_count().order_by("name", "id"), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "filter": filled, "may_edit": may_edit_organisation(request.user)}
    return render(request, "accounts/organisations.html", context)


@login_required
def organisations_export(request):
    """The filtered register as a workbook, every cell as text."""
    _demand(may_see_register(request.user))
    found, _filled = _found(request)
    dataset = OrganisationResource().export(found.select_related("parent"))
    return hand_out_workbook("单位名录.xlsx", (_("单位名录"), list(dataset.headers), [list(row) for row in dataset]))


@login_required
def organisation(request, pk):
    """One organisation: particulars, former names, members, its record."""
    shown = get_object_or_404(Organisation.objects.visible_to(request.user).select_related("parent", "group"), pk=pk)
    context = {
        "organisation": shown,
        "former_names": shown.former_names.all(),
        "members": shown.memberships.select_related("user"),
        "children": shown.children.order_by("name")[:50],
        "events": history(shown)[:20],
        "may_edit": may_edit_organisation(request.user, shown),
        "may_edit_members": may_edit_members(request.user, shown),
        "in_register": may_see_register(request.user),
    }
    return render(request, "accounts/organisation.html", context)


@login_required
def organisation_new(request):
    return _edit(request, Organisation())


@login_required
def organisation_edit(request, pk):
    return _edit(request, get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk))


def _edit(request, subject):
    _demand(may_edit_organisation(request.user, subject))
    form = forms.OrganisationForm(request.POST or None, instance=subject)
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.save_organisation(
                form.instance, by=request.user, source=form.cleaned_data.get("source", "")
            )
        except Refused as refused:
            refuse_into(form, refused)
        else:
            messages.success(request, _("单位资料已保存。"))
            return redirect("accounts:organisation", saved.pk)
    return render(request, "accounts/organisation_edit.html", {"form": form, "organisation": subject})


@login_required
def member_add(request, pk):
    subject = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    _demand(may_edit_members(request.user, subject))
    form = forms.MemberForm(request.POST or None, organisation=subject)
    if request.method == "POST" and form.is_valid():
        try:
            added = actions.add_member(subject, **form.cleaned_data, by=request.user)
        except Refused as refused:
            refuse_into(form, refused)
        else:
            messages.success(request, _("%(name)s 已登记，通知已发出。") % {"name": added.user.name})
            return redirect("accounts:organisation", subject.pk)
    return render(request, "accounts/member_add.html", {"form": form, "organisation": subject})


@login_required
@require_POST
def member_remove(request, pk):
    visible = Organisation.objects.visible_to(request.user)
    held = get_object_or_404(Membership.objects.filter(organisation__in=visible).select_related("organisation"), pk=pk)
    _demand(may_edit_members(request.user, held.organisation))
    try:
        actions.remove_member(held, by=request.user, note=request.POST.get("note", ""))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("角色已取消。"))
    return redirect("accounts:organisation", held.organisation_id)


@login_required
def organisations_import(request):
    """Step one: choose a workbook and look at what it would do."""
    _demand(may_import_organisations(request.user))
    form = forms.ImportForm(request.POST or None, request.FILES or None)
    preview = None
    if request.method == "POST" and form.is_valid():
        preview = UPLOAD.look(request, form, imports.preview)
    context = {"form": form, "preview": preview, "columns": _columns()}
    return render(request, "accounts/organisations_import.html", context)


def _columns() -> list[str]:
    return [field.column_name for field in OrganisationResource().get_export_fields()]


@login_required
@require_POST
def organisations_import_run(request):
    """Step two: write what was looked at, all or nothing."""
    _demand(may_import_organisations(request.user))
    done = UPLOAD.run(request, lambda kept: imports.run(kept["name"], by=request.user, file_name=kept["file"]))
    if done is None:
        return redirect("accounts:organisations-import")
    text = _("已导入 %(rows)s 行：新增 %(created)s 个单位，更新 %(changed)s 个。")
    messages.success(request, text % {"rows": done.rows, "created": done.created, "changed": done.changed})
    return redirect("accounts:organisations")


@login_required
def organisations_template(request):
    """An empty workbook with the column names."""
    _demand(may_import_organisations(request.user))
    return hand_out_workbook("单位名录模板.xlsx", (_("单位名录"), _columns(), []))
