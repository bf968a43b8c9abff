"""The pool of experts from a workbook: look, then write all rows or none."""

from django.db import transaction

from accounts import sheets
from accounts.sheets import Preview
from audit.record import record
from programmes.refusal import Refused
from reviews.permissions import may_edit_experts
from reviews.resources import ExpertResource


def preview(name: str, *, by) -> Preview:
    """Check every row of a kept workbook without writing; Refused when it cannot be read."""
    return sheets.look(name, ExpertResource(by=by))


@transaction.atomic
def run(name: str, *, by, file_name: str) -> Preview:
    """Write every row of a kept workbook, or none: Refused when any row has an error."""
    if not may_edit_experts(by):
        raise Refused.because("只有主办单位的工作人员可以维护专家库。")
    done = sheets.write(name, ExpertResource(by=by))
    details = {"file": file_name, "created": done.created, "changed": done.changed}
    record(by, "import_experts", by=by, label="导入专家名单", details=details)
    return done
