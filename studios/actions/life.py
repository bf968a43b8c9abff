"""What moves a studio through its life: naming, building, assessment, acceptance, cycles, a new leader, the ways out.

Called by the outcomes of decided nominations and by the pages; plain values in. Every verb is one transaction.
"""

import datetime as dt

from django.db import transaction

from audit.record import record
from audit.transitions import move
from certificates import actions as certificates
from programmes import clock
from programmes.periods import add_years
from programmes.refusal import Finding, Refused
from programmes.spec import DutyAnchor as Anchor
from programmes.text import normalise_line
from studios import permissions
from studios.actions import duties, events, planning, register, telling
from studios.models import FormerName, LeaderTerm, Plan, Studio, Support, Verdict
from studios.states import StudioState as S
from studios.states import SupportKind

ASSESSMENT, ACCEPTANCE, CYCLE_REVIEW = "assessment", "acceptance", "cycle_review"
UNMET = "no"


def _fresh(studio) -> Studio:
    rows = Studio.objects.select_for_update(of=("self",))
    return rows.select_related("leader__user", "employer", "organiser", "certificate").get(pk=studio.pk)


# Beginning


@transaction.atomic
def name(studio, *, named_on, decision_number, year, by, certificate=None, external_certificate="") -> Studio:
    """命名: 筹建 → 运行; the first cycle starts where the programme has one (TS16-13, GS24-25)."""
    studio = _fresh(studio)
    studio.named_on, studio.decision_number, studio.named_year = named_on, decision_number, year
    studio.certificate, studio.external_certificate = certificate, external_certificate
    years = _years(studio, studio.terms.cycle_parameter)
    if years:
        studio.cycle_number = 1
        studio.cycle_starts_on, studio.cycle_ends_on = named_on, add_years(named_on, years)
    studio.save()
    studio = move(studio, "name_studio", by=by, note=decision_number, rules=["TS16-08", "GS24-25"])
    duties.refresh(today=clock.today(), studios=[studio])
    telling.about(
        studio,
        code="studio-named",
        subject=f"{studio.name}获得命名",
        body=f"{decision_number}，命名日期 {named_on}。" + (f"管理周期到 {studio.cycle_ends_on}。" if years else ""),
        key=f"studio-named-{studio.pk}",
    )
    return _fresh(studio)


def _years(studio, parameter) -> int:
    return int(studio.edition.values()[parameter]) if parameter else 0


@transaction.atomic
def start_building(studio, *, starts_on, ends_on, answers, content_hash, by) -> Studio:
    """启动建设: 筹建 → 建设, with the first version of the plan (WS24-20, WS24-21).

    ``ends_on`` None takes the years of building that the programme names.
    """
    studio = _fresh(studio)
    if not answers:
        raise Refused.because("没有建设计划书，不能启动建设。", rule="WS24-21")
    ends_on = ends_on or add_years(starts_on, _years(studio, studio.terms.build_parameter))
    if ends_on <= starts_on:
        raise Refused.because("建设期满须在开始之后。", rule="WS24-20", field="ends_on")
    studio.building_starts_on, studio.building_ends_on = starts_on, ends_on
    studio.save(update_fields=["building_starts_on", "building_ends_on"])
    planning.first_version(studio, answers=answers, content_hash=content_hash, by=by)
    note = f"{starts_on} 至 {ends_on}"
    studio = move(studio, "start_building", by=by, note=note, content_hash=content_hash, rules=["WS24-20", "WS24-21"])
    duties.refresh(today=clock.today(), studios=[studio])
    telling.about(
        studio,
        code="studio-building",
        subject=f"{studio.name}启动建设",
        body=f"建设期 {note}。请按建设计划书推进，并从现在起登记台账。",
        key=f"studio-building-{studio.pk}",
    )
    return _fresh(studio)


@transaction.atomic
def adjust_plan(studio, *, answers, content_hash, reason, by) -> Plan:
    """A further version of the plan; the first stays beside it (WS24-21, F1)."""
    studio = _fresh(studio)
    if studio.state not in (S.BUILDING, S.RECTIFYING):
        raise Refused.because("只有建设期内的工作室可以调整计划。", rule="WS24-21")
    if not reason.strip():
        raise Refused.because("请写明调整的理由。", rule="WS24-21", field="reason")
    plan = planning.next_version(studio, answers=answers, content_hash=content_hash, reason=reason, by=by)
    record(
        studio,
        "adjust_plan",
        by=by,
        label=f"计划调整为第 {plan.version} 版",
        note=reason,
        content_hash=content_hash,
        rules=["WS24-21"],
    )
    return plan


# Assessment


@transaction.atomic
def record_assessment(
    studio, *, year, result, opinion, conditions, figures, decided_on, by, rectify_until=None
) -> Verdict:
    """年度考核 (WS24-17, WS24-18): qualified, rectify or revoke. ``conditions`` is code → {"mark", "facts"} or the mark.

    合格 is refused while a condition is 不符合, 限期整改 without an opinion. 合格 ends a 整改. ``rectify_until`` None takes the
    days that the programme names.
    """
    studio = _fresh(studio)
    _check_verdict(studio, result, "qualified", "rectify", "revoke")
    _check_conditions(studio, result == "qualified", conditions)
    verdict = _verdict(studio, ASSESSMENT, str(year), result, opinion, conditions, figures, decided_on, by)
    studio = _follow_assessment(studio, verdict, decided_on, rectify_until, by)
    duties.fulfil_procedure(studio, ASSESSMENT, by=by, note=verdict.result_label, on=decided_on, period=str(year))
    _tell_verdict(studio, verdict, f"{year} 年度考核")
    return verdict


def _follow_assessment(studio, verdict, decided_on, rectify_until, by):
    if verdict.result == "revoke":
        return _revoke(studio, decided_on=decided_on, note=verdict.opinion, rules=["WS24-18"], by=by)
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
    until = until or _rectify_until(studio, decided_on)
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


def _rectify_until(studio, decided_on):
    parameter = studio.terms.rectify_parameter
    if not parameter:
        raise Refused.because("请填写整改期限。", rule="WS24-18", field="rectify_until")
    return decided_on + dt.timedelta(days=int(studio.edition.values()[parameter]))


def _end_rectification(studio, day, by):
    duties.fulfil_anchor(studio, Anchor.RECTIFY_END, by=by, note="整改完成", on=day)
    return move(studio, "finish_rectification", by=by, rules=["WS24-18"])


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
    studio = _fresh(studio)
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
        return _revoke(studio, decided_on=decided_on, note=verdict.opinion, rules=["WS24-22"], by=by)
    return move(studio, "accept", by=by, note=verdict.result_label, rules=["WS24-22"])


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
    studio = _fresh(studio)
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
    years = _years(studio, studio.terms.cycle_parameter)
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
    return _close(studio, verdict.decided_on, "不再保留称号", by)


# Leader


@transaction.atomic
def change_leader(studio, *, new_leader, new_name, changed_on, decision_number, reason, by) -> Studio:
    """领衔人变更 (GS24-42 a, AMB-09): term, name and plaque follow; the former leader and name stay in the history."""
    studio = _fresh(studio)
    new_name = normalise_line(new_name) or studio.terms.name_pattern.format(leader=new_leader.name)
    against = _change_findings(studio, new_leader, new_name, changed_on)
    if against:
        raise Refused(against)
    if studio.state != S.CHANGING:
        studio = move(studio, "begin_change", by=by, rules=["GS24-42"], resumes=studio.state)
    former_leader, former_name = studio.leader, studio.name
    _hand_over(studio, new_leader, changed_on, reason)
    if new_name != former_name:
        _rename(studio, new_name, changed_on, reason, by)
    studio = move(studio, "finish_change", by=by, note=f"{former_leader.name} → {new_leader.name}。{decision_number}",
                  rules=["GS24-42", "GS24-43", "AMB-09"])  # fmt: skip
    events.settle_all(studio, on=changed_on, outcome=f"领衔人变更为{new_leader.name}", by=by)
    duties.refresh(today=clock.today(), studios=[studio])
    telling.about(
        studio,
        code="studio-leader-changed",
        subject=f"{studio.name}：领衔人变更为{new_leader.name}",
        body=f"{decision_number or '变更已审定'}，自 {changed_on} 起。" + _renamed(former_name, new_name),
        key=f"studio-leader-{studio.pk}-{new_leader.pk}-{changed_on}",
    )
    return _fresh(studio)


def _renamed(before, after):
    return f"工作室原名“{before}”。请交回原铭牌，领取新铭牌。" if before != after else ""


def _change_findings(studio, new_leader, new_name, changed_on):
    found = []
    if not studio.is_live:
        found.append(Finding("GS24-42", f"工作室为“{studio.get_state_display()}”，不能变更领衔人。"))
    if new_leader.pk == studio.leader_id:
        found.append(Finding("GS24-43", "新领衔人和现领衔人是同一人。", "new_leader"))
    if changed_on is None:
        found.append(Finding("GS24-42", "请填写变更日期。", "changed_on"))
    found += register.leader_findings(studio.programme, new_leader, studio=studio)
    return found + register.name_findings(studio.programme, new_name, new_leader, studio=studio)


def _hand_over(studio, new_leader, changed_on, reason):
    studio.leader_terms.filter(until_on__isnull=True).update(until_on=changed_on, reason=reason[:200])
    LeaderTerm.objects.create(studio=studio, person=new_leader, from_on=changed_on)
    studio.members.filter(person=new_leader, left_on__isnull=True).update(left_on=changed_on)
    studio.leader = new_leader
    studio.save(update_fields=["leader"])


def _rename(studio, new_name, changed_on, reason, by):
    last = studio.former_names.first()
    FormerName.objects.create(
        studio=studio,
        name=studio.name,
        from_on=last.until_on if last else studio.founded_on or studio.created_at.astimezone(clock.SHANGHAI).date(),
        until_on=changed_on,
        reason=reason[:200] or "领衔人变更",
    )
    studio.name = new_name
    studio.save(update_fields=["name"])
    if studio.certificate_id and studio.certificate.is_valid:
        certificates.rename(
            studio.certificate, holder_name=new_name, holder=studio.leader.user, by=by, reason=reason or "领衔人变更"
        )


# Ways out


@transaction.atomic
def leave(studio, *, keep_title, decided_on, decision_number, reason, by) -> Studio:
    """退出管理序列: with the title (GS24-42 b1, shown as historical) or 摘牌 (b2, certificate 注销, plaque to be recalled)."""
    studio = _fresh(studio)
    if not (reason or "").strip():
        raise Refused.because("请写明退出的理由。", rule="GS24-42", field="reason")
    verb = "retire" if keep_title else "remove"
    studio = move(studio, verb, by=by, note=f"{decision_number}。{reason}", rules=["GS24-42"])
    if not keep_title and studio.certificate_id and studio.certificate.is_valid:
        certificates.cancel(studio.certificate, by=by, reason=f"工作室摘牌：{reason}")
    studio = _close(studio, decided_on, studio.get_state_display(), by)
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
    return _revoke(_fresh(studio), decided_on=decided_on, note=note, rules=["WS24-18"], by=by)


def _revoke(studio, *, decided_on, note, rules, by):
    studio = move(studio, "revoke", by=by, note=note, rules=rules)
    if studio.certificate_id and studio.certificate.is_valid:
        certificates.revoke(studio.certificate, by=by, note=note)
    return _close(studio, decided_on, "撤销工作室", by)


@transaction.atomic
def abandon(studio, *, by, reason) -> Studio:
    """不再筹建: a plan that was not approved, or that nobody pursues."""
    if by is not None and not reason.strip():
        raise Refused.because("请写明不再筹建的理由。", rule="WS24-21", field="reason")
    studio = move(studio, "abandon", by=by, note=reason.strip())
    return _close(studio, clock.today(), "不再筹建", by)


def _close(studio, day, outcome, by):
    """What ends with a studio: the leader's term, open tasks, duties. Everything stays readable (proofs: WS24-24)."""
    studio.leader_terms.filter(until_on__isnull=True).update(until_on=day, reason=outcome)
    events.settle_all(studio, on=day, outcome=outcome, by=by)
    duties.waive_all(studio, note=outcome)
    return _fresh(studio)
