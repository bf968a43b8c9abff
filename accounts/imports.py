"""The register of organisations from a workbook: look, then write all rows or none."""

from django.db import transaction

from accounts import sheets
from accounts.actions import record_import
from accounts.resources import OrganisationResource
from accounts.sheets import Preview


def preview(name: str) -> Preview:
    """Check every row of a kept workbook without writing; Refused when it cannot be read."""
    return sheets.look(name, OrganisationResource())


@transaction.atomic
def run(name: str, *, by, file_name: str) -> Preview:
    """Write every row of a kept workbook, or none: Refused when any row has an error."""
    done = sheets.write(name, OrganisationResource())
    record_import(by=by, file_name=file_name, created=done.created, changed=done.changed)
    return done
