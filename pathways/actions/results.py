"""What the municipal body decided: named with the honour of the next step, or not named (QC26-52, QC26-08)."""

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse

from audit.transitions import move
from craftsmen.actions import outside
from craftsmen.models import Honour
from documents.images import check_upload
from notifications.actions import send
from pathways import permissions
from pathways.facts import next_kind
from pathways.models import Nominee
from programmes import clock
from programmes.refusal import Finding, Refused
from programmes.text import normalise


@transaction.atomic
def record_result(nominee, *, is_named: bool | None, decision_number: str, decided_on, scan, by) -> Nominee:
    """Enter the outside decision with number, date and scan; a naming enters the honour of the next step.

    ``scan`` is an uploaded PDF, JPG or PNG of at most 10 MB. Raises ``Refused`` with all findings.
    """
    rows = Nominee.objects.select_for_update(of=("self",)).for_page()
    nominee = rows.get(pk=nominee.pk)
    number = normalise(decision_number).strip()
    found, digest, suffix = _findings(nominee, is_named, number, decided_on, scan, by)
    if found:
        raise Refused(found)
    if is_named:
        honour = _honour(nominee, number, decided_on, scan, by)
        values = {"decision_number": number, "decided_on": decided_on, "result": honour}
        nominee = move(nominee, "take_result", by=by, note=number, rules=["QC26-52"], content_hash=digest, **values)
    else:
        values = {"decision_number": number, "decided_on": decided_on}
        nominee = move(nominee, "take_refusal", by=by, note=number, rules=["QC26-52"], content_hash=digest, **values)
    scan.seek(0)
    nominee.scan.save(f"scan.{suffix}", ContentFile(scan.read()), save=False)
    nominee.save(update_fields=["scan"])
    _tell(nominee, is_named)
    return nominee


def _findings(nominee, is_named, number, decided_on, scan, by):
    found, digest, suffix = [], "", ""
    if not permissions.may_record_result(by, nominee):
        found.append(Finding("QC26-52", "只有主办单位的工作人员可以登记结果，本人的结果须由他人登记。"))
    if is_named is None:
        found.append(Finding("QC26-52", "请选择命名或未命名。", "is_named"))
    if not number:
        found.append(Finding("QC26-52", "请填写文号。", "decision_number"))
    if decided_on is None or not _packed_on(nominee) <= decided_on <= clock.today():
        found.append(Finding("QC26-52", "请填写结果日期，在报送当天至今天之间。", "decided_on"))
    if scan is None:
        found.append(Finding("QC26-52", "请上传公布结果的文件扫描件。", "scan"))
    else:
        digest, suffix, wrong = _read(scan)
        found += wrong
    return found, digest, suffix


def _packed_on(nominee):
    return nominee.pack.at.astimezone(clock.SHANGHAI).date() if nominee.pack else clock.today()


def _read(scan):
    try:
        upload = check_upload(scan)
    except Refused as refused:
        return "", "", [Finding("QC26-52", one.sentence, "scan") for one in refused.findings]
    scan.seek(0)
    return hashlib.sha256(scan.read()).hexdigest(), upload.kind, []


def _honour(nominee, number, decided_on, scan, by) -> Honour:
    """The valid title if it was entered by hand meanwhile, else a new entry from outside with the scan as its evidence."""
    kind, person = next_kind(nominee.round.programme), nominee.person
    known = person.honours.valid().filter(honour_code=kind.code).first()
    if known is not None:
        return known
    employer = nominee.honour.employer
    return outside.enter(
        person, organiser=nominee.round.organiser, honour_code=kind.code, name=person.name, year=decided_on.year,
        granted_on=decided_on, unit=employer.name if employer else nominee.honour.unit_at_award, issuer=kind.issuer,
        number=number, by=by, evidence=scan,
    )  # fmt: skip


def _tell(nominee, is_named):
    user, title = nominee.person.user, next_kind(nominee.round.programme).title
    if user is None:
        return
    words = f"您已被命名为“{title}”" if is_named else f"本次未命名为“{title}”"
    body = f"{words}，文号 {nominee.decision_number}，{nominee.decided_on:%Y 年 %-m 月 %-d 日}。"
    url, key = reverse("pathways:nominee", args=[nominee.pk]), f"upwards-result:{nominee.pk}"
    send(to=user, code="upwards-result", subject=words, body=body, url=url, key=key, about=nominee)
