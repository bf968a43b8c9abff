"""Studios of former years as a workbook: looked at first, then all rows or none."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from import_export import fields, resources
from import_export.widgets import CharWidget

from accounts import sheets
from accounts.sheets import Preview
from audit.record import record
from programmes.refusal import Refused
from studios import permissions
from studios.actions import entering
from studios.models import Studio

MOST_ROWS = 2000
TITLES = {
    "programme": "办法",
    "name": "工作室名称",
    "leader_name": "领衔人姓名",
    "id_number": "领衔人身份证号码",
    "employer": "所在单位",
    "recommender": "区局（产业）工会",
    "named_on": "命名（启动）日期",
    "decision_number": "文号",
    "external_certificate": "证书编号",
    "specialty": "技术专长",
    "industry": "所属行业",
    "founded_on": "成立日期",
    "address": "地址",
}
REQUIRED = ("办法", "工作室名称", "领衔人姓名", "所在单位", "命名（启动）日期")
#: Findings name the action's arguments; the sheet has the same words except for these.
COLUMNS = {"programme_code": "programme", "leader": "leader_name"}


def _column(key):
    return fields.Field(attribute=key, column_name=TITLES[key], widget=CharWidget())


class LegacyResource(resources.ModelResource):
    """One row one studio; the leader is found by identity number, the unit by full name or credit code."""

    class Meta:
        model = Studio
        import_id_fields = ()
        fields = tuple(TITLES)
        clean_model_instances = False
        skip_diff = True
        use_transactions = True

    def __init__(self, *, organiser, by, **kwargs):
        super().__init__(**kwargs)
        self.fields = {key: _column(key) for key in TITLES}
        self.organiser, self.by = organiser, by
        self.codes = {one.title: one.code for one in entering.programmes_of(organiser)}

    def before_import(self, dataset, **kwargs):
        missing = [title for title in REQUIRED if title not in (dataset.headers or [])]
        if missing:
            raise ValueError(f"第一行缺少列：{'、'.join(missing)}")
        if len(dataset) > MOST_ROWS:
            raise ValueError(f"一次最多导入 {MOST_ROWS} 行")

    def get_instance(self, instance_loader, row):
        return None

    def import_instance(self, instance, row, **kwargs):
        instance.cells = {key: str(row.get(title) or "").strip() for key, title in TITLES.items()}
        errors = {}
        if instance.cells["programme"] not in self.codes:
            errors["programme"] = [f"“{instance.cells['programme']}”不在可选范围内：{'、'.join(self.codes)}"]
        union = instance.cells["recommender"]
        if union and entering.organisation_of(union) is None:
            errors["recommender"] = [f"单位名录里没有“{union}”"]
        for key in ("named_on", "founded_on"):
            if instance.cells[key] and _day(instance.cells[key]) is None:
                errors[key] = ["日期写成 2024-09-13"]
        if errors:
            raise ValidationError(errors)

    def save_instance(self, instance, is_create, row, **kwargs):
        try:
            entering.enter_studio(organiser=self.organiser, by=self.by, **self._read(instance.cells))
        except Refused as refused:
            found: dict[str, list[str]] = {}
            for finding in refused.findings:
                name = COLUMNS.get(finding.field, finding.field)
                found.setdefault(name if name in TITLES else "name", []).append(finding.sentence)
            raise ValidationError(found) from refused

    def _read(self, cells):
        plain = (
            "name",
            "leader_name",
            "id_number",
            "decision_number",
            "external_certificate",
            "specialty",
            "industry",
            "address",
        )
        return {key: cells[key] for key in plain} | {
            "programme_code": self.codes[cells["programme"]],
            "employer": entering.organisation_of(cells["employer"]),
            "recommender": entering.organisation_of(cells["recommender"]),
            "named_on": _day(cells["named_on"]),
            "founded_on": _day(cells["founded_on"]),
        }


def _day(text):
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None


def preview(name: str, *, organiser, by) -> Preview:
    """Check every row of a kept workbook without writing; Refused when it cannot be read."""
    return sheets.look(name, LegacyResource(organiser=organiser, by=by))


@transaction.atomic
def run(name: str, *, organiser, by, file_name: str) -> Preview:
    """Write every row of a kept workbook, or none: Refused when any row has an error."""
    if not permissions.may_enter(by, organiser):
        raise Refused.because("只有主办单位的工作人员可以录入工作室。")
    done = sheets.write(name, LegacyResource(organiser=organiser, by=by))
    record(organiser, "import_studios", by=by, label="导入工作室", details={"file": file_name, "created": done.created})
    return done
