"""What is learnt, done and taught (forms.md D4): entries with their proof, measures, mentors, notes, half-year summaries."""

import uuid
from datetime import date
from decimal import Decimal

from django.core.files.base import ContentFile
from django.db import transaction

from audit.record import record
from cultivation import permissions
from cultivation.actions import tell
from cultivation.models import Entry, Measure, MentorNote, Mentorship, Summary, Trainee
from cultivation.queries import mentor_of
from cultivation.states import EntryKind
from documents import images
from programmes import clock
from programmes.cultivation import FORCES, LEVELS
from programmes.periods import half_year_label
from programmes.refusal import Finding, Refused
from programmes.text import count_chars, normalise, normalise_name

NOTE_MOST, SUMMARY_MOST, SUMMARY_LEAST = 100, 500, 20  # 字
MOST_HOURS = Decimal(400)
FORCE_CODES = frozenset(option.code for option in FORCES)
LEVEL_CODES = frozenset(option.code for option in LEVELS)


def _held(trainee, may, by, sentence) -> Trainee:
    rows = Trainee.objects.select_for_update(of=("self",)).select_related(
        "person__user", "roster__cohort", "roster__unit"
    )
    held = rows.get(pk=trainee.pk)
    if not may(by, held):
        raise Refused.because(sentence, rule="QC26-28")
    return held


def _known(model, trainee, client_key):
    """The line that this key has made already; a key is never used for two people."""
    known = model.objects.filter(client_key=client_key).first() if client_key else None
    if known is not None and known.trainee_id != trainee.pk:
        raise Refused.because("这一页已经用于登记另一人，请重新打开后再填写。", rule="QC26-28")
    return known


def _day(day, trainee, field="happened_on") -> list[Finding]:
    if day is None or day > clock.today():
        return [Finding("QC26-28", "请填写日期，不能晚于今天。", field)]
    if trainee.starts_on and day < trainee.starts_on:
        return [Finding("QC26-28", f"日期在培育开始（{trainee.starts_on}）之前。", field)]
    return []


@transaction.atomic
def add_entry(trainee, *, kind, happened_on: date | None, title, by, force="", text="", organised_by="", level="",
              hours: Decimal | None = None, proof=None, client_key: uuid.UUID | None = None) -> Entry:  # fmt: skip
    """Add a line to the training file; the same ``client_key`` again is the same line (a second tap, a lost answer)."""
    trainee = _held(trainee, permissions.may_keep, by, "只有本人、培育单位和组织单位的经办可以登记。")
    known = _known(Entry, trainee, client_key)
    if known is not None:
        return known
    found = _day(happened_on, trainee) + _entry_findings(kind, title, text, force, level, hours)
    taken, wrong = _taken(proof)
    if found + wrong or happened_on is None:
        raise Refused(found + wrong)
    entry = Entry(
        trainee=trainee,
        kind=kind,
        force=force,
        happened_on=happened_on,
        title=normalise(title),
        text=normalise(text),
        organised_by=normalise(organised_by)[:80],
        level=level if kind == EntryKind.TRAINING else "",
        hours=hours if kind == EntryKind.TRAINING else None,
        client_key=client_key or uuid.uuid4(),
        by=by,
    )
    if taken:
        entry.proof_name, entry.proof_hash = str(proof.name)[-160:], taken.sha256
        entry.proof.save(f"{trainee.pk}-{taken.sha256[:16]}.{taken.suffix}", ContentFile(taken.content), save=False)
    entry.save()
    label = f"登记{entry.get_kind_display()}：{entry.title}"
    record(trainee, "add_entry", by=by, label=label, content_hash=entry.proof_hash, details={"entry": entry.pk})
    return entry


def _entry_findings(kind, title, text, force, level, hours):
    found = []
    if kind not in EntryKind.values:
        found.append(Finding("QC26-28", "请选择类别。", "kind"))
    if not 2 <= count_chars(title) <= 40:
        found.append(Finding("QC26-28", "名称须为 2 至 40 字。", "title"))
    if count_chars(text) > 200:
        found.append(Finding("QC26-28", "内容请压缩到 200 字以内。", "text"))
    if force and force not in FORCE_CODES:
        found.append(Finding("QC26-07", "所选五力不在选项中。", "force"))
    if kind == EntryKind.TRAINING:
        if level not in LEVEL_CODES:
            found.append(Finding("QC26-25", "请选择层级：市质协或组织单位。", "level"))
        if hours is None or not 0 < hours <= MOST_HOURS:
            found.append(Finding("QC26-28", f"请填写学时，不超过 {MOST_HOURS}。", "hours"))
    return found


def _taken(proof):
    if not proof:
        return None, []
    try:
        return images.take(proof, formats=("pdf", "jpg", "png")), []
    except Refused as refused:
        return None, [Finding(one.rule, one.sentence, "proof") for one in refused.findings]


@transaction.atomic
def void(row, *, reason, by) -> Entry | MentorNote:
    """Take an entry or a note back; it stays readable with its reason and counts no longer."""
    trainee = _held(row.trainee, permissions.is_active, by, "培育已经结束，不能作废记录。")
    row = type(row).objects.select_for_update(of=("self",)).select_related("trainee__roster").get(pk=row.pk)
    if row.voided_at:
        return row
    if not permissions.may_void(by, row):
        raise Refused.because("只有登记人和组织单位经办可以作废。", rule="QC26-28")
    if count_chars(reason) < 4:
        raise Refused.because("请用至少 4 个字写明作废的理由。", rule="COM-10", field="reason")
    row.voided_at, row.void_note = clock.now(), normalise(reason)[:200]
    row.save(update_fields=["voided_at", "void_note"])
    record(trainee, "void", by=by, label=f"作废记录：{row}", note=row.void_note)
    return row


@transaction.atomic
def finish(measure, *, done_on: date | None, note="", by) -> Measure:
    """A 培育措施 is done, on a day and with what came of it; a second call changes nothing."""
    trainee = _held(measure.plan.trainee, permissions.may_keep, by, "只有本人、培育单位和组织单位的经办可以登记。")
    measure = _of_latest(trainee, measure)
    if measure.done_on:
        return measure
    found = _day(done_on, trainee, "done_on")
    if count_chars(note) < 4:
        found.append(Finding("QC26-23", "请用至少 4 个字写明完成情况。", "note"))
    if found:
        raise Refused(found)
    measure.done_on, measure.done_note, measure.done_by = done_on, normalise(note)[:200], by
    measure.save(update_fields=["done_on", "done_note", "done_by"])
    record(trainee, "finish_measure", by=by, label=f"措施完成：{measure.text}", details={"measure": measure.pk})
    return measure


@transaction.atomic
def reopen(measure, *, reason, by) -> Measure:
    """Take back that a measure is done, with a reason."""
    trainee = _held(measure.plan.trainee, permissions.may_keep, by, "只有本人、培育单位和组织单位的经办可以登记。")
    measure = _of_latest(trainee, measure)
    if measure.done_on is None:
        return measure
    if count_chars(reason) < 4:
        raise Refused.because("请用至少 4 个字写明撤回的理由。", rule="COM-10", field="reason")
    measure.done_on = measure.done_by = None
    measure.done_note = ""
    measure.save(update_fields=["done_on", "done_note", "done_by"])
    record(trainee, "reopen_measure", by=by, label=f"措施撤回完成：{measure.text}", note=reason)
    return measure


def _of_latest(trainee, measure) -> Measure:
    plan = trainee.plan
    if plan is None or measure.plan_id != plan.pk:
        raise Refused.because("计划已经调整，请在最新的计划上登记。", rule="QC26-23")
    return Measure.objects.select_for_update().get(pk=measure.pk)


@transaction.atomic
def assign_mentor(trainee, *, name, honour="", certificate="", reason="", confirmed=False, by) -> Mentorship:
    """Give somebody a mentor, or another one (QC26-27): another person, who should hold a valid honour.

    Without one in the register it is done only once the warning is ``confirmed``. The present mentor again changes nothing.
    """
    trainee = _held(trainee, permissions.may_assign_mentor, by, "只有组织单位的经办可以确定导师。")
    person, present = mentor_of(certificate), trainee.mentorships.filter(until_on__isnull=True).first()
    if present and (present.name, present.person) == (normalise_name(name), person):
        return present
    found = _mentor_findings(trainee, person, name, certificate, present, reason, confirmed)
    if found:
        raise Refused(found)
    if present:
        present.until_on, present.reason = clock.today(), normalise(reason)[:200]
        present.save(update_fields=["until_on", "reason"])
    made = Mentorship.objects.create(
        trainee=trainee, person=person, name=normalise_name(name), honour=normalise(honour)[:80], from_on=clock.today()
    )
    record(trainee, "assign_mentor", by=by, label=f"导师：{made.name}", note=reason, rules=["QC26-27"])
    tell.about(
        trainee, tell.TRAINEE, tell.MENTOR, tell.EMPLOYER, code="cultivation-mentor",
        subject=f"{trainee.person.name}的导师：{made.name}", body="请按培育计划带教，带教情况及时记录。", key=f"{made.pk}",
    )  # fmt: skip
    return made


def _mentor_findings(trainee, person, name, certificate, present, reason, confirmed):
    found = []
    if not normalise_name(name):
        found.append(Finding("QC26-27", "请填写导师姓名。", "name"))
    if person == trainee.person:
        found.append(Finding("QC26-27", "导师不能是培育对象本人。", "name"))
    if person and normalise_name(name) and person.name != normalise_name(name):
        found.append(Finding("QC26-27", "这个证书编号属于另一个人，请核对。", "certificate"))
    if person is None and not confirmed:
        words = "按证书编号没有查到有效的工匠称号，请核对；确实没有称号的，请勾选确认。"
        found.append(Finding("QC26-27", words, "certificate" if certificate else "confirmed"))
    if present and count_chars(reason) < 4:
        found.append(Finding("COM-10", "更换导师请用至少 4 个字写明理由。", "reason"))
    return found


@transaction.atomic
def add_note(trainee, *, happened_on: date | None, content, client_key: uuid.UUID | None = None, by) -> MentorNote:
    """导师带教记录 of at most 100 字, by the mentor or on the mentor's behalf; a second tap adds nothing."""
    trainee = _held(trainee, permissions.may_note, by, "只有导师、培育单位和组织单位的经办可以登记带教。")
    known = _known(MentorNote, trainee, client_key)
    if known is not None:
        return known
    mentorship = trainee.mentorships.filter(until_on__isnull=True).first()
    found = _day(happened_on, trainee)
    if mentorship is None:
        found.append(Finding("QC26-27", "还没有确定导师。", "content"))
    if not 4 <= count_chars(content) <= NOTE_MOST:
        found.append(Finding("QC26-27", f"带教内容须为 4 至 {NOTE_MOST} 字。", "content"))
    if found or happened_on is None:
        raise Refused(found)
    note = MentorNote.objects.create(
        trainee=trainee, mentorship=mentorship, happened_on=happened_on, content=normalise(content),
        client_key=client_key or uuid.uuid4(), by=by,
    )  # fmt: skip
    record(trainee, "add_note", by=by, label="登记导师带教", details={"note": note.pk})
    return note


@transaction.atomic
def sum_up(trainee, *, period, text, by) -> Summary:
    """阶段小结 of a half-year in the person's own words, 20 to 500 字; written again, the later one counts.

    The same words again are the same summary.
    """
    trainee = _held(trainee, permissions.may_sum_up, by, "阶段小结由本人填写。")
    found = []
    if period not in half_years(trainee):
        found.append(Finding("QC26-28", "请选择列出的半年。", "period"))
    if not SUMMARY_LEAST <= count_chars(text) <= SUMMARY_MOST:
        found.append(Finding("QC26-28", f"小结须为 {SUMMARY_LEAST} 至 {SUMMARY_MOST} 字。", "text"))
    if found:
        raise Refused(found)
    last = trainee.summaries.filter(period=period).first()
    if last is not None and last.text == normalise(text):
        return last
    made = Summary.objects.create(trainee=trainee, period=period, text=normalise(text), by=by)
    record(trainee, "sum_up", by=by, label=f"阶段小结：{half_year_label(period)}", details={"summary": made.pk})
    return made


def half_years(trainee, today: date | None = None) -> list[str]:
    """The half-years that a summary may be about, newest first: those since the cultivation began."""
    today, start = today or clock.today(), trainee.starts_on or clock.today()
    year, half, found = today.year, 1 if today.month <= 6 else 2, []
    while (year, half) >= (start.year, 1 if start.month <= 6 else 2):
        found.append(f"{year}H{half}")
        year, half = (year, 1) if half == 2 else (year - 1, 2)
    return found
