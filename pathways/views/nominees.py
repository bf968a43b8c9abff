"""One person put forward: the page for staff and for the person, the acts, the outside result, and the mailed link."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from audit.record import history
from audit.transitions import why_not
from documents import files
from pathways import charts, forms, permissions
from pathways.actions import nominees, results
from pathways.facts import next_kind, path_of
from pathways.models import Nominee
from pathways.states import NomineeState
from pathways.views.rounds import tried
from programmes.refusal import Refused

KINDS = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}


def find(request, pk, may=None) -> Nominee:
    """The nominee if the person sees it and ``may``; otherwise 404."""
    rows = Nominee.objects.visible_to(request.user).for_page().prefetch_related("person__honours")
    nominee = get_object_or_404(rows, pk=pk)
    if may is not None and not may(request.user, nominee):
        raise Http404
    return nominee


@login_required
@never_cache
@require_safe
def show(request, pk):
    """Where it stands, what may be done now and why not."""
    return _show(request, find(request, pk))


def _show(request, nominee, **bound):
    user, own = request.user, permissions.is_concerned(request.user, nominee)
    stages = path_of(nominee.person)
    may_run = permissions.may_run_nominee(user, nominee)
    context = {
        "nominee": nominee,
        "round": nominee.round,
        "own": own,
        "staff": permissions.may_watch(user, nominee),
        "stages": stages,
        "picture": charts.path(stages),
        "next": next_kind(nominee.round.programme),
        "wording": nominee.wording or nominees.wording(nominee.round),
        "may_run": may_run and nominee.is_under_way,
        "may_ask": may_run and not why_not(nominee, "ask", by=user),
        "may_ask_again": not own and not why_not(nominee, "ask_again", by=user),
        "may_reconsider": own and not why_not(nominee, "ask_again", by=user),
        "may_answer": own and nominee.state == NomineeState.ASKED,
        "may_take_back": own and nominee.state == NomineeState.CONSENTED,
        "may_record": permissions.may_record_result(user, nominee) and nominee.state == NomineeState.PACKED,
        "ask_form": forms.AskForm(),
        "note_form": forms.NoteForm(),
        "again_form": forms.AgainForm(),
        "answer_form": forms.AnswerForm(),
        "events": history(nominee),
        "density": "compact" if not own else "normal",
    } | bound
    return render(request, "pathways/nominee.html", context, status=422 if bound else 200)


@login_required
@require_POST
def ask(request, pk):
    """Mail the request for consent, the first time or again."""
    nominee, form = find(request, pk, permissions.may_run_nominee), forms.AskForm(request.POST)
    if not tried(form, nominees.ask, nominee, by=request.user):
        return _show(request, nominee, ask_form=form)
    messages.success(request, f"已请{nominee.person.name}决定是否同意，链接 30 天内有效。")
    return redirect("pathways:nominee", pk)


@login_required
@require_POST
def ask_again(request, pk):
    """After a refusal: an officer asks again with a reason, or the person thinks again and answers at once."""
    nominee, form = find(request, pk, permissions.may_ask_again), forms.AgainForm(request.POST)
    if not tried(form, nominees.ask_again, nominee, by=request.user):
        return _show(request, nominee, again_form=form)
    own = permissions.is_concerned(request.user, nominee)
    messages.success(request, "请重新答复。" if own else f"已再次请{nominee.person.name}决定，链接 30 天内有效。")
    return redirect("pathways:nominee", pk)


@login_required
@require_POST
def withdraw(request, pk):
    """Take a nominee off the list."""
    nominee, form = find(request, pk, permissions.may_run_nominee), forms.NoteForm(request.POST)
    if not tried(form, nominees.withdraw, nominee, by=request.user):
        return _show(request, nominee, note_form=form)
    messages.success(request, f"已撤下{nominee.person.name}。")
    return redirect("pathways:nominee", pk)


@login_required
@require_POST
def answer(request, pk):
    """The person's own answer in the account."""
    nominee, form = find(request, pk, permissions.may_answer), forms.AnswerForm(request.POST)
    agrees = request.POST.get("act") == "agree"
    if not tried(form, nominees.answer, nominee, agrees=agrees, by=request.user):
        return _show(request, nominee, answer_form=form)
    messages.success(request, "已记录您的同意。" if agrees else "已记录您不同意报送。")
    return redirect("pathways:nominee", pk)


@login_required
@require_POST
def take_back(request, pk):
    """The person withdraws the consent."""
    nominee = find(request, pk, permissions.may_answer)
    try:
        nominees.take_back(nominee, by=request.user)
    except Refused as refused:
        for finding in refused.findings:
            messages.error(request, finding.sentence)
    else:
        messages.success(request, "同意已撤回，您的资料不会报送。")
    return redirect("pathways:nominee", pk)


@login_required
def result(request, pk):
    """Enter the outside decision."""
    nominee = find(request, pk, permissions.may_record_result)
    form = forms.ResultForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and tried(form, results.record_result, nominee, by=request.user):
        messages.success(request, "结果已登记。")
        return redirect("pathways:nominee", pk)
    context = {"nominee": nominee, "round": nominee.round, "form": form, "density": "compact"}
    context["next"] = next_kind(nominee.round.programme)
    return render(request, "pathways/result.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def scan(request, pk):
    """The scanned decision, for staff of the organiser."""
    nominee = find(request, pk, permissions.may_watch)
    if not nominee.scan:
        raise Http404
    suffix = nominee.scan.name.rpartition(".")[2]
    name = f"{nominee.decision_number} {nominee.person.name}.{suffix}"
    return files.download(nominee.scan, name, content_type=KINDS[suffix], inline=True)


@never_cache
def link(request, token):
    """The mailed link: what would be handed on, agree or not; no account needed, one use."""
    nominee = nominees.asked(token)
    if nominee is None:
        return render(request, "pathways/link_over.html", status=404)
    form = forms.AnswerForm(request.POST or None)
    if request.method == "POST":
        agrees = request.POST.get("act") == "agree"
        if tried(form, nominees.answer_link, token, agrees=agrees):
            context = {"agrees": agrees, "round": nominee.round, "login": reverse("account_login")}
            return render(request, "pathways/link_done.html", context)
    context = {"nominee": nominee, "round": nominee.round, "form": form, "token": token}
    return render(request, "pathways/link.html", context, status=422 if form.errors else 200)
