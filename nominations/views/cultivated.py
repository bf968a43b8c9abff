"""Where cultivation and nominations meet: a year is opened, forms about a person begun, people recommended or carried over."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.views.parts import part_or_page
from accounts.views.refusals import refuse_into
from audit.transitions import why_not
from cultivation import permissions
from cultivation.models import Trainee
from nominations.actions import cultivated
from nominations.models import Nomination
from nominations.permissions import may_edit_season
from nominations.views.seasons import run_season
from programmes import clock
from programmes.periods import add_months
from programmes.refusal import Refused


class CarryOverForm(forms.Form):
    ends_on = forms.DateField(
        label=_("新的期满日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("不再重新计一年，按需要确定"),
    )
    reason = forms.CharField(label=_("理由"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=300)


def find_trainee(request, pk, may) -> Trainee:
    """The person in cultivation whom one may see and about whom one may act; 404 otherwise."""
    rows = Trainee.objects.visible_to(request.user).select_related(
        "person__user", "employer", "roster__cohort__organiser", "roster__unit"
    )
    trainee = get_object_or_404(rows, pk=pk)
    if not may(request.user, trainee):
        raise Http404
    return trainee


@login_required
@require_POST
def season_cultivate(request, pk):
    """Open the cultivation of the season's year (QC26-21)."""
    season = run_season(request, pk)
    if not may_edit_season(request.user, season) or season.edition.cultivation is None:
        raise Http404
    try:
        cohort = cultivated.open_cultivation(season, by=request.user)
    except Refused as refused:
        messages.error(request, refused.findings[0].sentence)
        return redirect("nominations:season", pk)
    messages.success(request, f"{cohort}已开展，各推荐单位收到通知。请填写培育方案。")
    return redirect("cultivation:cohort", cohort.pk)


@login_required
def of_trainee(request, pk):
    """A fragment: the forms about one person with what may be begun, and the recommendations; a page of its own where no
    script has asked for it."""
    trainee = find_trainee(request, pk, permissions.may_watch)
    user, terms = request.user, trainee.roster.cohort.terms
    visible = Nomination.objects.visible_to(user).filter(trainee=trainee)
    season = cultivated.season_of(trainee)
    titles = (
        {code: season.edition.procedure(code).title for code in cultivated.may_begin(trainee, by=user)}
        if season
        else {}
    )
    context = {
        "trainee": trainee,
        "rows": visible.select_related("season").order_by("-created_at"),
        "titles": titles,
        "evaluation": terms.evaluation,
        "seasons": [] if why_not(trainee, "recommend", by=user) else cultivated.seasons_for(trainee),
        "may_recommend": not why_not(trainee, "recommend", by=user),
        "may_carry_over": not why_not(trainee, "carry_over", by=user),
    }
    return part_or_page(
        request, part="nominations/of_trainee.html", page="nominations/of_trainee_page.html", context=context
    )


@login_required
@require_POST
def trainee_form(request, pk, procedure):
    """Begin a plan, its change or an evaluation."""
    trainee = find_trainee(request, pk, permissions.is_organising_clerk | permissions.is_employer_clerk)
    try:
        made = cultivated.begin_form(trainee, procedure, by=request.user)
    except KeyError:
        raise Http404 from None
    except Refused as refused:
        for finding in refused.findings:
            messages.error(request, finding.sentence)
        return redirect("cultivation:trainee", pk)
    return redirect("nominations:form", made.code)


@login_required
@require_POST
def recommend(request, pk):
    """择优推荐 into the season that is chosen."""
    trainee = find_trainee(request, pk, permissions.may_recommend)
    season = next((one for one in cultivated.seasons_for(trainee) if str(one.pk) == request.POST.get("season")), None)
    if season is None:
        messages.error(request, "请选择正在受理申报的年度。")
        return redirect("cultivation:trainee", pk)
    try:
        made = cultivated.recommend(trainee, season, by=request.user)
    except Refused as refused:
        for finding in refused.findings:
            messages.error(request, finding.sentence)
        return redirect("cultivation:trainee", pk)
    messages.success(request, f"已推荐{trainee.person.name}参加{season.title}，请补充填报申报表。")
    return redirect("nominations:form", made.code)


@login_required
def carry_over(request, pk):
    """继续培育 (QC26-31): until when, and why."""
    trainee = find_trainee(request, pk, permissions.may_steer)
    form = CarryOverForm(request.POST or None, initial={"ends_on": add_months(clock.today(), 12)})
    if request.method == "POST" and form.is_valid():
        try:
            cultivated.carry_over(trainee, by=request.user, **form.cleaned_data)
        except Refused as refused:
            refuse_into(form, refused)
        else:
            messages.success(request, f"{trainee.person.name}继续培育。")
            return redirect("cultivation:trainee", pk)
    context = {"trainee": trainee, "form": form}
    return render(request, "nominations/carry_over.html", context, status=422 if form.errors else 200)
