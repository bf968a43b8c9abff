"""The register of organisations."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.checking import check
from accounts.models import Organisation, OrganisationName
from accounts.permissions import may_edit_organisation, may_import_organisations
from audit.record import record
from programmes import clock
from programmes.refusal import Refused

EDITABLE = (
    "name",
    "short_name",
    "credit_code",
    "kind",
    "controlling_capital",
    "industry",
    "district",
    "address",
    "postcode",
    "phone",
    "parent",
    "is_group",
    "is_recommender",
    "is_district_union",
    "is_organiser",
    "is_active",
)


@transaction.atomic
def save_organisation(organisation: Organisation, *, by, source: str = "") -> Organisation:
    """Register an organisation or change it; a changed name is kept as 曾用名 with ``source`` (rules.md §3)."""
    if not may_edit_organisation(by, organisation):
        raise Refused.because(_("您没有权限修改单位资料。"))
    check(organisation)
    before = Organisation.objects.select_for_update().filter(pk=organisation.pk).first()
    if before is None:
        organisation.save()
        record(organisation, "create", by=by, label=_("登记单位"))
        return organisation
    changed = [field for field in EDITABLE if getattr(before, field) != getattr(organisation, field)]
    if changed:
        organisation.save()
        _keep_name(before, organisation, source)
        record(
            organisation, "change", by=by, label=_("修改单位资料"), details=_difference(before, organisation, changed)
        )
    return organisation


def _difference(before, after, fields) -> dict:
    return {
        "fields": {field: [str(getattr(before, field) or ""), str(getattr(after, field) or "")] for field in fields}
    }


def _keep_name(before, after, source: str) -> None:
    if before.name != after.name:
        OrganisationName.objects.create(organisation=after, name=before.name, until_on=clock.today(), source=source)


def rename_organisation(organisation: Organisation, *, name: str, by, source: str = "") -> Organisation:
    """Give an organisation a new name; the former one stays findable."""
    organisation.name = name.strip()
    return save_organisation(organisation, by=by, source=source)


@transaction.atomic
def record_import(*, by, file_name: str, created: int, changed: int) -> None:
    """Append to the importing person's record what a workbook brought in."""
    if not may_import_organisations(by):
        raise Refused.because(_("您没有权限导入单位。"))
    details = {"file": file_name, "created": created, "changed": changed}
    record(by, "import_organisations", by=by, label=_("导入单位名录"), details=details)
