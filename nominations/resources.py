"""The recommender's list of people as a workbook: each row becomes a draft, through the same action as the page."""

from django.core.exceptions import ValidationError
from import_export import fields, resources
from import_export.widgets import CharWidget

from accounts.models import Organisation
from nominations.actions import answers
from nominations.models import Nomination
from nominations.states import ENDED
from programmes.refusal import Refused
from programmes.text import normalise_name

MOST_ROWS = 500
REQUIRED = ("姓名", "工作单位")


class EmployerWidget(CharWidget):
    """The employer by its registered name or its credit code; read once for the whole sheet."""

    def __init__(self):
        super().__init__()
        self.known: dict[str, Organisation] | None = None

    def clean(self, value, row=None, **kwargs):
        text = (super().clean(value, row, **kwargs) or "").strip()
        if not text:
            raise ValueError("请填写工作单位的法定全称或统一社会信用代码。")
        if self.known is None:
            rows = Organisation.objects.filter(is_active=True)
            self.known = {one.name: one for one in rows} | {one.credit_code: one for one in rows if one.credit_code}
        if text.upper() in self.known or text in self.known:
            return self.known.get(text) or self.known[text.upper()]
        raise ValueError(f"单位名录中没有“{text}”，请核对全称，或联系协会登记。")


class PeopleResource(resources.ModelResource):
    """Drafts from rows of 姓名, 工作单位, 所在岗位名称; nothing private is read from a workbook."""

    name = fields.Field(attribute="name", column_name="姓名", widget=CharWidget())
    employer = fields.Field(attribute="employer", column_name="工作单位", widget=EmployerWidget())
    position_name = fields.Field(attribute="position_name", column_name="所在岗位名称", widget=CharWidget())

    class Meta:
        model = Nomination
        import_id_fields = ()
        fields = ("name", "employer", "position_name")
        clean_model_instances = False
        skip_diff = True
        use_transactions = True

    def __init__(self, *, season=None, recommender=None, by=None, **kwargs):
        super().__init__(**kwargs)
        self.season, self.recommender, self.by = season, recommender, by
        self.seen: dict[tuple, int] = {}

    def before_import(self, dataset, **kwargs):
        missing = [title for title in REQUIRED if title not in (dataset.headers or [])]
        if missing:
            raise ValueError(f"第一行缺少列：{'、'.join(missing)}")
        if len(dataset) > MOST_ROWS:
            raise ValueError(f"一次最多导入 {MOST_ROWS} 行")
        live = Nomination.objects.filter(season=self.season, recommender=self.recommender).exclude(state__in=ENDED)
        self.seen = dict.fromkeys(live.values_list("name", "employer"), 0)

    def get_instance(self, instance_loader, row):
        return None

    def import_instance(self, instance, row, **kwargs):
        super().import_instance(instance, row, **kwargs)
        instance.name = normalise_name(instance.name or "")
        if not 2 <= len(instance.name) <= 50:
            raise ValidationError({"name": "姓名应为 2 至 50 个字。"})
        if len(instance.position_name or "") > 30:
            raise ValidationError({"position_name": "岗位名称不超过 30 个字。"})

    def before_save_instance(self, instance, row, **kwargs):
        pair, number = (instance.name, instance.employer_id), kwargs.get("row_number", 0) + 1
        if pair in self.seen:
            where = f"与第 {self.seen[pair]} 行重复" if self.seen[pair] else "已有同名同单位的申报"
            raise ValidationError({"name": f"{instance.name}{where}。"})
        self.seen[pair] = number

    def do_instance_save(self, instance, is_create):
        """The row is written by the action of the page, so that it is numbered, recorded and holds its answers."""
        try:
            made = answers.begin(
                self.season, recommender=self.recommender, name=instance.name, employer=instance.employer, by=self.by
            )
            if instance.position_name:
                answers.save(made, [answers.Change(made.procedure.post_question, instance.position_name)], by=self.by)
        except Refused as refused:
            raise ValidationError([finding.sentence for finding in refused.findings]) from refused
        instance.pk = made.pk
