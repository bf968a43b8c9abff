"""A correction that changes a printed cell goes to both heads again before it is handed in (AMB-22, QC23-38).

Whoever fills puts the new version to them; employer and recommender each sign it with text, date and sealed page, or
return it with a reason; then it is handed in. All of it inside the period of the correction.
"""

from django.db import transaction

from audit.transitions import move
from nominations import facts
from nominations.actions import chain, corrections, tell
from nominations.models import Correction, Nomination, Opinion
from nominations.states import Decision, NominationState, SealMode, Tier
from programmes import clock
from programmes.facts import Moment
from programmes.refusal import Finding, Mark, Refused

VERBS = {Tier.EMPLOYER: "endorse_again", Tier.RECOMMENDER: "confirm_again"}
PARTS = {Tier.EMPLOYER: tell.EMPLOYER, Tier.RECOMMENDER: tell.RECOMMENDER}


@transaction.atomic
def put_to_heads(nomination, *, by) -> Nomination:
    """Freeze the corrected form and ask for the opinions that it needs anew; the old ones stay in the history.

    A second call while it is with the heads changes nothing (COM-12).
    """
    nomination, correction = _locked(nomination)
    if correction.is_out:
        return nomination
    tiers = facts.tiers_to_sign(nomination, correction)
    if not tiers:
        raise Refused.because("申报表上印出的内容没有改动，两级意见仍然有效，可以直接提交补正。", rule="AMB-22")
    found = corrections.blocking(nomination, Moment.CORRECTION)
    if found:
        raise Refused(found)
    labels = [question.label for question in facts.printed_changes(nomination)]
    version = chain.freeze(nomination, by=by)
    details = {"correction": correction.pk, "changed": labels}
    nomination = move(
        nomination, "put_to_heads", by=by, rules=["AMB-22"], content_hash=version.content_hash, details=details
    )
    correction.version = version
    correction.save(update_fields=["version"])
    nomination.opinions.filter(superseded_at__isnull=True, tier__in=tiers).update(superseded_at=clock.now())
    _ask_next(nomination, labels)
    return fresh(nomination)


def fresh(nomination) -> Nomination:
    return Nomination.objects.select_related("season", "recommender", "employer").get(pk=nomination.pk)


def _locked(nomination) -> tuple[Nomination, Correction]:
    locked = Nomination.objects.select_for_update(of=("self",)).select_related("season").get(pk=nomination.pk)
    correction = locked.open_correction if locked.state == NominationState.RETURNED else None
    if correction is None:
        raise Refused.because("没有正在办理的补正。", rule="AMB-22")
    return locked, correction


@transaction.atomic
def sign_again(nomination, *, by, text, signed_on, seal_mode=SealMode.SCAN, scan=None, statements=()) -> Nomination:
    """The opinion of the tier whose turn it is, on the corrected version: text kept or rewritten, date, sealed page."""
    nomination, correction = _locked(nomination)
    tier, version = correction.due_tier, correction.version
    if tier is None or version is None:
        raise Refused.because("补正没有在等待重新确认。", rule="AMB-22")
    found = chain.opinion_findings(nomination, tier, by, Decision.AGREE, text, signed_on, seal_mode, scan, statements)
    found += _too_early(version, signed_on) + chain.stale_page(version, scan)
    found += [f for f in facts.findings(nomination, Moment.ENDORSE) if f.mark != Mark.WARN]
    if found:
        raise Refused(found)
    label = f"重新确认{nomination.procedure.tier(tier).opinion_label}"
    digest = version.content_hash
    nomination = move(nomination, VERBS[tier], by=by, note=text, rules=["AMB-22"], content_hash=digest, label=label)
    Opinion.objects.create(
        nomination=nomination,
        tier=tier,
        decision=Decision.AGREE,
        text=text,
        signer=by,
        signer_name=by.name,
        signed_on=signed_on,
        seal_mode=seal_mode,
        scan=scan,
        statements=list(statements),
        form_version=version.number,
    )
    _ask_next(nomination, [])
    return fresh(nomination)


def _too_early(version, signed_on) -> list[Finding]:
    """QC23-38: an opinion on a version is not dated before there was one."""
    frozen_on = version.frozen_at.astimezone(clock.SHANGHAI).date()
    if signed_on is None or signed_on >= frozen_on:
        return []
    return [Finding("QC23-38", f"日期不能早于补正后版本的日期（{frozen_on:%Y-%m-%d}）。", "signed_on")]


@transaction.atomic
def reopen(nomination, *, by, reason) -> Nomination:
    """Take the correction back from the heads, or return it as the head whose turn it is; always with a reason (COM-10).

    The form opens again for what was named, until the same deadline; opinions on that version no longer stand.
    """
    if not reason.strip():
        raise Refused.because("请写明退回的理由。", rule="COM-10", field="reason")
    nomination = move(nomination, "reopen_correction", by=by, note=reason, rules=["COM-10", "AMB-22"])
    correction = nomination.corrections.select_related("version").get(handed_in_at=None, lapsed_at=None)
    number = correction.version.number
    nomination.opinions.filter(superseded_at__isnull=True, form_version=number).update(superseded_at=clock.now())
    correction.version = None
    correction.save(update_fields=["version"])
    tell.about(
        nomination,
        tell.APPLICANT,
        tell.EMPLOYER,
        tell.RECOMMENDER,
        code="correction-reopened",
        subject=f"{nomination.name}的补正被退回修改，请在 {_until(correction)}前改好",
        body=f"退回理由：{reason}\n改好后重新送单位确认。逾期视为放弃。",
        key=f"{correction.pk}:v{number}",
    )
    return fresh(nomination)


def _until(correction):
    return f"{correction.due_at.astimezone(clock.SHANGHAI):%-m 月 %-d 日} 24 时"


def _ask_next(nomination, labels):
    """Tell the tier whose turn it is, or, when everybody has signed, those who hand the correction in."""
    correction = nomination.corrections.get(handed_in_at__isnull=True, lapsed_at__isnull=True)
    version, until = correction.version, _until(correction)
    tier = Correction.objects.get(pk=correction.pk).due_tier
    if tier:
        changed = f"改动的栏目：{'、'.join(labels)}。\n" if labels else ""
        tell.about(
            nomination,
            PARTS[tier],
            code="correction-to-confirm",
            subject=f"请在 {until}前重新确认{nomination.name}的{nomination.procedure.tier(tier).opinion_label}",
            body=f"{changed}请核对第 {version.number} 版（核对码 {version.code}），重新签署意见并盖章。逾期视为放弃。",
            key=f"{correction.pk}:v{version.number}:{tier}",
        )
        return
    tell.about(
        nomination,
        tell.APPLICANT,
        tell.RECOMMENDER,
        code="correction-confirmed",
        subject=f"{nomination.name}的补正已由单位重新确认，请在 {until}前提交",
        body=f"第 {version.number} 版（核对码 {version.code}）的意见已签署，请到申报件上提交补正。逾期视为放弃。",
        key=f"{correction.pk}:v{version.number}",
    )
