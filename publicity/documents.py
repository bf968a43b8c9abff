"""E8 公示公告 as PDF and E10 命名决定 as PDF and DOCX, on 公文 pages (S2)."""

import datetime as dt

from django.conf import settings
from django.urls import reverse

from documents import pdf
from documents.jobs import Built, builder
from documents.models import Document
from documents.papers import PaperE8, PaperE10
from programmes.spec import StageKind
from publicity.models import Conferral, Publicity
from publicity.states import DECISION_DOCX, DECISION_PDF, NOTICE_PDF
from reviews import subjects

ENCOURAGEMENT = (
    "希望受到命名的同志珍惜荣誉，发挥示范引领作用，带动更多职工钻研技术、提升质量，为质量强国建设作出新的贡献。"
)
TO_STUDIOS = "希望受到命名的工作室珍惜荣誉，发挥示范引领作用，围绕重点难点开展攻关和创新，培养更多高技能人才，为高质量发展作出新的贡献。"
#: How public papers call the meeting that fixes the list.
MEETING = "专项审定会议"


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
        candidates=[_candidate(entry) for entry in publicity.entries.all()],
        issuer=publicity.season.organiser.name,
        issued_on=_day(publicity.starts_on),
    )


def _candidate(entry) -> tuple[str, str, str, str]:
    """Name, leader of a studio, unit and recommender, as the public page shows them."""
    *_name, unit, recommender = entry.row()[1:]
    return entry.name, entry.leader, unit, recommender


def _day(day) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def footer(publicity) -> pdf.Footer:
    return pdf.Footer(form="E8", season=f"{publicity.season.year} 年度", digest=publicity.list_sha256)


def notice_of(publicity) -> Document | None:
    return Document.objects.filter(
        kind=NOTICE_PDF, subject_type=publicity._meta.label_lower, subject_id=str(publicity.pk)
    ).first()


@builder(DECISION_PDF, title="命名决定（PDF）")
def build_decision(document) -> Built:
    body = pdf.render(PaperE10.TEMPLATE, decision_paper(document), setup=PaperE10.SETUP)
    return Built(body, f"{_decision_name(document)}.pdf", pages=pdf.page_count(body))


@builder(DECISION_DOCX, title="命名决定（DOCX）")
def build_decision_docx(document) -> Built:
    """The same text for the office to finish in Word or WPS."""
    from documents import official  # noqa: PLC0415  loads python-docx, which web pages never need

    return Built(official.decision(decision_paper(document)), f"{_decision_name(document)}.docx")


def decision_paper(document) -> PaperE10:
    """What was asked for: number, day and people are those of the request, so a later change does not alter it."""
    asked = document.parameters
    season, publicity, procedure = _named_by(document)
    title, source = season.programme.honour_title, season.notice_number or season.programme.source
    people = [tuple(person) for person in asked["people"]]
    shown = f"，并于{_day(publicity.starts_on)}至{_day(publicity.ends_on)}向社会公示" if publicity else ""
    whom = f"等 {len(people)} 个工作室" if subjects.is_studio(season) else f"等 {len(people)} 名同志"
    basis = (
        f"根据{source}，经{_way(procedure)}审定{shown}，"
        f"决定授予{people[0][0]}{whom} {season.year} 年度“{title}”称号，颁发证书和铭牌。"
    )
    return PaperE10(
        title=f"关于命名 {season.year} 年度“{title}”的决定",
        number=asked["number"],
        recipients="各会员单位及相关组织",
        paragraphs=[basis, TO_STUDIOS if subjects.is_studio(season) else ENCOURAGEMENT],
        annex_title=f"{season.year} 年度“{title}”名单",
        people=people,
        issuer=season.organiser.name,
        issued_on=_day(dt.date.fromisoformat(asked["decided_on"])) if asked["decided_on"] else "",
        has_red_head=asked["has_red_head"],
        is_draft=asked.get("is_draft", False),
    )


def _named_by(document):
    """Season, publicity (None where none is declared) and procedure that a decision or its draft is about."""
    if document.subject_type == Conferral._meta.label_lower:
        rows = Conferral.objects.select_related("season__organiser", "publicity")
        found = rows.get(pk=document.subject_id)
        return found.season, found.publicity, found.procedure
    publicity = Publicity.objects.select_related("season__organiser").get(pk=document.subject_id)
    fields = [one for one in publicity.season.edition.procedures if one.has(StageKind.PUBLICITY)]
    return publicity.season, publicity, fields[0]


def _way(procedure) -> str:
    """The stages before the list was fixed, in words: 形式审查、书面初评、会审答辩、专项审定会议."""
    before = [stage for stage in procedure.stages if stage.kind not in (StageKind.PUBLICITY, StageKind.CONFERRAL)]
    return "、".join(MEETING if stage.kind is StageKind.APPROVAL else stage.title for stage in before)


def _decision_name(document) -> str:
    return f"{document.parameters['number']} 命名决定{'（拟稿）' if document.parameters.get('is_draft') else ''}"


def decisions_of(subject) -> list[Document]:
    """The newest PDF and DOCX of a list's draft or of a decision. One query."""
    rows = Document.objects.filter(
        kind__in=(DECISION_PDF, DECISION_DOCX), subject_type=subject._meta.label_lower, subject_id=str(subject.pk)
    )
    return sorted(rows[:2], key=lambda document: document.kind)
