"""Naming and building: how a studio starts, and the versions of its plan."""

from django.db import transaction

from audit.record import record
from audit.transitions import move
from programmes import clock
from programmes.periods import add_years
from programmes.refusal import Refused
from studios.actions import duties, planning, telling
from studios.actions.life.rows import fresh, years_of
from studios.models import Plan, Studio
from studios.states import StudioState as S


@transaction.atomic
def name(studio, *, named_on, decision_number, year, by, certificate=None, external_certificate="") -> Studio:
    """命名: 筹建 → 运行; the first cycle starts where the programme has one (TS16-13, GS24-25)."""
    studio = fresh(studio)
    studio.named_on, studio.decision_number, studio.named_year = named_on, decision_number, year
    studio.certificate, studio.external_certificate = certificate, external_certificate
    years = years_of(studio, studio.terms.cycle_parameter)
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
    return fresh(studio)


@transaction.atomic
def start_building(studio, *, starts_on, ends_on, answers, content_hash, by) -> Studio:
    """启动建设: 筹建 → 建设, with the first version of the plan (WS24-20, WS24-21).

    ``ends_on`` None takes the years of building that the programme names.
    """
    studio = fresh(studio)
    if not answers:
        raise Refused.because("没有建设计划书，不能启动建设。", rule="WS24-21")
    ends_on = ends_on or add_years(starts_on, years_of(studio, studio.terms.build_parameter))
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
    return fresh(studio)


@transaction.atomic
def adjust_plan(studio, *, answers, content_hash, reason, by) -> Plan:
    """A further version of the plan; the first stays beside it (WS24-21, F1)."""
    studio = fresh(studio)
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
