"""The printed forms: pages, text, fonts, geometry, missing characters."""

import io
import shutil
import subprocess
from dataclasses import replace

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from documents import fonts, pdf
from documents.papers import Footer, Opinion, PaperA1, PaperA2, PaperE8, PaperE11, RowA2, print_paper, ticks
from documents.papers.a1 import FIRST_PAGE, SEAL_MM, SECOND_PAGE
from documents.papers.notices import title_lines
from programmes.refusal import Refused

FOOTER = Footer("A1", "2026年度", "2026-0087", 3, "1a2b3c4d5e6f")
UNIT = "上海示例精密机械制造有限公司"
FORM = PaperA1(
    year="2026",
    recommender_name="上海市示例产业工会",
    cells={"name": "于砚秋", "identity": "专业技术人员", "specialty": ("一技之长：手工研磨", "其他：声音辨障")},
    base_opinion=Opinion("情况属实，同意推荐。", "2026年6月18日"),
)
CERTIFICATE = PaperE11(
    name="于砚秋",
    title="上海质量工匠",
    issuer="上海市质量协会",
    date="二〇二六年九月十日",
    number="沪质工匠〔2026〕1号",
    verify_url="https://portal.example.org/verify/0123",
    unit_name=UNIT,
)


def text_of(content: bytes, *, page: int = 0) -> str:
    only = ["-f", str(page), "-l", str(page)] if page else []
    asked = ["pdftotext", "-layout", *only, "-", "-"]
    return subprocess.run(asked, input=content, capture_output=True, check=True).stdout.decode().replace(" ", "")


def test_form_has_three_pages_and_a_footer_on_each():
    content = print_paper(FORM, footer=FOOTER)

    assert pdf.page_count(content) == 3
    for page in (1, 2, 3):
        assert f"A1·2026年度·2026-0087第{page}/3页第3版1a2b3c4d" in text_of(content, page=page)


def test_form_prints_answers_and_ticks():
    printed = text_of(print_paper(FORM))

    assert "2026年度“上海质量工匠”申报表" in printed
    assert "□干部☑专业技术人员□普通工人□职员□其他" in printed.replace("\u3000", "")
    assert "☑一技之长：手工研磨" in printed


def test_form_geometry_is_that_of_the_annex():
    first, second = FORM.pages

    assert [line.height_mm for line in FIRST_PAGE] == [9, 9, 16, *[9] * 9, 44]
    assert [line.height_mm for line in SECOND_PAGE] == [22, 26, 50, 72, 44, 30]
    assert (first.width, first.height, second.height) == (160, 159, 244)
    assert all(sum(cell.span for cell in line.cells) == 8 for line in (*FIRST_PAGE, *SECOND_PAGE))


@pytest.mark.parametrize("key", ["name", "post", "craft_spirit", "achievements", "home_address"])
def test_no_text_is_higher_than_its_box(key):
    long = replace(FORM, cells={key: "主持完成多项质量攻关，成效明显。" * 320})

    for page in long.pages:
        assert all(box.fitted.height_mm <= box.height for box in page.boxes)
        assert all(box.height == same.height for box, same in zip(page.boxes, page.boxes, strict=True))
    assert [overflow.heading for overflow in long.overflow] != []


def test_overflow_is_printed_whole_on_the_appendix():
    text = "\n".join(f"第{number}项攻关解决了轴承座精度问题。" for number in range(1, 121))
    content = print_paper(replace(FORM, cells={"achievements": text}))

    assert pdf.page_count(content) > 3
    assert "附页：主要成绩与突出贡献" in text_of(content, page=4)
    assert "第120项攻关解决了轴承座精度问题。" in text_of(content)


def test_square_for_the_seal_stays_free():
    opinions = replace(FORM, base_opinion=Opinion("同意推荐，情况属实。" * 30)).opinion_texts

    for _opinion, fitted, _top in opinions:
        assert 80 - fitted.height_mm - 10 >= SEAL_MM >= 45


def test_fonts_are_embedded():
    with pikepdf.open(io.BytesIO(print_paper(FORM))) as document:
        described = [one["/FontDescriptor"] for one in document.objects if _is_cid_font(one)]

    assert described
    assert all("/FontFile2" in one or "/FontFile3" in one for one in described)


def test_outlines_carry_the_numbers_that_the_page_uses():
    with pikepdf.open(io.BytesIO(print_paper(CERTIFICATE))) as document:
        files = [one["/FontFile3"].read_bytes() for one in document.objects if _has_outlines(one)]

    assert files
    for file in files:
        order = TTFont(io.BytesIO(file)).getGlyphOrder()
        assert order == [".notdef", *(f"cid{number:05d}" for number in range(1, len(order)))]


def _has_outlines(value) -> bool:
    return isinstance(value, pikepdf.Dictionary) and "/FontFile3" in value


def _is_cid_font(value) -> bool:
    return isinstance(value, pikepdf.Dictionary) and str(value.get("/Subtype", "")).startswith("/CIDFontType")


@pytest.mark.parametrize("name", ["李䶮", "王𬭎", "单㙓", "买买提·艾力"])
def test_rare_characters_of_names_are_printed(name):
    assert name in text_of(print_paper(replace(CERTIFICATE, name=name)))


def test_character_without_a_font_is_named_before_anything_is_rendered():
    with pytest.raises(pdf.MissingGlyph) as missing:
        print_paper(replace(CERTIFICATE, name="李\U000323af"))

    assert (missing.value.character, missing.value.name[:7]) == ("\U000323af", "U+323AF")
    assert isinstance(missing.value, Refused)


def test_batch_gives_one_page_each_in_order():
    papers = [replace(CERTIFICATE, name=name) for name in ("于砚秋", "沈一诺", "方知远")]

    files = pdf.render_batch(PaperE11.TEMPLATE, papers)

    assert [pdf.page_count(file) for file in files] == [1, 1, 1]
    assert ["沈一诺" in text_of(file) for file in files] == [False, True, False]
    assert max(map(len, files)) < 150_000


def test_recommendation_list_has_at_least_twelve_rows_and_repeats_its_header():
    short = PaperA2("上海市示例产业工会", [RowA2(UNIT, "于砚秋", "装配", "高级工程师")])
    long = replace(short, rows=short.rows * 40)

    assert len(short.printed) == 12
    content = print_paper(long)
    assert pdf.page_count(content) >= 2
    assert all("所在岗位名称" in text_of(content, page=page) for page in range(1, pdf.page_count(content)))


def test_notice_follows_the_official_page():
    notice = PaperE8(
        "关于候选人名单的公示",
        ["现予公示。"],
        "8月17日至8月21日",
        [],
        [],
        [("于砚秋", "", UNIT, "")] * 30,
        "上海市质量协会",
        "2026年8月16日",
    )
    content = print_paper(notice)

    assert "—1—" in text_of(content, page=1)
    assert "—2—" in text_of(content, page=2)
    with pikepdf.open(io.BytesIO(content)) as document:
        assert [round(float(side)) for side in document.pages[0].mediabox[2:]] == [595, 842]


def test_unknown_setup_is_refused():
    with pytest.raises(ValueError, match="S9"):
        pdf.render(PaperE11.TEMPLATE, CERTIFICATE, setup="S9")


def test_a_paper_fetches_nothing(tmp_path):
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"not for print")
    with pytest.raises(ValueError, match="protocol"):
        pdf._fetcher().fetch(secret.as_uri())


def test_ticks_print_what_was_written_after_an_option():
    assert ticks(("带徒", "培训", "其他"), ("培训", "其他：编写教材")) == "□带徒　☑培训　☑其他：编写教材"


def test_fonts_are_cut_once(tmp_path):
    first = fonts.prepare(tmp_path)
    made = (first / "fonts.conf").stat().st_mtime_ns

    assert fonts.prepare(tmp_path) == first
    assert (first / "fonts.conf").stat().st_mtime_ns == made
    assert [path.name for path in tmp_path.iterdir()] == [first.name]


def test_every_logical_name_ends_with_a_whole_font():
    assert all(fonts.files_of(name)[-1].name.startswith("whole-") for name in fonts.NAMES)


def test_fonts_of_the_office_win(tmp_path, settings):
    source = next(iter(fonts._sources()["kai"]))
    shutil.copy(source.path, tmp_path / "SimSun-office.ttf")
    settings.FONT_DIR = str(tmp_path)

    assert fonts._owned("song").path == str(tmp_path / "SimSun-office.ttf")
    assert fonts._owned("hei") is None


def test_a_long_title_breaks_behind_the_quoted_name():
    assert title_lines("2027 年度“上海质量工匠”名单审定会议纪要") == ("2027 年度“上海质量工匠”", "名单审定会议纪要")
    assert title_lines("关于命名 2027 年度“上海质量工匠”的决定") == ("关于命名 2027 年度“上海质量工匠”的决定",)
