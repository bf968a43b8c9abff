"""The ways out, and what ends with a studio."""

from django.db import transaction

from audit.transitions import move
from certificates import actions as certificates
from programmes import clock
from programmes.refusal import Refused
from studios.actions import duties, events, proofs, telling
from studios.actions.life.rows import fresh
from studios.models import Studio


@transaction.atomic
def leave(studio, *, keep_title, decided_on, decision_number, reason, by) -> Studio:
    """退出管理序列: with the title (GS24-42 b1, shown as historical) or 摘牌 (b2, certificate 注销, plaque to be recalled)."""
    studio = fresh(studio)
    if not (reason or "").strip():
        raise Refused.because("请写明退出的理由。", rule="GS24-42", field="reason")
    verb = "retire" if keep_title else "remove"
    studio = move(studio, verb, by=by, note=f"{decision_number}。{reason}", rules=["GS24-42"])
    if not keep_title and studio.certificate_id and studio.certificate.is_valid:
        certificates.cancel(studio.certificate, by=by, reason=f"工作室摘牌：{reason}")
    studio = close(studio, decided_on, studio.get_state_display(), by)
    telling.about(
        studio,
        code="studio-left",
        subject=f"{studio.name}：{studio.get_state_display()}",
        body=f"{decision_number or '审定结果'}，自 {decided_on} 起。{reason}",
        key=f"studio-left-{studio.pk}",
    )
    return studio


@transaction.atomic
def revoke(studio, *, decided_on, decision_number, reason, by) -> Studio:
    """撤销工作室 with its certificate (WS24-18); shown by the verification page at once."""
    if not (reason or "").strip():
        raise Refused.because("请写明撤销的理由。", rule="WS24-18", field="reason")
    note = f"{decision_number}。{reason}" if decision_number else reason
    return take_away(fresh(studio), decided_on=decided_on, note=note, rules=["WS24-18"], by=by)


def take_away(studio, *, decided_on, note, rules, by):
    studio = move(studio, "revoke", by=by, note=note, rules=rules)
    if studio.certificate_id and studio.certificate.is_valid:
        certificates.revoke(studio.certificate, by=by, note=note)
    return close(studio, decided_on, "撤销工作室", by)


@transaction.atomic
def abandon(studio, *, by, reason) -> Studio:
    """不再筹建: a plan that was not approved, or that nobody pursues."""
    if by is not None and not reason.strip():
        raise Refused.because("请写明不再筹建的理由。", rule="WS24-21", field="reason")
    studio = move(studio, "abandon", by=by, note=reason.strip())
    return close(studio, clock.today(), "不再筹建", by)


def close(studio, day, outcome, by):
    """What ends with a studio: the leader's term, open tasks, duties. Everything stays readable (proofs: WS24-24)."""
    studio.leader_terms.filter(until_on__isnull=True).update(until_on=day, reason=outcome)
    events.settle_all(studio, on=day, outcome=outcome, by=by)
    duties.waive_all(studio, note=outcome)
    proofs.void_all(studio, reason=outcome, by=by)
    return fresh(studio)
