"""Workbooks: text only when written, errors placed when read."""

import io

import pytest
from openpyxl import Workbook, load_workbook

from documents.workbooks import Column, read_workbook, write_template, write_workbook
from programmes.refusal import Refused


def whole_number(text):
    if not text.isdigit():
        raise ValueError("工作年限请填整数。")
    return int(text)


COLUMNS = (
    Column("name", "姓名", required=True),
    Column("gender", "性别", choices=("男", "女")),
    Column("years", "工作年限", read=whole_number, hint="填整数"),
)


def sheet_of(content):
    return load_workbook(io.BytesIO(content)).worksheets[0]


@pytest.mark.parametrize(
    "dangerous", ["=1+1", "+cmd", "-2", "@SUM(A1)", '=HYPERLINK("http://x")', "310101199001011237"]
)
def test_every_cell_is_text(dangerous):
    cell = sheet_of(write_workbook([("名单", ["列"], [[dangerous]])]))["A2"]

    assert (cell.value, cell.data_type, cell.number_format) == (dangerous, "s", "@")


def test_several_sheets_from_generators():
    content = write_workbook([("甲", ["列"], ([str(n)] for n in range(500))), ("乙/丙", ["列"], [])])

    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["甲", "乙 丙"]
    assert book.worksheets[0].max_row == 501


def test_control_characters_do_not_break_the_file():
    assert sheet_of(write_workbook([("名单", ["列"], [["甲\x0b乙"]])]))["A2"].value == "甲乙"


def test_template_can_be_filled_and_read_back():
    content = write_template("人员", COLUMNS, instruction="带 * 的必填。", examples=[["于砚秋", "女", "18"]])

    (row,) = read_workbook(content, COLUMNS)
    assert (row.number, row.values, row.errors) == (3, {"name": "于砚秋", "gender": "女", "years": 18}, ())


def test_template_offers_the_choices():
    validations = sheet_of(write_template("人员", COLUMNS, instruction="说明")).data_validations.dataValidation

    assert [one.formula1 for one in validations] == ['"男,女"', None]


def test_long_lists_of_choices_stand_on_a_hidden_sheet():
    column = Column("industry", "行业", choices=tuple(f"第{n}类行业名称" for n in range(60)))
    book = load_workbook(io.BytesIO(write_template("人员", [column], instruction="说明")))

    assert book["选项"].sheet_state == "hidden"
    assert book.worksheets[0].data_validations.dataValidation[0].formula1 == "选项!$A$1:$A$60"


def test_errors_stay_with_their_row_and_cell():
    content = write_workbook([("人员", ["姓名", "性别", "工作年限"], [["于砚秋", "女", "18"], ["", "其他", "很多"]])])

    good, bad = read_workbook(content, COLUMNS)
    assert good.errors == ()
    assert [(one.row, one.column, one.sentence) for one in bad.errors] == [
        (3, "姓名", "请填写姓名。"),
        (3, "性别", "性别不在可选范围：其他。"),
        (3, "工作年限", "工作年限请填整数。"),
    ]


def test_columns_may_stand_in_any_order_and_numbers_stay_as_typed():
    book = Workbook()
    book.active.append(["工作年限", "姓名*"])
    book.active.append([18, "沈一诺"])
    content = io.BytesIO()
    book.save(content)

    (row,) = read_workbook(content.getvalue(), COLUMNS)
    assert row.values == {"name": "沈一诺", "gender": "", "years": 18}


def test_missing_header_is_named():
    with pytest.raises(Refused, match="表头缺少：姓名"):
        read_workbook(write_workbook([("人员", ["性别"], [])]), COLUMNS)


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04broken"])
def test_what_is_no_workbook_is_refused(content):
    with pytest.raises(Refused, match="文件打不开"):
        read_workbook(content, COLUMNS)


def test_too_many_rows_are_refused():
    content = write_workbook([("人员", ["姓名"], [["甲"]] * 11)])

    with pytest.raises(Refused, match="超过 10 行"):
        read_workbook(content, COLUMNS, most_rows=10)
