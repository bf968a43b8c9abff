"""撤销称号 as a case (E14): staff act on it, the craftsman reads the notice and answers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.views.refusals import refuse_into
from audit.record import history
from audit.transitions import why_not
from craftsmen import actions, forms, permissions
from craftsmen.models import Honour, Revocation
from craftsmen.views.register import staffed, tried
from programmes import clock
from programmes.refusal import Refused


@login_required
def revocations(request):
    """Revocation cases of the organiser, newest first."""
    staffed(request)
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
            refuse_into(form, refused)
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
    if not form.is_valid() or not tried(form, lambda: action(case, by=request.user, **form.cleaned_data)):
        return _case(request, find_case(request, pk), verb, form)
    messages.success(request, words)
    return redirect("craftsmen:revocation", pk)
