"""承诺与回避声明 (forms.md E15): signed per season, before anything of a file can be seen."""

from django.db import transaction

from audit.record import record
from audit.transitions import move
from programmes import clock
from programmes.refusal import Finding, Refused
from reviews import pledges
from reviews.actions import progress, tell
from reviews.models import Assignment, Conflict, Declaration
from reviews.states import DECLARED_GROUNDS, AssignmentState, ConflictSource, Ground


@transaction.atomic
def declare(expert, season, *, by, ticks, recused) -> Declaration:
    """Sign for all assignments of ``season`` that wait for it; called again when new ones arrive.

    ``recused`` is {assignment id: (ground, detail)}: these are given back with a conflict, the others open.
    """
    if expert.user_id != by.pk or not expert.is_active:
        raise Refused.because("只有专家本人可以签署声明。", rule="E15")
    waiting = _waiting(expert, season)
    found = _findings(ticks, waiting, recused)
    if found:
        raise Refused(found)
    progress.lock([assignment.entry_id for assignment in waiting])
    declaration = _sign(expert, season, ticks, waiting, recused)
    for assignment in waiting:
        if assignment.pk in recused:
            _give_back(assignment, by, *recused[assignment.pk])
        else:
            move(assignment, "declare", by=by, rules=["E15"])
    progress.refresh([assignment.entry_id for assignment in waiting if assignment.pk in recused])
    details = {"recused": [row["code"] for row in declaration.recused]}
    record(declaration, "sign", by=by, label="签署承诺与回避声明", rules=["E15"], details=details)
    return declaration


def _waiting(expert, season):
    rows = Assignment.objects.filter(expert=expert, entry__stage_run__season=season, state=AssignmentState.ASSIGNED)
    return list(rows.select_related("entry__nomination__season", "expert").order_by("pk"))


def _findings(ticks, waiting, recused):
    found = [
        Finding("E15", f"请勾选承诺：{pledge.title}", f"pledge-{pledge.code}")
        for pledge in pledges.PLEDGES
        if pledge.code not in ticks
    ]
    known = {assignment.pk: assignment for assignment in waiting}
    for pk, (ground, detail) in recused.items():
        if pk not in known:
            found.append(Finding("E15", "申请回避的申报不在待声明之列。"))
        elif ground not in DECLARED_GROUNDS:
            found.append(Finding("E15", f"请选择回避 {known[pk].entry.nomination.code} 的事由。", f"ground-{pk}"))
        elif ground == Ground.OTHER and not detail.strip():
            found.append(Finding("E15", f"请写明回避 {known[pk].entry.nomination.code} 的情况。", f"detail-{pk}"))
    return found


def _sign(expert, season, ticks, waiting, recused):
    rows = [
        {"code": a.entry.nomination.code, "ground": recused[a.pk][0], "detail": recused[a.pk][1]}
        for a in waiting
        if a.pk in recused
    ]
    declaration, _made = Declaration.objects.get_or_create(expert=expert, season=season)
    declaration.ticks, declaration.confirmed_at = sorted(ticks), clock.now()
    declaration.recused = declaration.recused + rows
    declaration.save()
    return declaration


def _give_back(assignment, by, ground, detail):
    Conflict.objects.get_or_create(
        expert=assignment.expert,
        nomination=assignment.entry.nomination,
        ground=ground,
        lifted_at=None,
        defaults={"source": ConflictSource.DECLARED, "detail": detail, "recorded_by": by},
    )
    note = f"{Ground(ground).label}　{detail}".strip()
    move(assignment, "recuse", by=by, note=note, rules=["E15"])
    tell.officers_of_recusal(assignment, note)
