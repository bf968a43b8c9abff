"""The pool of experts: added with an account, changed, taken out. Nobody is deleted (COM-20)."""

import re

from django.db import transaction

from accounts.actions import create_account, invite
from audit.record import record
from programmes.identity import is_email, is_mobile
from programmes.refusal import Finding, Refused
from programmes.text import normalise_name
from reviews.models import Assignment, Expert
from reviews.permissions import may_edit_experts
from reviews.states import PENDING_ASSIGNMENT

EDITABLE = ("name", "organisation", "organisation_name", "title", "fields", "mobile", "note")


@transaction.atomic
def add(*, by, name, email, code="", **particulars) -> Expert:
    """Put a person into the pool; a new person gets an account and a link to set the password."""
    _require_editor(by)
    found = findings(name=name, email=email, **particulars)
    if found:
        raise Refused(found)
    user = create_account(name=normalise_name(name), email=email, by=by)
    if Expert.objects.filter(user=user).exists():
        raise Refused.because("这个邮箱的专家已经在库。", field="email")
    expert = Expert(user=user, code=code.strip().upper() or next_code(), name=normalise_name(name), created_by=by)
    if Expert.objects.filter(code=expert.code).exists():
        raise Refused.because(f"专家编号 {expert.code} 已经使用。", field="code")
    _assign(expert, particulars)
    expert.save()
    record(expert, "add", by=by, label="专家入库", details={"code": expert.code})
    if not user.has_usable_password():
        invite(user, by=by, purpose="协会邀请您担任评审专家。")
    return expert


@transaction.atomic
def change(expert, *, by, **particulars) -> Expert:
    """Change particulars; the record names the fields, not the mobile number."""
    _require_editor(by)
    expert = Expert.objects.select_for_update().get(pk=expert.pk)
    found = findings(
        name=particulars.get("name", expert.name), email=expert.user.email, **_without(particulars, "name")
    )
    if found:
        raise Refused(found)
    before = {key: getattr(expert, key) for key in EDITABLE}
    _assign(expert, particulars)
    changed = [key for key in EDITABLE if getattr(expert, key) != before[key]]
    if changed:
        expert.save()
        record(expert, "change", by=by, label="修改专家资料", details={"fields": changed})
    return expert


@transaction.atomic
def set_active(expert, *, by, active, note) -> Expert:
    """Take an expert out of the pool or back in; not while sheets are open."""
    _require_editor(by)
    if not note.strip():
        raise Refused.because("请写明理由。", rule="COM-10", field="note")
    expert = Expert.objects.select_for_update().get(pk=expert.pk)
    pending = Assignment.objects.filter(expert=expert, state__in=PENDING_ASSIGNMENT).count()
    if not active and pending:
        raise Refused.because(f"{expert.code} 还有 {pending} 份未提交，请先改派。")
    expert.is_active = active
    expert.save(update_fields=["is_active"])
    label = "恢复专家" if active else "停用专家"
    record(expert, "activate" if active else "deactivate", by=by, label=label, note=note)
    return expert


def findings(*, name, email, mobile="", organisation=None, organisation_name="", **_rest) -> list[Finding]:
    """What is wrong with the particulars of an expert; the same words on the page and in the workbook."""
    found = []
    if not 2 <= len(normalise_name(name)) <= 50:
        found.append(Finding("", "请填写姓名，2 至 50 个字。", "name"))
    if not is_email(email.strip()):
        found.append(Finding("", "请填写有效的邮箱，用于接收账号和提醒。", "email"))
    if mobile and not is_mobile(mobile):
        found.append(Finding("", "手机号码是 1 开头的 11 位数字。", "mobile"))
    if organisation is None and not organisation_name.strip():
        found.append(Finding("", "请选择或填写所在单位，用于回避比对。", "organisation"))
    return found


def next_code() -> str:
    """The next free code: E-01, E-02 …"""
    numbers = [int(code[2:]) for code in Expert.objects.values_list("code", flat=True) if re.fullmatch(r"E-\d+", code)]
    return f"E-{max(numbers, default=0) + 1:02d}"


def _assign(expert, particulars):
    for key, value in particulars.items():
        if key not in EDITABLE:
            raise TypeError(f"{key} is not an editable field of an expert")
        setattr(expert, key, value)
    if expert.organisation_id:
        expert.organisation_name = ""


def _without(mapping, *keys):
    return {key: value for key, value in mapping.items() if key not in keys}


def _require_editor(by):
    if not may_edit_experts(by):
        raise Refused.because("只有主办单位的工作人员可以维护专家库。")
