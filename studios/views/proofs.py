"""优先申报证明 over HTTP: a studio asks for it and prints it, the organiser marks it used (F5, WS24-24)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from documents.jobs import request as request_document
from documents.models import Document
from programmes import clock
from programmes.refusal import Refused
from programmes.spec import LedgerSubject
from studios import documents, permissions
from studios.actions import proofs as actions
from studios.models import PriorityProof
from studios.states import ProofState
from studios.views.ledgers import find_entry
from studios.views.pages import find_studio, show

PAGE = 50
TONES = {
    ProofState.VALID: ("ok", "circle-check"),
    ProofState.USED: ("mute", "lock"),
    ProofState.VOID: ("stop", "circle-x"),
}


@login_required
@require_safe
def index(request, code):
    """The proofs of a studio with their state and their papers."""
    studio, today = find_studio(request, code), clock.today()
    rows = list(studio.proofs.select_related("studio", "outcome"))
    papers = Document.objects.filter(
        kind=documents.PROOF, subject_type="studios.priorityproof", subject_id__in=[str(row.pk) for row in rows]
    )
    by_subject = {paper.subject_id: paper for paper in papers.order_by("pk")}
    context = {
        "rows": [(row, row.standing(today), TONES[row.standing(today)], by_subject.get(str(row.pk))) for row in rows],
        "may_issue": permissions.may_issue_proof(request.user, studio),
        "outcome_ledgers": [one for one in studio.terms.ledgers if one.subject == LedgerSubject.OUTCOME],
        "valid": ProofState.VALID,
    }
    return show(request, studio, "proofs", "proofs", context)


@login_required
@require_POST
def issue(request, pk):
    """Give an outcome its proof."""
    entry = find_entry(request, pk)
    if not permissions.may_issue_proof(request.user, entry.studio):
        raise Http404
    try:
        proof = actions.issue(entry, target=request.POST.get("target", ""), by=request.user)
    except Refused as refused:
        messages.error(request, refused.findings[0].sentence)
        return redirect("studios:entry", pk)
    _ask_for_paper(proof, request.user)
    messages.success(request, f"优先申报证明 {proof.number} 已开具。")
    return redirect("studios:proofs", entry.studio.code)


def _ask_for_paper(proof, user):
    request_document(documents.PROOF, subject=proof, by=user, key=f"proof:{proof.pk}")


def _find(request, pk) -> PriorityProof:
    rows = PriorityProof.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("studio__leader", "outcome"), pk=pk)


@login_required
@require_POST
def print_proof(request, pk):
    """Ask for the paper of a proof."""
    proof = _find(request, pk)
    _ask_for_paper(proof, request.user)
    return redirect("studios:proofs", proof.studio.code)


@login_required
@require_POST
def void(request, pk):
    """Take a proof back that is not used."""
    proof = _find(request, pk)
    may_use = permissions.may_use_proof(request.user, proof)
    if not (permissions.may_issue_proof(request.user, proof) or may_use):
        raise Http404
    try:
        actions.void(proof, reason=request.POST.get("note", ""), by=request.user)
    except Refused as refused:
        messages.error(request, refused.findings[0].sentence)
    else:
        messages.success(request, f"证明 {proof.number} 已作废。")
    return redirect("studios:proofs-received" if may_use else reverse("studios:proofs", args=[proof.studio.code]))


@login_required
@require_safe
def received(request):
    """The proofs of all studios that one's organisation runs, for those who receive filings."""
    organisers = request.user.organisation_ids("officer", "leader", "supervisor")
    if not organisers:
        raise Http404
    rows = PriorityProof.objects.filter(studio__organiser__in=organisers)
    words, state = request.GET.get("q", "").strip(), request.GET.get("state", "")
    if words:
        rows = rows.filter(number__icontains=words) | rows.filter(outcome__title__icontains=words)
    if state in ProofState.values:
        rows = rows.filter(state=state)
    page = Paginator(rows.select_related("studio__employer", "outcome"), PAGE).get_page(request.GET.get("page"))
    today = clock.today()
    context = {
        "page": page,
        "rows": [(row, row.standing(today), TONES[row.standing(today)]) for row in page],
        "states": ProofState.choices,
        "state": state,
        "valid": ProofState.VALID,
        "density": "compact",
    }
    return render(request, "studios/proofs_received.html", context)


@login_required
@require_POST
def use(request, pk):
    """The receiving side marks a proof as used."""
    proof = _find(request, pk)
    if not permissions.may_use_proof(request.user, proof):
        raise Http404
    try:
        actions.use(proof, application=request.POST.get("note", ""), by=request.user)
    except Refused as refused:
        messages.error(request, refused.findings[0].sentence)
    else:
        messages.success(request, f"证明 {proof.number} 已登记使用。")
    return redirect("studios:proofs-received")
