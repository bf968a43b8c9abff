"""Titles of former years and of other bodies: entered by hand or by workbook, their evidence, their end."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from accounts.forms import ImportForm
from accounts.models import Organisation
from accounts.states import Role
from certificates.forms import add_findings
from craftsmen import actions, forms, permissions, resources
from craftsmen.actions import outside
from craftsmen.models import Honour
from craftsmen.views.register import tried
from documents.files import download
from documents.workbooks import XLSX, write_workbook
from programmes.refusal import Refused

KEPT = "honours-import"


def _keeper(request) -> Organisation:
    """The body in whose register the person acts; 404 for everybody else."""
    ids = request.user.organisation_ids(Role.OFFICER, Role.LEADER)
    organiser = Organisation.objects.filter(pk__in=ids, is_organiser=True).order_by("pk").first()
    if organiser is None or not permissions.may_record(request.user, organiser):
        raise Http404
    return organiser


@login_required
def honour_new(request):
    """Enter one title with its evidence."""
    organiser = _keeper(request)
    form = forms.HonourForm(request.POST or None, request.FILES or None, kinds=outside.kinds(organiser))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.record_honour(organiser=organiser, by=request.user, **form.cleaned_data)
        except Refused as refused:
            add_findings(form, refused)
        else:
            messages.success(request, f"已登记{made.name}的“{made.title}”。")
            return redirect("craftsmen:person", made.person_id)
    context = {"form": form, "density": "compact"}
    return render(request, "craftsmen/honour_new.html", context, status=422 if form.errors else 200)


@login_required
def honours_import(request):
    """Step one: choose a workbook and look at what it would do."""
    organiser = _keeper(request)
    form, preview = ImportForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        name = resources.keep(file)
        try:
            preview = resources.preview(name, organiser=organiser, by=request.user)
        except Refused as refused:
            add_findings(form, refused)
        else:
            request.session[KEPT] = {"name": name, "file": file.name}
    context = {"form": form, "preview": preview, "columns": list(resources.TITLES.values()), "density": "compact"}
    context["kinds"] = list(outside.kinds(organiser).values())
    return render(request, "craftsmen/honours_import.html", context)


@login_required
@require_POST
def honours_import_run(request):
    """Step two: write what was looked at, all or nothing."""
    organiser = _keeper(request)
    kept = request.session.pop(KEPT, None)
    if kept is None:
        messages.error(request, "请先选择工作簿。")
        return redirect("craftsmen:honours-import")
    try:
        done = resources.run(kept["name"], organiser=organiser, by=request.user, file_name=kept["file"])
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("craftsmen:honours-import")
    finally:
        resources.forget(kept["name"])
    messages.success(request, f"已登记 {done.rows} 项荣誉。")
    return redirect("craftsmen:register")


@login_required
def honours_template(request):
    """An empty workbook with the column names."""
    _keeper(request)
    response = HttpResponse(write_workbook([("荣誉名单", list(resources.TITLES.values()), [])]), content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, "荣誉名单模板.xlsx")
    return response


def _find(request, pk):
    return get_object_or_404(Honour.objects.visible_to(request.user).select_related("person"), pk=pk)


@login_required
def evidence(request, pk):
    """The evidence of an entry, for the staff who keep it."""
    honour = _find(request, pk)
    if not honour.evidence or not permissions.may_watch(request.user, honour):
        raise Http404
    suffix = honour.evidence.name.rpartition(".")[2]
    kinds = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
    return download(
        honour.evidence, f"{honour.name}{honour.title}证明.{suffix}", content_type=kinds[suffix], inline=True
    )


@login_required
def honour_end(request, pk):
    """Another body took its title back."""
    honour = _find(request, pk)
    if not permissions.may_end(request.user, honour) or honour.source != "outside":
        raise Http404
    form = forms.EndOutsideForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and tried(form, lambda: _end(request, honour, form)):
        messages.success(request, "已登记，以该荣誉为条件的工作室会收到变更任务。")
        return redirect("craftsmen:person", honour.person_id)
    context = {"form": form, "honour": honour, "density": "compact"}
    return render(request, "craftsmen/honour_end.html", context, status=422 if form.errors else 200)


def _end(request, honour, form):
    actions.end_outside(honour, by=request.user, **form.cleaned_data)
