"""Papers of the workbench: F4, F6, the year report as PDF and DOCX; names in Chinese, workbooks without formulas."""

import io
import subprocess

import pytest
from django.urls import reverse
from docx import Document as Word
from openpyxl import load_workbook

from documents import jobs
from documents.models import Document
from programmes import clock
from studios import documents
from studios.actions import ledgers, plans
from studios.facts import year
from tests.factories import workbench

pytestmark = pytest.mark.django_db


def made(kind, subject, **parameters):
    row = documents.request(kind, subject, by=None, **parameters)
    jobs.run(row.pk)
    return Document.objects.get(pk=row.pk)


def body(paper):
    with paper.file.open("rb") as file:
        return file.read()


def text_of(paper):
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=body(paper), capture_output=True, check=True)
    return done.stdout.decode()


def test_ledger_prints_on_landscape_with_its_header_on_every_page(studio):
    for number in range(40):
        workbench.entry(studio, title=f"第 {number} 次技术交流")

    paper = made(documents.LEDGER, studio, ledger="activity", year=2026)

    assert paper.state == "done", paper.error
    assert paper.filename == f"{studio.name} 活动开展台账 2026 年.pdf"
    assert paper.pages > 1
    assert text_of(paper).count("序号") == paper.pages
    assert "合计 40 条，参加 560 人次，其中补记 0 条。" in text_of(paper)


def test_ledger_shows_struck_lines_and_does_not_count_them(studio, leader):
    ledgers.void(workbench.entry(studio), reason="重复登记", by=leader)
    workbench.entry(studio, happened_on="2026-02-02")

    paper = text_of(made(documents.LEDGER, studio, ledger="activity", year=None))

    assert "合计 1 条" in paper
    assert "补记" in paper
    assert "作废" in paper


def test_empty_ledger_prints_too(studio):
    assert "没有记录" in text_of(made(documents.LEDGER, studio, ledger="member", year=2026))


def test_service_prints_with_photos_and_place_for_the_host(studio):
    service = workbench.service(studio, uploads={"photo": [workbench.photo()]})

    paper = made(documents.SERVICE_RECORD, service)

    assert paper.filename == "2026-05-06 青禾食品有限公司 助企行活动记录.pdf"
    assert "确认人（签名或盖章）" in text_of(paper)
    assert "host@example.org" not in text_of(paper)


def test_list_of_services_prints(studio):
    workbench.service(studio)

    assert "合计 1 次，其中 0 次由服务对象确认。" in text_of(made(documents.SERVICES, studio, year=2026))


@pytest.fixture
def full(studio, leader):
    member = workbench.member(studio)
    workbench.plan(studio)
    workbench.entry(studio, members=[member])
    workbench.entry(studio, "outcome")
    workbench.entry(studio, "member", members=[member])
    workbench.service(studio)
    spent = {"spent_on": "2026-05-10", "item": "材料", "amount_wan": "3", "note": "采购传感器"}
    plans.spend(studio, raw=spent, by=leader)
    plans.note_progress(studio, period="2026H1", raw={"done": "完成试验方案。"}, by=leader)
    return studio


SECTIONS = [
    "主要数据", "活动开展台账", "创新成果台账", "团队与成员发展", "助企行和社会服务", "计划进展", "经费使用",
]  # fmt: skip


def test_year_report_is_put_together_from_the_ledgers(full):
    made_ = year.report(full, 2026, today=clock.today())

    assert [one.title for one in made_.sections] == SECTIONS
    assert [one.is_empty for one in made_.sections] == [False] * 7
    assert made_.sections[1].paragraphs == ("全年登记 1 条：技术交流 1 次。",)
    assert made_.sections[5].paragraphs[1] == "第 1 年交流活动：目标 4 次，完成 1 次。"


def test_year_report_of_a_year_without_entries_says_so(full):
    full.building_starts_on = full.building_starts_on.replace(year=2025)

    made_ = year.report(full, 2025, today=clock.today())

    assert made_.sections[1].is_empty
    assert year.years(full, clock.today()) == [2026, 2025]


def test_year_report_as_pdf(full):
    paper = made(documents.YEAR_PDF, full, year=2026)

    assert paper.state == "done", paper.error
    assert (paper.filename, paper.done_count) == (f"{full.name} 2026年度工作报告.pdf", paper.total_count)
    assert [title for title in SECTIONS if title not in text_of(paper)] == []


def test_year_report_as_docx(full):
    paper = made(documents.YEAR_DOCX, full, year=2026)

    assert paper.filename == f"{full.name} 2026年度工作报告.docx"
    word = Word(io.BytesIO(body(paper)))
    headings = [one.text for one in word.paragraphs if one.style.name == "Heading 1"]
    assert headings == [
        f"{full.name} 2026 年度工作报告",
        *(f"{'一二三四五六七'[n]}、{one}" for n, one in enumerate(SECTIONS)),
    ]
    assert word.tables[2].rows[1].cells[2].text == "主轴热变形补偿跨单位交流"


def test_workbook_keeps_formulas_as_text_under_a_chinese_name(studio, leader, client):
    workbench.entry(studio, title="=1+1 试验")
    client.force_login(leader)

    answer = client.get(reverse("studios:ledger-export", args=[studio.code, "activity"]))

    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert [cell.value for cell in sheet[1]] == ["日期", "类型", "主题", "地点", "参加人数", "内容", "成员", "备注"]
    assert (sheet["C2"].value, sheet["C2"].data_type) == ("=1+1 试验", "s")
    assert "filename*=utf-8''" in answer["Content-Disposition"]
