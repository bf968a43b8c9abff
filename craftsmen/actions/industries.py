"""The list of “2+3+6+6” industries that the association keeps (QC26-06), and the industry of a title."""

from django.db import transaction
from django.db.models import Max, ProtectedError

from audit.record import record
from craftsmen import permissions
from craftsmen.actions.register import correct
from craftsmen.models import Correction, Honour, TargetIndustry
from craftsmen.states import IndustryGroup
from programmes.refusal import Finding, Refused
from programmes.text import normalise_line

RULE = "QC26-06"


@transaction.atomic
def add_industry(*, group, name, by) -> TargetIndustry:
    """Add one at the end of its group."""
    name = normalise_line(name)
    found = _findings(group, name, by)
    if found:
        raise Refused(found)
    last = TargetIndustry.objects.filter(group=group).aggregate(last=Max("position"))["last"] or 0
    industry = TargetIndustry.objects.create(group=group, name=name, position=last + 1)
    record(industry, "add", by=by, label="新增产业方向", note=name, rules=[RULE])
    return industry


@transaction.atomic
def rename_industry(industry, *, name, by) -> TargetIndustry:
    """Another wording for the same industry; titles that carry it follow."""
    industry, name = _locked(industry), normalise_line(name)
    found = _findings(industry.group, name, by, but=industry)
    if found:
        raise Refused(found)
    before, industry.name = industry.name, name
    if before != name:
        industry.save(update_fields=["name"])
        record(industry, "rename", by=by, label="产业方向更名", note=f"{before} → {name}", rules=[RULE])
    return industry


@transaction.atomic
def move_industry(industry, *, up, by) -> None:
    """One place up or down among those of its group."""
    _check_may(by)
    rows = list(TargetIndustry.objects.select_for_update().filter(group=industry.group))
    place = rows.index(industry)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    for position, row in enumerate(rows, 1):
        row.position = position
    TargetIndustry.objects.bulk_update(rows, ["position"])
    record(industry, "reorder", by=by, label="上移" if up else "下移", rules=[RULE])


@transaction.atomic
def retire_industry(industry, *, by) -> TargetIndustry:
    """No longer offered; titles and lists that carry it keep it."""
    return _switch(industry, is_active=False, label="停用", by=by)


@transaction.atomic
def restore_industry(industry, *, by) -> TargetIndustry:
    """Offered again."""
    return _switch(industry, is_active=True, label="恢复使用", by=by)


@transaction.atomic
def delete_industry(industry, *, by) -> None:
    """Take an entry back that nobody uses; one that is used can only be retired."""
    _check_may(by)
    industry = _locked(industry)
    record(industry, "delete", by=by, label="删除产业方向", note=industry.name, rules=[RULE])
    try:
        industry.delete()
    except ProtectedError as used:
        raise Refused.because(f"“{industry.name}”已有人使用，只能停用。", rule=RULE) from used


@transaction.atomic
def set_industry(honour, *, industry, reason, by) -> Honour:
    """Set the industry of a title; where one stands already this is a correction with its reason and former wording."""
    honour = Honour.objects.select_for_update(of=("self",)).select_related("person", "industry").get(pk=honour.pk)
    if not permissions.may_set_industry(by, honour):
        raise Refused.because("只有授予单位的工作人员可以设定产业方向，本人的条目须由他人办理。", rule=RULE)
    if industry is None or not industry.is_active:
        raise Refused.because("请选择使用中的产业方向。", rule=RULE, field="industry")
    if honour.industry_id is not None:
        correct(honour, field=Correction.Field.INDUSTRY, after=industry.name, reason=reason, by=by)
    else:
        honour.industry = industry
        honour.save(update_fields=["industry"])
        record(honour, "set_industry", by=by, label="设定产业方向", note=industry.name, rules=[RULE])
    return Honour.objects.get(pk=honour.pk)


def _switch(industry, *, is_active, label, by):
    _check_may(by)
    industry = _locked(industry)
    if industry.is_active != is_active:
        industry.is_active = is_active
        industry.save(update_fields=["is_active"])
        record(industry, "restore" if is_active else "retire", by=by, label=label, note=industry.name, rules=[RULE])
    return industry


def _locked(industry):
    return TargetIndustry.objects.select_for_update().get(pk=industry.pk)


def _check_may(by):
    if not permissions.may_keep_industries(by):
        raise Refused.because("只有主办单位的工作人员可以维护产业方向。", rule=RULE)


def _findings(group, name, by, but=None):
    found = []
    if not permissions.may_keep_industries(by):
        found.append(Finding(RULE, "只有主办单位的工作人员可以维护产业方向。"))
    if group not in IndustryGroup.values:
        found.append(Finding(RULE, "请选择类别。", "group"))
    if not name or len(name) > 40:
        found.append(Finding(RULE, "请填写产业方向，40 个字以内。", "name"))
    elif (known := TargetIndustry.objects.filter(name=name).first()) and known != but:
        found.append(Finding(RULE, f"已有“{name}”。", "name"))
    return found
