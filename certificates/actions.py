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
from programmes.refusal import Finding, Refused


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
def issue(series, holder: Holder, *, decision_number, issued_on, plaque_issuer="", plaque_title="", by) -> Certificate:
    """Give the next number of ``series`` and make the certificate and its plaque; not yet printed (QC23-46).

    ``plaque_title`` stands on the plaque instead of the title, as the name of a studio does (E12).

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
    _make_plaque(certificate, title=plaque_title or series.title, issuer=plaque_issuer or series.organiser.name)
    record(
        certificate, "issue", by=by, label="编号", note=f"{certificate.number}，{decision_number}", rules=["QC23-46"]
    )
    return certificate


def _make_plaque(certificate, *, title, issuer):
    return Plaque.objects.create(
        certificate=certificate,
        number=f"{certificate.number}-P1",
        first_line=title,
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
def enter_custody(
    certificate, *, item, step, by, happened_on=None, person_name="", note="", issue: int | None = None
) -> Custody:
    """Add a step to the custody log; 签收 names who received, a step is entered once and not before its forerunner.

    ``issue`` names an earlier making (from 0) whose 收回 is entered after it was replaced; otherwise it is the present one.
    """
    certificate = Certificate.objects.select_for_update(of=("self",)).select_related("series").get(pk=certificate.pk)
    if not permissions.may_keep_custody(by, certificate):
        raise Refused.because("只有发证单位的工作人员可以登记领取。")
    issue = certificate.present_issue(item) if issue is None else issue
    _check_step(certificate, item, step, happened_on, person_name, issue)
    entry = Custody.objects.create(
        certificate=certificate,
        item=item,
        step=step,
        issue=issue,
        happened_on=happened_on or clock.today(),
        person_name=person_name.strip(),
        note=note.strip(),
        entered_by=by,
    )
    label = f"{Item(item).label}{Step(step).label}"
    record(certificate, f"custody_{step}", by=by, label=label, note=entry.note, details={"item": item})
    return entry


def _check_step(certificate, item, step, happened_on, person_name, issue):
    done = set(certificate.custody.filter(item=item, issue=issue).values_list("step", flat=True))
    if issue < certificate.present_issue(item) and step != Step.RECALLED:
        raise Refused.because("已换发的旧件只能登记收回。", field="step")
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
    _renew(certificate)
    certificate.save()
    record(certificate, "reissue", by=by, label="补发证书", note=reason.strip(), rules=["E11"])
    return certificate


def _renew(certificate):
    RetiredToken.objects.create(certificate=certificate, token=certificate.token)
    certificate.token = new_token()
    certificate.reissued_on = clock.today()
    certificate.reissues += 1
    certificate.file, certificate.file_sha256, certificate.rendered_at = "", "", None


@transaction.atomic
def rename(certificate, *, holder_name, by, reason, holder=None) -> Certificate:
    """换发 after a change of the holder's name: same number, new paper and code, and a new plaque ``-P2`` (E12, AMB-09).

    What was handed out before stays in the custody log until its 收回 is entered (``Certificate.to_recall``).
    """
    certificate = (
        Certificate.objects.select_for_update(of=("self",)).select_related("series", "plaque").get(pk=certificate.pk)
    )
    if not permissions.may_reissue(by, certificate):
        raise Refused.because("只有发证单位的工作人员可以换发证书，本人的证书须由他人办理。")
    if not certificate.is_valid:
        raise Refused.because("只有有效的证书可以换发。", rule="E11")
    before = certificate.holder_name
    _renew(certificate)
    certificate.holder_name, certificate.holder = holder_name, holder
    certificate.save()
    plaque = certificate.plaque
    plaque.sequence += 1
    plaque.number = f"{certificate.number}-P{plaque.sequence}"
    plaque.first_line = holder_name if plaque.first_line == before else plaque.first_line
    plaque.save()
    note = f"{before} → {holder_name}。{reason.strip()}"
    record(certificate, "rename", by=by, label="换发证书和铭牌", note=note, rules=["E12", "AMB-09"])
    return certificate


@transaction.atomic
def replace_plaque(certificate, *, by, reason, is_lost=False) -> Plaque:
    """A second plaque under the next number (``-P2``); the former one is 收回 first, unless it is lost (E12)."""
    certificate = Certificate.objects.select_for_update(of=("self",)).select_related("series").get(pk=certificate.pk)
    plaque = Plaque.objects.get(certificate=certificate)
    found = _replacement_findings(certificate, plaque, by, reason, is_lost)
    if found:
        raise Refused(found)
    former, plaque.sequence = plaque.number, plaque.sequence + 1
    plaque.number = f"{certificate.number}-P{plaque.sequence}"
    plaque.save(update_fields=["sequence", "number"])
    note = f"{former} 改为 {plaque.number}{'（原铭牌不能收回）' if is_lost else ''}，{reason.strip()}"
    record(certificate, "replace_plaque", by=by, label="补制铭牌", note=note, rules=["E12"])
    return plaque


def _replacement_findings(certificate, plaque, by, reason, is_lost):
    found = []
    if not permissions.may_reissue(by, certificate):
        found.append(Finding("E12", "只有发证单位的工作人员可以补制铭牌，本人的铭牌须由他人办理。"))
    if not certificate.is_valid:
        found.append(Finding("E12", "只有有效的证书可以补制铭牌。"))
    if len(reason.strip()) < 4:
        found.append(Finding("E12", "请写明补制的理由。", "reason"))
    steps = set(certificate.custody.filter(item=Item.PLAQUE, issue=plaque.sequence - 1).values_list("step", flat=True))
    if Step.ISSUED in steps and Step.RECALLED not in steps and not is_lost:
        sentence = "原铭牌已经发放，请先登记收回；不能收回的，勾选“原铭牌遗失或损毁”。"
        found.append(Finding("E12", sentence, "is_lost"))
    return found


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
