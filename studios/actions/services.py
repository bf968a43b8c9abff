"""助企行 and 进校园 (F6, QC26-54, B1 R14): recorded by a studio or by a craftsman alone, confirmed by the host over a link."""

import datetime as dt
import uuid
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.urls import reverse

from audit.record import record
from notifications.actions import send, send_mail_to
from programmes import clock
from programmes.refusal import Finding, Refused
from programmes.rows import check_row, clean_row
from programmes.studio_rows import SERVICE
from studios import permissions
from studios.actions import files, links
from studios.models import Service, Studio
from studios.states import ServiceName


@transaction.atomic
def keep(
    *,
    studio=None,
    person,
    raw: Mapping,
    uploads: files.Uploads | None = None,
    client_key: uuid.UUID | None = None,
    by,
) -> Service:
    """Record a service of a studio, or of a craftsman without one (``studio=None``); the same ``client_key`` is once."""
    known = Service.objects.filter(client_key=client_key).first() if client_key else None
    if known is not None and known.created_by_id == by.pk:
        return known
    if studio is not None:
        studio = Studio.objects.select_for_update().get(pk=studio.pk)
    service = Service(studio=studio, person=person, created_by=by, client_key=client_key or uuid.uuid4())
    if not permissions.may_keep_service(by, service):
        raise Refused.because("只有工作室的人员或持有称号的本人可以登记服务记录。", "WS24-12")
    _fill(service, raw, uploads or {}, by=by)
    record(service, "keep", by=by, label="登记服务记录", rules=["WS24-12"])
    return service


@transaction.atomic
def change(service, *, raw: Mapping, uploads: files.Uploads | None = None, by) -> Service:
    """Change a record that the host has not confirmed; a link that is out stops working."""
    service = _mine(service, by)
    _require_open(service)
    before = service.values
    _fill(service, raw, uploads or {}, by=by)
    changed = [key for key, value in service.values.items() if before[key] != value]
    if changed and (service.token_hash or service.refused_note):
        service.token_hash, service.refused_note = None, ""
        service.save(update_fields=["token_hash", "refused_note"])
    record(service, "change", by=by, label="修改服务记录", details={"fields": changed})
    return service


@transaction.atomic
def ask_host(service, *, by) -> Service:
    """Mail the host a link to confirm the service or to say what is wrong; an earlier link stops working."""
    service = _mine(service, by)
    _require_open(service)
    if not service.host_email:
        raise Refused.because("请先填写对方邮箱，再请对方确认。", "F6", "host_email")
    token, service.token_hash = links.make()
    service.asked_at, service.refused_note = clock.now(), ""
    service.save(update_fields=["token_hash", "asked_at", "refused_note"])
    record(service, "ask_host", by=by, label="请服务对象确认")
    link = links.address(reverse("studios:service-link", args=[token]))
    who = service.studio.name if service.studio else service.person.name
    send_mail_to(
        service.host_email,
        code="studio-service",
        subject=f"请确认{who}为贵单位提供的服务",
        body=f"{service.host}：\n{who}登记了 {service.happened_on:%Y 年 %-m 月 %-d 日}为贵单位提供的服务。"
        f"请在 {links.until(service.asked_at)} 前打开下面的链接确认，或者说明哪里不对。"
        f"不需要账号，链接只能使用一次：\n{link}",
        url=link,
        key=f"studio-service:{service.token_hash[:24]}",
        about=service,
    )
    return service


def asked(token: str) -> Service | None:
    """The record behind a link while it can be used; None for unknown, used and expired alike."""
    rows = Service.objects.standing().filter(token_hash=links.hash_of(token))
    service = rows.select_related("studio__employer", "person").prefetch_related("files").first()
    return service if service and links.is_open(service.asked_at) else None


@transaction.atomic
def answer(token: str, *, agrees: bool, name: str, note: str = "") -> Service:
    """The host confirms with a name, or says what is wrong; the link is used up, who recorded it is told."""
    rows = Service.objects.standing().select_for_update(of=("self",)).select_related("created_by")
    service = rows.filter(token_hash=links.hash_of(token)).first()
    if service is None or not links.is_open(service.asked_at):
        raise Refused.because("这个链接已经用过或已过期，请联系登记人重新发送。")
    found = []
    if len(name.strip()) < 2:
        found.append(Finding("F6", "请填写确认人的姓名。", "name"))
    if not agrees and len(note.strip()) < 4:
        found.append(Finding("F6", "请写明哪里不对。", "note"))
    if found:
        raise Refused(found)
    service.token_hash = None
    service.confirmed_by = name.strip()[:60]
    service.confirmed_at = clock.now() if agrees else None
    service.refused_note = "" if agrees else note.strip()[:300]
    service.save(update_fields=["token_hash", "confirmed_by", "confirmed_at", "refused_note"])
    label = "服务对象已确认" if agrees else "服务对象有异议"
    record(service, "confirm" if agrees else "refuse", by=None, label=label, note=service.refused_note)
    send(
        to=service.created_by,
        code="studio-service-answer",
        subject=f"{service.host}{'确认了' if agrees else '不同意'} {service.happened_on} 的服务记录",
        body=f"确认人：{service.confirmed_by}。" + (f"意见：{service.refused_note}" if not agrees else ""),
        url=reverse("studios:service", args=[service.pk]),
        key=f"studio-service-answer:{service.pk}:{clock.now():%Y%m%d%H%M%S%f}",
        about=service,
    )
    return service


@transaction.atomic
def void(service, *, reason: str, by) -> Service:
    """Strike a record with its reason; it stays readable and no longer counts."""
    service = _mine(service, by)
    if service.voided_at:
        return service
    if len(reason.strip()) < 4:
        raise Refused.because("请写明作废的理由。", field="reason")
    service.voided_at, service.void_note, service.token_hash = clock.now(), reason.strip()[:200], None
    service.save(update_fields=["voided_at", "void_note", "token_hash"])
    record(service, "void", by=by, label="作废服务记录", note=service.void_note)
    return service


def _fill(service, raw, uploads, *, by):
    values = clean_row(SERVICE, raw)
    found = check_row(SERVICE, values, rule="F6")
    if values["name"] == ServiceName.OTHER and not values["name_text"]:
        found.append(Finding("F6", "请填写活动名称", "name_text"))
    looked = []
    try:
        looked = files.look(uploads)
    except Refused as refused:
        found += refused.findings
    if found:
        raise Refused(found)
    values["happened_on"] = dt.date.fromisoformat(values["happened_on"])
    values["hours"] = Decimal(values["hours"]) if values["hours"] else None
    for key, value in values.items():
        setattr(service, key, value)
    service.save()
    files.attach(service, looked, by=by)


def _mine(service, by) -> Service:
    rows = Service.objects.select_for_update(of=("self",)).select_related("studio", "person")
    service = rows.get(pk=service.pk)
    if not permissions.may_keep_service(by, service):
        raise Refused.because("只有登记这条记录的工作室或本人可以修改。", "F6")
    return service


def _require_open(service):
    if service.voided_at:
        raise Refused.because("这条记录已作废。", "F6")
    if service.confirmed_at:
        raise Refused.because("对方已经确认，这条记录不能再修改。", "F6")
