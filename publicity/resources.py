"""The outside result list as a workbook: columns in Chinese, matched by application number, nothing taken when a row is bad."""

from functools import cached_property

from django.core.exceptions import ValidationError
from import_export import fields, resources
from import_export.instance_loaders import BaseInstanceLoader
from import_export.widgets import CharWidget

from nominations.models import Nomination
from publicity.actions import external

TITLES = {"code": "申报编号", "name": "名称", "result": "结果", "certificate": "证书编号", "note": "说明"}
REQUIRED = (TITLES["code"], TITLES["result"])
MOST_ROWS = 5000


class ResultWidget(CharWidget):
    """命名 or 未命名."""

    codes = {label: code for code, label in external.RESULTS.items()}

    def clean(self, value, row=None, **kwargs):
        text = (super().clean(value, row, **kwargs) or "").strip()
        if text not in self.codes:
            raise ValueError(f"“{text}”应填“命名”或“未命名”")
        return self.codes[text]


class ResultResource(resources.Resource):
    """Reads rows into ``lines``, nomination id → what the document says; the action writes them all or none."""

    code = fields.Field(attribute="code", column_name=TITLES["code"], widget=CharWidget())
    name = fields.Field(attribute="name", column_name=TITLES["name"], widget=CharWidget())
    result = fields.Field(attribute="result", column_name=TITLES["result"], widget=ResultWidget())
    certificate = fields.Field(attribute="certificate", column_name=TITLES["certificate"], widget=CharWidget())
    note = fields.Field(attribute="note", column_name=TITLES["note"], widget=CharWidget())

    class Meta:
        import_id_fields = ["code"]
        instance_loader_class = BaseInstanceLoader
        skip_diff = True
        use_transactions = True

    def __init__(self, *, season, **kwargs):
        super().__init__(**kwargs)
        self.season, self.seen, self.lines = season, {}, {}

    @cached_property
    def known(self) -> dict[str, Nomination]:
        return {row.code: row for row in external.waiting(self.season)}

    def before_import(self, dataset, **kwargs):
        missing = [title for title in REQUIRED if title not in (dataset.headers or [])]
        if missing:
            raise ValueError(f"第一行缺少列：{'、'.join(missing)}")
        if len(dataset) > MOST_ROWS:
            raise ValueError(f"一次最多登记 {MOST_ROWS} 行")

    def before_import_row(self, row, row_number=None, **kwargs):
        for title in TITLES.values():
            row[title] = str(row.get(title) or "").strip()
        code = row[TITLES["code"]]
        if code and code in self.seen:
            raise ValueError(f"申报编号与第 {self.seen[code]} 行重复")
        self.seen[code] = row_number + 1

    def get_instance(self, instance_loader, row):
        return self.known.get(row[TITLES["code"]])

    def init_instance(self, row=None):
        return Nomination()

    def import_instance(self, instance, row, **kwargs):
        """Read one row; every bad cell is an error of its column."""
        errors, read = {}, {}
        for key in ("result", "certificate", "note"):
            try:
                read[key] = self.fields[key].clean(row)
            except ValueError as error:
                errors[key] = [str(error)]
        if instance.pk is None:
            errors["code"] = [f"本届没有等待结果的申报“{row[TITLES['code']]}”"]
        elif row[TITLES["name"]] and row[TITLES["name"]] != instance.name:
            errors["name"] = [f"与申报编号对应的“{instance.name}”不一致"]
        if read.get("result") == external.NOT_NAMED and read.get("certificate"):
            errors["certificate"] = ["没有命名的不能填写证书编号"]
        if errors:
            raise ValidationError(errors)
        self.lines[instance.pk] = external.Line(read["result"], read["certificate"] or "", read["note"] or "")

    def save_instance(self, instance, is_create, row, **kwargs):
        """Rows are only read here."""

    def get_queryset(self):
        return Nomination.objects.none()


def blank_rows(season) -> tuple[list[str], list[list[str]]]:
    """Titles and a row for each nomination that waits for its result, to be filled in."""
    rows = [[row.code, row.name, "", "", ""] for row in external.waiting(season)]
    return list(TITLES.values()), rows
