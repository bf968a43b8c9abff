"""Workbooks: written as text so that nothing is executed or rewritten on opening, read fast with every error placed.

A number such as an identity card or a telephone stays what was typed; a text that starts with = + - @ stays a text.
"""

import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice
from typing import Any
from zipfile import BadZipFile

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from python_calamine import CalamineError, CalamineWorkbook

from programmes.refusal import Refused

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_CHARACTERS = 32_767  # the limit of a cell in the file format
MOST_ROWS = 20_000
NARROWEST, WIDEST = 8, 60
MEASURED_ROWS = 200
LIST_ROWS = 2_000
LONGEST_INLINE_LIST = 250  # characters; a longer list of choices goes to a hidden sheet

_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
HEAD_FILL = PatternFill("solid", fgColor="F2EDE3")
HEAD_FONT = Font(bold=True)
WRAPPED = Alignment(vertical="top", wrap_text=True)


@dataclass(frozen=True)
class Column:
    """A column of a workbook that people fill in.

    ``read`` turns the text into a value and raises ValueError or Refused with the sentence for the person.
    """

    key: str
    title: str
    required: bool = False
    choices: tuple[str, ...] = ()
    hint: str = ""
    width: int = 16
    read: Callable[[str], Any] | None = None


@dataclass(frozen=True)
class CellError:
    """What is wrong in a cell; ``row`` is the number that the office suite shows, ``column`` its title."""

    row: int
    column: str
    sentence: str


@dataclass(frozen=True)
class Row:
    number: int
    values: dict[str, Any]
    errors: tuple[CellError, ...] = field(default=())


def write_workbook(sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Any]]]]) -> bytes:
    """Return an .xlsx with one sheet per ``(title, headers, rows)``; every cell is text, rows may be a generator."""
    workbook = Workbook(write_only=True)
    for title, headers, rows in sheets:
        _write_sheet(workbook, str(title), [str(header) for header in headers], iter(rows))
    return _bytes_of(workbook)


def write_template(
    title: str, columns: Sequence[Column], *, instruction: str, examples: Iterable[Sequence[str]] = ()
) -> bytes:
    """Return a workbook to fill in: an instruction row, the header row, lists of choices, then empty rows."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = _sheet_name(title)
    sheet.append([instruction])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=max(len(columns), 1))
    sheet.row_dimensions[1].height = 15 * max(2, instruction.count("\n") + 1)
    sheet["A1"].alignment = WRAPPED
    sheet.append([column.title + ("*" if column.required else "") for column in columns])
    for row in examples:
        sheet.append([as_text(value) for value in row])
    for index, column in enumerate(columns, start=1):
        _dress_column(workbook, sheet, index, column)
    sheet.freeze_panes = "A3"
    return _bytes_of(workbook)


def read_workbook(file, columns: Sequence[Column], *, most_rows: int = MOST_ROWS) -> list[Row]:
    """Return the filled rows below the header row of the first sheet of an .xlsx, .xls or .ods file.

    The header row is found by its titles within the first ten rows, columns may stand in any order, empty rows are
    skipped. Errors of cells stay with their row. Refused when the file or its header cannot be read.
    """
    table = _first_sheet(file)
    start, places = _find_header(table, columns)
    filled = [
        (number, cells) for number, cells in enumerate(table[start:], start=start + 1) if any(map(as_text, cells))
    ]
    if len(filled) > most_rows:
        raise Refused.because(_("表格超过 {count} 行。请分成几个文件上传。").format(count=most_rows))
    return [_read_row(number, cells, columns, places) for number, cells in filled]


def as_text(value: Any) -> str:
    """What a person sees in the cell, as text: whole numbers without .0, dates as 2026-07-01, ticks as 是 and 否."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.strftime("%Y-%m-%d") if midnight else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return _UNWRITABLE.sub("", str(value)).strip()[:MOST_CHARACTERS]


# Writing


def _write_sheet(workbook: Workbook, title: str, headers: list[str], rows) -> None:
    sheet = workbook.create_sheet(_sheet_name(title))
    measured = [[as_text(value) for value in row] for row in islice(rows, MEASURED_ROWS)]
    for index, width in enumerate(_widths(headers, measured), start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.freeze_panes = "A2"
    sheet.append([_head_cell(sheet, header) for header in headers])
    for row in measured:
        sheet.append([_text_cell(sheet, value) for value in row])
    for row in rows:
        sheet.append([_text_cell(sheet, as_text(value)) for value in row])


def _text_cell(sheet, text: str) -> WriteOnlyCell:
    """A cell of the type text: openpyxl would read a leading = as a formula."""
    cell = WriteOnlyCell(sheet)
    cell._value, cell.data_type = text, "s"
    cell.number_format = "@"
    return cell


def _head_cell(sheet, text: str) -> WriteOnlyCell:
    cell = _text_cell(sheet, text)
    cell.font, cell.fill = HEAD_FONT, HEAD_FILL
    return cell


def _widths(headers: list[str], rows: list[list[str]]) -> list[int]:
    longest = [_width(header) for header in headers]
    for row in rows:
        longest = [max(known, _width(text)) for known, text in zip(longest, row, strict=False)] + longest[len(row) :]
    return [min(max(width + 2, NARROWEST), WIDEST) for width in longest]


def _width(text: str) -> int:
    line = max(text.split("\n"), key=len)
    return sum(1 if character < "\u2e80" else 2 for character in line)


def _sheet_name(title: str) -> str:
    return _SHEET_NAME.sub(" ", str(title)).strip("' ")[:31] or "Sheet1"


def _dress_column(workbook: Workbook, sheet, index: int, column: Column) -> None:
    letter = get_column_letter(index)
    sheet.column_dimensions[letter].width = column.width
    sheet.column_dimensions[letter].number_format = "@"
    head = sheet.cell(row=2, column=index)
    head.font, head.fill = HEAD_FONT, HEAD_FILL
    for number in range(3, 103):
        sheet.cell(row=number, column=index).number_format = "@"
    if column.choices or column.hint:
        sheet.add_data_validation(_validation(workbook, column, f"{letter}3:{letter}{LIST_ROWS}"))


def _validation(workbook: Workbook, column: Column, cells: str) -> DataValidation:
    validation = DataValidation(type="list" if column.choices else None, allow_blank=not column.required, sqref=cells)
    if column.choices:
        validation.formula1 = _choices_formula(workbook, column)
        validation.showErrorMessage = True
        validation.errorTitle, validation.error = column.title, _("请从列表中选择。")
    if column.hint:
        validation.showInputMessage = True
        validation.promptTitle, validation.prompt = column.title[:32], column.hint[:250]
    return validation


def _choices_formula(workbook: Workbook, column: Column) -> str:
    inline = ",".join(column.choices)
    if len(inline) <= LONGEST_INLINE_LIST and not any("," in choice or '"' in choice for choice in column.choices):
        return f'"{inline}"'
    sheet = workbook["选项"] if "选项" in workbook.sheetnames else workbook.create_sheet("选项")
    sheet.sheet_state = "hidden"
    index = 1 if sheet.cell(1, 1).value is None else sheet.max_column + 1
    for number, choice in enumerate(column.choices, start=1):
        sheet.cell(number, index, choice)
    letter = get_column_letter(index)
    return f"选项!${letter}$1:${letter}${len(column.choices)}"


def _bytes_of(workbook: Workbook) -> bytes:
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


# Reading


def _first_sheet(file) -> list[list[Any]]:
    content = file if isinstance(file, bytes) else file.read()
    try:
        return (
            CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
        )
    except (CalamineError, BadZipFile, ValueError, IndexError) as error:
        raise Refused.because(_("文件打不开。请用表格软件另存为 .xlsx 后再上传。")) from error


def _find_header(table: list[list[Any]], columns: Sequence[Column]) -> tuple[int, dict[str, int]]:
    """The index of the first row below the header, and where each column stands."""
    required = {column.title for column in columns if column.required} or {column.title for column in columns}
    missing = required
    for index, cells in enumerate(table[:10]):
        titles = {as_text(cell).rstrip("*＊ "): place for place, cell in enumerate(cells) if as_text(cell)}
        if required <= titles.keys():
            return index + 1, {column.key: titles[column.title] for column in columns if column.title in titles}
        missing = min(missing, required - titles.keys(), key=len)
    raise Refused.because(_("表头缺少：{titles}。请使用下载的模板。").format(titles="、".join(sorted(missing))))


def _read_row(number: int, cells: list[Any], columns: Sequence[Column], places: dict[str, int]) -> Row:
    values: dict[str, Any] = {}
    errors = []
    for column in columns:
        place = places.get(column.key)
        text = as_text(cells[place]) if place is not None and place < len(cells) else ""
        try:
            values[column.key] = _read_cell(column, text)
        except (ValueError, Refused) as error:
            values[column.key] = text
            errors.append(CellError(number, column.title, str(error)))
    return Row(number, values, tuple(errors))


def _read_cell(column: Column, text: str) -> Any:
    if not text:
        if column.required:
            raise ValueError(_("请填写{title}。").format(title=column.title))
        return ""
    if column.choices and text not in column.choices:
        raise ValueError(_("{title}不在可选范围：{text}。").format(title=column.title, text=text[:30]))
    return column.read(text) if column.read else text
