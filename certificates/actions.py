"""Verbs of certificates. Numbers are given under a lock, in the transaction of the conferral that needs them."""

from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import User
from audit.record import record
from audit.transitions import move
from certificates import permissions
from certificates.models import Certificate, Custody, Plaque, RetiredToken, Series
from certificates.numbers import is_pattern, machine_code, new_token, printed_number
from certificates.states import BEFORE, Item, Step
from programmes import clock
from programmes.refusal import Refused


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Who receives a certificate, as it will be printed."""

    name: str
    unit: str
    user: User | None = None


@transaction.atomic
def open_series(*, programme_code, year, organiser, title, pattern, prefix, edition="") -> Series:
    """The series of a programme and year, made at the first call; its pattern never changes after that (E11)."""
    if not is_pattern(pattern):
        raise Refused.because("编号格式须含 {year} 和 {n:03} 各一处，不含空格。", rule="E11", field="pattern")
    series, _ = Series.objects.get_or_create(
        programme_code=programme_code,
        year=year,
        defaults={
            "organiser": organiser,
            "title": title,
            "pattern": pattern,
            "prefix": prefix,
            "edition": edition,
        },
    )
    return series


@transaction.atomic
def issue(series, holder: Holder, *, decision_number, issued_on, plaque_issuer="", by) -> Certificate:
    """Give the next number of ``series`` and make the certificate and its plaque; not yet printed (QC23-46).

    The series row is locked until the caller's transaction ends: numbers have no gap, and a rolled back conferral gives
    its numbers back before anyone saw them.
    """
    series = Series.objects.select_for_update().get(pk=series.pk)
    series.last_number += 1
    series.save(update_fields=["last_number"])
    certificate = Certificate.objects.create(
        series=series,
        serial=series.last_number,
        number=printed_number(series.pattern, series.year, series.last_number),
        machine_code=machine_code(series.prefix, series.year, series.last_number),
        holder=holder.user,
        holder_name=holder.name,
        title=series.title,
        year=series.year,
        edition=series.edition,
        unit_at_award=holder.unit,
        decision_number=decision_number,
        issued_on=issued_on,
    )
    _make_plaque(certificate, issuer=plaque_issuer or series.organiser.name)
    record(
        certificate, "issue", by=by, label="编号", note=f"{certificate.number}，{decision_number}", rules=["QC23-46"]
    )
    return certificate


def _make_plaque(certificate, *, issuer):
    return Plaque.objects.create(
        certificate=certificate,
        number=f"{certificate.number}-P1",
        first_line=certificate.title,
        second_line=issuer,
        third_line=f"{certificate.issued_on.year}年{certificate.issued_on.month}月",
    )


@transaction.atomic
def keep_rendered(certificate, pdf: bytes, *, sha256, by=None) -> bool:
    """Store the printed file and enter 制作 once; False when another run has already done it.

    File name and custody row are fixed by certificate and issue, so a killed worker leaves nothing that a second run
    would double.
    """
    certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if certificate.file:
        return False
    name = f"certificates/{certificate.year}/{certificate.machine_code}-{certificate.reissues}.pdf"
    storage = certificate.file.storage
    if storage.exists(name):
        storage.delete(name)
    certificate.file.name = storage.save(name, ContentFile(pdf))
    certificate.file_sha256, certificate.rendered_at = sha256, clock.now()
    certificate.save(update_fields=["file", "file_sha256", "rendered_at"])
    Custody.objects.get_or_create(
        certificate=certificate,
        item=Item.CERTIFICATE,
        step=Step.MADE,
        issue=certificate.reissues,
        defaults={"entered_by": by},
    )
    return True


@transaction.atomic
def enter_custody(certificate, *, item, step, by, happened_on=None, person_name="", note="") -> Custody:
    """Add a step to the custody log; 签收 names who received, a step is entered once and not before its forerunner."""
    certificate = Certificate.objects.select_for_update(of=("self",)).select_related("series").get(pk=certificate.pk)
    if not permissions.may_keep_custody(by, certificate):
        raise Refused.because("只有发证单位的工作人员可以登记领取。")
    _check_step(certificate, item, step, happened_on, person_name)
    entry = Custody.objects.create(
        certificate=certificate,
        item=item,
        step=step,
        issue=certificate.reissues if item == Item.CERTIFICATE else certificate.plaque.sequence - 1,
        happened_on=happened_on or clock.today(),
        person_name=person_name.strip(),
        note=note.strip(),
        entered_by=by,
    )
    label = f"{Item(item).label}{Step(step).label}"
    record(certificate, f"custody_{step}", by=by, label=label, note=entry.note, details={"item": item})
    return entry


def _check_step(certificate, item, step, happened_on, person_name):
    current = certificate.reissues if item == Item.CERTIFICATE else certificate.plaque.sequence - 1
    done = set(certificate.custody.filter(item=item, issue=current).values_list("step", flat=True))
    if step in done:
        raise Refused.because(f"“{Step(step).label}”已经登记过。", field="step")
    if step in BEFORE and BEFORE[step] not in done:
        raise Refused.because(f"请先登记“{BEFORE[step].label}”。", field="step")
    if step == Step.RECEIVED and not person_name.strip():
        raise Refused.because("请填写签收人姓名。", field="person_name")
    if happened_on and happened_on > clock.today():
        raise Refused.because("日期不能晚于今天。", field="happened_on")


@transaction.atomic
def reissue(certificate, *, by, reason) -> Certificate:
    """补发: same number with the mark 补发, a new code; the old code is dead from this moment (E11)."""
    certificate = Certificate.objects.select_for_update(of=("self",)).select_related("series").get(pk=certificate.pk)
    if not permissions.may_reissue(by, certificate):
        raise Refused.because("只有发证单位的工作人员可以补发证书，本人的证书须由他人办理。")
    if not certificate.is_valid:
        raise Refused.because("只有有效的证书可以补发。", rule="E11")
    if len(reason.strip()) < 4:
        raise Refused.because("请写明补发的理由。", rule="E11", field="reason")
    RetiredToken.objects.create(certificate=certificate, token=certificate.token)
    certificate.token = new_token()
    certificate.reissued_on = clock.today()
    certificate.reissues += 1
    certificate.file, certificate.file_sha256, certificate.rendered_at = "", "", None
    certificate.save()
    record(certificate, "reissue", by=by, label="补发证书", note=reason.strip(), rules=["E11"])
    return certificate


@transaction.atomic
def revoke(certificate, *, by, note="") -> Certificate:
    """Mark as 已撤销 at once; the row, its number and its code stay (E14)."""
    return move(certificate, "revoke", by=by, note=note, rules=["E14"])


@transaction.atomic
def cancel(certificate, *, by, reason) -> Certificate:
    """注销, without any fault of the holder (a wrong name on paper, a renounced title)."""
    if len(reason.strip()) < 4:
        raise Refused.because("请写明注销的理由。", field="reason")
    return move(certificate, "cancel", by=by, note=reason.strip())
