"""Input of a season: dates, texts and the parameters of rules.md §14, each with its origin."""

import datetime as dt
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from nominations.models import Season
from programmes import catalogue, clock


class NewSeasonForm(forms.Form):
    """Which programme, which year; everything else comes from the programme's blueprint."""

    programme = forms.ChoiceField(label=_("办法"))
    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100)
    organiser = forms.ModelChoiceField(label=_("主办单位"), queryset=None)

    def __init__(self, *args, organisers, **kwargs):
        super().__init__(*args, **kwargs)
        own = set(organisers.values_list("name", flat=True))
        programmes = sorted(catalogue.all(), key=lambda one: one.organiser not in own)
        self.fields["programme"].choices = [
            (f"{programme.code}/{edition.code}", f"{programme.title}（依据 {edition.source}）")
            for programme in programmes
            for edition in reversed(programme.editions)
        ]
        self.fields["organiser"].queryset = organisers
        self.fields["year"].initial = clock.today().year

    def blueprint(self):
        """Keyword arguments for ``actions.seasons.create``."""
        programme_code, edition_code = self.cleaned_data["programme"].split("/")
        return {
            "programme_code": programme_code,
            "edition_code": edition_code,
            "year": self.cleaned_data["year"],
            "organiser": self.cleaned_data["organiser"],
        }


class SeasonForm(forms.ModelForm):
    """Texts and dates of a season. Dates are days: opening at 0:00, deadline at 24:00 (COM-01); none where all is rolling."""

    opens_on = forms.DateField(label=_("申报开始"), widget=forms.DateInput(attrs={"type": "date"}))
    closes_on = forms.DateField(
        label=_("申报截止"), help_text=_("当日 24 时截止"), widget=forms.DateInput(attrs={"type": "date"})
    )

    class Meta:
        model = Season
        fields = ("title", "number", "notice_number", "notice_text", "contact", "decided_here")
        widgets = {"notice_text": forms.Textarea(attrs={"rows": 14}), "contact": forms.Textarea(attrs={"rows": 4})}

    field_order = (
        "title", "number", "notice_number", "opens_on", "closes_on", "notice_text", "contact", "decided_here",
    )  # fmt: skip
    awaited = ("notice_number", "notice_text")  # may be saved empty, but the season does not open without them

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        season = self.instance
        for name in self.awaited:
            self.fields[name].is_awaited = True
        if season.opens_at:
            self.fields["opens_on"].initial = season.opens_at.astimezone(clock.SHANGHAI).date()
        if season.deadline_at:
            self.fields["closes_on"].initial = season.last_day
        if season.is_standing:
            self.fields["closes_on"].required = False
            self.fields["closes_on"].help_text = _("本办法各项程序随时受理，可以不设截止")

    def clean(self):
        cleaned = super().clean()
        opens_on, closes_on = cleaned.get("opens_on"), cleaned.get("closes_on")
        if opens_on and closes_on and closes_on < opens_on:
            self.add_error("closes_on", _("截止日期不能早于开始日期。"))
        return cleaned

    def values(self):
        """Keyword arguments for ``actions.seasons.change``."""
        values = {name: self.cleaned_data[name] for name in self.Meta.fields}
        opens_on = self.cleaned_data["opens_on"]
        values["opens_at"] = dt.datetime.combine(opens_on, dt.time.min, tzinfo=clock.SHANGHAI)
        closes_on = self.cleaned_data["closes_on"]
        values["deadline_at"] = clock.end_of(closes_on) if closes_on else None
        return values


def offered(season):
    """The parameters of the season's edition that the portal acts on."""
    return [parameter for parameter in season.edition.parameters if parameter.is_offered]


class ParametersForm(forms.Form):
    """One field per parameter of the season's edition, with bounds; ``rows`` pairs each with its origin and article."""

    def __init__(self, *args, season, **kwargs):
        super().__init__(*args, **kwargs)
        self.season = season
        values = season.values
        for parameter in offered(season):
            self.fields[self.name_of(parameter)] = parameter_field(parameter, values[parameter.key])

    @staticmethod
    def name_of(parameter):
        return "p-" + parameter.key.replace(".", "-")

    def refuse(self, finding) -> bool:
        """Show a finding about one of the parameters beside its field; False when it is about something else."""
        name = "p-" + finding.field.replace(".", "-")
        if name in self.fields:
            self.add_error(name, finding.sentence)
        return name in self.fields

    def rows(self):
        """(parameter, bound field, whether this season differs from the default) for the page's table."""
        for parameter in offered(self.season):
            yield parameter, self[self.name_of(parameter)], parameter.key in self.season.overrides

    def overrides(self):
        """Parameter key → value as typed; ``actions.seasons.change`` keeps only what differs."""
        return {
            parameter.key: _typed(parameter, self.cleaned_data[self.name_of(parameter)])
            for parameter in offered(self.season)
        }


def parameter_field(parameter, value):
    """A form field for one parameter, by the type of its default."""
    common = {"label": parameter.label, "initial": value, "help_text": parameter.help}
    if parameter.options:
        choices = [(option.code, option.label) for option in parameter.options]
        return forms.ChoiceField(choices=choices, **common)
    if isinstance(parameter.value, bool):
        return forms.BooleanField(required=False, **common)
    bounds = {"min_value": parameter.minimum, "max_value": parameter.maximum}
    if isinstance(parameter.value, int):
        return forms.IntegerField(**common, **bounds)
    if isinstance(parameter.value, Decimal):
        return forms.DecimalField(decimal_places=4, **common, **bounds)
    if isinstance(parameter.value, tuple):
        return forms.CharField(required=False, **common | {"initial": "、".join(map(str, value))}, disabled=True)
    return forms.CharField(required=False, widget=forms.TextInput(attrs={"size": 28}), **common)


def _typed(parameter, value):
    return parameter.value if isinstance(parameter.value, tuple) else value


class ExtensionForm(forms.Form):
    closes_on = forms.DateField(label=_("新的截止日期"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label=_("理由"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500)
