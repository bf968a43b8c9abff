"""The leak scanner of E8; every number here is invented (rules.md 15.1)."""

import io
import zipfile

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment

from publicity.scanner import scan_file, scan_text

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"></Types>'
)
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def kinds(found):
    return [leak.kind for leak in found]


@pytest.mark.parametrize(
    "text",
    [
        "310101199003070019",
        "身份证：31010119910101001x。",
        "３１０１０１１９９００３０７００１９",
        "310101 19900307 0019",
        "310101-19900307-0019",
        "3101011990\u200b03070019",
        "A310101199003070019 号",
    ],
)
def test_an_identity_number_is_found_however_it_is_written(text):
    assert kinds(scan_text(text)) == ["身份证号码"]


def test_a_number_with_a_typing_error_leaks_as_well():
    assert kinds(scan_text("310101199003070018")) == ["身份证号码"]


def test_an_old_number_of_15_digits_is_found():
    assert kinds(scan_text("证号310101900307001")) == ["身份证号码（15 位）"]


@pytest.mark.parametrize(
    "text",
    [
        "13900001234",
        "139 0000 1234",
        "139-0000-1234",
        "+86 139 0000 1234",
        "１３９００００１２３４",
        "电话13900001234转",
    ],
)
def test_a_mobile_is_found(text):
    assert kinds(scan_text(text)) == ["手机号码"]


@pytest.mark.parametrize("text", ["139****1234", "35*************123", "310101********0019", "138＊＊＊＊1234"])
def test_a_masked_fragment_is_found_because_lists_can_be_joined(text):
    assert kinds(scan_text(text)) == ["证件或手机号片段"]


def test_a_mail_address_is_found():
    assert kinds(scan_text("联系 yuan@example.org 即可")) == ["电子邮箱"]


@pytest.mark.parametrize(
    "text", ["1990年3月出生", "出生于1990年", "出生日期：1990-03-07", "生日 1990.03", "1990年3月7日生，男"]
)
def test_a_birth_date_is_found(text):
    assert kinds(scan_text(text)) == ["出生日期"]


@pytest.mark.parametrize(
    "text",
    [
        "公示期：2026年10月12日至16日（5个工作日）",
        "沪质协〔2026〕12号",
        "沪质工匠〔2026〕012号",
        "统一社会信用代码 91310101MA1X000040",
        "联系电话：021-0000 0000",
        "第 12 号 丁禾川 申岚精密机械有限公司",
        "2024年生产总值",
    ],
)
def test_what_belongs_into_a_notice_passes(text):
    assert scan_text(text) == []


def test_the_offices_own_contacts_are_permitted_and_no_others():
    text = "邮箱 yiyi@example.org，或 other@example.org"
    found = scan_text(text, permitted=("yiyi@example.org",))
    assert [leak.mask for leak in found] == ["ot*" + "*" * 11]


def test_a_finding_never_repeats_what_it_found():
    (leak,) = scan_text("310101199003070019")
    assert "0307" not in leak.sentence
    assert leak.mask.startswith("31**")


def workbook(fill) -> bytes:
    book = Workbook()
    fill(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_hidden_column_is_found_with_its_cell():
    def fill(book):
        book.active.append(["姓名", "证号"])
        book.active.append(["丁禾川", "310101199003070019"])
        book.active.column_dimensions["B"].hidden = True

    found = scan_file(workbook(fill), "名单.xlsx")
    assert "身份证号码" in kinds(found)
    assert any("隐藏单元格" in leak.where and leak.where.endswith("!B2") for leak in found)


@pytest.mark.parametrize("where", ["column", "row", "sheet"])
def test_hidden_content_blocks_even_without_a_number(where):
    def fill(book):
        sheet = book.active
        sheet.append(["姓名", "单位"])
        sheet.append(["丁禾川", "申岚精密"])
        if where == "column":
            sheet.column_dimensions["B"].hidden = True
        elif where == "row":
            sheet.row_dimensions[2].hidden = True
        else:
            other = book.create_sheet("底稿")
            other.append(["内部备注"])
            other.sheet_state = "veryHidden"

    assert "隐藏内容" in kinds(scan_file(workbook(fill), "名单.xlsx"))


def test_a_number_stored_as_a_number_is_found():
    found = scan_file(workbook(lambda book: book.active.append([13900001234])), "名单.xlsx")
    assert kinds(found) == ["手机号码"]


def test_a_comment_and_the_properties_of_a_workbook_are_read():
    def fill(book):
        book.active["A1"] = "姓名"
        book.active["A1"].comment = Comment("电话13900001234", "经办")
        book.properties.description = "联系 yuan@example.org"

    found = kinds(scan_file(workbook(fill), "名单.xlsx"))
    assert "手机号码" in found
    assert "电子邮箱" in found


def test_a_clean_workbook_passes():
    def fill(book):
        book.active.append(["序号", "姓名", "单位"])
        book.active.append([1, "丁禾川", "申岚精密机械有限公司"])
        book.properties.creator = "协会"

    assert scan_file(workbook(fill), "名单.xlsx") == []


def document(body: str, **parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("word/document.xml", f"<w:document {WORD}><w:body>{body}</w:body></w:document>")
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", text)
    return buffer.getvalue()


def test_a_number_cut_into_runs_is_found():
    runs = "".join(f"<w:r><w:t>{part}</w:t></w:r>" for part in ("310101", "1990", "03070019"))
    assert kinds(scan_file(document(f"<w:p>{runs}</w:p>"), "名单.docx")) == ["身份证号码"]


def test_the_properties_of_a_document_are_read():
    properties = "<cp xmlns='x'><creator>经办 13900001234</creator></cp>"
    found = scan_file(document("<w:p><w:r><w:t>名单</w:t></w:r></w:p>", docProps__core=properties), "名单.docx")
    assert kinds(found) == ["手机号码"]
    assert "文档属性" in found[0].where


def test_a_header_and_a_deleted_text_are_read():
    header = f"<w:hdr {WORD}><w:p><w:r><w:t>139 0000 1234</w:t></w:r></w:p></w:hdr>"
    deleted = "<w:p><w:del><w:r><w:delText>310101199003070019</w:delText></w:r></w:del></w:p>"
    assert sorted(kinds(scan_file(document(deleted, word__header1=header), "名单.docx"))) == ["手机号码", "身份证号码"]


def test_a_clean_document_passes():
    assert scan_file(document("<w:p><w:r><w:t>名单</w:t></w:r></w:p>"), "名单.docx") == []


@pytest.mark.parametrize(
    ("content", "name"), [(b"%PDF-1.7", "名单.pdf"), (b"PK\x03\x04broken", "名单.docx"), (b"\xff", "名单.zip")]
)
def test_what_cannot_be_read_is_not_published(content, name):
    assert len(scan_file(content, name)) == 1


def test_a_document_with_entities_is_not_expanded():
    bomb = '<!DOCTYPE a [<!ENTITY b "13900001234">]><w:document/>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", bomb)
    assert kinds(scan_file(buffer.getvalue(), "名单.docx")) == ["不能读取的内容"]


def test_the_file_name_is_scanned():
    assert "手机号码" in kinds(scan_file(document("<w:p/>"), "丁禾川13900001234.docx"))


def test_two_properties_side_by_side_are_not_read_as_one_number():
    core = "<c xmlns='d'><creator>王某 13900005678</creator><description>310101199003070019</description></c>"

    assert sorted(kinds(scan_file(archive({"docProps/core.xml": core}), "名单.docx"))) == ["手机号码", "身份证号码"]


def test_the_description_of_a_picture_is_read():
    drawing = '<a xmlns:x="d"><x:docPr name="图" descr="联系 13900001234"/></a>'

    assert kinds(scan_file(archive({"word/document.xml": drawing}), "名单.docx")) == ["手机号码"]


@pytest.mark.parametrize("part", ["word/media/image1.png", "word/embeddings/Sheet.xlsx", "word/vbaProject.bin"])
def test_a_picture_or_an_embedded_file_cannot_be_checked(part):
    found = scan_file(archive({"word/document.xml": "<a/>", part: "bytes"}), "名单.docx")

    assert kinds(found) == ["不能自动检查的图片或嵌入文件"]
    assert part in found[0].sentence


def test_the_cache_of_a_pivot_table_and_a_page_header_are_read():
    book = Workbook()
    book.active.oddHeader.center.text = "联系 13900001234"
    content = io.BytesIO()
    book.save(content)
    with zipfile.ZipFile(content, "a") as packed:
        packed.writestr("xl/pivotCache/pivotCacheRecords1.xml", '<r><s v="310101199003070019"/></r>')

    assert sorted(kinds(scan_file(content.getvalue(), "名单.xlsx"))) == ["手机号码", "身份证号码"]


def archive(parts):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        packed.writestr("[Content_Types].xml", CONTENT_TYPES)
        for name, body in parts.items():
            packed.writestr(name, body)
    return content.getvalue()
