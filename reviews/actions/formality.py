"""形式审查 (QC23-40, forms.md E1): completeness only; two people for 通过 and 不通过, one for 补正 (AMB-22)."""

from django.db import transaction

from audit.record import record
from audit.transitions import move
from nominations.actions import chain, corrections
from nominations.models import Nomination
from nominations.states import NominationState
from programmes import clock
from programmes.refusal import Finding, Refused
from reviews import checklists
from reviews.actions import stages
from reviews.models import Check, Entry, FormalityReview
from reviews.permissions import may_check_formality, may_second_check
from reviews.states import CheckResult, EntryState, FormalityOutcome

LABELS = {
    FormalityOutcome.PASS: "形式审查：拟通过",
    FormalityOutcome.CORRECT: "形式审查：补正",
    FormalityOutcome.FAIL: "形式审查：拟不通过",
}


@transaction.atomic
def open_round(nomination, *, by) -> FormalityReview:
    """The round of the present version, begun if need be; rows that were in order are kept from the round before."""
    if not may_check_formality(by, nomination):
        raise Refused.because("只有主办单位的工作人员可以做形式审查。")
    nomination = Nomination.objects.select_for_update().select_related("season").get(pk=nomination.pk)
    entry = stages.enter_formality(nomination)
    last = entry.reviews.order_by("-round").first()
    if last and last.form_version == nomination.form_version:
        return last
    review = FormalityReview.objects.create(
        entry=entry, round=last.round + 1 if last else 1, form_version=nomination.form_version
    )
    if last:
        _carry_over(last, review)
    return review


def _carry_over(last, review):
    kept = last.checks.filter(result__in=[CheckResult.OK, CheckResult.NOT_NEEDED], by_system=False)
    Check.objects.bulk_create([Check(review=review, item=c.item, result=c.result, note=c.note) for c in kept])


@transaction.atomic
def set_checks(nomination, *, by, rows) -> FormalityReview:
    """Store results of rows {item code: (result, note)} while the round is open; the system's own rows cannot be set."""
    review = open_round(nomination, by=by)
    _require_open(nomination, review)
    own = {item.code for item in nomination.procedure.checklist if not item.by_system}
    wrong = [
        code for code, (result, _note) in rows.items() if code not in own or result not in ["", *CheckResult.values]
    ]
    if wrong:
        raise Refused(Finding("E1", f"没有“{code}”这一项，或结果不在选项内。", code) for code in wrong)
    checks = [Check(review=review, item=code, result=result, note=note[:300]) for code, (result, note) in rows.items()]
    Check.objects.bulk_create(
        checks, update_conflicts=True, unique_fields=["review", "item"], update_fields=["result", "note"]
    )
    return review


def _require_open(nomination, review):
    if nomination.state != NominationState.SUBMITTED:
        raise Refused.because(f"当前为“{nomination.get_state_display()}”，不能做形式审查。")
    if not review.is_open:
        raise Refused.because("本轮已有结论，等待复核。")


@transaction.atomic
def decide(nomination, *, by, outcome, reason="", items=()) -> FormalityReview:
    """Sign the round. 补正 goes out at once with ``items`` [{target, note}]; 通过 and 不通过 wait for the second checker."""
    review = FormalityReview.objects.select_for_update().get(pk=open_round(nomination, by=by).pk)
    nomination = Nomination.objects.select_related("season", "employer", "recommender").get(pk=nomination.pk)
    _require_open(nomination, review)
    rows = checklists.lines(nomination, review)
    found = _against(outcome, reason, rows, nomination)
    if found:
        raise Refused(found)
    _freeze(review, rows)
    review.outcome, review.reason, review.reviewer, review.decided_at = outcome, reason, by, clock.now()
    if outcome == FormalityOutcome.CORRECT:
        review.correction = corrections.request(nomination, by=by, items=list(items), note=reason)
    review.save()
    # On the round, not on the nomination: its people read that timeline, and nothing is decided before the second check.
    record(review, f"formality_{outcome}", by=by, label=LABELS[outcome], note=reason, rules=["QC23-40"])
    return review


def _against(outcome, reason, rows, nomination):
    if outcome not in FormalityOutcome.values:
        return [Finding("E1", "请选择结论。", "outcome")]
    if outcome == FormalityOutcome.PASS:
        return checklists.blocking(rows) or checklists.beside(nomination)
    if outcome == FormalityOutcome.CORRECT:
        if any(row.is_flagged for row in rows):
            return []
        return [Finding("AMB-22", "没有标为“缺”或“不清晰”的项目，不需要补正。", "outcome")]
    return [] if reason.strip() else [Finding("COM-10", "请写明不通过的理由。", "reason")]


def _freeze(review, rows):
    Check.objects.bulk_create(
        checklists.as_checks(review, rows),
        update_conflicts=True,
        unique_fields=["review", "item"],
        update_fields=["result", "note", "by_system"],
    )


@transaction.atomic
def confirm(review, *, by) -> FormalityReview:
    """复核: a second person makes 通过 or 不通过 take effect (COM-10); the nomination enters the review or ends."""
    review = _awaiting(review, by)
    nomination = review.entry.nomination
    if review.outcome == FormalityOutcome.PASS:
        chain.pass_formality(nomination, by=by, note=review.reason)
        move(review.entry, "select", by=by, rules=["QC23-40"])
        _go_on(review.entry.stage_run, by)
    else:
        chain.fail_formality(nomination, by=by, note=review.reason)
        _end(review.entry, by)
    review.second_checker, review.checked_at = by, clock.now()
    review.save(update_fields=["second_checker", "checked_at"])
    return review


def _go_on(stage_run, by):
    """The stage of one nomination is over with its one entry; nobody else has to be waited for."""
    if stage_run.is_own:
        stages.close_stage(stage_run, by=by)


def _end(entry, by):
    entry = Entry.objects.get(pk=entry.pk)
    if entry.state != EntryState.NOT_SELECTED:
        move(entry, "pass_over", by=by, rules=["QC23-40"])


@transaction.atomic
def send_back(review, *, by, note) -> FormalityReview:
    """The second checker does not agree: the round opens again for the first one, with the reason in the record."""
    if not note.strip():
        raise Refused.because("请写明退回重审的理由。", rule="COM-10", field="note")
    review = _awaiting(review, by)
    reviewer = review.reviewer
    review.outcome, review.reviewer, review.decided_at = "", None, None
    review.save(update_fields=["outcome", "reviewer", "decided_at"])
    details = {"reviewer": reviewer.pk}
    record(review, "formality_send_back", by=by, label="复核退回重审", note=note, details=details)
    return review


def _awaiting(review, by):
    rows = FormalityReview.objects.select_for_update(of=("self",)).select_related(
        "entry__stage_run__season", "reviewer"
    )
    review = rows.get(pk=review.pk)
    if not review.awaits_second_check:
        raise Refused.because("这份申报不在等待复核。")
    if not may_second_check(by, review):
        raise Refused.because("复核须由审查人以外的工作人员或负责人办理。", rule="COM-10")
    return review
