"""An import in two steps, for any resource: look (nothing is written), then write all rows or none."""

import uuid
from dataclasses import dataclass

from django.core.files.storage import storages
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.workbooks import read_sheet
from programmes.refusal import Refused

SAMPLE = 10


@dataclass(frozen=True)
class Preview:
    """What a workbook would do. ``errors`` are (row, column, sentence); with any of them nothing can be written."""

    rows: int
    created: int
    changed: int
    errors: list[tuple[int, str, str]]
    headers: list[str]
    sample: list[tuple[str, ...]]


def keep(file) -> str:
    """Put an uploaded workbook into the private storage; returns the name under which the second step finds it."""
    return storages["private"].save(f"imports/{uuid.uuid4().hex}.xlsx", file)


def forget(name: str) -> None:
    storages["private"].delete(name)


def look(name: str, resource) -> Preview:
    """Check every row of a kept workbook without writing; Refused when it cannot be read."""
    dataset = _dataset(name)
    if not len(dataset):
        raise Refused.because(_("工作簿里只有列名，请从第二行起填写。"), field="file")
    result = resource.import_data(dataset, dry_run=True, use_transactions=True)
    return _seen(dataset, result, resource)


@transaction.atomic
def write(name: str, resource) -> Preview:
    """Write every row of a kept workbook, or none: Refused when any row has an error."""
    dataset = _dataset(name)
    result = resource.import_data(dataset, use_transactions=True, rollback_on_validation_errors=True)
    done = _seen(dataset, result, resource)
    if done.errors:
        raise Refused.because(_("工作簿里有 %(count)s 处错误，没有写入任何内容。") % {"count": len(done.errors)})
    return done


def _seen(dataset, result, resource) -> Preview:
    return Preview(
        rows=len(dataset),
        created=result.totals["new"],
        changed=result.totals["update"],
        errors=sheet_errors(result, resource),
        headers=list(dataset.headers or []),
        sample=[tuple(row) for row in dataset[:SAMPLE]],
    )


def sheet_errors(result, resource) -> list[tuple[int, str, str]]:
    """Every error as (row of the sheet, column name, sentence), in the order of the sheet; row 0 is the sheet itself."""
    titles = {field.attribute: field.column_name for field in resource.fields.values()}
    titles |= {name: field.column_name for name, field in resource.fields.items()}
    found = [(0, "", str(error.error)) for error in result.base_errors]
    found += [(number + 1, "", str(one.error)) for number, errors in result.row_errors() for one in errors]
    for row in result.invalid_rows:
        for name, sentences in row.error.message_dict.items():
            found += [(row.number + 1, titles.get(name, ""), sentence) for sentence in sentences]
    return sorted(found)


def _dataset(name: str):
    with storages["private"].open(name) as file:
        return read_sheet(file)
