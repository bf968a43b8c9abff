"""What forms D2 and D5 bring about once their last opinion stands (QC26-23, QC26-27, QC26-29, QC26-30)."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.db.models import Max

from audit.record import record
from audit.transitions import move
from cultivation.actions import periods, tell
from cultivation.models import Evaluation, Measure, Mentorship, Plan, Trainee
from cultivation.queries import mentor_of
from programmes.answers import codes

NO_VETO = "none"
END = "end"


@transaction.atomic
def adopt_plan(trainee, *, answers: Mapping, code, content_hash, adopted_on: date, reason="", by) -> Plan:
    """A version of the plan holds from now on; what was done under the same measure stays done. A repeat changes nothing."""
    trainee = (
        Trainee.objects.select_for_update(of=("self",)).select_related("person", "roster__cohort").get(pk=trainee.pk)
    )
    known = Plan.objects.filter(nomination_code=code).first()
    if known is not None:
        return known
    last = trainee.plans.aggregate(last=Max("number"))["last"] or 0
    done = {measure.row: measure for measure in Measure.objects.filter(plan__trainee=trainee, done_on__isnull=False)}
    plan = Plan.objects.create(
        trainee=trainee, number=last + 1, answers=dict(answers), nomination_code=code, content_hash=content_hash,
        reason=reason[:400], adopted_on=adopted_on,
    )  # fmt: skip
    rows = answers.get("measures") or ()
    Measure.objects.bulk_create([_measure(plan, place, row, done) for place, row in enumerate(rows, 1)])
    _assign_mentor(trainee, answers, adopted_on)
    label = "培育计划确定" if plan.number == 1 else f"培育计划调整为第 {plan.number} 版"
    record(trainee, "adopt_plan", by=by, label=label, note=reason, rules=["QC26-23"], content_hash=content_hash)
    return plan


def _measure(plan, place, row, done):
    key = str(row.get("row") or place)
    before = done.get(key)
    is_same = before is not None and (before.force, before.text) == (row.get("force"), row.get("measure"))
    kept = {"done_on": before.done_on, "done_note": before.done_note, "done_by": before.done_by} if is_same else {}
    return Measure(
        plan=plan,
        row=key,
        position=place,
        force=row.get("force") or "",
        text=row.get("measure") or "",
        carrier=row.get("carrier") or "",
        level=row.get("level") or "",
        from_month=row.get("from") or "",
        to_month=row.get("to") or "",
        output=row.get("output") or "",
        **kept,
    )


def _assign_mentor(trainee, answers, on):
    name = str(answers.get("mentor_name") or "")
    present = trainee.mentorships.filter(until_on__isnull=True).first()
    person = mentor_of(str(answers.get("mentor_certificate") or ""))
    if not name or (present and present.name == name and present.person == person):
        return
    if present:
        present.until_on, present.reason = on, "计划调整"
        present.save(update_fields=["until_on", "reason"])
    Mentorship.objects.create(
        trainee=trainee, person=person, name=name, honour=str(answers.get("mentor_honour") or ""), from_on=on
    )


@transaction.atomic
def record_evaluation(trainee, *, answers: Mapping, code, content_hash, decided_on: date, by) -> Evaluation:
    """The result of D5: points by part, grade, and what follows (QC26-29, QC26-30). A repeat changes nothing.

    ``next_step`` 终止 ends the cultivation; to recommend and to carry over are steps of their own.
    """
    rows = Trainee.objects.select_for_update(of=("self",)).select_related(
        "person__user", "roster__cohort", "roster__unit"
    )
    trainee = rows.get(pk=trainee.pk)
    known = Evaluation.objects.filter(nomination_code=code).first()
    if known is not None:
        return known
    terms = trainee.roster.cohort.terms
    points = {part.code: int(answers.get(part.question) or 0) for part in terms.parts}
    vetoes = [one for one in codes(answers, "vetoes") if one != NO_VETO]
    grade = terms.graded(points, is_vetoed=bool(vetoes))
    made = Evaluation.objects.create(
        trainee=trainee,
        nomination_code=code,
        points=points,
        total=sum(points.values()),
        vetoes=vetoes,
        veto_note=str(answers.get("veto_note") or "")[:400],
        grade=grade.code,
        next_step=str(answers.get("next_step") or ""),
        mentor_comment=str(answers.get("mentor_comment") or ""),
        self_summary=str(answers.get("self_summary") or ""),
        content_hash=content_hash,
        decided_on=decided_on,
        decided_by=by,
    )
    label = f"考评{grade.label}（{made.total} 分）"
    moved = move(
        trainee, "evaluate", by=by, label=label, rules=["QC26-29"], content_hash=content_hash, grade=grade.code,
        is_passed=grade.is_passed,
    )  # fmt: skip
    tell.about(
        moved,
        tell.TRAINEE,
        tell.EMPLOYER,
        tell.UNIT,
        code="cultivation-evaluated",
        subject=f"{moved.person.name}的培育考评：{grade.label}",
        body=f"总分 {made.total} 分，等次 {grade.label}。",
        key=code,
    )
    if made.next_step == END:
        periods.leave(moved, reason="考评结论为终止培育", by=by)
    return made
