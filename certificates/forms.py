from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.states import Item, Step


class PlainForm(forms.Form):
    """A form whose missing answers are named by the action, in its own words; only ``optional`` fields say 选填.

    Fields declared with ``required=False`` are shown as asked for, and cleaned without Django's own sentence.
    """

    optional: tuple[str, ...] = ()
    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.asked = [f for name, f in self.fields.items() if not f.required and name not in self.optional]
        for field in self.asked:
            field.required = True
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["class"] = "input"

    def full_clean(self):
        for field in self.asked:
            field.required = False
        super().full_clean()
        for field in self.asked:
            field.required = True


class CustodyForm(PlainForm):
    optional = ("happened_on", "person_name", "note", "issue")

    issue = forms.TypedChoiceField(
        label=_("第几次制发"), required=False, coerce=int, empty_value=None, help_text=_("收回已换发的旧件时选择")
    )
    item = forms.ChoiceField(label=_("物品"), choices=Item.choices)
    step = forms.ChoiceField(label=_("环节"), choices=Step.choices)
    happened_on = forms.DateField(
        label=_("日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    person_name = forms.CharField(label=_("经手或签收人"), max_length=100, required=False)
    note = forms.CharField(label=_("备注"), max_length=200, required=False)

    def __init__(self, *args, certificate, **kwargs):
        super().__init__(*args, **kwargs)
        former = sorted({entry.issue for entry in certificate.to_recall() if entry.issue < _latest(certificate)})
        self.fields["issue"].choices = [("", _("现在的")), *((one, f"第 {one + 1} 次") for one in former)]
        if not former:
            del self.fields["issue"]


def _latest(certificate) -> int:
    return max(certificate.present_issue(item) for item in Item.values)


class ReissueForm(PlainForm):
    reason = forms.CharField(label=_("补发理由"), max_length=300, required=False)


class PlaqueForm(PlainForm):
    optional = ("is_lost",)

    reason = forms.CharField(label=_("补制理由"), max_length=300, required=False)
    is_lost = forms.BooleanField(label=_("原铭牌遗失或损毁，不能收回"), required=False)
