"""Assessment, acceptance and cycle review: a verdict enters the file, and the studio moves by it."""

import datetime as dt

from django.db import transaction

from audit.record import record
from audit.transitions import move
from certificates import actions as certificates
from programmes import clock
from programmes.periods import add_years
from programmes.refusal import Finding, Refused
from programmes.spec import DutyAnchor as Anchor
from studios import permissions
from studios.actions import duties, telling
from studios.actions.life.endings import close, take_away
from studios.actions.life.rows import fresh, years_of
from studios.models import Studio, Support, Verdict
from studios.states import StudioState as S
from studios.states import SupportKind

ASSESSMENT, ACCEPTANCE, CYCLE_REVIEW = "assessment", "acceptance", "cycle_review"
UNMET = "no"


@transaction.atomic
def record_assessment(
    studio, *, year, result, opinion, conditions, figures, decided_on, by, rectify_until=None
) -> Verdict:
    """年度考核 (WS24-17, WS24-18): qualified, rectify or revoke. ``conditions`` is code → {"mark", "facts"} or the mark.

    合格 is refused while a condition is 不符合, 限期整改 without an opinion. 合格 ends a 整改. ``rectify_until`` None takes the
    days that the programme names.
    """
    studio = fresh(studio)
    _check_verdict(studio, result, "qualified", "rectify", "revoke")
    _check_conditions(studio, result == "qualified", conditions)
    verdict = _verdict(studio, ASSESSMENT, str(year), result, opinion, conditions, figures, decided_on, by)
    studio = _follow_assessment(studio, verdict, decided_on, rectify_until, by)
    duties.fulfil_procedure(studio, ASSESSMENT, by=by, note=verdict.result_label, on=decided_on, period=str(year))
    _tell_verdict(studio, verdict, f"{year} 年度考核")
    return verdict


def _follow_assessment(studio, verdict, decided_on, rectify_until, by):
    if verdict.result == "revoke":
        return take_away(studio, decided_on=decided_on, note=verdict.opinion, rules=["WS24-18"], by=by)
    if verdict.result == "rectify":
        return _rectify(studio, decided_on, rectify_until, verdict.opinion, by, resumes=studio.state)
    if studio.state == S.RECTIFYING:
        return _end_rectification(studio, decided_on, by)
    return studio


def _check_verdict(studio, result, *allowed):
    if result not in allowed:
        raise Refused.because("请选择结论。", rule="WS24-18", field="result")
    if not studio.is_live:
        raise Refused.because(f"工作室为“{studio.get_state_display()}”，不再考核。", rule="WS24-17")


def _check_conditions(studio, passes, conditions):
    """A pass is refused while a condition of the programme is judged 不符合 (WS24-18); one finding for each."""
    if not passes:
        return
    titles = {condition.code: condition.title for condition in studio.terms.conditions}
    unmet = [titles.get(code, code) for code, given in (conditions or {}).items() if mark_of(given) == UNMET]
    if unmet:
        raise Refused(Finding("WS24-18", f"“{title}”为不符合，不能合格。", "result") for title in unmet)


def mark_of(given) -> str:
    """The mark ok, partly or no of one judged condition, stored with its facts or alone."""
    return given.get("mark", "") if isinstance(given, dict) else str(given or "")


def _verdict(studio, procedure, period, result, opinion, conditions, figures, decided_on, by) -> Verdict:
    verdict = Verdict.objects.create(
        studio=studio,
        procedure_code=procedure,
        period=period,
        result=result,
        result_label=_label(studio, procedure, result),
        opinion=(opinion or "").strip(),
        conditions=conditions or {},
        figures=figures or {},
        decided_on=decided_on,
        decided_by=by,
    )
    label = f"{period}：{verdict.result_label}"
    record(studio, procedure, by=by, label=label, note=verdict.opinion, rules=["WS24-18"], details={"result": result})
    return verdict


def _label(studio, procedure, result) -> str:
    for one in studio.edition.procedure(procedure).results:
        if one.code == result:
            return one.label
    return result


def _rectify(studio, decided_on, until, opinion, by, *, resumes):
    """限期整改; a studio that is already in it gets a new last day and goes back to where it came from."""
    if not (opinion or "").strip():
        raise Refused.because("限期整改须写明完善提升意见。", rule="WS24-18", field="opinion")
    until = until or _last_day(studio, decided_on)
    if until <= decided_on:
        raise Refused.because("整改期限须在决定日期之后。", rule="WS24-18", field="rectify_until")
    if studio.state == S.RECTIFYING:
        studio.rectify_until = until
        studio.save(update_fields=["rectify_until"])
        record(studio, "extend_rectification", by=by, label="整改期限调整", note=f"到 {until}", rules=["WS24-18"])
    else:
        kwargs = {"rectified_state": resumes, "rectify_until": until}
        studio = move(studio, "order_rectification", by=by, note=f"整改到 {until}", rules=["WS24-18"], **kwargs)
    duties.refresh(today=clock.today(), studios=[studio])
    return studio


def _last_day(studio, decided_on):
    parameter = studio.terms.rectify_parameter
    if not parameter:
        raise Refused.because("请填写整改期限。", rule="WS24-18", field="rectify_until")
    return decided_on + dt.timedelta(days=int(studio.edition.values()[parameter]))


def _end_rectification(studio, day, by):
    duties.fulfil_anchor(studio, Anchor.RECTIFY_END, by=by, note="整改完成", on=day)
    studio = move(studio, "finish_rectification", by=by, rules=["WS24-18"])
    duties.refresh(today=clock.today(), studios=[studio])
    return studio


def _tell_verdict(studio, verdict, what):
    telling.about(
        studio,
        code="studio-verdict",
        subject=f"{studio.name}{what}：{verdict.result_label}",
        body=verdict.opinion or f"结论：{verdict.result_label}。",
        key=f"studio-verdict-{verdict.pk}",
    )


@transaction.atomic
def acknowledge(verdict, *, by) -> Verdict:
    """The association has received the unit's report (WS24-19); the first time counts."""
    verdict = Verdict.objects.select_for_update(of=("self",)).select_related("studio__leader").get(pk=verdict.pk)
    if not permissions.may_acknowledge(by, verdict):
        raise Refused.because("只有主办单位的工作人员可以确认收悉。", rule="WS24-19")
    if verdict.acknowledged_at is None:
        verdict.acknowledged_at, verdict.acknowledged_by = clock.now(), by
        verdict.save(update_fields=["acknowledged_at", "acknowledged_by"])
        record(verdict.studio, "acknowledge", by=by, label=f"收悉{verdict.period}考核结果", rules=["WS24-19"])
    return verdict


# Acceptance


@transaction.atomic
def apply_for_acceptance(studio, *, by) -> Studio:
    """建设 or 整改 → 验收, when the form is sent (WS24-22)."""
    return move(studio, "apply_for_acceptance", by=by, rules=["WS24-22"])


@transaction.atomic
def decide_acceptance(studio, *, result, opinion, conditions, figures, decided_on, by, until=None) -> Verdict:
    """验收 (WS24-22): pass, recheck (整改后复验), extend (``until`` is the new end of building) or fail."""
    studio = fresh(studio)
    _check_verdict(studio, result, "pass", "recheck", "extend", "fail")
    _check_conditions(studio, result == "pass", conditions)
    if studio.state in (S.BUILDING, S.RECTIFYING):
        studio = move(studio, "apply_for_acceptance", by=by, rules=["WS24-22"])
    period = f"{studio.building_ends_on or decided_on}"
    verdict = _verdict(studio, ACCEPTANCE, period, result, opinion, conditions, figures, decided_on, by)
    studio = _follow_acceptance(studio, verdict, decided_on, until, by)
    _tell_verdict(studio, verdict, "建设验收")
    return verdict


def _follow_acceptance(studio, verdict, decided_on, until, by):
    if verdict.result == "recheck":
        return _rectify(studio, decided_on, until, verdict.opinion, by, resumes=S.ACCEPTING)
    if verdict.result == "extend":
        return _extend(studio, decided_on, until, verdict.opinion, by)
    duties.fulfil_procedure(studio, ACCEPTANCE, by=by, note=verdict.result_label, on=decided_on)
    if verdict.result == "fail":
        return take_away(studio, decided_on=decided_on, note=verdict.opinion, rules=["WS24-22"], by=by)
    studio = move(studio, "accept", by=by, note=verdict.result_label, rules=["WS24-22"])
    duties.refresh(today=clock.today(), studios=[studio])
    return studio


def _extend(studio, decided_on, until, opinion, by):
    if until is None or until <= decided_on:
        raise Refused.because("请填写延长到哪一天，须在决定日期之后。", rule="WS24-20", field="until")
    if not (opinion or "").strip():
        raise Refused.because("延长建设期须写明理由。", rule="WS24-20", field="opinion")
    studio = move(studio, "extend_building", by=by, note=f"延长到 {until}", rules=["WS24-20"], building_ends_on=until)
    duties.refresh(today=clock.today(), studios=[studio])
    return studio


# Cycles


@transaction.atomic
def review_cycle(studio, *, result, opinion, conditions, figures, decided_on, by) -> Verdict:
    """周期审核 (TS16-13 to TS16-15): renewed or commended start the next cycle, not_kept ends the title."""
    studio = fresh(studio)
    _check_verdict(studio, result, "renewed", "commended", "not_kept")
    _check_conditions(studio, result != "not_kept", conditions)
    period = f"第 {studio.cycle_number} 周期"
    verdict = _verdict(studio, CYCLE_REVIEW, period, result, opinion, conditions, figures, decided_on, by)
    duties.fulfil_procedure(studio, CYCLE_REVIEW, by=by, note=verdict.result_label, on=decided_on)
    studio = _not_kept(studio, verdict, by) if result == "not_kept" else _next_cycle(studio, verdict, by)
    _tell_verdict(studio, verdict, f"{period}审核")
    return verdict


def _next_cycle(studio, verdict, by):
    """The corresponding day of the naming, so that a leap day does not drift (COM-02)."""
    years = years_of(studio, studio.terms.cycle_parameter)
    first = studio.named_on or studio.cycle_starts_on
    studio.cycle_number += 1
    studio.cycle_starts_on = studio.cycle_ends_on
    studio.cycle_ends_on = add_years(first, years * studio.cycle_number)
    studio.save(update_fields=["cycle_number", "cycle_starts_on", "cycle_ends_on"])
    note = f"第 {studio.cycle_number} 周期，到 {studio.cycle_ends_on}"
    record(studio, "renew_cycle", by=by, label="进入下一管理周期", note=note, rules=["TS16-13", "TS16-15"])
    if verdict.result == "commended":
        text = f"{verdict.period}审核：{verdict.result_label}"
        Support.objects.create(studio=studio, kind=SupportKind.AWARD, given_on=verdict.decided_on, text=text, by=by)
    duties.refresh(today=clock.today(), studios=[studio])
    return studio


def _not_kept(studio, verdict, by):
    studio = move(studio, "end_title", by=by, note=verdict.opinion, rules=["TS16-15"])
    if studio.certificate_id and studio.certificate.is_valid:
        certificates.cancel(studio.certificate, by=by, reason="管理周期审核不再保留称号")
    return close(studio, verdict.decided_on, "不再保留称号", by)
