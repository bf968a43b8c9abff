"""Home pages: what an applicant, an employer and a recommender have to do, and until when."""

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from accounts.models import Organisation
from accounts.states import Role
from audit.models import Event
from nominations import openings, reports
from nominations.models import Correction, Nomination, Season
from nominations.states import NominationState, SeasonState, Tier
from programmes import clock

RECENT_EVENTS = 6
MOST_ROWS = 100


@login_required
@never_cache
def my(request):
    """The applicant's own nominations, each with its next step and deadline."""
    rows = list(
        Nomination.objects.filter(applicant=request.user)
        .select_related("season__organiser", "recommender", "employer", "applicant")
        .order_by("-season__year", "-pk")
    )
    corrections = _open_corrections(rows)
    context = {
        "nominations": [
            (row, reports.next_step(row, correction=corrections.get(row.pk)), reports.sending_back(row)) for row in rows
        ],
        "corrections": corrections,
        "events": _events(rows),
        "open_season": next((row.season for row in rows if row.season.is_accepting and row.season.deadline_at), None),
        "openings": openings.openings(request.user),
        "now": clock.now(),
    }
    return render(request, "nominations/my.html", context)


@login_required
@never_cache
def unit(request):
    """Home of a recommender or an employer: tasks in order, its applicants, deadline, what happened lately."""
    own = request.user.organisation_ids(Role.CLERK, Role.HEAD)
    units = list(Organisation.objects.filter(pk__in=own).with_role_counts())
    if not units:
        raise Http404
    organisation = _chosen(request, units)
    announced = _seasons(organisation)
    seasons = [one for one in announced if one.state == SeasonState.OPEN or one.takes_part]
    season = _season(request, seasons)
    begins = openings.openings(request.user, organisation=organisation, seasons=announced)
    rows = _rows(organisation, season)
    corrections = _open_corrections(rows)
    recommended = [row for row in rows if row.recommender_id == organisation.pk]
    context = {
        "organisation": organisation,
        "units": units,
        "season": season,
        "seasons": seasons,
        "nominations": rows[:MOST_ROWS],
        "tasks": _tasks(organisation, season, rows, recommended),
        "corrections": [(row, corrections[row.pk], _step(row, corrections)) for row in rows if row.pk in corrections],
        "waiting": _waiting(request.user, rows, corrections),
        "may_start": any(one.is_by_recommender and one.season == season for one in begins),
        "openings": [one for one in begins if not one.is_by_recommender],
        "events": _events(rows),
        "now": clock.now(),
    }
    context["done_count"] = len([task for task in context["tasks"] if task.state == "done"])
    return render(request, "nominations/unit.html", context)


def _chosen(request, units):
    """The unit named in the address, else a recommending one, else the first."""
    wanted = request.GET.get("unit", "")
    named = [one for one in units if str(one.pk) == wanted]
    return (named or [one for one in units if one.is_recommender] or units)[0]


def _seasons(organisation):
    """Announced seasons that are open or in which this unit takes part; its own first, then the newest. One query."""
    own = Nomination.objects.filter(Q(recommender=organisation) | Q(employer=organisation), season=OuterRef("pk"))
    rows = Season.objects.announced().select_related("organiser").annotate(takes_part=Exists(own))
    return sorted(rows, key=lambda one: (one.state != SeasonState.OPEN, not one.takes_part, -one.year, one.pk))


def _season(request, seasons):
    """The season named in the address, else the first."""
    wanted = request.GET.get("season", "")
    named = [one for one in seasons if str(one.pk) == wanted]
    return (named or seasons or [None])[0]


def _rows(organisation, season):
    part = Q(recommender=organisation) | Q(employer=organisation)
    rows = Nomination.objects.filter(part, season=season).for_list() if season else Nomination.objects.none()
    return list(rows.order_by("batch_position", "number"))


def _tasks(organisation, season, rows, recommended):
    if season is None:
        return []
    if organisation.is_recommender:
        return reports.recommender_tasks(organisation, season, recommended)
    return reports.employer_tasks(season, rows)


def _open_corrections(rows):
    returned = [row.pk for row in rows if row.state == NominationState.RETURNED]
    if not returned:
        return {}
    found = Correction.objects.filter(nomination__in=returned, handed_in_at__isnull=True, lapsed_at__isnull=True)
    found = found.select_related("version", "nomination__season").prefetch_related("nomination__opinions")
    return {correction.nomination_id: correction for correction in found}


def _waiting(user, rows, corrections):
    """Nominations that wait for this person's signature, in a correction once more; nobody signs two tiers (15.8)."""
    units = {Tier.EMPLOYER: "employer_id", Tier.RECOMMENDER: "recommender_id"}
    due = {NominationState.ENDORSING: Tier.EMPLOYER, NominationState.RECOMMENDING: Tier.RECOMMENDER}
    waiting = [(row, _due_again(corrections.get(row.pk)) or due.get(row.state)) for row in rows]
    found = [row for row, tier in waiting if tier and user.holds(Role.HEAD, getattr(row, units[tier]))]
    if not found:
        return []
    standing = user.signed_opinions.filter(nomination__in=found, superseded_at__isnull=True)
    signed = set(standing.values_list("nomination", flat=True))
    return [row for row in found if row.pk not in signed]


def _due_again(correction):
    return correction.due_tier if correction else ""


def _step(row, corrections):
    return reports.next_step(row, correction=corrections[row.pk])


def _events(rows):
    """The latest events of these nominations, newest first, each with its nomination."""
    by_key = {str(row.pk): row for row in rows}
    kind = Nomination._meta.label_lower
    found = list(Event.objects.filter(subject_type=kind, subject_id__in=by_key).order_by("-id")[:RECENT_EVENTS])
    return [(event, by_key[event.subject_id]) for event in found]
