"""The staff's register of craftsmen and one craftsman's page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.views.refusals import refuse_into
from audit.models import Event
from craftsmen import actions, forms, permissions
from craftsmen.models import Honour, Person, TargetIndustry
from craftsmen.states import HonourSource, HonourState
from programmes.refusal import Refused

PAGE = 50


@login_required
def register(request):
    """Search, filter by year and state, 50 rows a page."""
    visible = Honour.objects.visible_to(request.user).filter(organiser__in=staffed(request))
    form = forms.FilterForm(request.GET, years=visible.order_by("-year").values_list("year", flat=True).distinct())
    rows = visible.for_list().in_stroke_order().order_by("-year", "stroke_order", "name")
    if form.is_valid():
        rows = _filtered(rows, form.cleaned_data)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    may_record = bool(request.user.organisation_ids("officer", "leader"))
    context = {"form": form, "page": page, "may_record": may_record, "density": "compact"}
    return render(request, "craftsmen/register.html", context)


def staffed(request):
    ids = request.user.organisation_ids("officer", "leader", "supervisor")
    if not ids:
        raise Http404
    return ids


def _filtered(rows, wanted):
    rows = rows.matching(wanted["q"])
    if wanted["year"]:
        rows = rows.filter(year=wanted["year"])
    return rows.filter(state=wanted["state"]) if wanted["state"] else rows


def findperson_page(request, pk):
    return get_object_or_404(Person.objects.visible_to(request.user).select_related("user"), pk=pk)


@login_required
def person(request, pk):
    """One craftsman: honours with corrections, notes, and the timeline over all of it."""
    return person_page(request, findperson_page(request, pk))


def person_page(request, subject, *, correction_form=None, correcting=None, note_form=None, industry_form=None):
    """The page with whatever form was refused."""
    honours = list(
        subject.honours.select_related("certificate", "person", "industry").prefetch_related(
            "corrections__by", "revocations"
        )
    )
    keys = [("craftsmen.person", str(subject.pk)), *(("craftsmen.honour", str(honour.pk)) for honour in honours)]
    may_correct = any(permissions.may_correct(request.user, honour) for honour in honours)
    may_watch = any(permissions.may_watch(request.user, honour) for honour in honours)
    context = {
        "person": subject,
        "honours": honours,
        "has_story": any(honour.programme_code and honour.state == HonourState.VALID for honour in honours),
        "has_care": any(honour.programme_code for honour in honours),
        "events": timeline(keys),
        "notes": subject.notes.select_related("by") if may_watch else (),
        "may_correct": may_correct,
        "may_open": any(permissions.may_open_revocation(request.user, honour) for honour in honours),
        "may_watch": may_watch,
        "may_end": any(permissions.may_end(request.user, honour) for honour in honours),
        "correction_form": correction_form or forms.CorrectionForm(),
        "correcting": correcting,
        "note_form": note_form or forms.NoteForm(),
        "industry_form": industry_form,
        "industries": TargetIndustry.objects.filter(is_active=True) if may_correct else (),
        "industry_refused": industry_form is not None,
        "density": "compact",
    }
    status = 422 if correction_form or note_form or industry_form else 200
    return render(request, "craftsmen/person.html", context, status=status)


def timeline(keys):
    """Events of several subjects in one list, newest first. One query."""
    wanted = Q(pk__in=[])
    for kind, key in keys:
        wanted |= Q(subject_type=kind, subject_id=key)
    return Event.objects.filter(wanted).order_by("-at", "-id")[:50]


@login_required
@require_POST
def note(request, pk):
    subject, form = findperson_page(request, pk), forms.NoteForm(request.POST)
    if not any(permissions.may_correct(request.user, one) for one in subject.honours.select_related("person")):
        raise Http404
    if not form.is_valid() or not tried(form, lambda: actions.add_note(subject, by=request.user, **form.cleaned_data)):
        return person_page(request, subject, note_form=form)
    messages.success(request, "记事已保存。")
    return redirect("craftsmen:person", pk)


def tried(form, action) -> bool:
    """Run an action; its findings go to the form."""
    try:
        action()
    except Refused as refused:
        refuse_into(form, refused)
    return not form.errors


@login_required
@require_POST
def correct(request, pk):
    """更正名册: the former wording is kept."""
    honour = get_object_or_404(Honour.objects.visible_to(request.user).select_related("person"), pk=pk)
    if not permissions.may_correct(request.user, honour):
        raise Http404
    form = forms.CorrectionForm(request.POST)
    if not form.is_valid() or not tried(form, lambda: actions.correct(honour, by=request.user, **form.cleaned_data)):
        return person_page(request, honour.person, correction_form=form, correcting=honour.pk)
    messages.success(request, "名册已更正，原内容保留在更正记录里。")
    return redirect("craftsmen:person", honour.person_id)


@login_required
def cancel(request, pk):
    """注销: the title ends without fault, by the leader; its certificate answers 已注销 at once."""
    rows = Honour.objects.visible_to(request.user).select_related("person", "certificate__plaque")
    honour = get_object_or_404(rows, pk=pk)
    is_here = honour.source != HonourSource.OUTSIDE and honour.state == HonourState.VALID
    if not permissions.may_end(request.user, honour) or not is_here:
        raise Http404
    form = forms.CancelForm(request.POST or None)
    sent = request.method == "POST" and form.is_valid()
    if sent and tried(form, lambda: actions.cancel(honour, by=request.user, **form.cleaned_data)):
        messages.success(request, "称号已注销，证书查验页已显示“已注销”。")
        return redirect("craftsmen:person", honour.person_id)
    context = {"honour": honour, "form": form, "density": "compact"}
    return render(request, "craftsmen/cancel.html", context, status=422 if form.errors else 200)
