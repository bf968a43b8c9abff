"""Input for starting a nomination: which fields are asked depends on who begins it and what it is about."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.states import Role
from nominations.forms.typed import NO_SUCH_UNIT
from nominations.models import Season
from programmes.facts import Tier
from programmes.spec import Subject
from programmes.text import normalise_name


class StartForm(forms.Form):
    """``opening`` is what is begun; ``seasons`` those in which the same may be begun, to choose from."""

    season = forms.ModelChoiceField(label=_("年度"), queryset=Season.objects.none(), empty_label=None)
    procedure = forms.CharField(widget=forms.HiddenInput, required=False)
    recommender = forms.ModelChoiceField(label=_("推荐单位"), queryset=Organisation.objects.none())
    name = forms.CharField(label=_("申报人姓名"), max_length=50, help_text=_("与身份证件一致"))
    own_employer = forms.ModelChoiceField(
        label=_("所在单位"), queryset=Organisation.objects.none(), empty_label=None, required=False
    )
    employer = forms.CharField(
        label=_("工作单位"),
        required=False,
        help_text=_("输入单位名称中的几个字，从列表中选择；也可以以后再填"),
        widget=forms.TextInput(attrs={"list": "employer-list", "autocomplete": "off"}),
    )

    def __init__(self, *args, opening, user, seasons, **kwargs):
        super().__init__(*args, **kwargs)
        self.opening = opening
        self.fields["season"].queryset = Season.objects.filter(pk__in=[season.pk for season in seasons])
        self.fields["season"].initial, self.fields["procedure"].initial = opening.season.pk, opening.procedure.code
        self._ask_recommender(user)
        self._ask_employer(user)
        if opening.studio:
            del self.fields["name"]
        elif opening.season.programme.subject is Subject.STUDIO:
            self.fields["name"].label = _("领衔人姓名")

    def _ask_recommender(self, user):
        """Those of one's own that recommend; an employer or a leader picks from all; a studio brings its own."""
        procedure, studio = self.opening.procedure, self.opening.studio
        if not procedure.has_tier(Tier.RECOMMENDER) or (studio and studio.recommender_id):
            del self.fields["recommender"]
            return
        field = self.fields["recommender"]
        field.label = procedure.tier(Tier.RECOMMENDER).title
        field.queryset, field.empty_label = Organisation.objects.recommenders(), _("请选择")
        if procedure.started_by == Tier.RECOMMENDER:
            field.queryset = field.queryset.filter(pk__in=user.organisation_ids(Role.CLERK))
            field.empty_label = None

    def _ask_employer(self, user):
        """A clerk begins for the own unit; a recommender or a leader names one."""
        clerk_of = user.organisation_ids(Role.CLERK)
        is_own = self.opening.procedure.started_by == Tier.EMPLOYER and bool(clerk_of)
        if self.opening.studio or is_own:
            del self.fields["employer"]
        if self.opening.studio or not is_own:
            del self.fields["own_employer"]
            return
        self.fields["own_employer"].queryset = Organisation.objects.filter(pk__in=clerk_of, is_active=True)
        self.fields["own_employer"].required = True

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

    def values(self):
        """Keyword arguments for ``actions.answers.begin``."""
        given, studio = self.cleaned_data, self.opening.studio
        return {
            "season": given["season"],
            "procedure": given["season"].edition.procedure(self.opening.procedure.code),
            "recommender": given.get("recommender"),
            "name": given.get("name", "") or (studio.leader.name if studio else ""),
            "employer": given.get("own_employer") or given.get("employer"),
            "studio": studio,
        }
