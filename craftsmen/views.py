from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from audit.models import Event
from audit.record import history
from audit.transitions import why_not
from certificates.forms import add_findings
from craftsmen import actions, forms, permissions
from craftsmen.models import Honour, Person, Revocation
from programmes import clock
from programmes.refusal import Refused

PAGE = 50


@login_required
def register(request):
    """The staff's register: search, filter by year and state, 50 rows a page."""
    visible = Honour.objects.visible_to(request.user).filter(organiser__in=_staffed(request))
    form = forms.FilterForm(request.GET, years=visible.order_by("-year").values_list("year", flat=True).distinct())
    rows = visible.for_list().in_stroke_order().order_by("-year", "stroke_order", "name")
    if form.is_valid():
        rows = _filtered(rows, form.cleaned_data)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "craftsmen/register.html", {"form": form, "page": page, "density": "compact"})


def _staffed(request):
    ids = request.user.organisation_ids("officer", "leader", "supervisor")
    if not ids:
        raise Http404
    return ids


def _filtered(rows, wanted):
    rows = rows.matching(wanted["q"])
    if wanted["year"]:
        rows = rows.filter(year=wanted["year"])
    return rows.filter(state=wanted["state"]) if wanted["state"] else rows


def find_person(request, pk):
    return get_object_or_404(Person.objects.visible_to(request.user).select_related("user"), pk=pk)


@login_required
def person(request, pk):
    """One craftsman: honours with corrections, notes, and the timeline over all of it."""
    return _person(request, find_person(request, pk))


def _person(request, subject, *, correction_form=None, correcting=None, note_form=None):
    honours = list(
        subject.honours.select_related("certificate", "person").prefetch_related("corrections__by", "revocations")
    )
    keys = [("craftsmen.person", str(subject.pk)), *(("craftsmen.honour", str(honour.pk)) for honour in honours)]
    may_correct = any(permissions.may_correct(request.user, honour) for honour in honours)
    may_watch = any(permissions.may_watch(request.user, honour) for honour in honours)
    context = {
        "person": subject,
        "honours": honours,
        "events": timeline(keys),
        "notes": subject.notes.select_related("by") if may_watch else (),
        "may_correct": may_correct,
        "may_open": any(permissions.may_open_revocation(request.user, honour) for honour in honours),
        "may_watch": may_watch,
        "correction_form": correction_form or forms.CorrectionForm(),
        "correcting": correcting,
        "note_form": note_form or forms.NoteForm(),
        "density": "compact",
    }
    status = 422 if correction_form or note_form else 200
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
    subject, form = find_person(request, pk), forms.NoteForm(request.POST)
    if not any(permissions.may_correct(request.user, one) for one in subject.honours.select_related("person")):
        raise Http404
    if not form.is_valid() or not _tried(form, lambda: actions.add_note(subject, by=request.user, **form.cleaned_data)):
        return _person(request, subject, note_form=form)
    messages.success(request, "记事已保存。")
    return redirect("craftsmen:person", pk)


def _tried(form, action) -> bool:
    """Run an action; its findings go to the form."""
    try:
        action()
    except Refused as refused:
        add_findings(form, refused)
    return not form.errors


@login_required
@require_POST
def correct(request, pk):
    """更正名册: the former wording is kept."""
    honour = get_object_or_404(Honour.objects.visible_to(request.user).select_related("person"), pk=pk)
    if not permissions.may_correct(request.user, honour):
        raise Http404
    form = forms.CorrectionForm(request.POST)
    if not form.is_valid() or not _tried(form, lambda: actions.correct(honour, by=request.user, **form.cleaned_data)):
        return _person(request, honour.person, correction_form=form, correcting=honour.pk)
    messages.success(request, "名册已更正，原内容保留在更正记录里。")
    return redirect("craftsmen:person", honour.person_id)


@login_required
def revocations(request):
    """Revocation cases of the organiser, newest first."""
    _staffed(request)
    rows = Revocation.objects.visible_to(request.user).for_list()[:200]
    return render(request, "craftsmen/revocations.html", {"rows": rows, "density": "compact"})


@login_required
def revocation_new(request, pk):
    """立案."""
    rows = Honour.objects.visible_to(request.user).select_related("person", "certificate")
    honour = get_object_or_404(rows, pk=pk)
    if not permissions.may_open_revocation(request.user, honour):
        raise Http404
    form = forms.OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            case = actions.open_case(honour, by=request.user, **form.cleaned_data)
            messages.success(request, "已立案。下一步：告知本人，给出不少于 5 个工作日的陈述申辩期。")
            return redirect("craftsmen:revocation", case.pk)
        except Refused as refused:
            add_findings(form, refused)
    context = {"honour": honour, "form": form, "density": "compact"}
    return render(request, "craftsmen/revocation_new.html", context, status=422 if form.errors else 200)


def find_case(request, pk):
    rows = Revocation.objects.visible_to(request.user)
    people = ("opened_by", "reviewed_by", "approved_by", "honour__certificate", "honour__person")
    return get_object_or_404(rows.select_related(*people), pk=pk)


@login_required
def revocation(request, pk):
    """One case; staff act on it, the craftsman reads the notice and answers."""
    return _case(request, find_case(request, pk))


CASE_FORMS = {
    "state": forms.StatementForm,
    "review": forms.ReviewForm,
    "approve": forms.ApproveForm,
    "drop": forms.ReasonForm,
}
#: Verb of the address → (transition it needs or "", action, words of the toast).
CASE_VERBS = {
    "notify": ("notify", actions.notify, "已告知本人，陈述申辩期从明天起算。"),
    "state": ("", actions.state, "陈述已登记。"),
    "review": ("hand_up", actions.review, "审核意见已提交，等待另一位负责人批准。"),
    "approve": ("approve", actions.approve, "称号已撤销，证书查验页已显示“已撤销”。"),
    "drop": ("drop", actions.drop, "已作出不予撤销的结论。"),
    "close": ("close", actions.close, "已结案。"),
}


def _case(request, case, verb="", form=None):
    user = request.user
    may_state = permissions.may_state(user, case) and case.statement_until and not case.reviewed_at
    context = {
        "case": case,
        "honour": case.honour,
        "forms": {name: made() for name, made in CASE_FORMS.items()} | ({verb: form} if form else {}),
        "against": {wanted: why_not(case, wanted, by=user) for wanted, *_ in CASE_VERBS.values() if wanted},
        "may_state": may_state and clock.now() <= case.statement_until,
        "may_watch": permissions.may_watch(user, case),
        "is_concerned": permissions.is_concerned(user, case),
        "recall": case.recall_list() if case.state == "effective" else (),
        "events": history(case)[:50],
        "density": "compact",
    }
    return render(request, "craftsmen/revocation.html", context, status=422 if form is not None else 200)


@login_required
@require_POST
def revocation_act(request, pk, verb):
    """One step of a case."""
    case = find_case(request, pk)
    may = permissions.may_state if verb == "state" else permissions.may_notify
    if verb not in CASE_VERBS or not may(request.user, case):
        raise Http404
    _, action, words = CASE_VERBS[verb]
    form = CASE_FORMS.get(verb, forms.forms.Form)(request.POST)
    if not form.is_valid() or not _tried(form, lambda: action(case, by=request.user, **form.cleaned_data)):
        return _case(request, find_case(request, pk), verb, form)
    messages.success(request, words)
    return redirect("craftsmen:revocation", pk)
