"""Counts and spread of an entry follow its assignments; written here and nowhere else."""

from django.db.models import Count, F, Max, Min, OuterRef, Subquery
from django.db.models.functions import Coalesce

from audit.transitions import move
from reviews.models import Assignment, Entry
from reviews.states import LIVE_ASSIGNMENT, AssignmentState, EntryState


def lock(entry_ids) -> list[Entry]:
    """Lock entries in a fixed order, before any of their assignments: the order that keeps writers from deadlock."""
    rows = Entry.objects.filter(pk__in=entry_ids).order_by("pk").select_for_update()
    return list(rows)


def refresh(entry_ids) -> None:
    """Recount live and submitted assignments and the spread (max − min of submitted totals), then move the states.

    The entries must be locked by the caller, so that two experts who submit at once are both counted.
    """
    ids = list(entry_ids)
    Entry.objects.filter(pk__in=ids).update(
        assigned_count=_figure(Count("pk"), LIVE_ASSIGNMENT, 0),
        submitted_count=_figure(Count("pk"), [AssignmentState.SUBMITTED], 0),
        spread=_figure(Max("total") - Min("total"), [AssignmentState.SUBMITTED], None),
    )
    wanted = Entry.objects.filter(pk__in=ids).select_related("stage_run")
    for entry in wanted.order_by("pk"):
        _follow(entry)


def _figure(expression, states, empty):
    rows = Assignment.objects.filter(entry=OuterRef("pk"), state__in=states).order_by().values("entry")
    found = Subquery(rows.annotate(figure=expression).values("figure"))
    return found if empty is None else Coalesce(found, empty)


def _follow(entry):
    name = _next(entry)
    if name:
        move(entry, name, by=None)


def _next(entry) -> str:
    """The transition that the counts ask for, or nothing."""
    complete = 0 < entry.assigned_count == entry.submitted_count
    if entry.state == EntryState.WAITING and entry.assigned_count:
        return "begin_scoring"
    if entry.state == EntryState.SCORING and not entry.assigned_count:
        return "wait_for_experts"
    if entry.state == EntryState.SCORING and complete:
        return "finish_scoring"
    if entry.state == EntryState.SCORED and not complete:
        return "begin_scoring"
    return ""


def short_of_experts(stage_run):
    """Active entries with fewer experts than the stage wants, with ``missing``."""
    rows = stage_run.entries.waiting_for_experts(stage_run.experts_wanted)
    return rows.annotate(missing=stage_run.experts_wanted - F("assigned_count")).select_related("nomination")
