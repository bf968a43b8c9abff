"""E8 公示公告 as PDF: the list as it was published, on 公文 pages (S2)."""

from django.conf import settings
from django.urls import reverse

from documents import pdf
from documents.jobs import Built, builder
from documents.models import Document
from documents.papers import PaperE8
from publicity.models import Publicity
from publicity.states import NOTICE_PDF


@builder(NOTICE_PDF, title="公示公告")
def build(document) -> Built:
    """The notice with its list; the footer carries the code of the list."""
    publicity = Publicity.objects.select_related("season__organiser").get(pk=document.subject_id)
    body = pdf.render(PaperE8.TEMPLATE, paper(publicity), setup=PaperE8.SETUP, footer=footer(publicity))
    return Built(body, f"{publicity.title}.pdf", pages=pdf.page_count(body))


def paper(publicity) -> PaperE8:
    """The words and the rows of the list as published; nothing that the public page does not show (E8)."""
    address = settings.SITE_URL.rstrip("/") + reverse("publicity:list", args=[publicity.pk])
    contacts = (
        ("电话", publicity.phone),
        ("邮箱", publicity.mail),
        ("来访来信", publicity.address),
        ("网上提出", address),
    )
    return PaperE8(
        title=publicity.title,
        paragraphs=publicity.basis.splitlines(),
        period=f"{_day(publicity.starts_on)}至{_day(publicity.ends_on)}（{len(publicity.calendar_days)} 个工作日）",
        objections=publicity.objection_rule.splitlines(),
        channels=[f"{label}：{text}" for label, text in contacts if text],
        candidates=[tuple(row[1:]) for row in publicity.rows()],
        issuer=publicity.season.organiser.name,
        issued_on=_day(publicity.starts_on),
    )


def _day(day) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def footer(publicity) -> pdf.Footer:
    return pdf.Footer(form="E8", season=f"{publicity.season.year} 年度", digest=publicity.list_sha256)


def notice_of(publicity) -> Document | None:
    return Document.objects.filter(
        kind=NOTICE_PDF, subject_type=publicity._meta.label_lower, subject_id=str(publicity.pk)
    ).first()
