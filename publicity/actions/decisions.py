"""E10: the naming decision on paper, as a draft before the naming and as the text of record after it."""

from django.db import transaction

from audit.record import record
from certificates.models import Series
from documents import jobs
from documents.models import Document
from programmes import clock
from programmes.refusal import Finding, Refused
from publicity import permissions, reports, uploads
from publicity.actions import conferral as naming
from publicity.models import Conferral
from publicity.states import DECISION_DOCX, DECISION_PDF, PublicityState


@transaction.atomic
def draft(publicity, *, decision_number, decided_on=None, has_red_head=False, by) -> list[Document]:
    """Ask for the draft as PDF and DOCX: everyone who can be named now, with the certificate numbers that come next.

    The typed number is checked for uniqueness already here; numbers of certificates are given by the naming alone.
    """
    found = _findings(publicity, decision_number, decided_on, by)
    entries = list(naming.eligible(publicity))
    if not entries:
        found.append(Finding("QC23-46", "没有可以命名的人：都已命名、已退出，或异议还没有办结。"))
    if found:
        raise Refused(found)
    season = publicity.season
    numbers = Series.objects.next_numbers(
        programme_code=season.programme_code,
        year=season.year,
        pattern=season.parameter("certificate.pattern"),
        count=len(entries),
    )
    people = [[e.final_name, e.final_unit, number] for e, number in zip(entries, numbers, strict=True)]
    record(publicity, "draft_decision", by=by, label="拟命名决定", note=decision_number.strip(), rules=["E10"])
    wording = _wording(decision_number, decided_on, people, has_red_head) | {"is_draft": True}
    return _request(publicity, wording, by)


@transaction.atomic
def print_decision(conferral, *, has_red_head=False, by) -> list[Document]:
    """Ask for the decision as it was taken, with the numbers that were given."""
    if not permissions.may_draft(by, conferral):
        raise Refused.because("只有主办单位的工作人员可以生成命名决定。")
    people = [[award.name, award.unit, award.certificate_number] for award in conferral.awards.for_list()]
    wording = _wording(conferral.decision_number, conferral.decided_on, people, has_red_head)
    return _request(conferral, wording, by)


@transaction.atomic
def add_scan(conferral, *, document, by) -> Conferral:
    """Keep the signed decision; it is added once and never exchanged."""
    conferral = Conferral.objects.select_for_update(of=("self",)).select_related("season").get(pk=conferral.pk)
    if not permissions.may_draft(by, conferral):
        raise Refused.because("只有主办单位的工作人员可以存入签发件。")
    if conferral.document:
        raise Refused.because("签发件已经存入，不能更换。", rule="E10", field="document")
    scan, found = uploads.check_all([document] if document else [], field="document")
    if not scan and not found:
        found.append(Finding("E10", "请选择签发件的扫描文件。", "document"))
    if found:
        raise Refused(found)
    conferral.document.save(f"{scan[0].sha256[:32]}.{scan[0].suffix}", scan[0].as_file())
    record(conferral, "add_scan", by=by, label="存入签发件", rules=["E10"], content_hash=scan[0].sha256)
    return conferral


def _findings(publicity, number, decided_on, by):
    found = []
    if not permissions.may_draft(by, publicity):
        found.append(Finding("E10", "只有主办单位的工作人员可以拟命名决定。"))
    if publicity.state not in (PublicityState.ENDED, PublicityState.CONCLUDED):
        found.append(Finding("QC23-46", "公示期还没有结束，不能拟命名决定。"))
    if not number.strip():
        found.append(Finding("E10", "请填写命名决定的文号。", "decision_number"))
    elif reports.is_number_used(number):
        found.append(Finding("E10", "这个文号已经用过，请核对。", "decision_number"))
    if decided_on and publicity.ends_on and decided_on <= publicity.ends_on:
        found.append(Finding("QC23-46", "命名日期必须在公示期满之后。", "decided_on"))
    return found


def _wording(number, decided_on, people, has_red_head):
    day = decided_on.isoformat() if decided_on else ""
    return {"number": number.strip(), "decided_on": day, "people": people, "has_red_head": bool(has_red_head)}


def _request(subject, wording, by):
    asked = wording | {"asked_at": clock.now().isoformat()}
    return [jobs.request(kind, subject=subject, by=by, parameters=asked) for kind in (DECISION_PDF, DECISION_DOCX)]
