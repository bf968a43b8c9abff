"""Reading a sheet: calamine, every cell as text, as the person sees it."""

import datetime as dt
from typing import BinaryIO

import tablib
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from programmes.refusal import Refused


def read_sheet(file: BinaryIO) -> tablib.Dataset:
    """The first sheet of an xlsx, xls or ods file: headers from row 1, blank rows left out; Refused when unreadable."""
    try:
        rows = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise Refused.because(
            _("这个文件不是可读取的工作簿，请用 Excel 或 WPS 另存为 xlsx 后再上传。"), field="file"
        ) from error
    texts = [[_text(cell) for cell in row] for row in rows]
    if not texts or not any(texts[0]):
        raise Refused.because(_("工作簿的第一行应为列名，现在是空的。"), field="file")
    width = max(place for place, title in enumerate(texts[0]) if title) + 1
    dataset = tablib.Dataset(headers=texts[0][:width])
    for row in texts[1:]:
        if any(row):
            dataset.append((row + [""] * width)[:width])
    return dataset


def _text(cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime | dt.date):
        return cell.isoformat()
    return str(cell).strip() if cell is not None else ""
