"""Input of the reviews app; what is allowed is decided by the actions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from reviews.models import Expert
from reviews.states import SECTIONS


class ExpertForm(forms.Form):
    """Particulars of an expert; the account is made from the mail address."""

    name = forms.CharField(label=_("姓名"), max_length=50)
    email = forms.EmailField(label=_("邮箱"), help_text=_("接收账号邀请、分派通知和提醒。"))
    code = forms.CharField(
        label=_("专家编号"),
        max_length=12,
        required=False,
        help_text=_("不填则顺次编号，如 E-07。导出和评分表只显示编号。"),
    )
    organisation = forms.ModelChoiceField(
        label=_("所在单位"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("名录中没有"),
        help_text=_("用于回避比对：同一单位、同一集团不能互评。"),
    )
    organisation_name = forms.CharField(
        label=_("单位名称"), max_length=120, required=False, help_text=_("名录中没有时填写全称。")
    )
    title = forms.CharField(label=_("职称职务"), max_length=80, required=False)
    mobile = forms.CharField(
        label=_("手机号码"), max_length=20, required=False, help_text=_("加密保存，用于联系和回避比对。")
    )
    fields = forms.MultipleChoiceField(
        label=_("专业领域"), choices=SECTIONS, required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label=_("备注"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, expert: Expert | None = None, **kwargs):
        if expert is not None:
            kwargs["initial"] = {
                "name": expert.name,
                "organisation": expert.organisation_id,
                "organisation_name": expert.organisation_name,
                "title": expert.title,
                "mobile": expert.mobile,
                "fields": expert.fields,
                "note": expert.note,
            }
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(is_active=True)
        if expert is not None:
            del self.fields["email"], self.fields["code"]


class DrawForm(forms.Form):
    wanted = forms.IntegerField(label=_("抽取人数"), min_value=1, max_value=200)
    seed = forms.CharField(
        label=_("随机种子"),
        max_length=64,
        required=False,
        help_text=_("可由监督员当场给出，例如当日开奖号码；不填由系统生成。同一种子必得同一名单。"),
    )
    exclusions = forms.CharField(
        label=_("排除的专家"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("每行一人：编号、空格、理由，例如：E-03 本届申报人的导师。"),
    )

    def clean_exclusions(self):
        """[{code, reason}] from one line each; every code must be in the pool, every line has its reason."""
        lines = [line.split(maxsplit=1) for line in self.cleaned_data["exclusions"].splitlines() if line.strip()]
        known = set(Expert.objects.values_list("code", flat=True))
        for line in lines:
            if len(line) < 2:
                raise forms.ValidationError(_("请给 %(code)s 写明排除的理由。") % {"code": line[0]})
            if line[0] not in known:
                raise forms.ValidationError(_("专家库里没有 %(code)s。") % {"code": line[0]})
        return [{"code": code, "reason": reason.strip()} for code, reason in lines]
