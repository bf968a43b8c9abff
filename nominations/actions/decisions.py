"""Exceptions to rules marked X, disqualification (E13) and the three-year ban (QC23-49, QC23-50, AMB-06, AMB-07)."""

from django.db import transaction
from django.urls import reverse

from audit.record import record
from audit.transitions import move
from nominations import permissions
from nominations.actions import tell
from nominations.facts import answers_of, key_of
from nominations.models import Nomination, RuleException, Sanction
from notifications.actions import send
from programmes import clock
from programmes.periods import add_years
from programmes.refusal import Finding, Refused
from programmes.text import count_chars


@transaction.atomic
def request_exception(nomination, *, rule, reason, by) -> RuleException:
    """Ask for an exception to a rule marked X; the reason has at least 10 字 (rules.md 0.2)."""
    if not (permissions.may_fill(by, nomination) or permissions.is_officer(by, nomination)):
        raise Refused.because("您不能为这份申报申请例外。")
    if count_chars(reason) < 10:
        raise Refused.because("请用至少 10 个字写明例外的理由。", rule=rule, field="reason")
    exception = RuleException.objects.create(nomination=nomination, rule=rule, reason=reason, requested_by=by)
    record(nomination, "request_exception", by=by, label="申请例外", note=reason, rules=[rule])
    _tell_requested(exception)
    return exception


def _tell_requested(exception):
    nomination = exception.nomination
    others = [user for user in tell.people(nomination, tell.ORGANISER) if user.pk != exception.requested_by_id]
    send(
        to=others,
        code="exception-requested",
        subject=f"{nomination.name or nomination.code}申请例外（{exception.rule}），请核定",
        body=f"理由：{exception.reason}",
        url=reverse("nominations:exceptions"),
        key=f"exception-requested:{exception.pk}",
        about=nomination,
    )


def _tell_decided(exception):
    nomination, word = exception.nomination, "已批准" if exception.approved_at else "未批准"
    send(
        to=exception.requested_by,
        code="exception-decided",
        subject=f"{nomination.name or nomination.code}的例外申请{word}（{exception.rule}）",
        body=f"申请的理由：{exception.reason}",
        url=reverse("nominations:detail", args=[nomination.code]),
        key=f"exception-decided:{exception.pk}",
        about=nomination,
    )


@transaction.atomic
def decide_exception(exception, *, by, approve) -> RuleException:
    """Approve or refuse an exception; the approver is staff of the organiser and not the one who asked."""
    exception = RuleException.objects.select_for_update().select_related("nomination__season").get(pk=exception.pk)
    nomination = exception.nomination
    if exception.requested_by_id == by.pk or not (
        permissions.is_officer(by, nomination) or permissions.is_leader(by, nomination)
    ):
        raise Refused.because("例外须由另一位主办单位工作人员批准。", rule=exception.rule)
    if exception.approved_at or exception.refused_at:
        return exception
    if approve:
        exception.approved_by, exception.approved_at = by, clock.now()
    else:
        exception.refused_at = clock.now()
    exception.save()
    verb, label = ("approve_exception", "批准例外") if approve else ("refuse_exception", "不批准例外")
    record(nomination, verb, by=by, label=label, note=exception.reason, rules=[exception.rule])
    _tell_decided(exception)
    return exception


@transaction.atomic
def disqualify(
    nomination, *, by, decision_number, facts, subjects, decided_on=None, unit_reason="", evidence=None
) -> Nomination:
    """取消参评资格 by decision E13, with its ban of ``ban.years`` for each ticked subject (QC23-49/50).

    ``subjects`` ⊆ {person, employer, recommender}; a unit only with its own reason (AMB-06). The ban runs from the
    decision's date to the corresponding date (AMB-07). ``facts`` are 10–1000 字.
    """
    decided_on = decided_on or clock.today()
    found = _disqualification_findings(decision_number, facts, subjects, unit_reason, decided_on)
    if "recommender" in subjects and nomination.recommender_id is None:
        found.append(Finding("AMB-06", "这份申报没有推荐单位。", "subjects"))
    if found:
        raise Refused(found)
    person_key = nomination.person_key or key_of(nomination)
    if "person" in subjects and not person_key:
        raise Refused.because("申报表里还没有证件号码，不能对本人禁报。", rule="AMB-06", field="subjects")
    moved = move(nomination, "disqualify", by=by, note=facts, rules=["QC23-49", "QC23-50"])
    ends_on = add_years(decided_on, nomination.season.parameter("ban.years"))
    for subject in sorted(subjects):
        sanction = Sanction(
            subject=subject,
            nomination=moved,
            decision_number=decision_number,
            facts=facts,
            rules=["QC23-49", "QC23-50"],
            starts_on=decided_on,
            ends_on=ends_on,
            decided_by=by,
        )
        _name_subject(sanction, moved, person_key)
        if evidence:
            sanction.evidence.save(f"{moved.code}-{subject}.pdf", evidence, save=False)
        sanction.save()
        record(sanction, "decide", by=by, label="决定禁报", note=unit_reason, rules=["QC23-50"])
    tell.about(
        moved,
        tell.APPLICANT,
        tell.EMPLOYER,
        tell.RECOMMENDER,
        code="nomination-disqualified",
        subject=f"{moved.name}被取消参评资格（{decision_number}）",
        body=f"事实：{facts}\n自 {decided_on:%Y-%m-%d} 起至 {ends_on:%Y-%m-%d} 不受理申报。",
        key=decision_number,
    )
    return moved


def _disqualification_findings(decision_number, facts, subjects, unit_reason, decided_on):
    found = []
    if not decision_number.strip():
        found.append(Finding("QC23-49", "请填写决定文号。", "decision_number"))
    if not 10 <= count_chars(facts) <= 1000:
        found.append(Finding("QC23-49", "请用 10 至 1000 字写明事实。", "facts"))
    if not subjects:
        found.append(Finding("QC23-50", "请至少勾选一个禁报对象。", "subjects"))
    if set(subjects) & {"employer", "recommender"} and not unit_reason.strip():
        found.append(Finding("AMB-06", "对单位禁报须写明理由。", "unit_reason"))
    if decided_on > clock.today():
        found.append(Finding("AMB-07", "决定日期不能晚于今天。", "decided_on"))
    return found


def _name_of(nomination):
    """The person's own name: the leader's, where the nomination bears the name of a studio."""
    if nomination.studio:
        return nomination.studio.leader.name
    return str(answers_of(nomination).get(nomination.procedure.person_question) or nomination.name)[:60]


def _name_subject(sanction, nomination, person_key):
    if sanction.subject == Sanction.Subject.PERSON:
        sanction.person_key, sanction.person_name = person_key, _name_of(nomination)
    elif sanction.subject == Sanction.Subject.EMPLOYER:
        sanction.organisation = nomination.employer
    else:
        sanction.organisation = nomination.recommender
