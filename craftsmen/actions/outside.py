"""Titles that were not conferred in this portal: of former years, and of other bodies (rules.md §3, HonourRecord)."""

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import Organisation
from audit.record import record
from audit.transitions import move
from craftsmen import permissions
from craftsmen.actions.register import enrol, refuse_second, stroke_order
from craftsmen.models import Honour
from craftsmen.signals import ended
from craftsmen.states import HonourSource
from documents.images import check_upload
from programmes import catalogue, clock, honours
from programmes.identity import birth_of, gender_of, is_id18
from programmes.refusal import Finding, Refused
from programmes.spec import Subject
from programmes.text import normalise, normalise_code, normalise_name

LEAST_REASON = 4


def kinds(organiser) -> dict[str, str]:
    """Honour codes that staff of this body may enter, with their words: from outside, and its own of former years."""
    own = {
        one.honour: one.honour_title
        for one in catalogue.all()
        if one.organiser == organiser.name and one.subject is Subject.PERSON
    }
    return {kind.code: kind.title for kind in honours.outside(Subject.PERSON)} | own


@transaction.atomic
def record_honour(
    *, organiser, honour_code, name, id_number, year, granted_on, unit, by, issuer="", number="", evidence=None
) -> Honour:
    """Enter a title with its evidence; the person is found by identity number or made. Raises ``Refused`` with all findings.

    ``evidence`` is an uploaded PDF, JPG or PNG of at most 10 MB; rules count what is entered, so it is asked for.
    """
    name, id_number = normalise_name(name), normalise_code(id_number)
    found = _findings(organiser, honour_code, name, id_number, year, granted_on, by, evidence)
    if found:
        raise Refused(found)
    person = enrol(name=name, id_number=id_number, gender=gender_of(id_number), birth_on=birth_of(id_number), by=by)
    return enter(
        person, organiser=organiser, honour_code=honour_code, name=name, year=year, granted_on=granted_on, unit=unit,
        issuer=issuer, number=number, evidence=evidence, by=by,
    )  # fmt: skip


def enter(
    person, *, organiser, honour_code, name, year, granted_on, unit, issuer, number, by, evidence=None, industry=None
) -> Honour:
    """Write one checked entry; refused while the person holds the same valid title (AMB-33).

    A ``unit`` named as one that is known here is that one: figures by district count the title there.
    """
    title = kinds(organiser)[honour_code]
    refuse_second(person, honour_code, title)
    own = next((one for one in catalogue.all() if one.honour == honour_code), None)
    honour = Honour(
        person=person,
        programme_code=own.code if own else "",
        honour_code=honour_code,
        organiser=organiser,
        title=title,
        year=year,
        name=name,
        stroke_order=stroke_order(name),
        unit_at_award=normalise(unit).strip(),
        employer=Organisation.objects.filter(name=normalise(unit).strip()).first(),
        granted_on=granted_on,
        source=HonourSource.LEGACY if own else HonourSource.OUTSIDE,
        issuer=issuer.strip() or _issuer(honour_code, organiser),
        outside_number=number.strip(),
        industry=industry,
        verified_by=by,
    )
    if evidence is not None:
        _keep(honour, evidence)
    honour.save()
    record(honour, "enter", by=by, label="登记荣誉", note=honour.outside_number, rules=["GS24-01"])
    return honour


def _keep(honour, evidence):
    upload = check_upload(evidence)
    evidence.seek(0)
    content = evidence.read()
    digest = hashlib.sha256(content).hexdigest()
    honour.evidence.save(f"{digest[:32]}.{upload.kind}", ContentFile(content), save=False)


def _issuer(honour_code, organiser):
    outside = next((kind for kind in honours.OUTSIDE if kind.code == honour_code), None)
    return outside.issuer if outside else organiser.name


def _findings(organiser, honour_code, name, id_number, year, granted_on, by, evidence):
    found = []
    if not permissions.may_record(by, organiser):
        found.append(Finding("", "只有主办单位的工作人员可以登记荣誉。"))
    if honour_code not in kinds(organiser):
        found.append(Finding("", "请选择荣誉。", "honour_code"))
    if not name:
        found.append(Finding("", "请填写姓名。", "name"))
    if not is_id18(id_number):
        found.append(Finding("", "请填写正确的身份证号码，名册按号码认人，不按姓名。", "id_number"))
    found += row_findings(year, granted_on)
    if evidence is None:
        found.append(Finding("", "请上传证书或公布名单的扫描件。", "evidence"))
    return found


def row_findings(year, granted_on) -> list[Finding]:
    """What is wrong with the dates of an entry."""
    found = []
    if granted_on is None or granted_on > clock.today():
        found.append(Finding("", "请填写授予日期，不能晚于今天。", "granted_on"))
    if year is None or not 1950 <= year <= clock.today().year:
        found.append(Finding("", "请填写四位数的年度，不能晚于今年。", "year"))
    return found


@transaction.atomic
def end_outside(honour, *, kind, reason, by) -> Honour:
    """Enter that another body took a title back (``kind`` revoke) or that it ended (``cancel``); only for outside titles."""
    if honour.source != HonourSource.OUTSIDE:
        raise Refused.because("本平台命名的称号按撤销程序办理。", rule="E14")
    if kind not in ("revoke", "cancel"):
        raise Refused.because("请选择撤销或注销。", field="kind")
    if len(reason.strip()) < LEAST_REASON:
        raise Refused.because("请写明依据，例如决定文号。", field="reason")
    honour = move(honour, kind, by=by, note=reason.strip())
    ended.send(Honour, honour=honour, by=by)
    return honour
