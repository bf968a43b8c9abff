from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.forms import PlainForm
from publicity.models import CorrectionNotice
from publicity.states import Channel, Conclusion, Effect, Ground, ObjectorKind, Refusal


def _date(label, **kwargs):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, **kwargs)


def _area(label, rows=5, **kwargs):
    return forms.CharField(label=label, required=False, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def _line(label, **kwargs):
    return forms.CharField(label=label, required=False, **kwargs)


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Any number of files; what is wrong with one of them is said by ``uploads.check_all``."""

    def to_python(self, value):
        return value or []

    def clean(self, value, initial=None):
        return [file for file in (value if isinstance(value, list) else [value]) if file]


class PublicityForm(PlainForm):
    optional = ("phone", "mail", "address", "shows_recommender", "until")

    title = _line(_("标题"), max_length=120)
    basis = _area(_("依据和过程"), max_length=1000)
    objection_rule = _area(_("异议须知"), rows=3, max_length=600)
    phone = _line(_("联系电话"), max_length=60)
    mail = _line(_("联系邮箱"), max_length=120)
    address = _line(_("来访来信地址"), max_length=200)
    shows_recommender = forms.BooleanField(label=_("名单中公布推荐单位"), required=False)
    workdays = forms.IntegerField(label=_("公示期（工作日）"), min_value=1, max_value=60)
    until = _date(_("公示至（只能更长）"))

    def __init__(self, *args, entries=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.entries = entries
        for entry in entries:
            self.fields[f"place-{entry.pk}"] = forms.IntegerField(
                label=f"{entry.name}（{entry.unit}）的序号", min_value=1, initial=entry.position, required=False
            )

    def texts(self):
        return [self[name] for name in self.fields if not name.startswith("place-")]

    def places(self):
        """(entry, bound field) for the table in which the order is put right by hand."""
        return [(entry, self[f"place-{entry.pk}"]) for entry in self.entries]

    def values(self):
        return {name: value for name, value in self.cleaned_data.items() if not name.startswith("place-")}

    def order(self):
        """Entry ids by the numbers typed, or None when nobody changed one (COM-17).

        Who is moved to a taken number stands there: before its holder when moved up, behind when moved down.
        """
        typed = {entry: self.cleaned_data[f"place-{entry.pk}"] or entry.position for entry in self.entries}
        if all(place == entry.position for entry, place in typed.items()):
            return None
        way = {entry: (place > entry.position) - (place < entry.position) for entry, place in typed.items()}
        return [entry.pk for entry in sorted(typed, key=lambda entry: (typed[entry], way[entry], entry.position))]


class ChannelForm(PlainForm):
    name = _line(_("渠道"), max_length=60)
    url = _line(_("网址"), max_length=300)


class AttachmentForm(PlainForm):
    attachment = forms.FileField(label=_("附件（DOCX、XLSX、CSV、TXT）"), required=False)


class CorrectionForm(PlainForm):
    optional = ("restarts_period",)

    entry = forms.ChoiceField(label=_("更正对象"))
    field = forms.ChoiceField(label=_("栏目"), choices=CorrectionNotice.Field.choices)
    after = _line(_("更正为"), max_length=200)
    reason = _line(_("更正原因"), max_length=300)
    restarts_period = forms.BooleanField(label=_("重新计算公示期"), required=False)

    def __init__(self, *args, entries=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["entry"].choices = [(e.pk, f"{e.position} {e.final_name} · {e.final_unit}") for e in entries]


class ResultForm(PlainForm):
    optional = ("result",)

    result = _area(_("公示结果（留空时按异议办理情况生成）"), rows=3, max_length=1000)


class ObjectionForm(PlainForm):
    optional = ("files", "seal")

    entry = forms.ChoiceField(label=_("对谁提出异议"), required=False)
    kind = forms.ChoiceField(
        label=_("以什么名义提出"), choices=ObjectorKind.choices, widget=forms.RadioSelect, required=False
    )
    name = _line(_("真实姓名或单位名称"), max_length=100)
    contact = _line(_("联系电话或地址"), max_length=200)
    ground = forms.ChoiceField(label=_("类型"), choices=[("", _("请选择")), *Ground.choices], required=False)
    facts = _area(_("事实与依据"), rows=9, max_length=8000)
    files = ManyFilesField(label=_("证据材料"), required=False, widget=ManyFilesInput)
    seal = forms.FileField(label=_("加盖公章的页面"), required=False)

    def __init__(self, *args, entries=(), **kwargs):
        super().__init__(*args, **kwargs)
        options = [(str(e.pk), f"{e.position}　{e.name}　{e.unit}") for e in entries]
        self.fields["entry"].choices = [("", _("请选择")), *options]


class DeskObjectionForm(ObjectionForm):
    """A letter, call or visit, typed in by an officer."""

    optional = ("files", "seal", "received_on")

    channel = forms.ChoiceField(label=_("渠道"), choices=[c for c in Channel.choices if c[0] != Channel.PORTAL])
    received_on = _date(_("收到日期"))


class GistForm(PlainForm):
    gist = _area(_("核查事项（转给被异议人和推荐单位，不要透露异议人）"), rows=4, max_length=1000)


class RefuseForm(PlainForm):
    refusal = forms.ChoiceField(label=_("不受理的原因"), choices=Refusal.choices)
    basis = _area(_("理由（会告知异议人）"), rows=3, max_length=1000)


class InvestigationForm(PlainForm):
    optional = ("happened_on",)

    happened_on = _date(_("日期"))
    finding = _area(_("核查情况"), rows=4, max_length=2000)


class ReasonForm(PlainForm):
    reason = _line(_("理由"), max_length=300)


class SideForm(PlainForm):
    text = _area(_("说明"), rows=8, max_length=8000)


class ConcludeForm(PlainForm):
    conclusion = forms.ChoiceField(label=_("结论"), choices=Conclusion.choices)
    effect = forms.ChoiceField(label=_("处理"), choices=Effect.choices)
    basis = _area(_("依据"), rows=4, max_length=2000)


class ConferForm(PlainForm):
    optional = ("document",)

    decision_number = _line(_("命名决定文号"), max_length=60)
    decided_on = _date(_("决定上的日期"))
    document = forms.FileField(label=_("签发件扫描"), required=False)


class DecisionForm(PlainForm):
    optional = ("decided_on", "has_red_head")

    decision_number = _line(_("命名决定文号"), max_length=60)
    decided_on = _date(_("决定上的日期"))
    has_red_head = forms.BooleanField(label=_("套红头（由协会自行印发时勾选）"), required=False)


class RedHeadForm(PlainForm):
    optional = ("has_red_head",)

    has_red_head = forms.BooleanField(label=_("套红头（由协会自行印发时勾选）"), required=False)


class ScanForm(PlainForm):
    document = forms.FileField(label=_("签发件扫描（PDF、JPG、PNG）"), required=False)


class DecideForm(PlainForm):
    optional = ("opinion", "document_number", "until", "document")

    result = forms.ChoiceField(label=_("结果"), required=False)
    opinion = _area(_("意见"), rows=4, max_length=2000)
    decided_on = _date(_("决定日期"))
    document_number = _line(_("文号"), max_length=60)
    until = _date(_("期限（整改期限、延长到，需要时填写）"))
    document = forms.FileField(label=_("盖章件扫描"), required=False)

    def __init__(self, *args, options=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["result"].choices = [(one.code, one.label) for one in options]


class ResultsForm(PlainForm):
    """The document of an outside result."""

    optional = ("document",)

    decision_number = _line(_("文号"), max_length=60)
    decided_on = _date(_("文件上的日期"))
    document = forms.FileField(label=_("文件扫描"), required=False)


class ResultsFileForm(ResultsForm):
    """The same, with the list as a workbook."""

    file = forms.FileField(label=_("结果名单（xlsx）"), required=False)


class VerifyForm(forms.Form):
    no = forms.CharField(label=_("证书编号，例如 沪质工匠〔2025〕012号"), max_length=60)
    name = forms.CharField(label=_("姓名"), max_length=100)
