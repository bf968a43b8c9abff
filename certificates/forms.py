from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.states import Item, Step


class CustodyForm(forms.Form):
    item = forms.ChoiceField(label=_("物品"), choices=Item.choices)
    step = forms.ChoiceField(label=_("环节"), choices=Step.choices)
    happened_on = forms.DateField(
        label=_("日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    person_name = forms.CharField(label=_("经手或签收人"), max_length=100, required=False)
    note = forms.CharField(label=_("备注（选填）"), max_length=200, required=False)


class ReissueForm(forms.Form):
    reason = forms.CharField(label=_("补发理由"), max_length=300, required=False)


def add_findings(form, refused) -> None:
    """Show every finding of a refusal: at its field where the form has it, else at the top."""
    for finding in refused.findings:
        form.add_error(finding.field if finding.field in form.fields else None, finding.sentence)
