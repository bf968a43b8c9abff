from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.forms import PlainForm
from pathways.actions import rounds
from programmes import clock

SCHEME_HELP = _("办法原文这里是空白。协会确定名称以前可以不填，页面和材料里显示“”。")


class RoundForm(PlainForm):
    optional = ("scheme",)

    programme_code = forms.ChoiceField(label=_("从哪项称号中选择"))
    year = forms.IntegerField(label=_("年度"), required=False)
    scheme = forms.CharField(label=_("市级培育计划名称"), max_length=60, required=False, help_text=SCHEME_HELP)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["programme_code"].choices = [(one.code, one.honour_title) for one in rounds.programmes()]
        self.fields["year"].initial = clock.today().year


class SchemeForm(PlainForm):
    optional = ("scheme",)

    scheme = forms.CharField(label=_("市级培育计划名称"), max_length=60, required=False, help_text=SCHEME_HELP)


class SelectForm(PlainForm):
    reason = forms.CharField(
        label=_("推荐理由"),
        required=False,
        max_length=600,
        help_text=_("10 至 500 字。写培育是否扎实、五力表现和质量贡献（QC26 §11）。"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class AskForm(PlainForm):
    email = forms.EmailField(
        label=_("本人邮箱"), required=False, help_text=_("本人还没有账号，会用这个邮箱建立一个，供本人答复和查看。")
    )


class PackForm(PlainForm):
    reason = forms.CharField(
        label=_("用途"), max_length=300, required=False, help_text=_("例如报送的文件和接收单位，记入操作记录。")
    )


class NoteForm(PlainForm):
    note = forms.CharField(label=_("理由"), max_length=300, required=False)


class AgainForm(PlainForm):
    note = forms.CharField(
        label=_("缘由"), max_length=300, required=False, help_text=_("例如本人何时以何种方式表示愿意。")
    )


class AnswerForm(PlainForm):
    optional = ("note",)

    note = forms.CharField(
        label=_("说明"), max_length=300, required=False, help_text=_("不同意时可以写明，也可以不写。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class ResultForm(PlainForm):
    is_named = forms.TypedChoiceField(
        label=_("结果"),
        required=False,
        choices=[("yes", _("命名为上海工匠")), ("no", _("未命名"))],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
        empty_value=None,
    )
    decision_number = forms.CharField(label=_("公布结果的文号"), max_length=60, required=False)
    decided_on = forms.DateField(
        label=_("文件日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    scan = forms.FileField(label=_("文件扫描件"), required=False, help_text=_("PDF、JPG 或 PNG，10 MB 以内"))


class WhatIfForm(forms.Form):
    """The questions of the figures, all in the address: a wrong one is answered with the usual value."""

    base = forms.CharField(required=False)
    goal = forms.CharField(required=False)
    yearly = forms.IntegerField(required=False, min_value=0, max_value=2000)
    on = forms.DateField(required=False)

    def asked(self, name, usual=None):
        self.is_valid()
        value = self.cleaned_data.get(name)
        return usual if value in (None, "") else value
