"""The score dossier of one stage: the strip, the line, the rows that a filter shows. Internal, never published."""

from dataclasses import dataclass

from programmes import scoring
from reviews import strips
from reviews.badges import badge
from reviews.reports import lines
from reviews.states import DECIDED_ENTRY, ENTRY_TONES, EntryState

NEAR_ROWS = 5
CHIPS = (("near", "分数线附近"), ("all", "全部"), ("spread", "分差大"), ("doubted", "有存疑"))


@dataclass(frozen=True)
class Shown:
    """One row of the table, its figures as text."""

    row: lines.Row
    rank: str
    raw: str
    trimmed: str
    total: str
    spread: str
    is_wide: bool
    is_last_in: bool
    is_near: bool
    spoken: str
    drawn: dict
    advice: str


def dossier(stage_run, *, chip="near") -> dict:
    """Everything that the page shows of a ranked stage. One query."""
    rows = lines.rows_of(stage_run)
    ranked = [row for row in rows if row.rank is not None]
    line, wide = lines.line_of(stage_run, rows), lines.wide_spread(stage_run)
    chosen = _chosen(chip, rows, ranked, line, wide)
    near = chip == "near"
    scale = strips.row_scale([float(row.total) for row in chosen if row.total is not None], line.cut, near=near)
    share = lines.share_of(stage_run)
    last = max((row.rank for row in ranked if line.is_in(row)), default=0)
    last_in = [row.pk for row in ranked if row.rank == last][-1:] if line.cut is not None else []
    return {
        "line": line,
        "count": len(rows),
        "ranked_count": len(ranked),
        "near_count": sum(line.is_near(row) for row in ranked),
        "cut": one_place(line.cut),
        "error": one_place(line.error),
        "strip": strips.strip(_points(ranked, line), cut=line.cut, error=line.error),
        "scale": scale,
        "shared": strips.shared(scale, line.cut, line.error),
        "rows": [_shown(row, line, scale, share, wide, last_in) for row in chosen],
        "chips": _chips(rows, wide, chip),
        "chip": chip,
        "wide": wide,
        "range": f"第 {chosen[0].rank} 至 {chosen[-1].rank} 名" if near and chosen else f"{len(chosen)} 份",
    }


def one_place(value) -> str:
    return "" if value is None else f"{scoring.displayed(scoring.Fraction(value), places=1)}"


def two_places(value) -> str:
    return "—" if value is None else f"{scoring.displayed(value, places=2)}"


def _points(ranked, line):
    return [strips.Point(float(row.total), line.is_near(row), not line.is_in(row)) for row in ranked]


def _chosen(chip, rows, ranked, line, wide):
    if chip == "spread":
        return [row for row in rows if (row.spread or 0) > wide]
    if chip == "doubted":
        return [row for row in rows if row.is_doubted]
    if chip == "near" and line.cut is not None:
        inside = [place for place, row in enumerate(ranked) if line.is_in(row)]
        near = [place for place, row in enumerate(ranked) if line.is_near(row)]
        first = min([inside[-1] - NEAR_ROWS + 1, *near])
        last = max([inside[-1] + NEAR_ROWS, *near])
        return ranked[max(first, 0) : last + 1]
    return rows


def _chips(rows, wide, chosen):
    counts = {
        "near": None,
        "all": len(rows),
        "spread": sum((row.spread or 0) > wide for row in rows),
        "doubted": sum(row.is_doubted for row in rows),
    }
    return [{"code": code, "label": label, "count": counts[code], "on": code == chosen} for code, label in CHIPS]


def _shown(row, line, scale, share, wide, last_in):
    total = None if row.total is None else float(row.total)
    margin = None if row.error is None else row.error * share
    return Shown(
        row=row,
        rank=str(row.rank or "—"),
        raw="—" if row.raw is None else one_place(row.raw),
        trimmed=two_places(row.mean),
        total=two_places(row.total),
        spread="—" if row.spread is None else f"{row.spread:.1f}",
        is_wide=(row.spread or 0) > wide,
        is_last_in=row.pk in last_in,
        is_near=line.is_near(row),
        spoken=_spoken(row, total, margin, line),
        drawn={} if total is None else strips.interval(scale, total, margin),
        advice=advice(row, line),
    )


def _spoken(row, total, margin, line):
    if total is None:
        return "没有得分"
    words = f"得分 {one_place(total)}"
    if margin is not None:
        words += f"，可信范围 {one_place(total - margin)} 至 {one_place(total + margin)}"
    return words + ("，在临界区" if line.is_near(row) else "")


def advice(row, line):
    """What the scores suggest, or what has been decided."""
    if row.state in DECIDED_ENTRY:
        tone, icon = ENTRY_TONES[row.state]
        return badge(tone, icon, EntryState(row.state).label)
    if row.rank is None:
        return badge("mute", "minus", "没有得分")
    if line.is_near(row):
        return badge("wait", "scale", "临界，须合议")
    return badge("ok", "circle-check", "建议入围") if line.is_in(row) else badge("mute", "minus", "建议不入围")
