from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.forms import PlainForm
from craftsmen.models import Correction, TargetIndustry
from craftsmen.states import Channel, ContactKind, Ground, HonourState, IndustryGroup, Presence, StatusReviewState
from programmes import clock


class FilterForm(forms.Form):
    q = forms.CharField(label=_("姓名、单位或编号"), required=False, max_length=60)
    year = forms.TypedChoiceField(label=_("年度"), required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部状态")), *HonourState.choices])

    def __init__(self, *args, years=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [("", _("全部年度")), *((year, f"{year} 年度") for year in years)]


class HonourForm(PlainForm):
    optional = ("number", "issuer")

    honour_code = forms.ChoiceField(label=_("荣誉"), required=False)
    name = forms.CharField(label=_("姓名"), max_length=100, required=False)
    id_number = forms.CharField(
        label=_("身份证号码"), max_length=18, required=False, help_text=_("加密保存，只用来认人，不在页面上显示")
    )
    year = forms.IntegerField(label=_("年度"), required=False)
    granted_on = forms.DateField(
        label=_("授予日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    unit = forms.CharField(label=_("授予时单位"), max_length=200, required=False)
    number = forms.CharField(label=_("证书编号"), max_length=60, required=False)
    issuer = forms.CharField(
        label=_("颁发单位"), max_length=100, required=False, help_text=_("不填按荣誉的颁发单位登记")
    )
    evidence = forms.FileField(
        label=_("证书或公布名单的扫描件"), required=False, help_text=_("PDF、JPG 或 PNG，10 MB 以内")
    )

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["honour_code"].choices = [("", _("请选择")), *kinds.items()]


class EndOutsideForm(PlainForm):
    kind = forms.ChoiceField(label=_("变动"), choices=[("revoke", _("已被撤销")), ("cancel", _("已注销"))])
    reason = forms.CharField(label=_("依据"), max_length=300, required=False, help_text=_("例如决定文号和日期"))


class CorrectionForm(PlainForm):
    field = forms.ChoiceField(
        label=_("栏目"),
        choices=[(one.value, one.label) for one in Correction.Field if one != Correction.Field.INDUSTRY],
    )
    after = forms.CharField(label=_("更正为"), max_length=200, required=False)
    reason = forms.CharField(label=_("理由"), max_length=300, required=False)


class StoryForm(PlainForm):
    optional = ("photo", "without_photo")

    text = forms.CharField(
        label=_("事迹"),
        required=False,
        max_length=4000,
        help_text=_("20 至 800 字。写岗位、技艺和成果，不写证件号码、电话和住址。"),
        widget=forms.Textarea(attrs={"rows": 10, "data-count": "story-count", "data-max": 800, "data-min": 20}),
    )
    photo = forms.FileField(
        label=_("照片"),
        required=False,
        help_text=_("JPG 或 PNG，不超过 5 MB；拍摄地点等信息会自动去掉。"),
        widget=forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png"}),
    )
    without_photo = forms.BooleanField(label=_("不用照片"), required=False)


class NoteForm(PlainForm):
    text = forms.CharField(label=_("记事"), widget=forms.Textarea(attrs={"rows": 3}), required=False)


class OpenForm(PlainForm):
    optional = ("announce", "announcement", "ban")

    ground = forms.ChoiceField(label=_("理由"), choices=Ground.choices)
    facts = forms.CharField(label=_("事实"), widget=forms.Textarea(attrs={"rows": 6}), required=False, max_length=4000)
    announce = forms.BooleanField(label=_("对外公告（只公布状态和日期，或下面的文字）"), required=False, initial=True)
    announcement = forms.CharField(
        label=_("公告内容"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=1000
    )
    ban = forms.BooleanField(label=_("因弄虚作假，三年内不再受理本人申报"), required=False)


class StatementForm(PlainForm):
    text = forms.CharField(
        label=_("陈述和申辩"), widget=forms.Textarea(attrs={"rows": 6}), required=False, max_length=4000
    )


class ReviewForm(PlainForm):
    text = forms.CharField(
        label=_("审核意见"), widget=forms.Textarea(attrs={"rows": 5}), required=False, max_length=2000
    )


class ApproveForm(PlainForm):
    decision_number = forms.CharField(label=_("决定文号"), max_length=60, required=False)
    decided_on = forms.DateField(
        label=_("决定日期"),
        required=False,
        initial=clock.today,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class ReasonForm(PlainForm):
    reason = forms.CharField(label=_("理由"), max_length=300, required=False)


class CancelForm(PlainForm):
    reason = forms.CharField(
        label=_("注销的理由"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=300
    )


def day_field(label, **options):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, **options)


class IndustryForm(PlainForm):
    """The industry of one title; a reason is asked for where one stands already."""

    optional = ("reason",)

    industry = forms.ModelChoiceField(
        label=_("产业方向"), queryset=TargetIndustry.objects.none(), required=False, empty_label=_("请选择")
    )
    reason = forms.CharField(label=_("理由"), max_length=300, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["industry"].queryset = TargetIndustry.objects.filter(is_active=True)


class IndustryNewForm(PlainForm):
    group = forms.ChoiceField(label=_("类别"), choices=[("", _("请选择")), *IndustryGroup.choices], required=False)
    name = forms.CharField(label=_("产业方向"), max_length=40, required=False)


class IndustryNameForm(PlainForm):
    name = forms.CharField(label=_("名称"), max_length=40, required=False)


class CheckInForm(PlainForm):
    programme_code = forms.ChoiceField(label=_("办法"), required=False)
    due_on = day_field(_("截止日期"), help_text=_("默认按办法设定；从今天起开放填报"))

    def __init__(self, *args, programmes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["programme_code"].choices = [(one.code, one.title) for one in programmes]


class AnswerForm(forms.Form):
    """One line of the unit's page; what is missing is named by the action."""

    use_required_attribute = False

    presence = forms.ChoiceField(label=_("在岗情况"), required=False, choices=[("", _("请选择")), *Presence.choices])
    since_on = day_field(_("起始日期"))
    note = forms.CharField(label=_("说明"), required=False, max_length=200)

    def __init__(self, *args, row, **kwargs):
        standing = {"presence": row.presence, "since_on": row.since_on, "note": row.note}
        super().__init__(*args, prefix=str(row.pk), initial=standing, **kwargs)
        self.row = row
        for field in self.fields.values():
            field.widget.attrs |= {"class": "input", "aria-label": f"{row.honour.name}：{field.label}"}


class EnterAnswerForm(PlainForm):
    optional = ("since_on", "note")

    presence = forms.ChoiceField(label=_("在岗情况"), required=False, choices=[("", _("请选择")), *Presence.choices])
    since_on = day_field(_("起始日期"), help_text=_("在岗不填；离岗填第一天"))
    note = forms.CharField(label=_("说明"), required=False, max_length=200, help_text=_("离岗写原因，调动写新单位全称"))
    channel = forms.ChoiceField(
        label=_("核对方式"),
        required=False,
        choices=[("", _("请选择")), *((one.value, one.label) for one in (Channel.PHONE, Channel.PAPER))],
    )


class BoardForm(forms.Form):
    ABOUT = (
        ("", _("全部")),
        ("missing", _("未填报")),
        ("away", _("离岗")),
        ("departed", _("已离开单位")),
        ("disputed", _("本人有异议")),
    )

    q = forms.CharField(label=_("姓名或单位"), required=False, max_length=60)
    unit = forms.ChoiceField(label=_("填报单位"), required=False)
    about = forms.ChoiceField(label=_("情况"), required=False, choices=ABOUT)

    def __init__(self, *args, lines, **kwargs):
        super().__init__(*args, **kwargs)
        units = [(str(line.employer_id or "none"), line.unit) for line in lines]
        self.fields["unit"].choices = [("", _("全部单位")), *units]

    def asked(self) -> dict:
        return self.cleaned_data if self.is_valid() else {}


class RemarkForm(PlainForm):
    text = forms.CharField(
        label=_("异议"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=1000,
        help_text=_("写明哪里与实际不符，单位和主办单位会收到"),
    )  # fmt: skip


class ContactForm(PlainForm):
    held_on = day_field(_("日期"), initial=clock.today)
    kind = forms.ChoiceField(label=_("方式"), choices=[("", _("请选择")), *ContactKind.choices], required=False)
    with_whom = forms.CharField(
        label=_("联系对象"), max_length=100, required=False, help_text=_("本人，或单位的哪位同志")
    )
    text = forms.CharField(label=_("内容"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2000)


class StatusFilterForm(forms.Form):
    q = forms.CharField(label=_("姓名或单位"), required=False, max_length=60)
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部状态")), *StatusReviewState.choices]
    )


class OwnWordsForm(PlainForm):
    text = forms.CharField(label=_("说明"), widget=forms.Textarea(attrs={"rows": 5}), required=False, max_length=4000)


class DismissForm(PlainForm):
    conclusion = forms.CharField(
        label=_("依据和理由"), widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=2000
    )


class ReferForm(PlainForm):
    facts = forms.CharField(
        label=_("立案的事实"), widget=forms.Textarea(attrs={"rows": 6}), required=False, max_length=4000
    )
