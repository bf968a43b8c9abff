from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.states import District
from certificates.forms import PlainForm
from studios import reports
from studios.states import EventKind, PlaceKind, StudioState, SupportKind


def day_field(label, **options):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, **options)


def area(rows):
    return forms.Textarea(attrs={"rows": rows})


class FilterForm(forms.Form):
    q = forms.CharField(label=_("名称、领衔人、单位或编号"), required=False, max_length=60)
    programme = forms.ChoiceField(label=_("办法"), required=False)
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部状态")), *StudioState.choices])
    district = forms.ChoiceField(label=_("所在区"), required=False, choices=[("", _("全部区")), *District.choices])
    industry = forms.ChoiceField(label=_("行业"), required=False)

    def __init__(self, *args, industries=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["programme"].choices = [("", _("全部办法")), *_programmes()]
        self.fields["industry"].choices = [("", _("全部行业")), *((name, name) for name in industries)]


def _programmes():
    return [(one.code, one.title) for one in reports.programmes()]


class EditForm(PlainForm):
    optional = ("industry", "district", "contact_name", "contact_phone")

    specialty = forms.CharField(label=_("技术专长"), max_length=120, required=False)
    industry = forms.CharField(label=_("所属行业"), max_length=100, required=False)
    district = forms.ChoiceField(label=_("所在区"), required=False, choices=[("", "—"), *District.choices])
    contact_name = forms.CharField(label=_("联系人"), max_length=60, required=False)
    contact_phone = forms.CharField(
        label=_("联系电话"), max_length=40, required=False, help_text=_("加密保存，只给有权查看的人")
    )


class PlaceForm(PlainForm):
    optional = ("area_sqm",)

    address = forms.CharField(label=_("地址"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("场所"), choices=PlaceKind.choices)
    area_sqm = forms.IntegerField(label=_("面积（㎡）"), required=False, min_value=1, max_value=100000)
    from_on = day_field(_("启用日期"))


class ShowcaseForm(PlainForm):
    optional = ("text", "consented")

    text = forms.CharField(
        label=_("对外介绍"),
        widget=area(8),
        max_length=2000,
        required=False,
        help_text=_("技术专长、攻关方向、主要成果；不写个人隐私和单位秘密"),
    )
    consented = forms.BooleanField(label=_("同意在公开网站展示这段介绍，可以随时撤回"), required=False)


class SupportForm(PlainForm):
    optional = ("amount_wan", "member")

    kind = forms.ChoiceField(label=_("类别"), choices=SupportKind.choices)
    given_on = day_field(_("日期"))
    text = forms.CharField(label=_("内容"), max_length=300, required=False)
    amount_wan = forms.DecimalField(
        label=_("金额（万元）"), required=False, min_value=0, max_digits=10, decimal_places=2
    )
    member = forms.ModelChoiceField(label=_("成员"), queryset=None, required=False, help_text=_("成员待遇须选择成员"))

    def __init__(self, *args, studio, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = studio.members.all()


class EventForm(PlainForm):
    optional = ("note",)

    kind = forms.ChoiceField(
        label=_("事由"), choices=[("", "—"), *((kind.value, kind.label) for kind in EventKind if kind != "revoked")]
    )
    happens_on = day_field(_("日期"), help_text=_("退休、离职可以填将来的日期，到期前会提醒"))
    note = forms.CharField(label=_("说明"), max_length=300, required=False, help_text=_("选择“其他”时写明具体原因"))


class NoteForm(PlainForm):
    """Words for a confirmation, a waiver or an outcome."""

    note = forms.CharField(label=_("办理情况"), widget=area(3), max_length=300, required=False)


class LegacyForm(PlainForm):
    """A studio that was named before the portal, or elsewhere (rules.md §0.3)."""

    optional = (
        "recommender", "id_number", "specialty", "industry", "founded_on", "external_certificate", "address",
        "building_starts_on",
    )  # fmt: skip

    programme_code = forms.ChoiceField(label=_("办法"))
    name = forms.CharField(label=_("工作室名称"), max_length=120, required=False)
    leader_name = forms.CharField(label=_("领衔人姓名"), max_length=50, required=False)
    id_number = forms.CharField(
        label=_("领衔人身份证号码"), max_length=18, required=False, help_text=_("按号码对应名册中的人，加密保存")
    )
    employer = forms.CharField(
        label=_("所在单位"), max_length=200, required=False, help_text=_("单位名录中的全称或统一社会信用代码")
    )
    recommender = forms.CharField(label=_("区局（产业）工会"), max_length=200, required=False)
    named_on = day_field(_("命名（启动）日期"))
    decision_number = forms.CharField(label=_("文号"), max_length=60, required=False)
    external_certificate = forms.CharField(label=_("证书编号"), max_length=60, required=False)
    specialty = forms.CharField(label=_("技术专长"), max_length=120, required=False)
    industry = forms.CharField(label=_("所属行业"), max_length=100, required=False)
    founded_on = day_field(_("成立日期"))
    address = forms.CharField(label=_("地址"), max_length=200, required=False)

    def __init__(self, *args, programmes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["programme_code"].choices = [(one.code, one.title) for one in programmes]


class TitleForm(PlainForm):
    """A title of a studio from outside (GS24-05, GS24-06)."""

    optional = ("id_number", "document_number")

    honour_code = forms.ChoiceField(label=_("称号"))
    name = forms.CharField(label=_("工作室名称"), max_length=120, required=False)
    leader_name = forms.CharField(label=_("领衔人姓名"), max_length=50, required=False)
    id_number = forms.CharField(label=_("领衔人身份证号码"), max_length=18, required=False)
    unit = forms.CharField(label=_("所在单位"), max_length=200, required=False)
    named_year = forms.IntegerField(label=_("命名年度"), required=False, min_value=1950, max_value=2100)
    document_number = forms.CharField(label=_("依据"), max_length=100, required=False, help_text=_("命名文件的文号"))

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["honour_code"].choices = kinds
