"""The working calendar: a year comes in as a draft and counts once it was checked against the notice (COM-04)."""

import datetime as dt

from chinese_calendar.constants import holidays, workdays
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import WorkingDay, WorkingYear
from accounts.permissions import may_confirm_calendar, may_load_calendar
from audit.record import record
from programmes import clock
from programmes.refusal import Refused

LABELS = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
}


@transaction.atomic
def load_year(year: int, *, by) -> WorkingYear:
    """Bring in a year as a draft from the bundled tables; an administrator then confirms it.

    Refused for a year that the tables do not know yet, and for one that is already confirmed.
    """
    if not may_load_calendar(by):
        raise Refused.because(_("您没有权限维护工作日历。"))
    days = _known_days(year)
    if not days:
        raise Refused.because(
            _("%(year)s 年的放假安排还没有公布或尚未收录，无法载入。请在国务院办公厅通知发布后再试。") % {"year": year},
            rule="COM-04",
            field="year",
        )
    kept, made = WorkingYear.objects.select_for_update().get_or_create(year=year)
    if kept.confirmed_at:
        raise Refused.because(
            _("%(year)s 年已经核对启用，不能再次载入。") % {"year": year}, rule="COM-04", field="year"
        )
    kept.days.all().delete()
    WorkingDay.objects.bulk_create(
        WorkingDay(working_year=kept, date=day, is_workday=is_workday, label=label) for day, is_workday, label in days
    )
    record(kept, "load", by=by, label=_("载入草稿"), rules=["COM-04"], details={"days": len(days), "again": not made})
    return kept


def _known_days(year: int) -> list[tuple[dt.date, bool, str]]:
    off = [(day, False, LABELS.get(name, name)) for day, name in holidays.items() if day.year == year]
    extra = [(day, True, LABELS.get(name, name)) for day, name in workdays.items() if day.year == year]
    return sorted(off + extra)


@transaction.atomic
def save_day(working_year: WorkingYear, *, date: dt.date, kind: str, label: str = "", by) -> None:
    """Correct one day of a draft: ``kind`` is ``off``, ``work`` or ``plain`` (as the week says)."""
    if not may_load_calendar(by):
        raise Refused.because(_("您没有权限维护工作日历。"))
    held = WorkingYear.objects.select_for_update().get(pk=working_year.pk)
    if held.confirmed_at:
        raise Refused.because(_("已核对启用的年份不能修改，请先由管理员撤销核对。"), rule="COM-04")
    if date.year != held.year:
        raise Refused.because(_("日期不在 %(year)s 年。") % {"year": held.year}, field="date")
    held.days.filter(date=date).delete()
    if kind != "plain":
        held.days.create(date=date, is_workday=kind == "work", label=label)
    details = {"date": date.isoformat(), "kind": kind}
    record(held, "change_day", by=by, label=_("修改日期"), rules=["COM-04"], details=details)


@transaction.atomic
def confirm_year(working_year: WorkingYear, *, source_document: str, by) -> WorkingYear:
    """The administrator has compared every day with the State Council's notice; from now on the year counts."""
    if not may_confirm_calendar(by):
        raise Refused.because(_("只有系统管理员可以核对工作日历。"))
    if not source_document.strip():
        raise Refused.because(_("请填写依据文件的名称和文号。"), rule="COM-04", field="source_document")
    held = WorkingYear.objects.select_for_update().get(pk=working_year.pk)
    if held.confirmed_at:
        return held
    held.source_document, held.confirmed_by, held.confirmed_at = source_document.strip(), by, clock.now()
    held.version = F("version") + 1
    held.save()
    held.refresh_from_db()
    record(held, "confirm", by=by, label=_("核对启用"), rules=["COM-04"], note=held.source_document)
    return held


@transaction.atomic
def reopen_year(working_year: WorkingYear, *, note: str, by) -> WorkingYear:
    """Take a confirmed year back to draft, because the notice was changed; a reason is needed."""
    if not may_confirm_calendar(by):
        raise Refused.because(_("只有系统管理员可以撤销核对。"))
    if not note.strip():
        raise Refused.because(_("请填写撤销核对的原因。"), field="note")
    held = WorkingYear.objects.select_for_update().get(pk=working_year.pk)
    held.confirmed_by, held.confirmed_at, held.version = None, None, held.version + 1
    held.save()
    record(held, "reopen", by=by, label=_("撤销核对"), rules=["COM-04"], note=note)
    return held
