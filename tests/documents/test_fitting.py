"""Text in fixed boxes: sizes, breaks and the cut at a sentence end (QC23-35)."""

from hypothesis import given
from hypothesis import strategies as st

from documents.fitting import SEE_APPENDIX, break_lines, fit, width

SENTENCE = "主持完成轴承座加工精度提升等十二项攻关。"


def test_short_text_keeps_the_normal_size():
    fitted = fit("装配钳工", width_mm=40, height_mm=9)

    assert (fitted.lines, fitted.size_pt, fitted.cut) == (("装配钳工",), 10.5, False)


def test_text_shrinks_to_nine_points_and_never_below():
    fitted = fit("上海示例精密机械制造有限公司设备部", width_mm=40, height_mm=9)

    assert fitted.size_pt == 9.0
    assert not fitted.cut
    assert "".join(fitted.lines) == "上海示例精密机械制造有限公司设备部"


def test_cut_ends_with_a_sentence_and_the_pointer():
    fitted = fit(SENTENCE * 40, width_mm=140, height_mm=44)

    assert fitted.cut
    assert "".join(fitted.lines).endswith("。" + SEE_APPENDIX)
    assert "".join(fitted.lines).removesuffix(SEE_APPENDIX) == SENTENCE * (len("".join(fitted.lines)) // len(SENTENCE))
    assert fitted.height_mm <= 43


def test_cut_without_any_sentence_end_falls_on_a_character():
    fitted = fit("甲" * 3000, width_mm=60, height_mm=44)

    assert "".join(fitted.lines).endswith("甲" + SEE_APPENDIX)
    assert fitted.height_mm <= 43


def test_closing_mark_never_begins_and_opening_never_ends_a_line():
    lines = break_lines("一二三四五，六七八九“十”一二三", 5)

    assert lines == ["一二三四", "五，六七八", "九“十”一", "二三"]


def test_option_never_wraps_inside():
    assert break_lines("□国际领先　☑国际先进　□国内领先", 11) == ["□国际领先　☑国际先进", "□国内领先"]


def test_words_and_numbers_stay_whole():
    assert break_lines("一次合格率99.1%以上", 7)[1].startswith("99.1%")


@given(st.text(alphabet="甲乙丙丁，。“”（）abc12 \n☑□　", max_size=300), st.floats(4, 40))
def test_breaking_loses_nothing_but_blanks_and_fits(text, ems):
    lines = break_lines(text, ems)

    blanks = str.maketrans("", "", " \u3000\n")
    assert "".join(lines).translate(blanks) == text.translate(blanks)
    assert all(width(line) <= ems + 1e-6 for line in lines)
