"""The season's stages as the public sees them: what is done, what runs, on which days; no figures, no names."""

from audit.transitions import move
from programmes import clock
from programmes.spec import StageKind
from publicity.states import PublicityState
from reviews.models import StageRun
from reviews.states import StageState


def of_season(season, publicity) -> list[dict]:
    """Title, state and days of each stage of the leading field, for the tracker; empty where all is decided one by one."""
    procedure = next((one for one in season.edition.procedures if not one.rolling), None)
    if procedure is None:
        return []
    rows = StageRun.objects.filter(season=season, procedure_code=procedure.code, nomination__isnull=True)
    runs = {run.code: run for run in rows}
    found = []
    for stage in procedure.stages:
        state, note = _own(stage.kind, publicity, season) or _reviewed(runs.get(stage.code))
        found.append({"title": stage.title, "state": state, "note": note})
    return found


def passed(nomination) -> tuple[str, ...]:
    """Codes of the closed stages of the nomination's own way or of its field, in order, for the rules (QC23-47)."""
    own = nomination.pk if nomination.procedure.rolling else None
    closed = StageRun.objects.filter(
        season=nomination.season_id, procedure_code=nomination.procedure_code, nomination=own, state=StageState.CLOSED
    )
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


def begin(season, kind, procedure_code) -> None:
    """Open a field's stage of ``kind``; refused while the stage before it is open (QC23-47). Safe to call again."""
    run = _run(season, kind, procedure_code)
    if run is not None and run.state == StageState.WAITING:
        move(run, "open", by=None, rules=["QC23-47"])


def finish(season, kind, procedure_code) -> None:
    """Close a field's stage of ``kind``; safe to call again."""
    run = _run(season, kind, procedure_code)
    if run is not None and run.state == StageState.OPEN:
        move(run, "close", by=None, rules=["QC23-47"])


def _run(season, kind, procedure_code):
    rows = StageRun.objects.filter(season=season, procedure_code=procedure_code, nomination__isnull=True, kind=kind)
    return rows.order_by("position").first()


def settle_own(nomination) -> None:
    """Begin and end the last stage of a nomination that is decided on its own."""
    run = nomination.own_runs.filter(kind=StageKind.CONFERRAL).order_by("-position").first()
    if run is not None and run.state == StageState.WAITING:
        run = move(run, "open", by=None, rules=["QC23-47"])
    if run is not None and run.state == StageState.OPEN:
        move(run, "close", by=None, rules=["QC23-47"])
