"""Experts in workbooks: columns in Chinese, matched by mail address, nothing written when a row is bad."""

from functools import cached_property

from django.core.exceptions import ValidationError
from import_export import fields, resources
from import_export.instance_loaders import BaseInstanceLoader
from import_export.widgets import CharWidget

from accounts.models import Organisation
from reviews.actions import experts
from reviews.models import Expert
from reviews.states import SECTIONS

REQUIRED = ("姓名", "邮箱", "所在单位")
MOST_ROWS = 5000
TITLES = {
    "name": "姓名",
    "email": "邮箱",
    "organisation": "所在单位",
    "title": "职称职务",
    "mobile": "手机号码",
    "fields": "专业领域",
}


class SectionsWidget(CharWidget):
    """Industry sections by letter or name, parted by 、 or commas."""

    codes = {str(label): code for code, label in SECTIONS} | {code: code for code, _label in SECTIONS}
    labels = {code: str(label) for code, label in SECTIONS}

    def clean(self, value, row=None, **kwargs):
        text = (super().clean(value, row, **kwargs) or "").replace("，", "、").replace(",", "、").replace("；", "、")
        parts = [part.strip() for part in text.split("、") if part.strip()]
        unknown = [part for part in parts if part not in self.codes]
        if unknown:
            raise ValueError(f"“{unknown[0]}”不是国民经济行业门类，请填门类名称或字母 A–T")
        return [self.codes[part] for part in parts]

    def render(self, value, obj=None, **kwargs):
        return "、".join(self.labels.get(code, code) for code in value or [])


class OrganisationWidget(CharWidget):
    """A registered organisation by name or credit code; any other name is kept as text."""

    @cached_property
    def known(self) -> dict[str, Organisation]:
        rows = Organisation.objects.filter(is_active=True)
        return {key: one for one in rows for key in (one.name, one.credit_code) if key}

    def clean(self, value, row=None, **kwargs):
        text = (super().clean(value, row, **kwargs) or "").strip()
        return self.known.get(text, text)


class ExpertResource(resources.Resource):
    """Rows of the pool. Each row goes through the same actions as the page, so accounts, rules and record are the same."""

    name = fields.Field(attribute="name", column_name=TITLES["name"], widget=CharWidget())
    email = fields.Field(attribute="email", column_name=TITLES["email"], widget=CharWidget())
    organisation = fields.Field(
        attribute="organisation", column_name=TITLES["organisation"], widget=OrganisationWidget()
    )
    title = fields.Field(attribute="title", column_name=TITLES["title"], widget=CharWidget())
    mobile = fields.Field(attribute="mobile", column_name=TITLES["mobile"], widget=CharWidget())
    trades = fields.Field(attribute="fields", column_name=TITLES["fields"], widget=SectionsWidget())

    class Meta:
        import_id_fields = ["email"]
        instance_loader_class = BaseInstanceLoader
        skip_diff = True
        use_transactions = True

    def __init__(self, *, by, **kwargs):
        super().__init__(**kwargs)
        self.by, self.seen = by, {}

    @cached_property
    def known(self) -> dict[str, Expert]:
        return {expert.user.email.lower(): expert for expert in Expert.objects.select_related("user")}

    def before_import(self, dataset, **kwargs):
        missing = [title for title in REQUIRED if title not in (dataset.headers or [])]
        if missing:
            raise ValueError(f"第一行缺少列：{'、'.join(missing)}")
        if len(dataset) > MOST_ROWS:
            raise ValueError(f"一次最多导入 {MOST_ROWS} 行")

    def before_import_row(self, row, row_number=None, **kwargs):
        """Row numbers are those of the sheet, where the column names stand in row 1."""
        for title in TITLES.values():
            row[title] = str(row.get(title) or "").strip()
        email = row[TITLES["email"]].lower()
        if email and email in self.seen:
            raise ValueError(f"邮箱与第 {self.seen[email]} 行重复")
        self.seen[email] = row_number + 1

    def get_instance(self, instance_loader, row):
        return self.known.get(row[TITLES["email"]].lower())

    def init_instance(self, row=None):
        return Expert(fields=[])

    def import_instance(self, instance, row, **kwargs):
        """Read the cells into ``instance.particulars``; every bad cell is an error of its column."""
        read, errors = {}, {}
        for name, field in (("fields" if key == "trades" else key, field) for key, field in self.fields.items()):
            try:
                read[name] = field.clean(row)
            except ValueError as error:
                errors[name] = [str(error)]
        for finding in experts.findings(**_as_particulars(read | dict.fromkeys(errors, ""))):
            errors.setdefault(finding.field, [finding.sentence])
        if errors:
            raise ValidationError(errors)
        instance.particulars = read

    def save_instance(self, instance, is_create, row, **kwargs):
        if kwargs.get("dry_run"):
            return
        particulars = _as_particulars(instance.particulars)
        if is_create:
            experts.add(by=self.by, **particulars)
        else:
            experts.change(instance, by=self.by, **{k: v for k, v in particulars.items() if k != "email"})

    def get_queryset(self):
        return Expert.objects.none()


def _as_particulars(read) -> dict:
    """The cells of a row as arguments of the actions; an unknown organisation is a name."""
    made = dict(read)
    unit = made.pop("organisation", "")
    known = isinstance(unit, Organisation)
    made["organisation"], made["organisation_name"] = (unit, "") if known else (None, unit or "")
    made["fields"] = made.get("fields") or []
    return made


def export_rows(rows) -> tuple[list[str], list[list[str]]]:
    """Titles and cells of the register without private columns; code first, no phone, no mail."""
    titles = ["专家编号", "姓名", "所在单位", "职称职务", "专业领域", "状态", "待评", "已提交"]
    widget = SectionsWidget()
    cells = [
        [
            row.code,
            row.name,
            row.employer_name,
            row.title,
            widget.render(row.fields),
            "在库" if row.is_active else "已停用",
            str(row.pending_count),
            str(row.submitted_count),
        ]
        for row in rows
    ]
    return titles, cells
