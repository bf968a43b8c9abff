"""撤销称号 (E14): a case that a person opens, the craftsman answers, somebody reviews and somebody else approves."""

import datetime as dt

from django.db import transaction

from accounts import calendar
from audit.record import record
from audit.transitions import move
from certificates import actions as certificates
from craftsmen import permissions
from craftsmen.models import Honour, Revocation
from craftsmen.signals import ended, revoked
from craftsmen.states import PENDING, Ground, HonourState
from notifications.actions import send
from programmes import clock
from programmes.periods import CalendarMissing
from programmes.refusal import Finding, Refused

STATEMENT_WORKDAYS = 5


@transaction.atomic
def open_case(honour, *, ground, facts, by, announce=True, announcement="", ban=False) -> Revocation:
    """立案. The ban is a tick of its own and only for 弄虚作假 (AMB-32)."""
    honour = Honour.objects.select_for_update(of=("self",)).select_related("person").get(pk=honour.pk)
    found = _opening_findings(honour, ground, facts, ban, by)
    if found:
        raise Refused(found)
    case = Revocation.objects.create(
        honour=honour,
        ground=ground,
        facts=facts.strip(),
        announce=announce,
        announcement=announcement.strip(),
        ban=ban,
        opened_by=by,
    )
    record(case, "open_case", by=by, label="立案", note=case.get_ground_display(), rules=["E14"])
    return case


def _opening_findings(honour, ground, facts, ban, by):
    found = []
    if not permissions.may_open_revocation(by, honour):
        found.append(Finding("E14", "只有授予单位的工作人员可以立案，本人的称号须由他人办理。"))
    if honour.state != HonourState.VALID:
        found.append(Finding("E14", "只有有效的称号可以撤销。"))
    if honour.revocations.filter(state__in=PENDING).exists():
        found.append(Finding("E14", "这个称号已有正在办理的撤销案件。"))
    if ground not in Ground.values:
        found.append(Finding("E14", "请选择撤销的理由。", "ground"))
    if len(facts.strip()) < 10:
        found.append(Finding("E14", "请写明事实，至少 10 个字。", "facts"))
    if ban and ground != Ground.FRAUD:
        found.append(Finding("AMB-32", "只有“弄虚作假”可以同时三年内不再受理申报。", "ban"))
    return found


@transaction.atomic
def notify(case, *, by, workdays=STATEMENT_WORKDAYS) -> Revocation:
    """Tell the person and open the window for the statement: at least 5 working days, first day not counted (E14)."""
    if workdays < STATEMENT_WORKDAYS:
        raise Refused.because("陈述申辩期不少于 5 个工作日。", rule="E14", field="workdays")
    last_day = _last_day(workdays)
    case = move(case, "notify", by=by, rules=["E14"], statement_until=clock.end_of(last_day))
    _tell_person(
        case,
        code="revocation-notice",
        subject="关于拟撤销称号的告知",
        body=f"协会对您的“{case.honour.title}”称号立案核查，理由：{case.get_ground_display()}。"
        f"您可以在 {last_day.month} 月 {last_day.day} 日 24 时前提交陈述和申辩。",
    )
    return case


def _last_day(workdays) -> dt.date:
    try:
        return calendar.current().add(clock.today(), workdays)
    except CalendarMissing as missing:
        raise Refused.because(str(missing), rule="COM-04") from missing


@transaction.atomic
def state(case, *, text, by) -> Revocation:
    """Enter the person's statement, typed by the craftsman or, when it came on paper, by staff."""
    case = Revocation.objects.select_for_update(of=("self",)).select_related("honour__person").get(pk=case.pk)
    if not permissions.may_state(by, case):
        raise Refused.because("只有本人或办理人员可以登记陈述。")
    if case.statement_until is None or clock.now() > case.statement_until or case.reviewed_at:
        raise Refused.because("现在不在陈述申辩期内。", rule="E14", field="statement")
    if not text.strip():
        raise Refused.because("请填写陈述内容。", rule="E14", field="statement")
    case.statement, case.statement_at = text.strip(), clock.now()
    case.save(update_fields=["statement", "statement_at"])
    record(case, "state", by=by, label="登记本人陈述", rules=["E14"])
    return case


@transaction.atomic
def review(case, *, text, by) -> Revocation:
    """审核: after the statement, or when its window has passed."""
    if len(text.strip()) < 10:
        raise Refused.because("请写明审核意见，至少 10 个字。", rule="E14", field="review")
    return move(case, "hand_up", by=by, rules=["E14"], review=text.strip(), reviewed_by=by)


@transaction.atomic
def approve(case, *, decision_number, decided_on, by) -> Revocation:
    """批准: the honour and its certificate are 已撤销 at once; who listens enters ban and announcement (AMB-32).

    Approved by a leader who neither opened nor reviewed the case.
    """
    found = _decision_findings(decision_number, decided_on)
    if found:
        raise Refused(found)
    case = move(
        case,
        "approve",
        by=by,
        note=decision_number,
        rules=["E14"],
        approved_by=by,
        decision_number=decision_number.strip(),
        decided_on=decided_on,
    )
    honour = move(case.honour, "revoke", by=by, note=decision_number, rules=["E14"])
    if honour.certificate_id:
        certificates.revoke(honour.certificate, by=by, note=decision_number)
    revoked.send(sender=Revocation, case=case, by=by)
    ended.send(Honour, honour=honour, by=by)
    _tell_person(
        case,
        code="revocation-decision",
        subject="关于撤销称号的决定",
        body=f"根据{decision_number}，您的“{honour.title}”称号已撤销，请交回证书和铭牌。",
    )
    return case


def _decision_findings(number, decided_on):
    found = []
    if not number.strip():
        found.append(Finding("E14", "请填写决定文号。", "decision_number"))
    elif Revocation.objects.filter(decision_number=number.strip()).exists():
        found.append(Finding("E14", "这个文号已经用过。", "decision_number"))
    if decided_on is None or decided_on > clock.today():
        found.append(Finding("E14", "请填写决定日期，不能晚于今天。", "decided_on"))
    return found


@transaction.atomic
def drop(case, *, reason, by) -> Revocation:
    """不予撤销, with a reason; the honour stays valid."""
    if len(reason.strip()) < 4:
        raise Refused.because("请写明不予撤销的理由。", rule="E14", field="reason")
    case = move(case, "drop", by=by, note=reason.strip(), rules=["E14"])
    _tell_person(case, code="revocation-dropped", subject="关于称号核查的结论", body="经核查，不予撤销您的称号。")
    return case


@transaction.atomic
def close(case, *, by) -> Revocation:
    """结案, once certificate and plaque that were handed out are back."""
    return move(case, "close", by=by, rules=["E14"])


def _tell_person(case, *, code, subject, body):
    """One message to the craftsman's account; nobody to tell when the person has none (served on paper then)."""
    user = case.honour.person.user
    if user is None:
        return
    send(to=user, code=code, subject=subject, body=body, key=f"{code}-{case.pk}", about=case)
