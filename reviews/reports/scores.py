"""分数汇总表 (forms.md E6): every sheet with dropped marks, means, combined total, rank, ties. Internal, never public."""

from collections import defaultdict
from dataclasses import dataclass, field

from programmes import scoring
from reviews.models import Assignment, Entry
from reviews.reports import lines
from reviews.states import AssignmentState, EntryState


@dataclass(frozen=True)
class Sheet:
    """One expert's total for one candidate; the expert by code only (E3)."""

    expert: str
    total: str
    is_dropped: bool


@dataclass
class Line:
    """One candidate of the table, figures as text."""

    rank: str
    code: str
    name: str
    unit: str
    nomination: int = 0
    written: list[Sheet] = field(default_factory=list)
    defence: list[Sheet] = field(default_factory=list)
    written_mean: str = "—"
    defence_mean: str = "—"
    total: str = "—"
    valid_count: int = 0
    tie: str = ""
    flags: str = ""
    result: str = ""

    @property
    def written_text(self):
        return _in_words(self.written)

    @property
    def defence_text(self):
        return _in_words(self.defence)


def _in_words(sheets):
    return "　".join(f"{sheet.expert} {sheet.total}{'（去）' if sheet.is_dropped else ''}" for sheet in sheets)


def table(stage_run, written=None) -> list[Line]:
    """The table of a stage; with ``written``, the written stage before a defence, both means. Four queries at most."""
    rows = lines.rows_of(stage_run)
    own, dropped = _sheets(stage_run, [row.nomination for row in rows])
    before, before_dropped, means = _before(written, rows)
    return [_line(row, own, dropped, before, before_dropped, means, has_before=written is not None) for row in rows]


def _before(written, rows):
    if written is None:
        return {}, set(), {}
    nominations = [row.nomination for row in rows]
    sheets, dropped = _sheets(written, nominations)
    means = Entry.objects.filter(stage_run=written, nomination__in=nominations).values_list("nomination_id", "mean")
    return sheets, dropped, dict(means)


def _sheets(stage_run, nominations):
    """Nomination id → its sheets in the order of the experts' codes, and the ids of the dropped ones. Two queries."""
    found = defaultdict(list)
    rows = Assignment.objects.filter(
        entry__stage_run=stage_run, entry__nomination__in=nominations, state=AssignmentState.SUBMITTED
    )
    for values in rows.order_by("expert__code").values_list("entry__nomination_id", "pk", "expert__code", "total"):
        found[values[0]].append(values[1:])
    lists = Entry.objects.filter(stage_run=stage_run, nomination__in=nominations).values_list("dropped", flat=True)
    return found, {pk for row in lists for pk in row}


def _line(row, own, dropped, before, before_dropped, means, *, has_before):
    sheets = [Sheet(code, f"{total:.1f}", pk in dropped) for pk, code, total in own.get(row.nomination, [])]
    earlier = [Sheet(code, f"{total:.1f}", pk in before_dropped) for pk, code, total in before.get(row.nomination, [])]
    line = Line(str(row.rank or "—"), row.code, row.name, row.unit, row.nomination)
    line.written, line.defence = (earlier, sheets) if has_before else (sheets, [])
    line.written_mean = _shown(means.get(row.nomination) if has_before else row.mean)
    line.defence_mean = _shown(row.mean) if has_before else "—"
    line.total, line.valid_count = _shown(row.total), row.kept_count
    line.tie = row.tie_break or ("并列" if row.is_tied else "")
    line.flags = "、".join(row.flags)
    line.result = EntryState(row.conclusion).label if row.conclusion else ""
    return line


def _shown(value):
    return "—" if value is None else str(scoring.displayed(value, places=2))
