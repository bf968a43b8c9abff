"""Organisations in workbooks: columns in Chinese, read with calamine, written in bulk, nothing at all when a row is bad."""

from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export import fields, resources
from import_export.instance_loaders import CachedInstanceLoader
from import_export.widgets import BooleanWidget, CharWidget

from accounts.models import Organisation, OrganisationName
from accounts.states import Capital, District, OrganisationKind
from programmes import clock

REQUIRED = ("单位名称", "统一社会信用代码")
MOST_ROWS = 20_000


class ChoiceWidget(CharWidget):
    """A choice written as its Chinese label; the code is understood as well."""

    def __init__(self, choices):
        super().__init__()
        self.labels = {choice.value: str(choice.label) for choice in choices}
        self.codes = {label: code for code, label in self.labels.items()}

    def clean(self, value, row=None, **kwargs):
        text = (super().clean(value, row, **kwargs) or "").strip()
        if text and text not in self.codes and text not in self.labels:
            allowed = "、".join(self.codes)
            raise ValueError(_("“%(text)s”不在可选范围内：%(allowed)s") % {"text": text, "allowed": allowed})
        return self.codes.get(text, text)

    def render(self, value, obj=None, **kwargs):
        return self.labels.get(value, "")


class YesNoWidget(BooleanWidget):
    TRUE_VALUES = ["是", "有", "1", "true", "TRUE", 1, True]
    FALSE_VALUES = ["否", "无", "0", "false", "FALSE", 0, False, "", None]

    def clean(self, value, row=None, **kwargs):
        text = value.strip() if isinstance(value, str) else value
        if text not in self.TRUE_VALUES and text not in self.FALSE_VALUES:
            raise ValueError(_("“%(text)s”应填“是”或“否”") % {"text": text})
        return text in self.TRUE_VALUES

    def render(self, value, obj=None, **kwargs):
        return "是" if value else "否"


class ParentWidget(CharWidget):
    """The superior organisation by its credit code, among those that are already registered."""

    @cached_property
    def known(self) -> dict[str, Organisation]:
        return {one.credit_code: one for one in Organisation.objects.exclude(credit_code="")}

    def clean(self, value, row=None, **kwargs):
        code = (super().clean(value, row, **kwargs) or "").strip().upper()
        if not code:
            return None
        if code not in self.known:
            raise ValueError(_("没有登记代码为 %(code)s 的上级单位，请先登记上级单位") % {"code": code})
        return self.known[code]

    def render(self, value, obj=None, **kwargs):
        return value.credit_code if value else ""


class CodeWidget(CharWidget):
    def clean(self, value, row=None, **kwargs):
        return (super().clean(value, row, **kwargs) or "").strip().upper()


def _column(attribute: str, title: str, widget=None) -> fields.Field:
    return fields.Field(attribute=attribute, column_name=title, widget=widget or CharWidget())


class OrganisationResource(resources.ModelResource):
    """The register as a workbook; rows are matched by credit code, a changed name is kept as a former name."""

    name = _column("name", "单位名称")
    short_name = _column("short_name", "简称")
    credit_code = _column("credit_code", "统一社会信用代码", CodeWidget())
    kind = _column("kind", "单位性质", ChoiceWidget(OrganisationKind))
    controlling_capital = _column("controlling_capital", "企业控股情况", ChoiceWidget(Capital))
    industry = _column("industry", "所属行业")
    district = _column("district", "所在区", ChoiceWidget(District))
    address = _column("address", "地址")
    postcode = _column("postcode", "邮政编码")
    phone = _column("phone", "单位电话")
    is_group = _column("is_group", "集团", YesNoWidget())
    is_recommender = _column("is_recommender", "推荐单位", YesNoWidget())
    is_district_union = _column("is_district_union", "区总工会", YesNoWidget())

    class Meta:
        model = Organisation
        import_id_fields = ["credit_code"]
        instance_loader_class = CachedInstanceLoader
        clean_model_instances = False
        use_bulk = True
        batch_size = 500
        skip_diff = True
        skip_unchanged = False
        report_skipped = False
        use_transactions = True
        fields = (
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
            "is_group",
            "is_recommender",
            "is_district_union",
            "parent",
        )

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.fields["parent"] = _column("parent", "上级单位代码", ParentWidget())
        self.seen: dict[str, int] = {}
        self.renamed: list[OrganisationName] = []

    def get_queryset(self):
        return Organisation.objects.exclude(credit_code="").select_related("parent")

    def get_bulk_update_fields(self):
        return [*super().get_bulk_update_fields(), "group"]

    def before_import(self, dataset, **kwargs):
        missing = [title for title in REQUIRED if title not in (dataset.headers or [])]
        if missing:
            raise ValueError(_("第一行缺少列：%(columns)s") % {"columns": "、".join(missing)})
        if len(dataset) > MOST_ROWS:
            raise ValueError(_("一次最多导入 %(most)s 行") % {"most": MOST_ROWS})

    def before_import_row(self, row, row_number=None, **kwargs):
        """Row numbers are those of the sheet, where the column names stand in row 1."""
        code = str(row.get("统一社会信用代码") or "").strip().upper()
        if code and code in self.seen:
            raise ValueError(_("统一社会信用代码与第 %(row)s 行重复") % {"row": self.seen[code]})
        self.seen[code] = row_number + 1

    def import_instance(self, instance, row, **kwargs):
        before, errors = instance.name, {}
        for step in (
            lambda: super(OrganisationResource, self).import_instance(instance, row, **kwargs),
            instance.clean,
        ):
            try:
                step()
            except ValidationError as error:
                errors = error.update_error_dict(errors)
        self._check_fields(instance, errors)
        if errors:
            raise ValidationError(errors)
        if instance.pk and before != instance.name:
            former = OrganisationName(organisation=instance, name=before, until_on=clock.today(), source=_("名录导入"))
            self.renamed.append(former)

    def _check_fields(self, instance, errors: dict) -> None:
        """Field limits, and the code, without which a row cannot be matched next time."""
        if not instance.credit_code:
            errors.setdefault("credit_code", [ValidationError(_("请填写统一社会信用代码。"))])
        try:
            instance.clean_fields(exclude={*errors, "parent", "group"})
        except ValidationError as error:
            error.update_error_dict(errors)

    def before_save_instance(self, instance, row, **kwargs):
        instance.group_id = instance.group_above()

    def after_import(self, dataset, result, **kwargs):
        if kwargs.get("dry_run") or result.has_errors() or result.has_validation_errors():
            return
        OrganisationName.objects.bulk_create(self.renamed)
        mend_groups()


def mend_groups() -> None:
    """Give subordinate organisations their group again where a superior became or ceased to be one."""
    for child in Organisation.objects.filter(parent__isnull=False).select_related("parent"):
        if child.group_id != child.group_above():
            child.save(update_fields=["group"])
