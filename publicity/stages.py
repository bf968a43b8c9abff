"""The season's stages as the public sees them: what is done, what runs, on which days; no figures, no names."""

from audit.transitions import move
from programmes import clock
from programmes.spec import StageKind
from publicity.states import PublicityState
from reviews.models import StageRun
from reviews.states import StageState


def of_season(season, publicity) -> list[dict]:
    """Title, state and days of each stage, for the tracker. One query."""
    runs = {run.code: run for run in StageRun.objects.filter(season=season)}
    found = []
    for stage in season.edition.procedures[0].stages:
        state, note = _own(stage.kind, publicity, season) or _reviewed(runs.get(stage.code))
        found.append({"title": stage.title, "state": state, "note": note})
    return found


def passed(nomination) -> tuple[str, ...]:
    """Codes of the closed stages of the nomination's season, in order, for the rules (QC23-47)."""
    closed = StageRun.objects.filter(season=nomination.season_id, state=StageState.CLOSED)
    return tuple(closed.order_by("position").values_list("code", flat=True))


def _own(kind, publicity, season):
    """Publicity and conferral are told by their own rows."""
    if kind == StageKind.PUBLICITY:
        return _publicity(publicity)
    if kind == StageKind.CONFERRAL:
        return ("done", "已命名") if season.state == "concluded" else ("later", "公示无异议后")
    return None


def _publicity(publicity):
    if publicity is None:
        return "later", ""
    state = "now" if publicity.state == PublicityState.PUBLISHED else "done"
    return state, span(publicity.starts_on, publicity.ends_on)


def _reviewed(run):
    if run is None or run.state == StageState.WAITING:
        return "later", ""
    opened = run.opened_at.astimezone(clock.SHANGHAI).date()
    if run.state == StageState.OPEN:
        return "now", f"{opened.month} 月 {opened.day} 日起"
    return "done", span(opened, run.closed_at.astimezone(clock.SHANGHAI).date())


def span(first, last) -> str:
    """7 月 6 日至 17 日; the month is repeated only when it changes."""
    text = f"{first.month} 月 {first.day} 日"
    if last == first:
        return text
    return f"{text}至 {last.day} 日" if last.month == first.month else f"{text}至 {last.month} 月 {last.day} 日"


def begin(season, kind) -> None:
    """Open the season's stage of ``kind``; refused while the stage before it is open (QC23-47). Safe to call again."""
    run = _run(season, kind)
    if run is not None and run.state == StageState.WAITING:
        move(run, "open", by=None, rules=["QC23-47"])


def finish(season, kind) -> None:
    """Close the season's stage of ``kind``; safe to call again."""
    run = _run(season, kind)
    if run is not None and run.state == StageState.OPEN:
        move(run, "close", by=None, rules=["QC23-47"])


def _run(season, kind):
    return StageRun.objects.filter(season=season, kind=kind).order_by("position").first()
