"""An import in two steps: look (nothing is written), then write all rows or none."""

import uuid
from dataclasses import dataclass

from django.core.files.storage import storages
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import record_import
from accounts.resources import OrganisationResource, sheet_errors
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


def preview(name: str) -> Preview:
    """Check every row of a kept workbook without writing; Refused when it cannot be read."""
    dataset = _dataset(name)
    result = OrganisationResource().import_data(dataset, dry_run=True, use_transactions=True)
    return Preview(
        rows=len(dataset),
        created=result.totals["new"],
        changed=result.totals["update"],
        errors=sheet_errors(result),
        headers=list(dataset.headers),
        sample=[tuple(row) for row in dataset[:SAMPLE]],
    )


@transaction.atomic
def run(name: str, *, by, file_name: str) -> Preview:
    """Write every row of a kept workbook, or none: Refused when any row has an error."""
    dataset = _dataset(name)
    result = OrganisationResource().import_data(dataset, use_transactions=True, rollback_on_validation_errors=True)
    errors = sheet_errors(result)
    if errors:
        raise Refused.because(_("名录里有 %(count)s 处错误，没有写入任何内容。") % {"count": len(errors)})
    done = Preview(len(dataset), result.totals["new"], result.totals["update"], [], list(dataset.headers), [])
    record_import(by=by, file_name=file_name, created=done.created, changed=done.changed)
    return done


def forget(name: str) -> None:
    storages["private"].delete(name)


def _dataset(name: str):
    with storages["private"].open(name) as file:
        return read_sheet(file)
