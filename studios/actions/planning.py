"""An approved plan becomes rows: targets, milestones and budget, from the public answers of the form (F1)."""

from decimal import Decimal, InvalidOperation

from programmes import clock
from programmes.text import normalise_line
from studios.models import BudgetLine, Milestone, Plan, Target


def first_version(studio, *, answers, content_hash, by) -> Plan:
    """Version 1, with everything it promises."""
    return _make(studio, 1, answers, content_hash, "", by)


def next_version(studio, *, answers, content_hash, reason, by) -> Plan:
    """The following version; milestones of the same row keep what was done."""
    former = studio.plans.first()
    plan = _make(studio, former.version + 1 if former else 1, answers, content_hash, reason, by)
    if former:
        _carry_over(former, plan)
    return plan


def _make(studio, version, answers, content_hash, reason, by) -> Plan:
    plan = Plan.objects.create(
        studio=studio,
        version=version,
        answers=dict(answers),
        content_hash=content_hash,
        reason=reason[:300],
        approved_on=clock.today(),
        approved_by=by,
    )
    Target.objects.bulk_create(_target(plan, row) for row in _rows(answers, "targets", "key"))
    Milestone.objects.bulk_create(
        _milestone(plan, place, row) for place, row in enumerate(_rows(answers, "milestones", "output"), start=1)
    )
    BudgetLine.objects.bulk_create(_budget(plan, row) for row in _rows(answers, "budget", "item"))
    return plan


def _rows(answers, key, needed):
    return [row for row in answers.get(key) or () if row.get(needed)]


def _target(plan, row):
    """The words of a target are those of the measure with its key, unless the form asks for words of its own."""
    measures = {one.key: one.title for one in plan.studio.terms.measures}
    title = row.get("title") or measures.get(row["key"], row["key"])
    return Target(
        plan=plan,
        key=str(row["key"])[:40],
        title=normalise_line(title)[:60],
        unit=normalise_line(row.get("unit") or "")[:20],
        year=_whole(row.get("year"), 1),
        amount=_amount(row.get("amount")),
    )


def _milestone(plan, place, row):
    return Milestone(
        plan=plan,
        row=str(row.get("row") or place)[:20],
        project=normalise_line(row.get("project") or "")[:60],
        quarter=_whole(row.get("quarter"), 1),
        output=normalise_line(row["output"])[:120],
    )


def _budget(plan, row):
    return BudgetLine(
        plan=plan,
        year=_whole(row.get("year"), clock.today().year),
        item=normalise_line(row["item"])[:60],
        amount_wan=_amount(row.get("amount")),
        source=normalise_line(row.get("source") or "")[:60],
    )


def _whole(value, otherwise) -> int:
    text = str(value or "").strip()
    return int(text) if text.isdigit() else otherwise


def _amount(value) -> Decimal:
    try:
        return Decimal(str(value if value not in (None, "") else 0))
    except InvalidOperation:
        return Decimal(0)


def _carry_over(former, plan):
    done = {row.row: row for row in former.milestones.filter(done_on__isnull=False)}
    for milestone in plan.milestones.filter(row__in=done):
        milestone.done_on, milestone.note = done[milestone.row].done_on, done[milestone.row].note
        milestone.save(update_fields=["done_on", "note"])
        done[milestone.row].entries.update(milestone=milestone)
