"""From score sheets to ranks: exact trimmed means, the combined total, equal ranks by AMB-13 (rules.md §15.6, AMB-24)."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from django.db import transaction

from audit.record import record
from nominations.states import UNDER_REVIEW
from programmes import scoring
from programmes.refusal import Refused
from programmes.spec import StageKind
from reviews.models import Assignment, Entry, Score, StageRun
from reviews.permissions import may_close_stage
from reviews.reports import lines
from reviews.states import AssignmentState, Attendance, EntryState, StageState

BATCH = 2_500
WRITTEN = ["mean", "total", "exact", "kept_count", "dropped", "spread", "rank", "is_tied", "tie_break"]

#: Groups of the rubric whose points part equal totals (AMB-13, second step).
BREAKING_GROUPS = frozenset({"tackling", "innovation"})
#: Whether 优先情形 parts equal totals in this season (AMB-20).
PRIORITY = "priority.breaks_ties"
BREAK_NAMES = {
    "defence": "答辩得分",
    "tackling_innovation": "攻关力与创新力得分",
    "median_written": "书面评分中位数",
    "priority": "优先情形",
    "panel_vote": "专家组投票",
}


@dataclass
class Figures:
    """What the submitted sheets of one entry give: ``sheets`` are (assignment id, total), None where nobody scored."""

    sheets: list[tuple[int, Decimal]] = field(default_factory=list)
    trimmed: scoring.Trimmed | None = None
    dropped: list[int] = field(default_factory=list)

    @property
    def totals(self):
        return [total for _pk, total in self.sheets]


@transaction.atomic
def rank_stage(stage_run, *, by) -> list[Entry]:
    """Compute mean, spread, dropped sheets, total and rank of every entry of a scored stage; can be repeated.

    Refused while a sheet is open. Recused and replaced experts do not count. Entries, sheets and one upsert for each
    2,500 rows: the number of queries does not grow with the entries.
    """
    stage_run = StageRun.objects.select_for_update(of=("self",)).select_related("season").get(pk=stage_run.pk)
    if not may_close_stage(by, stage_run):
        raise Refused.because("只有主办单位的工作人员可以计算名次。")
    entries = _entries(stage_run)
    _require_complete(stage_run, entries)
    figures = figures_of(stage_run)
    written = _written(stage_run)
    for entry in entries:
        _compute(entry, figures[entry.pk], stage_run.trim_from, written)
    ranked = [entry for entry in entries if entry.exact]
    _place(stage_run, ranked, figures, written)
    Entry.objects.bulk_create(
        entries, update_conflicts=True, unique_fields=["id"], update_fields=WRITTEN, batch_size=BATCH
    )
    details = {"entries": len(entries), "ranked": len(ranked), "trim_from": stage_run.trim_from}
    record(stage_run, "rank", by=by, label="计算名次", rules=["AMB-24", "AMB-13"], details=details)
    return sorted(ranked, key=lambda entry: entry.rank)


def _entries(stage_run):
    rows = Entry.objects.filter(stage_run=stage_run, nomination__state__in=UNDER_REVIEW)
    rows = rows.exclude(state=EntryState.REMOVED).select_related("nomination", "defence_slot")
    return list(rows.order_by("pk").select_for_update(of=("self",)))


def _require_complete(stage_run, entries):
    if stage_run.state != StageState.OPEN:
        raise Refused.because(f"“{stage_run.title}”没有在进行，不能计算名次。", rule="QC23-47")
    waiting = [entry for entry in entries if not is_absent(entry) and _is_incomplete(entry)]
    if waiting:
        words = "、".join(entry.nomination.name or entry.nomination.code for entry in waiting[:5])
        more = f"等 {len(waiting)} 份" if len(waiting) > 5 else ""
        raise Refused.because(f"{words}{more}的评分还没有全部提交，不能计算名次。", rule="QC23-41")
    fewest = lines.fewest_sheets(stage_run)
    short = [entry for entry in entries if not is_absent(entry) and entry.submitted_count < fewest]
    if short:
        words = "、".join(entry.nomination.name for entry in short[:5])
        raise Refused.because(f"{words}的有效评分少于 {fewest} 份，请补派专家。", rule="AMB-24")


def _is_incomplete(entry):
    return entry.assigned_count == 0 or entry.submitted_count < entry.assigned_count


def is_absent(entry) -> bool:
    """Did not come to the defence and has no new time: gave up (AMB-14)."""
    slot = getattr(entry, "defence_slot", None)
    return slot is not None and slot.attendance == Attendance.ABSENT


def figures_of(stage_run) -> dict[int, Figures]:
    """Entry id → its submitted sheets. One query, for any number of entries."""
    found: dict[int, Figures] = defaultdict(Figures)
    rows = Assignment.objects.filter(entry__stage_run=stage_run, state=AssignmentState.SUBMITTED)
    for entry, pk, total in rows.order_by("entry", "pk").values_list("entry_id", "pk", "total"):
        if total is not None:
            found[entry].sheets.append((pk, total))
    return found


def _compute(entry, figures, trim_from, written):
    entry.mean = entry.total = entry.rank = entry.spread = None
    entry.exact, entry.dropped, entry.kept_count = "", [], 0
    entry.is_tied, entry.tie_break = False, ""
    if not figures.sheets or is_absent(entry):
        return
    figures.trimmed = scoring.trim(figures.totals, trim_from=trim_from)
    figures.dropped = entry.dropped = dropped_sheets(figures.sheets, figures.trimmed)
    entry.kept_count = len(figures.trimmed.counted)
    entry.spread = max(figures.totals) - min(figures.totals)
    entry.mean = stored(figures.trimmed.mean)
    total = written.combined(entry, figures.trimmed.mean) if written else figures.trimmed.mean
    entry.total, entry.exact = stored(total), str(total)


def dropped_sheets(sheets, trimmed) -> list[int]:
    """Ids of one lowest and one highest sheet where the mean was trimmed; of equals the first."""
    if not trimmed.dropped:
        return []
    low = min(sheets, key=lambda sheet: (sheet[1], sheet[0]))
    high = max((sheet for sheet in sheets if sheet != low), key=lambda sheet: (sheet[1], -sheet[0]))
    return [low[0], high[0]]


def stored(value: Fraction) -> Decimal:
    """A fraction as the ten decimals of its column; for sorting and display, never for ranking."""
    return scoring.displayed(value, places=10)


@dataclass(frozen=True)
class Written:
    """The written stage seen from the defence: exact means by nomination, and the two weights fixed at opening."""

    means: dict[int, Fraction]
    medians: dict[int, Fraction]
    subtotals: dict[int, Fraction]
    weights: tuple[Decimal, Decimal]

    def combined(self, entry, mean) -> Fraction:
        return scoring.combine(self.means[entry.nomination_id], mean, weights=self.weights)


def written_run(stage_run) -> StageRun | None:
    """The written stage before a defence."""
    if stage_run.kind != StageKind.DEFENCE:
        return None
    before = stage_run.siblings.filter(kind=StageKind.SCORING, position__lt=stage_run.position)
    return before.order_by("-position").first()


def _written(stage_run):
    run = written_run(stage_run)
    if run is None:
        return None
    run.season = stage_run.season
    entries = list(Entry.objects.filter(stage_run=run, nomination__entries__stage_run=stage_run).exclude(exact=""))
    by_entry = {entry.pk: entry.nomination_id for entry in entries}
    figures = figures_of(run)
    subtotals = _subtotals(run, entries)
    return Written(
        {entry.nomination_id: Fraction(entry.exact) for entry in entries},
        {nomination: scoring.median(figures[pk].totals) for pk, nomination in by_entry.items()},
        {nomination: subtotals[pk] for pk, nomination in by_entry.items() if pk in subtotals},
        (run.weight, stage_run.weight),
    )


def _subtotals(run, entries) -> dict[int, Fraction]:
    """Entry id → mean of 攻关力 + 创新力 over the sheets that count; empty where the rubric has no such groups. One query."""
    codes = [c.code for group in run.rubric.groups if group.code in BREAKING_GROUPS for c in group.criteria]
    if not codes:
        return {}
    out = {pk for entry in entries for pk in entry.dropped}
    rows = Score.objects.filter(
        assignment__entry__in=[entry.pk for entry in entries],
        assignment__state=AssignmentState.SUBMITTED,
        criterion__in=codes,
    )
    sums: dict[int, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for entry, sheet, value in rows.values_list("assignment__entry_id", "assignment_id", "value"):
        if sheet not in out:
            sums[entry][sheet] += value
    return {entry: sum(map(Fraction, of.values()), Fraction(0)) / len(of) for entry, of in sums.items()}


def _place(stage_run, entries, figures, written):
    """Set rank and tie marks; only entries with equal totals are looked at twice."""
    equals = _equals(entries)
    subtotals = {} if written or not equals else _subtotals(stage_run, equals)
    contenders = []
    by_priority = stage_run.parameters.get(PRIORITY, False)
    for entry in entries:
        breaks = _breaks(entry, figures[entry.pk], written, subtotals, by_priority)
        contenders.append(scoring.Contender(entry.pk, Fraction(entry.exact), breaks))
    placed = {placing.key: placing for placing in scoring.rank(contenders)}
    for entry in entries:
        placing = placed[entry.pk]
        entry.rank, entry.is_tied = placing.rank, placing.tied
        entry.tie_break = _tie_words(placing)


def _equals(entries):
    by_total = defaultdict(list)
    for entry in entries:
        by_total[entry.exact].append(entry)
    return [entry for group in by_total.values() if len(group) > 1 for entry in group]


def _breaks(entry, figures, written, subtotals, by_priority):
    nomination = entry.nomination_id
    values = {
        "defence": figures.trimmed.mean if written else None,
        "tackling_innovation": written.subtotals.get(nomination) if written else subtotals.get(entry.pk),
        "median_written": written.medians[nomination] if written else scoring.median(figures.totals),
        "priority": int(bool(entry.nomination.priority_flags)) if by_priority else None,
        "panel_vote": entry.panel_vote,
    }
    return {code: value for code, value in values.items() if value is not None}


def _tie_words(placing):
    if placing.tied:
        return "各项相同，名次并列"
    return f"总分相同，按{BREAK_NAMES[placing.decided_by]}排序" if placing.decided_by else ""


@transaction.atomic
def vote_between(entries_votes, *, by, note) -> list[Entry]:
    """Record the panel's vote between equals, {entry: votes}, and rank anew (AMB-13, fourth step; the chair decides a draw)."""
    entries = list(entries_votes)
    runs = {entry.stage_run_id for entry in entries}
    if len(runs) != 1 or len({entry.exact for entry in entries}) != 1 or len(entries) < 2:
        raise Refused.because("投票只用于总分相同的申报之间。", rule="AMB-13")
    if not note.strip() or len(set(entries_votes.values())) < len(entries):
        raise Refused.because("请写明投票经过；票数相同时由组长决定，票数须能分出先后。", rule="AMB-13", field="note")
    for entry in entries:
        Entry.objects.filter(pk=entry.pk).update(panel_vote=entries_votes[entry])
    stage_run = StageRun.objects.get(pk=runs.pop())
    details = {entry.nomination.code: votes for entry, votes in entries_votes.items()}
    record(stage_run, "vote_between", by=by, label="同分投票", note=note, rules=["AMB-13"], details=details)
    return rank_stage(stage_run, by=by)
