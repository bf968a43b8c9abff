"""补正: one correction, five working days, only the flagged questions and files unlock (AMB-22, form E2).

What changes a printed cell goes to both heads first: ``confirmations``.
"""

from django.db import transaction

from accounts import calendar
from audit.transitions import move
from nominations import excusing, facts
from nominations.actions import chain, papers, tell
from nominations.models import Correction, Nomination
from nominations.states import NominationState
from programmes import clock
from programmes.facts import Moment
from programmes.refusal import Finding, Refused


@transaction.atomic
def request(nomination, *, by, items, note="") -> Correction:
    """Ask for missing or illegible items; ``items`` is [{target: question key or material kind, note}], at least one.

    Due at 24:00 of the n-th working day after today (season parameter ``correction.workdays``, COM-04).
    """
    if not items or any(not item.get("target") or not item.get("note", "").strip() for item in items):
        raise Refused.because("请至少选择一项，并写明每一项缺什么。", rule="AMB-22", field="items")
    _refuse_frozen(nomination, items)
    if nomination.corrections.count() >= nomination.season.parameter("correction.rounds"):
        raise Refused.because("每份申报只补正一次。", rule="AMB-22")
    due_on = calendar.current().add(clock.today(), nomination.season.parameter("correction.workdays"))
    nomination = move(nomination, "request_correction", by=by, note=note, rules=["AMB-22"], details={"items": items})
    correction = Correction.objects.create(
        nomination=nomination, items=items, note=note, due_at=clock.end_of(due_on), issued_by=by
    )
    lines = "\n".join(f"{place}. {item['words']}" for place, item in enumerate(correction.asked, 1))
    tell.about(
        nomination,
        tell.APPLICANT,
        tell.EMPLOYER,
        tell.RECOMMENDER,
        code="correction-requested",
        subject=f"{nomination.name}的材料需要补正，请在 {due_on:%-m 月 %-d 日} 24 时前完成",
        body=f"需要补正：\n{lines}\n逾期视为放弃。",
        key=str(correction.pk),
    )
    return correction


def _refuse_frozen(nomination, items):
    """Name and identity number equal the card and stay as sent; a clerical error needs a recorded exception."""
    closed = excusing.frozen_now(nomination) & {item["target"] for item in items}
    raise_for = [question for question in excusing.frozen_questions(nomination) if question.key in closed]
    if raise_for:
        raise Refused(
            Finding(
                excusing.FROZEN_RULE,
                f"“{question.label}”报送后不再修改，不能列入补正；确系笔误的，请先在申报件上申请例外，由另一位工作人员批准。",
                question.key,
            )
            for question in raise_for
        )


@transaction.atomic
def hand_in(nomination, *, by) -> Nomination:
    """Hand the correction in: as the version that both heads signed, or, with nothing printed changed, as a new one.

    Whole-form checks apply to it as well.
    """
    nomination = Nomination.objects.select_for_update().select_related("season").get(pk=nomination.pk)
    correction = nomination.open_correction
    if nomination.state == NominationState.SUBMITTED or correction is None:
        return nomination
    if clock.now() > correction.due_at:
        raise Refused.because("补正期限已过。", rule="AMB-22")
    unsigned = _unsigned(nomination, correction)
    found = blocking(nomination, Moment.CORRECTION if unsigned else Moment.FORMALITY) + unsigned
    if found:
        raise Refused(found)
    version = correction.version or chain.freeze(nomination, by=by)
    chain.flag_priorities(nomination)
    with chain.one_place(nomination):
        nomination = move(
            nomination,
            "hand_in",
            by=by,
            content_hash=version.content_hash,
            digest=version.content_hash,
            version=version.number,
            **facts.place_of(nomination),
            details={"correction": correction.pk},
        )
    correction.handed_in_at = clock.now()
    correction.save(update_fields=["handed_in_at"])
    papers.compare_again(nomination)
    tell.about(
        nomination,
        tell.ORGANISER,
        code="correction-handed-in",
        subject=f"{nomination.name}的补正已提交",
        body=f"编号 {nomination.code}，版本 {version.number}，核对码 {version.code}。",
        key=str(correction.pk),
    )
    return nomination


def blocking(nomination, moment) -> list[Finding]:
    """What stands against handing a correction in, or against putting it to the heads."""
    return [finding for finding in facts.findings(nomination, moment) if finding.blocks]


def _unsigned(nomination, correction) -> list[Finding]:
    """AMB-22: while an opinion is asked again, the correction waits for it."""
    if correction.due_tier:
        label = nomination.procedure.tier(correction.due_tier).opinion_label
        return [Finding("AMB-22", f"还在等待重新确认{label}，确认后才能提交补正。")]
    if correction.is_out or not facts.tiers_to_sign(nomination, correction):
        return []
    labels = "、".join(question.label for question in facts.printed_changes(nomination))
    why = f"补正改动了申报表上印出的内容（{labels}）" if labels else "需要重新签署意见"
    return [Finding("AMB-22", f"{why}，请先送单位负责人重新确认，再提交补正。")]


def lapse_due() -> int:
    """Fail every nomination whose correction was not handed in by its deadline (§10.1); safe to run twice."""
    due = Correction.objects.filter(handed_in_at__isnull=True, lapsed_at__isnull=True, due_at__lt=clock.now())
    return sum(_lapse(correction) for correction in due.select_related("nomination"))


@transaction.atomic
def _lapse(correction) -> int:
    Nomination.objects.select_for_update().get(pk=correction.nomination_id)  # in the order of hand_in
    locked = Correction.objects.select_for_update().get(pk=correction.pk)
    if not locked.is_open:
        return 0
    locked.lapsed_at = clock.now()
    locked.save(update_fields=["lapsed_at"])
    if locked.nomination.state == NominationState.RETURNED:
        chain.fail_formality(locked.nomination, by=None, note="逾期未补正，视为放弃。")
    return 1
