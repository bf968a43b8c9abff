"""姓氏笔画 order (COM-17, practice.md §9.3)."""

import pytest

from programmes.strokes import STROKES, stroke_key, surname


@pytest.mark.parametrize(
    ("first", "then"),
    [("李", "张"), ("于", "万"), ("陈", "欧"), ("陆", "周"), ("王", "方"), ("朱", "刘"), ("于", "李")],
)
def test_order_is_by_count_then_by_stroke_types(first, then):
    assert stroke_key(first) < stroke_key(then)


def test_names_sort_whole():
    names = ["诸葛定", "欧阳砺锋", "李明", "于立", "上官淬", "李中", "李"]
    assert sorted(names, key=stroke_key) == ["于立", "上官淬", "李", "李中", "李明", "欧阳砺锋", "诸葛定"]


def test_table_holds_the_common_surnames_as_stroke_types():
    assert len(STROKES) >= 300
    assert set("".join(STROKES.values())) == set("12345")
    assert [STROKES[sign] for sign in "李王张于万"] == ["1234521", "1121", "5153154", "112", "153"]


def test_unknown_signs_come_last_and_can_be_given():
    assert stroke_key("𬭎") > stroke_key("瞿")
    assert stroke_key("𬭎", overrides={"𬭎": "311151"}) < stroke_key("李")


def test_compound_surnames_are_whole():
    assert [surname(name) for name in ("欧阳砺锋", "欧砺锋", "单于成器", "")] == ["欧阳", "欧", "单于", ""]


def test_a_transcribed_name_stands_by_the_strokes_of_its_first_sign():
    names = ["瞿晓岚", "买买提·艾力", "石慎微", "阿依古丽·吐尔逊江", "汪书恒"]

    assert sorted(names, key=stroke_key) == ["石慎微", "买买提·艾力", "汪书恒", "阿依古丽·吐尔逊江", "瞿晓岚"]
