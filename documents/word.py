"""A report as a file of a word processor, for further editing; python-docx is loaded where it is needed only."""

import io

from docx import Document as Word
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from documents.fonts import check_characters
from documents.report import Report, Table

BODY, HEADING = "仿宋", "黑体"
TYPE_AREA_MM = 160
INK = RGBColor(0x1E, 0x1C, 0x19)


def as_docx(report: Report) -> bytes:
    """Return the bytes of a .docx; raises MissingGlyph as the PDF does."""
    check_characters([_words(report)])
    word = Word()
    _dress(word, report)
    _heading(word, report.title, 18, WD_ALIGN_PARAGRAPH.CENTER)
    _paragraph(word, report.subtitle, WD_ALIGN_PARAGRAPH.CENTER)
    _table(word, Table(("项目", "内容"), report.facts, (1, 4)))
    for title, section in report.numbered:
        _heading(word, title, 14, WD_ALIGN_PARAGRAPH.LEFT)
        for paragraph in section.paragraphs:
            _paragraph(word, paragraph)
        if section.table and section.table.rows:
            _table(word, section.table)
        if section.is_empty:
            _paragraph(word, section.empty)
    for line in (report.signature, report.date):
        _paragraph(word, line, WD_ALIGN_PARAGRAPH.RIGHT)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _words(report):
    cells = [cell for section in report.sections if section.table for row in section.table.rows for cell in row]
    texts = [text for section in report.sections for text in (section.title, *section.paragraphs)]
    return " ".join([report.title, report.subtitle, *(value for _label, value in report.facts), *texts, *cells])


def _dress(word, report):
    page = word.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = page.top_margin = Mm(25)
    page.bottom_margin = Mm(20)
    _face(word.styles["Normal"], BODY, 12)
    word.core_properties.title = report.title
    word.core_properties.author = report.signature
    word.core_properties.language = "zh-CN"
    page.footer.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    _page_number(page.footer.paragraphs[0])


def _face(owner, face, size):
    """Latin and Chinese letters have fonts of their own in this format."""
    owner.font.name, owner.font.size = face, Pt(size)
    owner.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)


def _page_number(paragraph):
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        element.text = text or None
        run._r.append(element)


def _heading(word, text, size, alignment):
    paragraph = word.add_paragraph(style="Heading 1")
    paragraph.alignment = alignment
    paragraph.paragraph_format.keep_with_next = True
    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.font.bold = HEADING, Pt(size), False
    run.font.color.rgb = INK
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), HEADING)


def _paragraph(word, text, alignment=None):
    paragraph = word.add_paragraph(text)
    if alignment is None:
        paragraph.paragraph_format.first_line_indent = Pt(24)
    else:
        paragraph.alignment = alignment


def _table(word, table):
    grid = word.add_table(rows=1, cols=len(table.headers), style="Table Grid")
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _repeat_header(grid.rows[0])
    for row in (table.headers, *table.rows):
        cells = grid.rows[0].cells if row is table.headers else grid.add_row().cells
        for cell, text, width in zip(cells, row, table.columns, strict=True):
            cell.width = Mm(TYPE_AREA_MM * width / 100)
            cell.text = text
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(10.5)
    word.add_paragraph()


def _repeat_header(row):
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
