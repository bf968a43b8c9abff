"""优先申报证明 (F5, WS24-24): one per outcome, target activity and year; used once; void with its studio."""

import secrets

from django.db import transaction

from audit.record import record
from notifications.actions import send
from programmes import clock
from programmes.refusal import Refused
from programmes.spec import LedgerSubject
from studios import permissions
from studios.models import LedgerEntry, PriorityProof, Studio
from studios.states import ProofState


@transaction.atomic
def issue(outcome, *, target: str, by) -> PriorityProof:
    """Give an outcome its proof for a target activity of this year; the same again gives the same proof (WS24-24).

    It says that the filing does not use up the unit's quota; valid to the end of the year.
    """
    rows = LedgerEntry.objects.select_for_update(of=("self",)).select_related("studio__leader")
    outcome = rows.get(pk=outcome.pk)
    studio, today = outcome.studio, clock.today()
    option = next((one for one in studio.terms.priority_targets if one.code == target), None)
    if not permissions.may_issue_proof(by, studio):
        raise Refused.because("只有在册工作室的领衔人和所在单位经办可以开具优先申报证明。", "WS24-24")
    if option is None:
        raise Refused.because("请选择申报项目。", "WS24-24", "target")
    if outcome.terms.subject != LedgerSubject.OUTCOME or not outcome.is_standing:
        raise Refused.because("只能为有效的成果开具证明。", "WS24-24")
    standing = outcome.proofs.exclude(state=ProofState.VOID).filter(target=target, year=today.year).first()
    if standing:
        return standing
    token = secrets.token_urlsafe(32)
    proof = PriorityProof.objects.create(
        studio=studio,
        outcome=outcome,
        target=target,
        target_label=option.label,
        year=today.year,
        number=token[:24],
        token=token,
        valid_until=today.replace(month=12, day=31),
        issued_by=by,
    )
    proof.number = f"YX{proof.year}{proof.pk:06d}"
    proof.save(update_fields=["number"])
    record(proof, "issue", by=by, label="开具优先申报证明", rules=["WS24-24"], details={"outcome": outcome.pk})
    record(outcome, "prove", by=by, label=f"开具优先申报证明 {proof.number}：{option.label}")
    return proof


@transaction.atomic
def use(proof, *, application: str, by) -> PriorityProof:
    """The receiving programme marks a proof as used for one filing; a used or void proof is refused (WS24-24)."""
    proof = _held(proof)
    if not permissions.may_use_proof(by, proof):
        raise Refused.because("只有受理单位的工作人员可以登记使用。", "WS24-24")
    standing = proof.standing(clock.today())
    if standing == ProofState.USED:
        raise Refused.because(f"这份证明已于 {proof.used_at:%Y-%m-%d} 使用过，不能再次使用。", "WS24-24")
    if standing == ProofState.VOID:
        raise Refused.because("这份证明已作废或过期，不能使用。", "WS24-24")
    if len(application.strip()) < 2:
        raise Refused.because("请填写用于哪一项申报。", "WS24-24", "application")
    proof.state, proof.used_at, proof.used_by = ProofState.USED, clock.now(), application.strip()[:120]
    proof.save(update_fields=["state", "used_at", "used_by"])
    record(proof, "use", by=by, label="登记使用", note=proof.used_by, rules=["WS24-24"])
    _tell_issuer(proof, "已使用", f"用于：{proof.used_by}。")
    return proof


@transaction.atomic
def void(proof, *, reason: str, by) -> PriorityProof:
    """Take a proof back that is not used; a new one may be issued. A second call changes nothing."""
    proof = _held(proof)
    if not (permissions.may_issue_proof(by, proof) or permissions.may_use_proof(by, proof)):
        raise Refused.because("只有开具单位或主办单位可以作废证明。", "WS24-24")
    if proof.state == ProofState.VOID:
        return proof
    if proof.state == ProofState.USED:
        raise Refused.because("这份证明已经使用，不能作废。", "WS24-24")
    if len(reason.strip()) < 4:
        raise Refused.because("请写明作废的理由。", field="reason")
    return _end(proof, reason.strip(), by)


@transaction.atomic
def void_all(studio: Studio, *, reason: str, by) -> int:
    """Void what is not used when a studio is revoked or leaves (WS24-24); returns how many."""
    valid = list(PriorityProof.objects.select_for_update().filter(studio=studio, state=ProofState.VALID))
    for proof in valid:
        _end(proof, reason, by)
    return len(valid)


def _end(proof, reason, by):
    proof.state, proof.voided_at, proof.void_note = ProofState.VOID, clock.now(), reason[:200]
    proof.save(update_fields=["state", "voided_at", "void_note"])
    record(proof, "void", by=by, label="作废优先申报证明", note=proof.void_note, rules=["WS24-24"])
    return proof


def _held(proof) -> PriorityProof:
    rows = PriorityProof.objects.select_for_update(of=("self",))
    return rows.select_related("studio__leader", "issued_by").get(pk=proof.pk)


def _tell_issuer(proof, words, body):
    send(
        to=proof.issued_by,
        code="studio-proof",
        subject=f"优先申报证明 {proof.number} {words}",
        body=body,
        key=f"studio-proof:{proof.pk}:{proof.state}",
        about=proof.studio,
    )
