"""An import of experts in two steps: look (nothing is written), then write all rows or none."""

import uuid
from dataclasses import dataclass

from django.core.files.storage import storages
from django.db import transaction

from accounts.workbooks import read_sheet
from audit.record import record
from programmes.refusal import Refused
from reviews.permissions import may_edit_experts
from reviews.resources import ExpertResource, sheet_errors

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


def preview(name: str, *, by) -> Preview:
    """Check every row of a kept workbook without writing; Refused when it cannot be read."""
    dataset = _dataset(name)
    result = ExpertResource(by=by).import_data(dataset, dry_run=True, use_transactions=True)
    return _seen(dataset, result)


@transaction.atomic
def run(name: str, *, by, file_name: str) -> Preview:
    """Write every row of a kept workbook, or none: Refused when any row has an error."""
    if not may_edit_experts(by):
        raise Refused.because("只有主办单位的工作人员可以维护专家库。")
    dataset = _dataset(name)
    result = ExpertResource(by=by).import_data(dataset, use_transactions=True, rollback_on_validation_errors=True)
    done = _seen(dataset, result)
    if done.errors:
        raise Refused.because(f"名单里有 {len(done.errors)} 处错误，没有写入任何内容。")
    details = {"file": file_name, "created": done.created, "changed": done.changed}
    record(by, "import_experts", by=by, label="导入专家名单", details=details)
    return done


def _seen(dataset, result):
    return Preview(
        rows=len(dataset),
        created=result.totals["new"],
        changed=result.totals["update"],
        errors=sheet_errors(result),
        headers=list(dataset.headers or []),
        sample=[tuple(row) for row in dataset[:SAMPLE]],
    )


def _dataset(name):
    with storages["private"].open(name) as file:
        return read_sheet(file)
