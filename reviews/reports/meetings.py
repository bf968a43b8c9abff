"""What an approval meeting hears and decides on: the figures of the season, the proposed names with their scores."""

from django.db.models import Count, Q

from nominations.models import Nomination
from nominations.states import UNSENT
from programmes.spec import StageKind
from reviews import subjects
from reviews.models import Entry
from reviews.states import EntryState

LABELS = (
    ("applied", "申报", None),
    ("formality", "通过形式审查", StageKind.FORMALITY),
    ("written", "书面初评入围", StageKind.SCORING),
    ("defence", "参加会审答辩", StageKind.DEFENCE),
    ("visit", "实地走访", StageKind.VISIT),
    ("proposed", "建议名单", None),
)


def figures(stage_run) -> dict[str, int]:
    """一、听取汇报: received, passed in each stage that the programme has, proposed (E7). Two queries."""
    season, procedure = stage_run.season, stage_run.procedure
    applied = Nomination.objects.filter(season=season, procedure_code=procedure.code, dispatched_at__isnull=False)
    if stage_run.is_own:
        applied = applied.filter(pk=stage_run.nomination_id)
    selected = Count("entries", filter=Q(entries__state=EntryState.SELECTED), distinct=True)
    came = Count("entries", filter=Q(entries__rank__isnull=False), distinct=True)
    visited = Count("entries__visit", filter=Q(entries__visit__recorded_at__isnull=False), distinct=True)
    runs = list(stage_run.siblings.annotate(selected=selected, came=came, visited=visited).order_by("position"))
    before = [run for run in runs if run.position < stage_run.position]
    counted = {"applied": applied.exclude(state__in=UNSENT).count()}
    by_kind = {run.kind: run for run in reversed(before)}
    counted |= {code: _of(by_kind[kind]) for code, _label, kind in LABELS if kind in by_kind}
    return counted | {"proposed": before[-1].selected if before else 0}


def _of(run):
    if run.kind == StageKind.DEFENCE:
        return run.came
    return run.visited if run.kind == StageKind.VISIT else run.selected


def in_words(counted, unit="人") -> list[tuple[str, str]]:
    """Figures with their labels in the order of the report."""
    return [(label, f"{counted[code]} {unit}") for code, label, _kind in LABELS if code in counted]


def ballots_of(meeting):
    """Ballots with the name, the unit and the combined rank of each. One query."""
    rows = meeting.ballots.select_related("entry__nomination__recommender")
    previous = meeting.stage_run.previous
    ranks = dict(Entry.objects.filter(stage_run=previous).values_list("nomination_id", "rank")) if previous else {}
    ballots = list(rows)
    for ballot in ballots:
        ballot.rank = ranks.get(ballot.entry.nomination_id)
        ballot.entry.nomination.season = meeting.stage_run.season
    subjects.with_leaders([ballot.entry.nomination for ballot in ballots])
    return sorted(ballots, key=lambda ballot: (ballot.rank is None, ballot.rank or 0, ballot.entry.nomination.number))


def reserve_of(meeting):
    """Entries in reserve that are not put to the vote yet. One query."""
    previous = meeting.stage_run.previous
    rows = Entry.objects.filter(stage_run=previous, state=EntryState.RESERVE).active()
    return rows.exclude(nomination__entries__ballots__meeting=meeting).select_related("nomination").order_by("rank")
