"""Honours of former years and of other bodies as a workbook: looked at first, then all rows or none."""

import datetime as dt
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import transaction
from import_export import fields, resources
from import_export.widgets import CharWidget

from accounts import sheets
from accounts.sheets import Preview
from audit.record import record
from craftsmen import permissions
from craftsmen.actions import enrol, outside
from craftsmen.models import Honour, TargetIndustry
from programmes.identity import birth_of, gender_of, is_id18
from programmes.refusal import Refused
from programmes.text import normalise_code, normalise_name

MOST_ROWS = 2000
TITLES = {
    "name": "姓名",
    "id_number": "身份证号码",
    "kind": "荣誉",
    "year": "年度",
    "number": "证书编号",
    "issuer": "颁发单位",
    "granted": "授予日期",
    "unit": "授予时单位",
    "industry": "产业方向",
}
REQUIRED = ("姓名", "身份证号码", "荣誉", "年度", "授予日期")


def _column(key):
    return fields.Field(attribute=key, column_name=TITLES[key], widget=CharWidget())


class HonourResource(resources.ModelResource):
    """One row one title; the identity number finds the person or makes one, never the name (rules.md §3)."""

    name, id_number, kind, year = _column("name"), _column("id_number"), _column("kind"), _column("year")
    number, issuer, granted, unit = _column("number"), _column("issuer"), _column("granted"), _column("unit")
    industry = _column("industry")

    class Meta:
        model = Honour
        import_id_fields = ()
        fields = tuple(TITLES)
        clean_model_instances = False
        skip_diff = True
        use_transactions = True

    def __init__(self, *, organiser, by, **kwargs):
        super().__init__(**kwargs)
        self.organiser, self.by = organiser, by
        self.seen: dict[tuple[str, str], int] = {}

    @cached_property
    def codes(self) -> dict[str, str]:
        """The words for an honour → its code."""
        return {title: code for code, title in outside.kinds(self.organiser).items()}

    @cached_property
    def industries(self) -> dict[str, TargetIndustry]:
        """Those in use, by name (QC26-06)."""
        return {one.name: one for one in TargetIndustry.objects.filter(is_active=True)}

    def before_import(self, dataset, **kwargs):
        missing = [title for title in REQUIRED if title not in (dataset.headers or [])]
        if missing:
            raise ValueError(f"第一行缺少列：{'、'.join(missing)}")
        if len(dataset) > MOST_ROWS:
            raise ValueError(f"一次最多导入 {MOST_ROWS} 行")

    def get_instance(self, instance_loader, row):
        return None

    def import_instance(self, instance, row, **kwargs):
        """Read the cells into ``instance.entry``; every bad cell is an error of its column."""
        cells = {key: str(row.get(title) or "").strip() for key, title in TITLES.items()}
        entry, errors = self._read(cells), {}
        if not entry["name"]:
            errors["name"] = ["请填写姓名"]
        if not is_id18(entry["id_number"]):
            errors["id_number"] = ["身份证号码的校验位不对，请对照证件核对"]
        if entry["honour_code"] is None:
            errors["kind"] = [f"“{cells['kind']}”不在可选范围内：{'、'.join(self.codes)}"]
        if cells["industry"] and entry["industry"] is None:
            errors["industry"] = [f"“{cells['industry']}”不在使用中的产业方向里，可以留空"]
        names = {"granted_on": "granted", "year": "year"}
        for finding in outside.row_findings(entry["year"], entry["granted_on"]):
            errors[names[finding.field]] = [finding.sentence]
        self._once(entry, errors, kwargs.get("row_number", 0) + 1)
        if errors:
            raise ValidationError(errors)
        instance.entry = entry

    def _read(self, cells):
        return {
            "name": normalise_name(cells["name"]),
            "id_number": normalise_code(cells["id_number"]),
            "honour_code": self.codes.get(cells["kind"]),
            "year": int(cells["year"]) if cells["year"].isdigit() else None,
            "granted_on": _day(cells["granted"]),
            "number": cells["number"],
            "issuer": cells["issuer"],
            "unit": cells["unit"],
            "industry": self.industries.get(cells["industry"]),
        }

    def _once(self, entry, errors, number):
        pair = (entry["id_number"], entry["honour_code"])
        if pair in self.seen and not errors:
            errors["kind"] = [f"与第 {self.seen[pair]} 行是同一个人的同一荣誉"]
        self.seen.setdefault(pair, number)

    def save_instance(self, instance, is_create, row, **kwargs):
        entry = dict(instance.entry)
        number = entry.pop("id_number")
        try:
            person = enrol(
                name=entry["name"], id_number=number, gender=gender_of(number), birth_on=birth_of(number), by=self.by
            )
            outside.enter(person, organiser=self.organiser, by=self.by, **entry)
        except Refused as refused:
            raise ValidationError([finding.sentence for finding in refused.findings]) from refused


def _day(text):
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None


def preview(name: str, *, organiser, by) -> Preview:
    """Check every row of a kept workbook without writing; Refused when it cannot be read."""
    return sheets.look(name, HonourResource(organiser=organiser, by=by))


@transaction.atomic
def run(name: str, *, organiser, by, file_name: str) -> Preview:
    """Write every row of a kept workbook, or none: Refused when any row has an error."""
    if not permissions.may_record(by, organiser):
        raise Refused.because("只有主办单位的工作人员可以登记荣誉。")
    done = sheets.write(name, HonourResource(organiser=organiser, by=by))
    details = {"file": file_name, "created": done.created}
    record(organiser, "import_honours", by=by, label="导入荣誉名单", details=details)
    return done
