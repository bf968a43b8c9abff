"""A 公文 as DOCX, for the office to finish in Word or WPS: page, fonts and numbers of GB/T 9704 (forms.md §0.2, S2).

Fonts are named, not embedded: the office has 仿宋_GB2312 and 方正小标宋 on its own machines.
"""

import io
import re
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from documents.papers.notices import PaperE10

FANGSONG, TITLE, HEI, KAI, SONG = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"
LINE = Pt(28.99)  # 225 mm / 22 lines
RED = RGBColor(0xC0, 0, 0)
BODY, HEAD, NUMBER = 16, 22, 14
WIDTHS = (Mm(14), Mm(28), Mm(64), Mm(50))  # 156 mm
CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def decision(paper: PaperE10) -> bytes:
    """Return E10 as DOCX: the same words, order and annex as the PDF."""
    document = Document()
    _page(document)
    if paper.has_red_head:
        _line(document, f"{paper.issuer}文件", font=TITLE, size=36, align=CENTRE, colour=RED, exact=False)
    number = _line(document, f"{paper.number or '文号待定'}{'（拟稿）' if paper.is_draft else ''}", align=CENTRE)
    if paper.has_red_head:
        _rule(number)
    _line(document, "")
    _line(document, paper.title, font=TITLE, size=HEAD, align=CENTRE)
    _line(document, "")
    _line(document, f"{paper.recipients}：")
    for text in paper.paragraphs:
        _line(document, text, indent=True)
    _line(document, "")
    _line(document, f"附件：{paper.annex_title}", indent=True)
    _line(document, "")
    _line(document, paper.issuer, align=RIGHT, inset=4)
    _line(document, paper.issued_on or "　　　年　　月　　日", align=RIGHT, inset=4)
    _annex(document, paper)
    return _saved(document)


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    document.settings.odd_and_even_pages_header_footer = True
    for footer, align in ((section.footer, RIGHT), (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = align
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(NUMBER)
        _run(paragraph, "— ", font=SONG, size=NUMBER)
        _field(paragraph, "PAGE")
        _run(paragraph, " —", font=SONG, size=NUMBER)


def _line(document, text, *, font=FANGSONG, size=BODY, align=None, indent=False, inset=0, colour=None, exact=True):
    """One paragraph; ``indent`` two characters in the first line, ``inset`` that many characters from the right."""
    paragraph = document.add_paragraph()
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(0)
    if exact:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    if align is not None:
        paragraph.alignment = align
    if indent:
        form.first_line_indent = Pt(2 * size)
    if inset:
        form.right_indent = Pt(inset * size)
    _run(paragraph, text, font=font, size=size, colour=colour)
    return paragraph


def _run(paragraph, text, *, font, size, colour=None):
    run = paragraph.add_run(_CONTROL.sub("", text))
    run.font.name, run.font.size = font, Pt(size)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    if colour is not None:
        run.font.color.rgb = colour
    return run


def _field(paragraph, code):
    run = _run(paragraph, "", font=SONG, size=NUMBER)
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._element.append(part)


def _rule(paragraph):
    """The red line below the number."""
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "8"), ("color", "C00000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._element.get_or_add_pPr().append(borders)


def _annex(document, paper):
    _line(document, "附件", font=HEI).paragraph_format.page_break_before = True
    _line(document, paper.annex_title, font=TITLE, size=HEAD, align=CENTRE)
    _line(document, "（按姓氏笔画排序）", font=KAI, size=12, align=CENTRE)
    table = document.add_table(rows=1, cols=len(WIDTHS))
    table.style, table.autofit = "Table Grid", False
    _cells(table.rows[0], ("序号", "姓名", "所在单位", "证书编号"))
    _repeat(table.rows[0])
    for place, person in enumerate(paper.people, start=1):
        _cells(table.add_row(), (str(place), *person))
    if paper.copies_to:
        _line(document, "")
        _line(document, f"抄送：{paper.copies_to}", size=NUMBER)


def _cells(row, texts):
    for cell, width, text in zip(row.cells, WIDTHS, texts, strict=True):
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph.alignment = CENTRE
        _run(paragraph, text, font=FANGSONG, size=12)


def _repeat(row):
    """The head of the table stands on every page."""
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(head)


def _saved(document) -> bytes:
    properties = document.core_properties
    properties.author = properties.last_modified_by = properties.comments = ""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
