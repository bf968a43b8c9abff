from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.forms import PlainForm
from craftsmen.models import Correction
from craftsmen.states import Ground, HonourState
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
    field = forms.ChoiceField(label=_("栏目"), choices=Correction.Field.choices)
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
