"""Certificates as PDF (E11), printed in batches in the background, and the plaque maker's list (E12)."""

import hashlib
import io
import zipfile

from django.conf import settings
from django.urls import reverse

from certificates import actions, permissions
from certificates.models import Certificate, Plaque, Series
from certificates.states import CertificateState
from documents import jobs, pdf, workbooks
from documents.jobs import Built, builder
from documents.models import Document
from documents.papers import PaperE11, PaperE12
from programmes import catalogue
from programmes.spec import Subject

BATCH = "certificates.batch"
PLAQUE, PLAQUES = "certificates.plaque", "certificates.plaques"
CHUNK = 25
DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")


def may_download(user, document) -> bool:
    """The packed files of a year go to the issuer's staff only."""
    series = Series.objects.visible_to(user).filter(pk=document.subject_id).first()
    return series is not None and permissions.may_watch(user, series)


def request_batch(series, *, by, certificates=None, key="") -> Document:
    """Ask for the files of ``certificates`` (ids), or of the whole year, and for one ZIP with all of them."""
    ids = certificates or list(series.certificates.valid().values_list("pk", flat=True))
    return jobs.request(BATCH, subject=series, by=by, parameters={"certificates": ids}, key=key)


def batch_of(series) -> Document | None:
    """The newest batch job of a year."""
    return Document.objects.filter(kind=BATCH, subject_type=series._meta.label_lower, subject_id=str(series.pk)).first()


@builder(BATCH, title="证书", visible=may_download)
def build(document) -> Built:
    """Print what has no file yet, chunk by chunk, then pack everything that was asked for.

    Each certificate is stored in its own transaction under a fixed name, so a worker that is killed anywhere leaves only
    whole certificates, and the next run goes on with the first that is missing.
    """
    wanted = Certificate.objects.filter(pk__in=document.parameters["certificates"]).select_related("series__organiser")
    todo = list(wanted.unrendered().order_by("series", "serial"))
    total, done = wanted.count(), wanted.count() - len(todo)
    jobs.progress(document, done, total)
    for start in range(0, len(todo), CHUNK):
        chunk = todo[start : start + CHUNK]
        for certificate, body in zip(chunk, print_all(chunk), strict=True):
            actions.keep_rendered(certificate, body, sha256=hashlib.sha256(body).hexdigest())
        done += len(chunk)
        jobs.progress(document, done, total)
    return _packed(wanted.order_by("series", "serial"))


def print_all(certificates) -> list[bytes]:
    """One PDF each, laid out together (E11, S4)."""
    return pdf.render_batch(
        PaperE11.TEMPLATE, [paper(certificate) for certificate in certificates], setup=PaperE11.SETUP
    )


def paper(certificate) -> PaperE11:
    """What is printed: never an identity number, never a drawn seal. A studio is not addressed as 同志."""
    programme = catalogue.get(certificate.series.programme_code)
    return PaperE11(
        name=certificate.holder_name,
        title=certificate.title,
        issuer=certificate.series.organiser.name,
        date=chinese_date(certificate.issued_on),
        number=certificate.number,
        verify_url=settings.SITE_URL.rstrip("/") + reverse("publicity:verify", args=[certificate.token]),
        unit_name=f"{certificate.year} 年度　{certificate.unit_at_award}",
        salutation="同志" if programme.subject is Subject.PERSON else "",
        reissued=certificate.reissued_on is not None,
    )


def chinese_date(day) -> str:
    """二〇二六年五月九日."""
    return f"{str(day.year).translate(DIGITS)}年{_numeral(day.month)}月{_numeral(day.day)}日"


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{str(tens).translate(DIGITS)}十"
    return head + (str(ones).translate(DIGITS) if ones or not tens else "")


def _packed(certificates) -> Built:
    """A ZIP of all files, named by number and holder; stored, because PDF is packed already."""
    buffer, files = io.BytesIO(), 0
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for certificate in certificates:
            with certificate.file.open("rb") as file:
                archive.writestr(f"{certificate.number} {certificate.holder_name}.pdf", file.read())
            files += 1
    return Built(buffer.getvalue(), f"证书（{files} 张）.zip", pages=files)


def may_read_plaque(user, document) -> bool:
    """The maker's file of one plaque goes to the issuer's staff only, not to the holder."""
    certificate = Certificate.objects.visible_to(user).filter(pk=document.subject_id).select_related("series").first()
    return certificate is not None and permissions.may_watch(user, certificate)


def request_plaque(certificate, *, by) -> Document:
    """Ask for the maker's PDF of the present plaque; one row per plaque number."""
    number = certificate.plaque.number
    return jobs.request(PLAQUE, subject=certificate, by=by, parameters={"number": number}, key=f"plaque-{number}")


def request_plaques(series, *, by) -> Document:
    """Ask for the maker's list and one PDF per plaque of a year, in one ZIP."""
    return jobs.request(PLAQUES, subject=series, by=by)


def plaques_of(series) -> Document | None:
    """The newest pack of a year's plaques."""
    wanted = {"kind": PLAQUES, "subject_type": series._meta.label_lower, "subject_id": str(series.pk)}
    return Document.objects.filter(**wanted).first()


def plaque_file_of(certificate) -> Document | None:
    """The PDF of the present plaque, if it has been asked for."""
    return Document.objects.filter(kind=PLAQUE, key=f"plaque-{certificate.plaque.number}").first()


def plaque_paper(plaque) -> PaperE12:
    return PaperE12(plaque.first_line, plaque.second_line, plaque.third_line, plaque.number)


@builder(PLAQUE, title="铭牌", visible=may_read_plaque)
def build_plaque(document) -> Built:
    """E12 of one plaque: 600 × 400 mm, vectors only (S5)."""
    plaque = Plaque.objects.get(certificate=document.subject_id)
    body = pdf.render(PaperE12.TEMPLATE, plaque_paper(plaque), setup=PaperE12.SETUP)
    return Built(body, f"{plaque.number} 铭牌.pdf", pages=1)


@builder(PLAQUES, title="铭牌", visible=may_download)
def build_plaques(document) -> Built:
    """The maker's order of a year: the list as a workbook and a PDF per plaque, chunk by chunk."""
    series = Series.objects.get(pk=document.subject_id)
    plaques = list(_wanted_plaques(series))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("铭牌制作清单.xlsx", plaque_workbook(series))
        for start in range(0, len(plaques), CHUNK):
            jobs.progress(document, start, len(plaques))
            chunk = plaques[start : start + CHUNK]
            papers = [plaque_paper(plaque) for plaque in chunk]
            for plaque, body in zip(chunk, pdf.render_batch(PaperE12.TEMPLATE, papers, setup="S5"), strict=True):
                archive.writestr(f"{plaque.number} {plaque.certificate.holder_name}.pdf", body)
    return Built(buffer.getvalue(), f"{series.year}年度铭牌（{len(plaques)} 块）.zip", pages=len(plaques))


def _wanted_plaques(series):
    """Plaques of valid certificates in the order of their numbers."""
    plaques = Plaque.objects.filter(certificate__series=series, certificate__state=CertificateState.VALID)
    return plaques.select_related("certificate").order_by("certificate__serial")


def plaque_workbook(series) -> bytes:
    """铭牌制作清单: what the maker engraves, line by line (E12)."""
    header = ["序号", "铭牌编号", "姓名", "第一行", "第二行", "第三行", "单位"]
    rows = [
        [
            str(place),
            p.number,
            p.certificate.holder_name,
            p.first_line,
            p.second_line,
            p.third_line,
            p.certificate.unit_at_award,
        ]
        for place, p in enumerate(_wanted_plaques(series), start=1)
    ]
    return workbooks.write_workbook([("铭牌制作清单", header, rows)])
