"""异议 from receipt to conclusion (E9, practice §3). An open objection holds only the person concerned."""

import secrets

from django.db import transaction
from django.urls import reverse

from audit.record import record
from audit.transitions import move
from nominations.states import NominationState
from programmes import clock
from programmes.refusal import Finding, Refused
from programmes.text import count_chars, normalise
from publicity import periods, permissions, tell, uploads
from publicity.models import Investigation, Objection, ObjectionFile, Publicity, ReceiptSeries
from publicity.states import Channel, Conclusion, Effect, Ground, ObjectionState, ObjectorKind, Refusal

ANSWER_WORKDAYS = 3
NAMELESS = ("匿名", "无名", "群众", "某某", "知情人", "不愿透露", "不具名", "网友", "市民")
CLOSED = "公示已结束，不再受理异议。其他问题请联系协会。"
ANONYMOUS = "请以真实姓名或单位名称提出。匿名的异议不予受理。"


@transaction.atomic
def receive(
    publicity, *, entry, kind, name, contact, ground, facts, files=(), seal=None, channel=Channel.PORTAL, by=None,
    received_at=None,
) -> Objection:  # fmt: skip
    """Register an objection and give its receipt number ``YY2026-003`` (E9).

    Refused with every finding at once: anonymous, late, without facts, a unit without its sealed page. ``by`` is the officer
    who types in a letter, call or visit; ``received_at`` is then the moment at which it arrived.
    """
    publicity = Publicity.objects.select_for_update().select_related("season").get(pk=publicity.pk)
    received_at = received_at or clock.now()
    name, contact, facts = normalise(name).strip(), normalise(contact).strip(), normalise(facts).strip()
    checked, found = uploads.check_all(files)
    sealed, seal_findings = uploads.check_all([seal] if seal else [], field="seal")
    found = (
        _period_findings(publicity, received_at)
        + _entry_findings(publicity, entry)
        + _who_findings(kind, name, contact, bool(sealed), channel)
        + _what_findings(ground, facts)
        + found
        + seal_findings
    )
    if found:
        raise Refused(found)
    objection = Objection.objects.create(
        publicity=publicity,
        entry=entry,
        number=_next_number(received_at.astimezone(clock.SHANGHAI).year),
        receipt_token=secrets.token_hex(16),
        channel=channel,
        objector_kind=kind,
        objector_name=name,
        contact=contact,
        ground=ground,
        facts=facts,
        received_at=received_at,
        answer_due_on=periods.after(clock.today(), ANSWER_WORKDAYS),
    )
    _keep_files(objection, checked, sealed)
    record(objection, "receive", by=by, label="收到异议", note=objection.get_channel_display(), rules=["E9"])
    tell.objection_received(objection)
    return objection


def _period_findings(publicity, received_at):
    running = publicity.is_public and publicity.published_at <= received_at <= clock.end_of(publicity.ends_on)
    return [] if running else [Finding("E9", CLOSED)]


def _entry_findings(publicity, entry):
    if entry is not None and entry.publicity_id == publicity.pk:
        return []
    return [Finding("E9", "请选择公示名单上的一位。", "entry")]


def _who_findings(kind, name, contact, has_seal, channel):
    found = []
    if kind not in ObjectorKind.values:
        found.append(Finding("E9", "请选择以个人还是单位名义提出。", "kind"))
    if len(name) < 2 or any(word in name for word in NAMELESS):
        found.append(Finding("E9", ANONYMOUS, "name"))
    if len(contact) < 5:
        found.append(Finding("E9", "请填写联系电话或地址，用于核实和答复。", "contact"))
    if kind == ObjectorKind.UNIT and not has_seal:
        found.append(Finding("E9", "单位提出异议，请上传加盖公章的页面。", "seal"))
    return found


def _what_findings(ground, facts):
    found = []
    if ground not in Ground.values:
        found.append(Finding("E9", "请选择异议的类型。", "ground"))
    length = count_chars(facts)
    if length < 10:
        found.append(Finding("E9", "请写明事实和依据，至少 10 个字。", "facts"))
    elif length > 2000:
        found.append(Finding("E9", f"事实与依据超出 {length - 2000} 字，请压缩到 2000 字以内。", "facts"))
    return found


def _next_number(year):
    ReceiptSeries.objects.get_or_create(year=year)
    series = ReceiptSeries.objects.select_for_update().get(year=year)
    series.last_number += 1
    series.save(update_fields=["last_number"])
    return f"YY{year}-{series.last_number:03d}"


def _keep_files(objection, evidence, sealed):
    for upload, is_seal in [*((u, False) for u in evidence), *((u, True) for u in sealed)]:
        row = ObjectionFile(
            objection=objection, name=upload.name, mime=upload.mime, sha256=upload.sha256,
            size_bytes=len(upload.content), is_seal=is_seal,
        )  # fmt: skip
        row.file.save(f"{upload.sha256[:32]}.{upload.suffix}", upload.as_file(), save=False)
        row.save()


@transaction.atomic
def take(objection, *, by) -> Objection:
    """Become the handler: from now on only this officer and the supervisor see who objected."""
    objection = _locked(objection)
    if not permissions.may_take(by, objection):
        raise Refused.because("只有主办单位的工作人员可以办理异议，涉及本人的须由他人办理。")
    if not objection.is_open:
        raise Refused.because("这件异议已经办结。", rule="E9")
    if objection.handler_id == by.pk:
        return objection
    objection.handler = by
    objection.save(update_fields=["handler"])
    record(objection, "take", by=by, label="承办异议", rules=["E9"])
    return objection


def _locked(objection):
    rows = Objection.objects.select_for_update(of=("self",))
    return rows.select_related("publicity__season", "entry__nomination__applicant").get(pk=objection.pk)


@transaction.atomic
def reveal(objection, *, by, reason) -> tuple[str, str]:
    """Name and contact of the objector, to the handler or supervisor, with a reason that is recorded."""
    objection = _locked(objection)
    if not permissions.may_see_identity(by, objection):
        raise Refused.because("只有办理人和监督员可以查看异议人身份。", rule="E9")
    if len(reason.strip()) < 4:
        raise Refused.because("请写明查看的理由。", rule="E9", field="reason")
    record(objection, "reveal", by=by, label="查看异议人身份", note=reason.strip(), rules=["E9"])
    return objection.objector_name, objection.contact


@transaction.atomic
def accept(objection, *, gist, by) -> Objection:
    """受理: 15 working days from today; ``gist`` is what the person concerned and the recommender are told (E9)."""
    objection = _locked(objection)
    if count_chars(gist) < 6:
        raise Refused.because("请写明转交核查的事项，不要透露异议人。", rule="E9", field="gist")
    if objection.objector_name and objection.objector_name in gist:
        raise Refused.because("核查事项里出现了异议人的名字，请删去。", rule="E9", field="gist")
    days = objection.publicity.season.parameter("objection.handle_workdays")
    due_on = periods.after(clock.today(), days)
    objection = move(objection, "accept", by=by, rules=["E9"], due_on=due_on, gist=gist.strip())
    tell.objection_accepted(objection)
    return objection


@transaction.atomic
def refuse(objection, *, refusal, basis, by) -> Objection:
    """不受理 {匿名, 逾期, 无证据, 不属范围}, with the reason that the objector is told; the hold ends."""
    if refusal not in Refusal.values or count_chars(basis) < 4:
        raise Refused.because("请选择不受理的原因并写明理由。", rule="E9", field="basis")
    return move(objection, "refuse", by=by, note=basis.strip(), rules=["E9"], refusal=refusal, basis=basis.strip())


@transaction.atomic
def investigate(objection, *, finding, by, happened_on=None) -> Investigation:
    """Add a line to the 核查记录."""
    objection = _locked(objection)
    if not permissions.may_handle(by, objection) or objection.state != ObjectionState.ACCEPTED:
        raise Refused.because("只有办理人可以在受理之后写核查记录。", rule="E9")
    happened_on = happened_on or clock.today()
    if count_chars(finding) < 4 or happened_on > clock.today():
        raise Refused.because("请写明核查情况，日期不能晚于今天。", rule="E9", field="finding")
    note = Investigation.objects.create(objection=objection, happened_on=happened_on, by=by, finding=finding.strip())
    record(objection, "investigate", by=by, label="核查记录", rules=["E9"])
    return note


@transaction.atomic
def extend(objection, *, reason, by) -> Objection:
    """Once, by ``objection.extend_workdays``, from the present due day (E9: 15 + 15)."""
    objection = _locked(objection)
    if not permissions.may_handle(by, objection) or objection.state != ObjectionState.ACCEPTED:
        raise Refused.because("只有办理人可以在受理之后延期。", rule="E9")
    if objection.extended_at:
        raise Refused.because("只能延期一次。", rule="E9")
    if count_chars(reason) < 4:
        raise Refused.because("请写明延期的理由。", rule="E9", field="reason")
    days = objection.publicity.season.parameter("objection.extend_workdays")
    objection.due_on = periods.after(objection.due_on, days)
    objection.extended_at = clock.now()
    objection.save(update_fields=["due_on", "extended_at"])
    record(objection, "extend", by=by, label="延长办理期限", note=reason.strip(), rules=["E9"])
    return objection


@transaction.atomic
def assist(objection, *, text, by) -> Objection:
    """推荐单位协查意见; the recommender never learns who objected."""
    objection = _locked(objection)
    if not permissions.may_assist(by, objection) or objection.state != ObjectionState.ACCEPTED:
        raise Refused.because("只有推荐单位可以在核查期间提交协查意见。", rule="E9")
    if not 10 <= count_chars(text) <= 2000:
        raise Refused.because("协查意见须为 10 至 2000 字。", rule="E9", field="text")
    objection.assistance, objection.assisted_by, objection.assisted_at = text.strip(), by, clock.now()
    objection.save(update_fields=["assistance", "assisted_by", "assisted_at"])
    record(objection, "assist", by=by, label="推荐单位协查意见", rules=["E9"])
    return objection


@transaction.atomic
def state(objection, *, text, by) -> Objection:
    """被异议人说明, up to 2000 字: typed by the person, or entered by the handler when it came on paper."""
    objection = _locked(objection)
    may = permissions.may_state(by, objection) or permissions.may_handle(by, objection)
    if not may or objection.state != ObjectionState.ACCEPTED:
        raise Refused.because("只有被异议人可以在核查期间提交说明。", rule="E9")
    if not 1 <= count_chars(text) <= 2000:
        raise Refused.because("说明须为 1 至 2000 字。", rule="E9", field="text")
    objection.statement, objection.statement_at = text.strip(), clock.now()
    objection.save(update_fields=["statement", "statement_at"])
    record(objection, "state", by=by, label="被异议人说明", rules=["E9"])
    return objection


@transaction.atomic
def conclude(objection, *, conclusion, basis, effect, by) -> Objection:
    """办结, with its effect on the person: 维持, 取消 (the nomination is dropped) or 更正 (a 更正公告 follows)."""
    found = _conclusion_findings(conclusion, basis, effect)
    if found:
        raise Refused(found)
    objection = move(
        objection, "conclude", by=by, note=basis.strip(), rules=["E9"],
        conclusion=conclusion, basis=basis.strip(), effect=effect,
    )  # fmt: skip
    nomination = objection.entry.nomination
    if effect == Effect.REMOVE and nomination.state == NominationState.PUBLICISED:
        move(nomination, "drop", by=by, note=f"异议 {objection.number} 成立：{basis.strip()}", rules=["E9"])
    return tell.objection_concluded(objection)


def _conclusion_findings(conclusion, basis, effect):
    found = []
    if conclusion not in Conclusion.values:
        found.append(Finding("E9", "请选择结论。", "conclusion"))
    if effect not in Effect.values:
        found.append(Finding("E9", "请选择处理方式。", "effect"))
    if conclusion in (Conclusion.DISMISSED, Conclusion.WITHDRAWN) and effect == Effect.REMOVE:
        found.append(Finding("E9", "异议不成立或已撤回，不能取消候选人。", "effect"))
    if count_chars(basis) < 10:
        found.append(Finding("E9", "请写明结论的依据，至少 10 个字。", "basis"))
    return found


@transaction.atomic
def mark_told(objection, *, by, note="") -> Objection:
    """Record that the objector has been told by letter or telephone."""
    objection = _locked(objection)
    if not permissions.may_handle(by, objection) or objection.is_open:
        raise Refused.because("办结之后由办理人登记告知。", rule="E9")
    objection.told_objector_at = clock.now()
    objection.save(update_fields=["told_objector_at"])
    record(objection, "mark_told", by=by, label="告知异议人", note=note.strip(), rules=["E9"])
    return objection


def receipt_path(objection) -> str:
    """The confirmation page; the address holds 128 random bits and is known only to the objector."""
    return reverse("publicity:receipt", args=[objection.receipt_token])
