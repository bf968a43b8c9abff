"""Working to the plan (WS24-20, WS24-21, F1): milestones done with evidence, money spent, half-year notes (WS24-27)."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from audit.record import record
from programmes import clock
from programmes.periods import half_year_label
from programmes.refusal import Finding, Refused
from programmes.rows import check_row, clean_row
from programmes.studio_rows import PROGRESS, SPENDING
from studios import permissions
from studios.actions import duties
from studios.measures import wan
from studios.models import LedgerEntry, Milestone, ProgressNote, Spending, Studio

#: The duty that a half-year note fulfils (WS24-27).
PROGRESS_DUTY = "progress"


@transaction.atomic
def finish(milestone, *, entries: Iterable[int], done_on: dt.date, note: str = "", by) -> Milestone:
    """Mark a milestone done; at least one standing ledger entry is its evidence. A second call changes nothing."""
    studio = _held(milestone.plan.studio, by)
    milestone = _of_latest(studio, milestone)
    if milestone.done_on:
        return milestone
    wanted = {int(one) for one in entries if str(one).isdecimal()}
    standing = LedgerEntry.objects.standing()  # type: ignore[attr-defined]  # the plugin loses this one manager
    evidence = list(standing.filter(studio=studio, pk__in=wanted))
    if not evidence or len(evidence) != len(wanted):
        raise Refused.because("请选择至少一条台账记录作为完成的依据。", "WS24-21", "entries")
    if done_on > clock.today():
        raise Refused.because("完成日期不能晚于今天。", "WS24-21", "done_on")
    milestone.done_on, milestone.note = done_on, note.strip()[:200]
    milestone.save(update_fields=["done_on", "note"])
    LedgerEntry.objects.filter(pk__in=[entry.pk for entry in evidence]).update(milestone=milestone)
    details = {"milestone": milestone.pk, "entries": sorted(wanted)}
    record(studio, "finish_milestone", by=by, label=f"里程碑完成：{milestone.output}", details=details)
    return milestone


@transaction.atomic
def reopen(milestone, *, reason: str, by) -> Milestone:
    """Take back that a milestone is done, with a reason; its evidence is free again."""
    studio = _held(milestone.plan.studio, by)
    milestone = _of_latest(studio, milestone)
    if milestone.done_on is None:
        return milestone
    if len(reason.strip()) < 4:
        raise Refused.because("请写明撤回的理由。", field="reason")
    milestone.done_on, milestone.note = None, ""
    milestone.save(update_fields=["done_on", "note"])
    milestone.entries.update(milestone=None)
    label = f"里程碑撤回完成：{milestone.output}"
    record(studio, "reopen_milestone", by=by, label=label, note=reason.strip(), details={"milestone": milestone.pk})
    return milestone


@transaction.atomic
def spend(studio, *, raw: Mapping, is_reversal: bool = False, by) -> tuple[Spending, list[Finding]]:
    """Record money spent, and what it leads to: over the budget of its year and item warns (WS24-10).

    ``is_reversal`` books the amount back: spending is only added, a mistake is put right by a negative row.
    """
    studio = _held(studio, by)
    values = clean_row(SPENDING, raw)
    found = check_row(SPENDING, values, rule="WS24-10")
    amount = Decimal(0) if found else Decimal(values["amount_wan"])
    if not found and not amount:
        found.append(Finding("WS24-10", "金额不能为 0。", "amount_wan"))
    if found:
        raise Refused(found)
    day = dt.date.fromisoformat(values["spent_on"])
    amount = -amount if is_reversal else amount
    if is_reversal and spent(studio, day.year, values["item"]) + amount < 0:
        raise Refused.because("冲回的金额超过这个科目已登记的支出。", "WS24-10", "amount_wan")
    made = Spending.objects.create(
        studio=studio, year=day.year, item=values["item"], spent_on=day, amount_wan=amount, note=values["note"], by=by
    )
    label = f"{'冲回支出' if is_reversal else '登记支出'}：{made.item}"
    record(studio, "spend", by=by, label=label, details={"spending": made.pk, "amount_wan": str(amount)})
    return made, over_budget(studio, day.year, made.item)


def spent(studio, year, item) -> Decimal:
    """万元 spent in a year on an item, reversals taken off."""
    rows = studio.spendings.filter(year=year, item=item)
    return wan(rows.aggregate(total=Sum("amount_wan"))["total"])


def over_budget(studio, year, item) -> list[Finding]:
    """A warning when an item is overspent, or was never planned, in a plan that has a budget for the year (WS24-10)."""
    plan = studio.plans.first()
    lines = list(plan.budget.filter(year=year)) if plan else []
    if not lines:
        return []
    planned = sum((line.amount_wan for line in lines if line.item == item), Decimal(0))
    total = spent(studio, year, item)
    if total <= planned:
        return []
    words = f"{year} 年“{item}”已支出 {total} 万元，预算 {planned} 万元，超出 {total - planned} 万元。"
    return [Finding("WS24-10", words, "amount_wan")]


@transaction.atomic
def note_progress(studio, *, period: str, raw: Mapping, by) -> ProgressNote:
    """Add the note of a half-year (2026H1); a second one of the same half-year stands beside the first (WS24-27)."""
    studio = _held(studio, by)
    if period not in half_years(studio, clock.today()):
        raise Refused.because("请选择列出的半年。", "WS24-27", "period")
    values = clean_row(PROGRESS, raw)
    found = check_row(PROGRESS, values, rule="WS24-27")
    if found:
        raise Refused(found)
    made = ProgressNote.objects.create(studio=studio, period=period, by=by, **values)
    label = f"半年进展：{half_year_label(period)}"
    record(studio, "note_progress", by=by, label=label, rules=["WS24-27"])
    _fulfil_duty(studio, period, label, by)
    return made


def _fulfil_duty(studio, period, label, by):
    """The duty of that year is done with the note, once its window has opened."""
    item = studio.duties.open_on(clock.today()).filter(code=PROGRESS_DUTY, period=period[:4]).first()
    if item and permissions.may_confirm(by, item):
        duties.fulfil(studio, item.code, item.period, by=by, note=label)


def half_years(studio, today) -> list[str]:
    """The half-years that a note may be about: this one and those since the studio began, newest first; at most six."""
    start = studio.building_starts_on or studio.named_on or studio.founded_on or today
    year, half = today.year, 1 if today.month <= 6 else 2
    found: list[str] = []
    while (year, half) >= (start.year, 1 if start.month <= 6 else 2) and len(found) < 6:
        found.append(f"{year}H{half}")
        year, half = (year, 1) if half == 2 else (year - 1, 2)
    return found or [f"{today.year}H{1 if today.month <= 6 else 2}"]


def _held(studio, by) -> Studio:
    studio = Studio.objects.select_for_update().get(pk=studio.pk)
    if not permissions.may_edit(by, studio):
        raise Refused.because("只有领衔人和所在单位经办可以登记计划进展。", "WS24-21")
    return studio


def _of_latest(studio, milestone) -> Milestone:
    plan = studio.plans.first()
    if plan is None or milestone.plan_id != plan.pk:
        raise Refused.because("计划已经调整，请在最新的计划上登记。", "WS24-21")
    return Milestone.objects.select_for_update().get(pk=milestone.pk)
