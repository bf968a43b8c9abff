"""E10: the draft of the naming decision and the text of record, as PDF and DOCX."""

import io
import subprocess
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document as Word

from documents import jobs
from documents.models import Document
from publicity import actions
from publicity.models import Conferral, Publicity
from publicity.tasks import end_periods
from tests.factories import accounts
from tests.factories import publicity as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(clock):
    clock(datetime(2026, 4, 29, 10))
    return made.Desk(accounts.organiser("上海市质量协会"))


@pytest.fixture
def ended(desk, clock):
    """A list of three whose period is over; the clock stands at 2026-05-11."""
    made.published(desk)
    clock(datetime(2026, 5, 11, 10))
    end_periods()
    return Publicity.objects.get()


def bodies(subject):
    """Contents of PDF and DOCX, and the name of the latter, of the request about ``subject``."""
    found = {}
    for document in Document.objects.filter(subject_id=str(subject.pk), kind__startswith="publicity.e10"):
        jobs.run(document.pk)
        made_now = Document.objects.get(pk=document.pk)
        with made_now.file.open("rb") as file:
            found[document.kind] = file.read(), made_now.filename
    return found["publicity.e10"][0], *found["publicity.e10-word"]


def text_of(pdf) -> str:
    return subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()


def test_the_draft_lists_who_can_be_named_with_the_numbers_that_come_next(client, desk, ended):
    client.force_login(desk.officer)
    typed = {"decision_number": "沪质协〔2026〕88号", "decided_on": ""}
    assert client.post(reverse("publicity:act", args=[ended.pk, "decision"]), typed).status_code == 302

    pdf, docx, name = bodies(ended)

    words = text_of(pdf)
    assert "沪质协〔2026〕88号（拟稿）" in words
    assert "文件" not in words.split("关于命名")[0]
    word = Word(io.BytesIO(docx))
    rows = [[cell.text for cell in row.cells] for row in word.tables[0].rows]
    assert rows[0] == ["序号", "姓名", "所在单位", "证书编号"]
    assert [row[1] for row in rows[1:]] == [entry.name for entry in ended.entries.all()]
    assert [row[3][-4:] for row in rows[1:]] == ["001号", "002号", "003号"]
    section = word.sections[0]
    assert (round(section.top_margin.mm), round(section.left_margin.mm)) == (37, 28)
    assert word.core_properties.author == ""
    assert name == "沪质协〔2026〕88号 命名决定（拟稿）.docx"


def test_the_red_head_is_printed_only_when_it_is_asked_for(client, desk, ended):
    client.force_login(desk.officer)
    typed = {"decision_number": "沪质协〔2026〕88号", "has_red_head": "on"}
    client.post(reverse("publicity:act", args=[ended.pk, "decision"]), typed)

    pdf, docx, _ = bodies(ended)

    head = f"{desk.organiser.name}文件"
    assert head in text_of(pdf).replace(" ", "")
    assert Word(io.BytesIO(docx)).paragraphs[0].text == head


@pytest.mark.parametrize("brackets", ["沪质协〔2026〕21号", "沪质协（2026）21号", "沪质协[2026]21 号"])
def test_a_number_that_a_notice_or_decision_carries_is_refused(client, desk, ended, brackets):
    type(ended.season).objects.filter(pk=ended.season_id).update(notice_number="沪质协〔2026〕21号")
    client.force_login(desk.officer)

    page = client.post(reverse("publicity:act", args=[ended.pk, "decision"]), {"decision_number": brackets})

    assert page.status_code == 422
    assert "这个文号已经用过，请核对。" in page.content.decode()
    assert not Document.objects.filter(kind="publicity.e10").exists()


def test_a_draft_before_the_end_of_the_period_is_refused(client, desk):
    running = made.published(desk)
    client.force_login(desk.officer)
    page = client.post(
        reverse("publicity:act", args=[running.pk, "decision"]), {"decision_number": "沪质协〔2026〕88号"}
    )
    assert page.status_code == 422
    assert "decision_number" not in client.get(reverse("publicity:detail", args=[running.pk])).content.decode()


def test_the_text_of_record_carries_the_numbers_that_were_given(client, desk, ended):
    done = actions.confer(ended, decision_number="沪质协〔2026〕88号", decided_on=date(2026, 5, 11), by=desk.leader)
    client.force_login(desk.officer)
    client.post(reverse("publicity:conferral-print", args=[done.pk]))

    pdf, docx, _ = bodies(done)

    words = text_of(pdf)
    assert "拟稿" not in words
    assert "2026年5月11日" in words
    given = [award.honour.certificate.number for award in done.awards.all()]
    assert [row.cells[3].text for row in Word(io.BytesIO(docx)).tables[0].rows[1:]] == given


def test_the_signed_decision_is_kept_once(client, desk, ended):
    done = actions.confer(ended, decision_number="沪质协〔2026〕88号", decided_on=date(2026, 5, 11), by=desk.leader)
    client.force_login(desk.officer)
    address = reverse("publicity:conferral-scan", args=[done.pk])
    assert client.get(address).status_code == 404
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"document": SimpleUploadedFile("签发.pdf", b"%PDF-1.7 x")}).status_code == 302
    assert client.post(address, {"document": SimpleUploadedFile("另一份.pdf", b"%PDF-1.7 y")}).status_code == 422
    assert b"".join(client.get(address).streaming_content) == b"%PDF-1.7 x"
    assert Conferral.objects.get().document
