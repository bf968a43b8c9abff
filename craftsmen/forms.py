from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.forms import PlainForm
from craftsmen.models import Correction
from craftsmen.states import Ground, HonourState


class FilterForm(forms.Form):
    q = forms.CharField(label=_("姓名、单位或编号"), required=False, max_length=60)
    year = forms.TypedChoiceField(label=_("年度"), required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部状态")), *HonourState.choices])

    def __init__(self, *args, years=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [("", _("全部年度")), *((year, f"{year} 年度") for year in years)]


class CorrectionForm(PlainForm):
    field = forms.ChoiceField(label=_("栏目"), choices=Correction.Field.choices)
    after = forms.CharField(label=_("更正为"), max_length=200, required=False)
    reason = forms.CharField(label=_("理由"), max_length=300, required=False)


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
        label=_("决定日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class ReasonForm(PlainForm):
    reason = forms.CharField(label=_("理由"), max_length=300, required=False)
