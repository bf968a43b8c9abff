"""Objections: the public form and its receipt, the officer's desk, the page of those who are heard."""

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.views.refusals import refuse_into
from audit.record import history
from programmes import clock
from programmes.refusal import Refused
from publicity import forms, permissions
from publicity.actions import objections as actions
from publicity.models import Objection, ObjectionFile, Publicity
from publicity.states import ObjectionState
from publicity.views.verify import is_flooding

SUBMISSIONS_PER_WINDOW = 10


@never_cache
def submit(request, pk):
    """The public form: real name, contact, facts, evidence; after the period it says so and takes nothing."""
    publicity = get_object_or_404(Publicity.objects.public().select_related("season__organiser"), pk=pk)
    entries = list(publicity.entries.all())
    if not publicity.is_running:
        return render(request, "publicity/objection_closed.html", {"publicity": publicity, "sentence": actions.CLOSED})
    form = forms.ObjectionForm(request.POST or None, request.FILES or None, entries=entries)
    if request.method == "POST" and form.is_valid():
        if is_flooding(request, "objection", SUBMISSIONS_PER_WINDOW):
            return render(request, "429.html", status=429)
        objection = _received(form, publicity, entries)
        if objection:
            return redirect(actions.receipt_path(objection))
    context = {"publicity": publicity, "form": form, "findings": form.errors}
    return render(request, "publicity/objection.html", context, status=422 if form.errors else 200)


def _received(form, publicity, entries, **known):
    """The registered objection, or None with the findings in the form. A double click answers with the same receipt."""
    given = form.cleaned_data | known
    chosen = {str(entry.pk): entry for entry in entries}.get(given.pop("entry"))
    try:
        return actions.receive(publicity, entry=chosen, **given)
    except Refused as refused:
        refuse_into(form, refused)
        return None


@never_cache
@require_safe
def receipt(request, token):
    """Number, time and what happens next; later the answer. Nothing of the objection itself is repeated here."""
    rows = Objection.objects.select_related("publicity__season__organiser")
    objection = get_object_or_404(rows, receipt_token=token)
    return render(request, "publicity/receipt.html", {"objection": objection})


@login_required
@require_safe
def index(request):
    """The officer's desk: open objections first."""
    rows = list(Objection.objects.visible_to(request.user).for_list()[:200])
    if not rows and not request.user.organisation_ids("officer", "leader", "supervisor"):
        raise Http404
    rows.sort(key=lambda objection: (not objection.is_open, objection.next_due_on or dt.date.max))
    running = Publicity.objects.visible_to(request.user).running().select_related("season")
    may_enter = [publicity for publicity in running if permissions.may_publish(request.user, publicity)]
    context = {"rows": rows, "may_enter": may_enter, "density": "compact"}
    return render(request, "publicity/objections.html", context)


@login_required
def enter(request, publicity_pk):
    """A letter, call or visit is typed in."""
    rows = Publicity.objects.visible_to(request.user).select_related("season")
    publicity = get_object_or_404(rows, pk=publicity_pk)
    if not permissions.may_publish(request.user, publicity):
        raise Http404
    entries = list(publicity.entries.all())
    form = forms.DeskObjectionForm(request.POST or None, request.FILES or None, entries=entries)
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data.pop("received_on") or clock.today()
        moment = min(clock.now(), clock.end_of(day))
        objection = _received(form, publicity, entries, received_at=moment, by=request.user)
        if objection:
            messages.success(request, f"异议已登记，编号 {objection.number}。")
            return redirect("publicity:objection", objection.number)
    context = {"publicity": publicity, "form": form, "findings": form.errors, "density": "compact"}
    return render(request, "publicity/objection_new.html", context, status=422 if form.errors else 200)


def find(request, number):
    people = ("entry__nomination__recommender", "entry__nomination__applicant", "handler", "assisted_by")
    rows = Objection.objects.visible_to(request.user).select_related("publicity__season", *people)
    return get_object_or_404(rows, number=number)


@login_required
@require_safe
def detail(request, number):
    return _detail(request, find(request, number))


DESK_FORMS = {
    "accept": forms.GistForm,
    "refuse": forms.RefuseForm,
    "investigate": forms.InvestigationForm,
    "extend": forms.ReasonForm,
    "state": forms.SideForm,
    "conclude": forms.ConcludeForm,
    "reveal": forms.ReasonForm,
    "mark_told": forms.forms.Form,
    "take": forms.forms.Form,
}
DESK_VERBS = {
    "take": (actions.take, "已由您承办。"),
    "accept": (actions.accept, "已受理，被异议人和推荐单位已收到通知。"),
    "refuse": (actions.refuse, "已作出不受理的答复。"),
    "investigate": (actions.investigate, "核查记录已保存。"),
    "extend": (actions.extend, "办理期限已延长一次。"),
    "state": (actions.state, "说明已登记。"),
    "conclude": (actions.conclude, "异议已办结，双方已告知。"),
    "mark_told": (actions.mark_told, "告知已登记。"),
}


def _detail(request, objection, *, verb="", form=None, identity=None):
    user = request.user
    may_see = permissions.may_see_identity(user, objection)
    context = {
        "objection": objection,
        "forms": {name: made() for name, made in DESK_FORMS.items()} | ({verb: form} if form else {}),
        "may_take": permissions.may_take(user, objection) and objection.is_open and objection.handler_id != user.pk,
        "may_handle": permissions.may_handle(user, objection),
        "may_see": may_see,
        "identity": identity,
        "files": objection.files.all() if may_see else (),
        "investigations": objection.investigations.select_related("by"),
        "events": history(objection)[:50],
        "density": "compact",
    }
    return render(
        request, "publicity/objection_case.html", context, status=422 if form is not None and form.errors else 200
    )


@login_required
@require_POST
def act(request, number, verb):
    """One step of the case; ``reveal`` shows the identity once, on the answer of this very request."""
    objection = find(request, number)
    if verb != "reveal" and verb not in DESK_VERBS:
        raise Http404
    may = permissions.may_see_identity if verb == "reveal" else permissions.may_take
    if not may(request.user, objection):
        raise Http404
    form = DESK_FORMS[verb](request.POST)
    result = None
    if form.is_valid():
        action = actions.reveal if verb == "reveal" else DESK_VERBS[verb][0]
        try:
            result = action(objection, by=request.user, **form.cleaned_data)
        except Refused as refused:
            refuse_into(form, refused)
    if form.errors:
        return _detail(request, find(request, number), verb=verb, form=form)
    if verb == "reveal":
        return _detail(request, find(request, number), identity=result)
    messages.success(request, DESK_VERBS[verb][1])
    return redirect("publicity:objection", number)


@login_required
@require_safe
def file(request, number, pk):
    """Evidence may show who objected, so only the handler and the supervisor open it."""
    objection = find(request, number)
    if not permissions.may_see_identity(request.user, objection):
        raise Http404
    found = get_object_or_404(ObjectionFile, pk=pk, objection=objection)
    response = FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name, content_type=found.mime)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
def side(request, number):
    """Where the person concerned makes a statement and the recommending unit assists; it never shows who objected."""
    rows = Objection.objects.involving(request.user)
    related = ("publicity__season", "entry__nomination__recommender", "entry__nomination__applicant")
    objection = get_object_or_404(rows.select_related(*related), number=number)
    is_target = permissions.may_state(request.user, objection)
    form = forms.SideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        action = actions.state if is_target else actions.assist
        try:
            action(objection, by=request.user, **form.cleaned_data)
            messages.success(request, "已提交。")
            return redirect("publicity:objection-side", number)
        except Refused as refused:
            refuse_into(form, refused)
    context = {
        "objection": objection,
        "form": form,
        "findings": form.errors,
        "is_target": is_target,
        "is_open": objection.state == ObjectionState.ACCEPTED,
    }
    return render(request, "publicity/objection_side.html", context, status=422 if form.errors else 200)
