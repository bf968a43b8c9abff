"""What is decided one by one: the result with its document, the outcome that follows, the news (architecture.md §1)."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from audit.record import record
from audit.transitions import move
from nominations import facts
from nominations.models import Nomination
from nominations.states import NominationState
from programmes import clock
from programmes.facts import Moment
from programmes.refusal import Finding, Refused
from programmes.spec import Result, StageKind
from programmes.text import count_chars, normalise
from publicity import outcomes, permissions, stages, tell, uploads
from publicity.actions.conferral import keep_scan
from publicity.models import Decision

WAITING = (NominationState.IN_REVIEW, NominationState.CANDIDATE)
OUTSIDE = (NominationState.SUBMITTED, NominationState.RETURNED, *WAITING)
FEWEST = 5  # 字 of a reason


@dataclass(frozen=True, kw_only=True)
class Given:
    """What the leader enters: ``result`` is a code of the procedure, ``until`` a day that some results set."""

    result: str
    decided_on: date | None
    opinion: str = ""
    document_number: str = ""
    until: date | None = None


def options(nomination) -> list[Result]:
    """The results that can be chosen: the one that the form asks for, where it asks, and those that grant nothing."""
    procedure = nomination.procedure
    asked = asked_of(nomination)
    every = list(procedure.results)
    if not asked:
        return every
    return [one for one in every if one.code == asked or not one.is_granted]


def asked_of(nomination) -> str:
    """The code of the result that the form itself states; "" where the procedure leaves it open. One query."""
    key = nomination.procedure.result_question
    if not key:
        return ""
    value = facts.answers_of(nomination).get(key) or ""
    return str(value.get("code", "")) if isinstance(value, dict) else str(value)


@transaction.atomic
def decide(nomination, given: Given, *, by, document=None) -> Decision:
    """Decide a nomination of a rolling procedure: its outcome is carried out, it is 办结 or 未通过, everybody is told.

    In a season that is decided elsewhere this enters the outside result, which needs its document number. Refused with all
    findings at once, those of live eligibility included (COM-18). A second call changes nothing.
    """
    rows = Nomination.objects.select_for_update(of=("self",)).select_related("season__organiser", "employer")
    nomination = rows.get(pk=nomination.pk)
    known = Decision.objects.filter(nomination=nomination).first()
    if known is not None:
        return known
    scan, found = uploads.check_all([document] if document else [], field="document")
    found += _findings(nomination, given, by)
    found = found or _rule_findings(nomination, given)
    if found:
        raise Refused(found)
    result = nomination.procedure.result(given.result)
    come = outcomes.carry_out(nomination, _ruling(given, result), by=by)
    _move(nomination, given, result, come, by)
    decision = _keep(nomination, given, result, come, by, scan)
    tell.decided(decision)
    return decision


@transaction.atomic
def settle(nomination, *, decided_on, by) -> None:
    """Carry out the outcome of a nomination that its own chain has settled: the result is the one that the form states."""
    result = asked_of(nomination) or nomination.procedure.results[0].code
    outcomes.carry_out(nomination, outcomes.Ruling(decided_on=decided_on, result=result), by=by)


def _findings(nomination, given, by):
    if not nomination.procedure.rolling:
        return [Finding("QC23-47", "这份申报随全届名单一起评审，不单独办结。")]
    if not permissions.may_settle(by, nomination):
        return [Finding("", "办理决定须由主办单位负责人作出。")]
    found = _state_findings(nomination)
    chosen = next((one for one in options(nomination) if one.code == given.result), None)
    if chosen is None:
        found.append(Finding("", "请选择办理结果。", "result"))
    if given.decided_on is None or given.decided_on > clock.today():
        found.append(Finding("", "请填写决定日期，不能晚于今天。", "decided_on"))
    elif nomination.dispatched_at and given.decided_on < nomination.dispatched_at.astimezone(clock.SHANGHAI).date():
        found.append(Finding("", "决定日期不能早于申报报送的日期。", "decided_on"))
    if not nomination.season.decided_here and not given.document_number.strip():
        found.append(Finding("rules.md §1", "登记外部结果须填写文号。", "document_number"))
    if chosen and not chosen.is_granted and count_chars(given.opinion) < FEWEST:
        found.append(Finding("COM-10", f"请用至少 {FEWEST} 个字写明不予通过的理由。", "opinion"))
    return found


def _state_findings(nomination):
    wanted = WAITING if nomination.season.decided_here else OUTSIDE
    if nomination.state not in wanted:
        return [Finding("QC23-47", f"当前为“{nomination.state_label}”，不能作出决定。")]
    if not nomination.season.decided_here:
        return []
    before = nomination.own_runs.exclude(state="closed").exclude(kind=StageKind.CONFERRAL).select_related("season")
    return [Finding("QC23-47", f"“{run.title}”还没有完成，不能作出决定。") for run in before]


def _rule_findings(nomination, given):
    """Eligibility as it is today: the leader's honour may have been revoked since the filing (COM-18).

    Only what grants something is held up; a refusal, and a verdict on a studio that fails, need no eligibility.
    """
    if not nomination.procedure.result(given.result).is_granted:
        return []
    known = {"decision_number": given.document_number.strip(), "stages_passed": stages.passed(nomination)}
    found = [
        finding
        for moment in (Moment.APPROVAL, Moment.CONFERRAL)
        for finding in facts.findings(nomination, moment, **known)
        if finding.blocks
    ]
    return list(dict.fromkeys(Finding(one.rule, one.sentence, "result") for one in found))


def _ruling(given, result):
    return outcomes.Ruling(
        decided_on=given.decided_on,
        number=given.document_number.strip(),
        result=result.code,
        is_granted=result.is_granted,
        opinion=normalise(given.opinion),
        until=given.until,
    )


def _move(nomination, given, result, come, by):
    verbs = ("settle", "turn_down") if nomination.season.decided_here else ("take_result", "take_refusal")
    verb = verbs[0] if result.is_granted else verbs[1]
    note = "　".join(filter(None, [result.label, given.document_number.strip(), normalise(given.opinion)]))
    values = {"person": come.person, "studio": come.studio} if result.is_granted else {}
    move(nomination, verb, by=by, note=note, rules=["COM-18"], **values)
    if nomination.season.decided_here:
        stages.settle_own(nomination)


def _keep(nomination, given, result, come, by, scan):
    decision = Decision(
        nomination=Nomination.objects.get(pk=nomination.pk),
        result=result.code,
        result_label=result.label,
        is_granted=result.is_granted,
        opinion=normalise(given.opinion),
        decided_on=given.decided_on,
        until=given.until,
        document_number=given.document_number.strip()[:60],
        is_external=not nomination.season.decided_here,
        studio=come.studio,
        decided_by=by,
    )
    if scan:
        keep_scan(decision, scan[0])
    decision.save()
    if come.studio is not None:
        details = {"nomination": nomination.code, "result": result.code}
        label = f"{nomination.procedure.title}：{result.label}"
        record(come.studio, "decide", by=by, label=label, note=decision.document_number, details=details)
    return decision
