"""What an approval meeting hears and decides on: the figures of the season, the proposed names with their scores."""

from django.db.models import Count, Q

from nominations.models import Nomination
from nominations.states import UNSENT
from programmes.spec import StageKind
from reviews.models import Entry, StageRun
from reviews.states import EntryState

LABELS = (
    ("applied", "申报"),
    ("formality", "通过形式审查"),
    ("written", "书面初评入围"),
    ("defence", "参加会审答辩"),
    ("proposed", "建议名单"),
)


def figures(stage_run) -> dict[str, int]:
    """一、听取汇报: applications received, passed in each stage, proposed (E7). Two queries."""
    season, code = stage_run.season, stage_run.procedure_code
    applied = Nomination.objects.filter(season=season, procedure_code=code, dispatched_at__isnull=False)
    selected = Count("entries", filter=Q(entries__state=EntryState.SELECTED))
    came = Count("entries", filter=Q(entries__rank__isnull=False))
    runs = StageRun.objects.filter(season=season, procedure_code=code).annotate(selected=selected, came=came)
    by_kind = {run.kind: run for run in runs}
    return {
        "applied": applied.exclude(state__in=UNSENT).count(),
        "formality": _of(by_kind, StageKind.FORMALITY, "selected"),
        "written": _of(by_kind, StageKind.SCORING, "selected"),
        "defence": _of(by_kind, StageKind.DEFENCE, "came"),
        "proposed": _of(by_kind, StageKind.DEFENCE, "selected"),
    }


def _of(by_kind, kind, name):
    return getattr(by_kind[kind], name) if kind in by_kind else 0


def in_words(counted) -> list[tuple[str, str]]:
    """Figures with their labels in the order of the report."""
    return [(label, f"{counted.get(code, 0)} 人") for code, label in LABELS]


def ballots_of(meeting):
    """Ballots with the name, the unit and the combined rank of each. One query."""
    rows = meeting.ballots.select_related("entry__nomination__recommender")
    previous = meeting.stage_run.previous
    ranks = dict(Entry.objects.filter(stage_run=previous).values_list("nomination_id", "rank")) if previous else {}
    ballots = list(rows)
    for ballot in ballots:
        ballot.rank = ranks.get(ballot.entry.nomination_id)
    return sorted(ballots, key=lambda ballot: (ballot.rank is None, ballot.rank or 0, ballot.entry.nomination.number))


def reserve_of(meeting):
    """Entries in reserve that are not put to the vote yet. One query."""
    previous = meeting.stage_run.previous
    rows = Entry.objects.filter(stage_run=previous, state=EntryState.RESERVE).active()
    return rows.exclude(nomination__entries__ballots__meeting=meeting).select_related("nomination").order_by("rank")
