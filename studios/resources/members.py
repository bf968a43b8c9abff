"""The workbook of members: the columns of the form, with the words of an option in place of its code."""

from documents.workbooks import Column as SheetColumn
from programmes.spec import Column, Kind
from programmes.studio_rows import MEMBER

YES, NO = "是", "否"


def _sheet_column(column: Column) -> SheetColumn:
    choices = tuple(option.label for option in column.options)
    if column.kind is Kind.TICK:
        choices = (YES, NO)
    return SheetColumn(
        key=column.key,
        title=column.label,
        required=column.required,
        choices=choices,
        hint=column.help,
        read=_reader(column),
    )


def _reader(column):
    if column.kind is Kind.TICK:
        return lambda text: text == YES
    if column.options:
        codes = {option.label: option.code for option in column.options}
        return codes.__getitem__
    return None


COLUMNS = tuple(_sheet_column(column) for column in MEMBER)
