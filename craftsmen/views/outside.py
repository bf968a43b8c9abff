"""Titles of former years and of other bodies: entered by hand or by workbook, their evidence, their end."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.forms import ImportForm
from accounts.models import Organisation
from accounts.states import Role
from accounts.views.refusals import refuse_into
from accounts.views.uploads import Upload
from craftsmen import actions, forms, permissions, resources
from craftsmen.actions import outside
from craftsmen.models import Honour
from craftsmen.views.register import tried
from documents.files import download, hand_out_workbook
from programmes.refusal import Refused

UPLOAD = Upload("honours-import")


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
            refuse_into(form, refused)
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
        look = partial(resources.preview, organiser=organiser, by=request.user)
        preview = UPLOAD.look(request, form, look)
    context = {"form": form, "preview": preview, "columns": list(resources.TITLES.values()), "density": "compact"}
    context["kinds"] = list(outside.kinds(organiser).values())
    return render(request, "craftsmen/honours_import.html", context)


@login_required
@require_POST
def honours_import_run(request):
    """Step two: write what was looked at, all or nothing."""
    organiser = _keeper(request)
    done = UPLOAD.run(
        request, lambda kept: resources.run(kept["name"], organiser=organiser, by=request.user, file_name=kept["file"])
    )
    if done is None:
        return redirect("craftsmen:honours-import")
    messages.success(request, f"已登记 {done.rows} 项荣誉。")
    return redirect("craftsmen:register")


@login_required
def honours_template(request):
    """An empty workbook with the column names."""
    _keeper(request)
    return hand_out_workbook("荣誉名单模板.xlsx", ("荣誉名单", list(resources.TITLES.values()), []))


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
