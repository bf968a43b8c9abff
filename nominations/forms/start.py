"""Input for starting a nomination."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from nominations.forms.typed import NO_SUCH_UNIT
from nominations.models import Season
from programmes.text import normalise_name


class StartForm(forms.Form):
    season = forms.ModelChoiceField(label=_("年度"), queryset=Season.objects.none(), empty_label=None)
    recommender = forms.ModelChoiceField(label=_("推荐单位"), queryset=Organisation.objects.none(), empty_label=None)
    name = forms.CharField(label=_("申报人姓名"), max_length=50, help_text=_("与身份证件一致"))
    employer = forms.CharField(
        label=_("工作单位"),
        required=False,
        help_text=_("输入单位名称中的几个字，从列表中选择；也可以以后再填"),
        widget=forms.TextInput(attrs={"list": "employer-list", "autocomplete": "off"}),
    )

    def __init__(self, *args, recommenders, seasons, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["recommender"].queryset = recommenders
        self.fields["season"].queryset = Season.objects.filter(pk__in=[season.pk for season in seasons])

    def clean_name(self):
        return normalise_name(self.cleaned_data["name"])

    def clean_employer(self):
        name = self.cleaned_data["employer"].strip()
        if not name:
            return None
        found = list(Organisation.objects.filter(name=name, is_active=True)[:2])
        if len(found) != 1:
            raise forms.ValidationError(NO_SUCH_UNIT)
        return found[0]
