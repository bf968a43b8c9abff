"""People and honours enter the register, and entries are put right."""

from django.db import transaction

from accounts.privacy import blind_index
from audit.record import record
from audit.transitions import move
from certificates import actions as certificates
from craftsmen import permissions
from craftsmen.models import Correction, Honour, Note, Person, TargetIndustry
from craftsmen.signals import ended
from craftsmen.states import HonourSource
from programmes import catalogue
from programmes.refusal import Refused
from programmes.strokes import stroke_key
from programmes.text import normalise, normalise_name


@transaction.atomic
def enrol(*, name, id_number="", gender="", birth_on=None, mobile="", user=None, by) -> Person:
    """The person with this identity number, made if new; without a number always a new one (rules.md §3).

    A known person keeps name and number; an account is added when the entry has none yet.
    """
    known = find(id_number)
    if known is not None:
        return _with_account(known, user)
    person = Person.objects.create(
        name=normalise_name(name),
        id_number=id_number,
        id_key=blind_index(id_number) if id_number else None,
        gender=gender,
        birth_on=birth_on,
        mobile=mobile,
        user=None if user is None or Person.objects.filter(user=user).exists() else user,
    )
    record(person, "enrol", by=by, label="列入名册")
    return person


def find(id_number) -> Person | None:
    """The person with this identity number, or None."""
    if not id_number:
        return None
    return Person.objects.filter(id_key=blind_index(id_number)).first()


def _with_account(person, user):
    if user is not None and person.user_id is None and not Person.objects.filter(user=user).exists():
        person.user = user
        person.save(update_fields=["user"])
    return person


@transaction.atomic
def confer(
    person,
    *,
    programme_code,
    organiser,
    title,
    year,
    unit,
    granted_on,
    decision_number,
    by,
    name="",
    work_field="",
    employer=None,
    certificate=None,
    source=HonourSource.CONFERRAL,
    honour_code="",
) -> Honour:
    """Give ``person`` a title; refused while the same title is valid (AMB-33). ``name`` is the one on the certificate.

    ``honour_code`` is the programme's own unless given.
    """
    honour_code = honour_code or catalogue.get(programme_code).honour
    refuse_second(person, honour_code, title)
    honour = Honour.objects.create(
        person=person,
        programme_code=programme_code,
        honour_code=honour_code,
        organiser=organiser,
        title=title,
        year=year,
        name=name or person.name,
        stroke_order=stroke_order(name or person.name),
        unit_at_award=unit,
        employer=employer,
        work_field=work_field,
        granted_on=granted_on,
        decision_number=decision_number,
        certificate=certificate,
        source=source,
    )
    record(honour, "confer", by=by, label="命名", note=decision_number, rules=["QC23-46"])
    return honour


def refuse_second(person, honour_code, title):
    """One valid title of a sort per person (AMB-33)."""
    if person.honours.valid().filter(honour_code=honour_code).exists():
        raise Refused.because(f"{person.name}已持有有效的“{title}”称号，不能重复登记或命名。", rule="AMB-33")


def stroke_order(name: str) -> str:
    """The 姓氏笔画 key of a name as text that sorts the same way in every database (COM-17)."""
    return _flat(stroke_key(name))[:400]


def _flat(key) -> str:
    if isinstance(key, str):
        return key
    if isinstance(key, int):
        return f"{key:07d}"
    return "|".join(_flat(part) for part in key)


@transaction.atomic
def correct(honour, *, field, after, reason, by) -> Correction:
    """Put one field of an entry right; the former wording stays as a row (民法典 §1031)."""
    honour = (
        Honour.objects.select_for_update(of=("self",))
        .select_related("person", "certificate", "industry")
        .get(pk=honour.pk)
    )
    after = normalise(after).strip()
    before = str(getattr(honour, Correction.Field(field).value) or "")
    _check_correction(honour, before, after, reason, by)
    correction = Correction.objects.create(
        honour=honour, field=field, before=before, after=after, reason=reason.strip(), by=by
    )
    setattr(honour, field, _industry(after) if field == Correction.Field.INDUSTRY else after)
    if field == Correction.Field.NAME:
        honour.stroke_order = stroke_order(after)
    honour.save()
    record(honour, "correct", by=by, label="更正名册", note=f"{correction}。{reason.strip()}")
    return correction


def _industry(name):
    """The industry in use with this name."""
    found = TargetIndustry.objects.filter(name=name, is_active=True).first()
    if found is None:
        raise Refused.because(f"没有“{name}”这个产业方向。", rule="QC26-06", field="after")
    return found


def _check_correction(honour, before, after, reason, by):
    if not permissions.may_correct(by, honour):
        raise Refused.because("只有授予单位的工作人员可以更正名册，本人的条目须由他人办理。")
    if not after or after == before:
        raise Refused.because("请填写与原内容不同的更正内容。", field="after")
    if len(reason.strip()) < 4:
        raise Refused.because("请写明更正的理由。", field="reason")


@transaction.atomic
def add_note(person, *, text, by) -> Note:
    """Add a remark to a person's file."""
    if not any(permissions.may_correct(by, honour) for honour in person.honours.select_related("person")):
        raise Refused.because("只有授予单位的工作人员可以记事，本人的档案须由他人办理。")
    if not text.strip():
        raise Refused.because("请填写记事内容。", field="text")
    note = Note.objects.create(person=person, text=text.strip(), by=by)
    record(person, "note", by=by, label="记事")
    return note


@transaction.atomic
def cancel(honour, *, reason, by) -> Honour:
    """注销 a title and its certificate without fault of the holder."""
    if len(reason.strip()) < 4:
        raise Refused.because("请写明注销的理由。", field="reason")
    honour = move(honour, "cancel", by=by, note=reason.strip())
    if honour.certificate_id:
        certificates.cancel(honour.certificate, by=by, reason=reason)
    ended.send(Honour, honour=honour, by=by)
    return honour
