"""Pages of the organiser: seasons, their settings and parameters, opening, extending, ending."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.models import Organisation
from accounts.states import Role
from accounts.views.refusals import refuse_into
from audit.record import history
from audit.transitions import why_not
from cultivation.models import Cohort
from nominations import permissions
from nominations.actions import seasons
from nominations.forms.season import ExtensionForm, NewSeasonForm, ParametersForm, SeasonForm
from nominations.models import Season
from nominations.states import SeasonState
from programmes import clock
from programmes.refusal import Refused


@login_required
def season_list(request):
    """Seasons that the person's organisation runs, newest first."""
    rows = Season.objects.run_by(request.user).with_counts().select_related("organiser")
    may_create = bool(request.user.organisation_ids(Role.OFFICER))
    if not rows and not request.user.organisation_ids(Role.OFFICER, Role.LEADER, Role.SUPERVISOR):
        rows = get_object_or_404(Season.objects.none())
    return render(request, "nominations/seasons.html", {"seasons": rows, "may_create": may_create})


@login_required
def season_new(request):
    organisers = Organisation.objects.filter(pk__in=request.user.organisation_ids(Role.OFFICER), is_organiser=True)
    get_object_or_404(organisers[:1])
    form = NewSeasonForm(request.POST or None, organisers=organisers, initial={"organiser": organisers[0]})
    if request.method == "POST" and form.is_valid():
        try:
            season = seasons.create(by=request.user, **form.blueprint())
        except Refused as refused:
            refuse_into(form, refused)
        else:
            return redirect("nominations:season", season.pk)
    return render(request, "nominations/season_new.html", {"form": form}, status=422 if form.errors else 200)


def run_season(request, pk):
    """The season if the person's organisation runs it, else 404."""
    return get_object_or_404(Season.objects.run_by(request.user).select_related("organiser"), pk=pk)


@login_required
def season_page(request, pk):
    """Settings and parameters; officers change them, leaders and the supervisor read."""
    season = run_season(request, pk)
    form = SeasonForm(request.POST or None, instance=season)
    parameters = ParametersForm(request.POST or None, season=season)
    if request.method == "POST":
        if not permissions.may_edit_season(request.user, season):
            get_object_or_404(Season.objects.none())
        sound = form.is_valid() & parameters.is_valid()  # both, so that all mistakes are shown at once
        if sound and _save(request, season, form, parameters):
            messages.success(request, "年度设置已保存。")
            return redirect("nominations:season", pk)
    status = 422 if form.errors or parameters.errors else 200
    return render(
        request, "nominations/season.html", _page(request, run_season(request, pk), form, parameters), status=status
    )


def _save(request, season, form, parameters):
    try:
        seasons.change(season, by=request.user, overrides=parameters.overrides(), **form.values())
    except Refused as refused:
        for finding in refused.findings:
            if not parameters.refuse(finding):
                refuse_into(form, Refused([finding]))
        return False
    return True


def _page(request, season, form, parameters):
    return {
        "season": season,
        "form": form,
        "parameters": parameters,
        "may_edit": permissions.may_edit_season(request.user, season)
        and season.state in (SeasonState.DRAFT, SeasonState.OPEN),
        "may_lead": permissions.may_lead_season(request.user, season),
        "against_opening": why_not(season, "open", by=request.user),
        "extension": ExtensionForm(),
        "events": history(season)[:20],
        "cohort": Cohort.objects.filter(programme_code=season.programme_code, year=season.year).first(),
        "server_time": clock.now(),
    }


def season_for(request, pk, may):
    """The season if this person may act on it so; reading it is not enough."""
    season = run_season(request, pk)
    if not may(request.user, season):
        raise Http404
    return season


@login_required
@require_POST
def season_open(request, pk):
    season = season_for(request, pk, permissions.may_edit_season)
    return _act(request, season, seasons.open_season, "通知已发布，申报已经开放。")


@login_required
@require_POST
def season_conclude(request, pk):
    season = season_for(request, pk, permissions.may_lead_season)
    return _act(request, season, seasons.conclude, "本届已结束，记录已存证。")


@login_required
@require_POST
def season_cancel(request, pk):
    season = season_for(request, pk, permissions.may_lead_season)
    return _act(request, season, seasons.cancel, "本届已取消。", reason=request.POST.get("reason", ""))


@login_required
@require_POST
def season_extend(request, pk):
    season, form = season_for(request, pk, permissions.may_lead_season), ExtensionForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请填写新的截止日期和理由。")
        return redirect("nominations:season", pk)
    until = clock.end_of(form.cleaned_data["closes_on"])
    return _act(
        request, season, seasons.extend, "截止时间已延长。", deadline_at=until, reason=form.cleaned_data["reason"]
    )


def _act(request, season, action, success, **kwargs):
    try:
        action(season, by=request.user, **kwargs)
    except Refused as refused:
        for finding in refused.findings:
            messages.error(request, finding.sentence)
    else:
        messages.success(request, success)
    return redirect("nominations:season", season.pk)
