"""People of a list as a workbook: looked at first, then all rows or none (D1)."""

from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import transaction
from import_export import fields, resources
from import_export.widgets import CharWidget

from accounts import sheets
from accounts.models import Organisation
from accounts.sheets import Preview
from audit.record import record
from craftsmen.models import TargetIndustry
from cultivation.actions import rosters
from cultivation.actions.rosters import Listed
from cultivation.models import Trainee
from programmes.cultivation import FEATURES
from programmes.refusal import Refused

MOST_ROWS = 500
TITLES = {
    "name": "姓名",
    "id_number": "身份证号码",
    "employer": "工作单位",
    "post": "岗位、工种",
    "skill": "技能等级、职称",
    "industry": "产业方向",
    "features": "特点",
    "remark": "备注",
}
REQUIRED = ("姓名", "身份证号码", "工作单位", "岗位、工种")


def _column(key):
    return fields.Field(attribute=key, column_name=TITLES[key], widget=CharWidget())


class ListResource(resources.ModelResource):
    """One row one person; the identity number finds the person or makes one, never the name."""

    name, id_number, employer, post = _column("name"), _column("id_number"), _column("employer"), _column("post")
    skill, industry, features, remark = _column("skill"), _column("industry"), _column("features"), _column("remark")

    class Meta:
        model = Trainee
        import_id_fields = ()
        fields = tuple(TITLES)
        clean_model_instances = False
        skip_diff = True
        use_transactions = True

    def __init__(self, *, roster, by, **kwargs):
        super().__init__(**kwargs)
        self.roster, self.by = roster, by
        self.seen: dict[str, int] = {}

    @cached_property
    def units(self) -> dict[str, Organisation]:
        rows = Organisation.objects.filter(is_active=True)
        return {one.name: one for one in rows} | {one.credit_code: one for one in rows if one.credit_code}

    @cached_property
    def industries(self) -> dict[str, TargetIndustry]:
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
        """Read the cells into ``instance.listed``; every bad cell is an error of its column."""
        cells = {key: str(row.get(title) or "").strip() for key, title in TITLES.items()}
        listed, errors = self._read(cells)
        for finding in rosters.row_findings(listed):
            errors.setdefault(finding.field, [finding.sentence])
        if listed.id_number in self.seen and listed.id_number:
            errors.setdefault("id_number", [f"与第 {self.seen[listed.id_number]} 行是同一个人"])
        self.seen.setdefault(listed.id_number, kwargs.get("row_number", 0) + 1)
        if errors:
            raise ValidationError(errors)
        instance.listed = listed

    def _read(self, cells):
        errors: dict[str, list[str]] = {}
        labels = {option.label: option.code for option in FEATURES}
        named = [part for part in cells["features"].replace(",", "、").replace("，", "、").split("、") if part]
        unknown = [part for part in named if part not in labels]
        if unknown:
            errors["features"] = [f"“{'、'.join(unknown)}”不在可选范围内：{'、'.join(labels)}"]
        if cells["industry"] and cells["industry"] not in self.industries:
            errors["industry"] = [f"“{cells['industry']}”不在产业方向目录中：{'、'.join(self.industries)}"]
        employer = self.units.get(cells["employer"]) or self.units.get(cells["employer"].upper())
        if cells["employer"] and employer is None:
            errors["employer"] = [f"单位名录中没有“{cells['employer']}”，请核对全称，或联系协会登记"]
        listed = Listed(
            name=cells["name"],
            id_number=cells["id_number"].upper(),
            employer=employer,
            post=cells["post"],
            skill=cells["skill"],
            industry=self.industries.get(cells["industry"]),
            features=tuple(labels[part] for part in named if part in labels),
            remark=cells["remark"],
        )
        return listed, errors

    def save_instance(self, instance, is_create, row, **kwargs):
        try:
            rosters.add(self.roster, instance.listed, by=self.by)
        except Refused as refused:
            raise ValidationError([finding.sentence for finding in refused.findings]) from refused


def preview(name: str, *, roster, by) -> Preview:
    """Check every row of a kept workbook without writing; Refused when it cannot be read."""
    return sheets.look(name, ListResource(roster=roster, by=by))


@transaction.atomic
def run(name: str, *, roster, by, file_name: str) -> Preview:
    """Write every row of a kept workbook, or none: Refused when any row has an error."""
    done = sheets.write(name, ListResource(roster=roster, by=by))
    details = {"file": file_name, "created": done.created}
    record(roster, "import_people", by=by, label=f"导入清单 {done.rows} 人", details=details)
    return done
