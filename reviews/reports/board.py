"""The season board: where the season stands, what is to be done today, the queue of one stage."""

from django.db.models import Count, F, OuterRef, Q, Subquery

from accounts import calendar
from nominations.models import Answer, Correction, Nomination, Season
from nominations.states import NominationState
from programmes import clock
from programmes.spec import StageKind
from reviews import charts, industries
from reviews.models import Entry, FormalityReview, StageRun
from reviews.states import EntryState, FormalityOutcome, StageState

#: Spread above which the panel must speak (forms.md E4), points.
WIDE_SPREAD = 20

SORTS = {
    "number": ("nomination__number",),
    "progress": ("submitted_count", "assigned_count", "nomination__number"),
    "-progress": ("-submitted_count", "-assigned_count", "nomination__number"),
    "-spread": (F("spread").desc(nulls_last=True), "nomination__number"),
    "spread": (F("spread").asc(nulls_last=True), "nomination__number"),
    "name": ("nomination__name", "nomination__number"),
    "unit": ("nomination__employer_name", "nomination__number"),
}
FILTERS = {
    "waiting": Q(state=EntryState.WAITING),
    "scoring": Q(state=EntryState.SCORING),
    "scored": Q(state=EntryState.SCORED),
    "overdue": Q(is_overdue=True),
    "doubted": Q(is_doubted=True),
    "spread": Q(spread__gt=WIDE_SPREAD),
    "short": Q(is_short=True),
    "selected": Q(state=EntryState.SELECTED),
    "reserve": Q(state=EntryState.RESERVE),
    "not_selected": Q(state=EntryState.NOT_SELECTED),
}
CHIPS = (
    ("all", "全部"),
    ("waiting", "待分派"),
    ("scoring", "评分中"),
    ("scored", "评分完成"),
    ("overdue", "专家逾期"),
    ("doubted", "有存疑"),
    ("spread", "分差大"),
    ("short", "缺专家"),
    ("selected", "入围"),
    ("reserve", "备选"),
    ("not_selected", "不入围"),
)
ALWAYS = frozenset({"all", "waiting", "scoring", "scored"})


def season_for_board(user, pk):
    """The season with ``corrections_today`` and ``second_checks``, for staff of its organiser. One query; None if hidden."""
    today = clock.end_of(clock.today())
    corrections = Correction.objects.filter(
        nomination__season=OuterRef("pk"), handed_in_at__isnull=True, lapsed_at__isnull=True, due_at__lte=today
    )
    checks = FormalityReview.objects.filter(
        entry__stage_run__season=OuterRef("pk"),
        decided_at__isnull=False,
        checked_at__isnull=True,
        outcome__in=[FormalityOutcome.PASS, FormalityOutcome.FAIL],
    )
    rows = Season.objects.run_by(user).annotate(
        corrections_today=_count(corrections, "nomination__season"),
        second_checks=_count(checks, "entry__stage_run__season"),
    )
    return rows.filter(pk=pk).first()


def _count(rows, path):
    counted = rows.order_by().values(path).annotate(figure=Count("pk")).values("figure")
    return Subquery(counted)


def fields_of(season) -> list:
    """The procedures of a season in which all nominations stand in one field; none where each is decided alone."""
    return [procedure for procedure in season.edition.procedures if not procedure.rolling]


def runs_of(season, *, procedure_code="") -> list[StageRun]:
    """The stages of a field in order, of the leading one unless another is asked for; empty for a season without a field.

    Unsaved rows while the season is being prepared. One query.
    """
    fields = fields_of(season)
    procedure = next((one for one in fields if one.code == procedure_code), fields[0] if fields else None)
    if procedure is None:
        return []
    runs = list(StageRun.objects.of_field(season).filter(procedure_code=procedure.code))
    runs = runs or StageRun.of_procedure(season, procedure)
    for run in runs:
        run.season = season
    return runs


def current(runs, code="") -> StageRun:
    """The stage asked for, else the last one that is open, else the first that waits, else the last of all."""
    asked = [run for run in runs if run.code == code]
    opened = [run for run in reversed(runs) if run.state == StageState.OPEN]
    waiting = [run for run in runs if run.state == StageState.WAITING]
    return (asked or opened or waiting or runs[-1:])[0]


def tracker(runs) -> list[dict]:
    """Stages for the tracker component, with a date below each."""
    states = {StageState.CLOSED: "done", StageState.OPEN: "now", StageState.WAITING: "later"}
    return [{"title": run.title, "note": _note(run), "state": states[run.state]} for run in runs]


def _note(run):
    if run.state == StageState.CLOSED:
        return f"{_day(run.closed_at)}完成"
    if run.state == StageState.OPEN and run.due_at:
        return f"{_day(run.opened_at)}至{_day(run.due_at)}"
    return f"{_day(run.opened_at)}起" if run.state == StageState.OPEN else ""


def _day(moment):
    return f"{moment.astimezone(clock.SHANGHAI):%-m 月 %-d 日}" if moment else ""


def tallies(season, runs) -> dict[str, dict]:
    """Stage code → tally of one field of a season. One query, a second one once the publicity has begun."""
    rows = Entry.objects.filter(
        stage_run__season=season, stage_run__procedure_code=runs[0].procedure_code, stage_run__nomination__isnull=True
    )
    rows = rows.exclude(state=EntryState.REMOVED).order_by()
    counted = rows.values("stage_run__code").annotate(
        entries=Count("pk"),
        selected=Count("pk", filter=Q(state=EntryState.SELECTED)),
        finished=Count("pk", filter=~Q(state__in=[EntryState.WAITING, EntryState.SCORING])),
        not_selected=Count("pk", filter=Q(state=EntryState.NOT_SELECTED)),
        returned=Count("pk", filter=Q(nomination__state=NominationState.RETURNED)),
    )
    return {row.pop("stage_run__code"): row for row in counted} | _public_tallies(season, runs)


#: 公示 and 命名 have no entries: who has come through them is told by the nominations' states.
COME_THROUGH = {
    StageKind.PUBLICITY: [NominationState.PUBLICISED, NominationState.CONFERRED],
    StageKind.CONFERRAL: [NominationState.CONFERRED],
}


def _public_tallies(season, runs):
    begun = [run for run in runs if run.kind in COME_THROUGH and run.state != StageState.WAITING]
    wanted = {run.code: COME_THROUGH[run.kind] for run in begun}
    if not wanted:
        return {}
    counts = {code: Count("pk", filter=Q(state__in=states)) for code, states in wanted.items()}
    found = Nomination.objects.filter(season=season).aggregate(**counts)
    return {code: {"entries": count, "selected": count, "finished": count} for code, count in found.items()}


def funnel(runs, counted) -> dict:
    """The columns: everything received, then what each stage has let through or has to do."""
    first = counted.get(runs[0].code, {})
    stages = [charts.Stage("收到申报", first.get("entries", 0))]
    stages += [_stage(run, counted.get(run.code, {})) for run in runs]
    return charts.funnel(stages)


def _stage(run, figures):
    if run.state == StageState.WAITING:
        return charts.Stage(run.title, None)
    entries, done = figures.get("entries", 0), figures.get("finished", 0)
    if run.state == StageState.CLOSED or run.kind not in (StageKind.FORMALITY, StageKind.SCORING, StageKind.DEFENCE):
        return charts.Stage(f"{run.title}通过", figures.get("selected", 0), note=_dropped(figures))
    if run.kind == StageKind.FORMALITY:
        return charts.Stage(f"{run.title}通过", figures.get("selected", 0), entries, _formality_note(figures), now=True)
    left = entries - done
    return charts.Stage(f"{run.title}完成", done, entries, f"还有 {left} 份" if left else "", now=True)


def _dropped(figures):
    return f"未通过 {figures['not_selected']}" if figures.get("not_selected") else ""


def _formality_note(figures):
    words = [f"补正 {figures['returned']}"] if figures.get("returned") else []
    words += [f"不通过 {figures['not_selected']}"] if figures.get("not_selected") else []
    return "，".join(words)


def queue(stage_run, *, words="", chip="all", sort="number"):
    """Rows of the queue of one stage, filtered and sorted, with ``industry`` from the form. One query per page."""
    rows = Entry.objects.for_board(stage_run, wanted=wanted_of(stage_run))
    if chip in FILTERS:
        rows = rows.filter(FILTERS[chip])
    if words:
        named = Q(nomination__name__icontains=words) | Q(nomination__code__icontains=words)
        rows = rows.filter(named | Q(nomination__employer_name__icontains=words))
    answer = Answer.objects.filter(nomination=OuterRef("nomination"), key=industries.QUESTION)
    return rows.annotate(industry=Subquery(answer.values("value")[:1])).order_by(*SORTS.get(sort, SORTS["number"]))


def wanted_of(stage_run) -> int:
    """Experts per nomination of a stage; 0 where none are assigned."""
    return int(stage_run.parameters.get("experts") or 0) if stage_run.parameters else 0


def chips(counts, chosen) -> list[dict]:
    """Filter chips with counts from the server; rare ones only when there is something behind them."""
    return [
        {"code": code, "label": label, "count": counts[code], "on": code == chosen}
        for code, label in CHIPS
        if code in ALWAYS or counts[code] or code == chosen
    ]


def today(season, counts, stage_run) -> list[dict]:
    """今天要处理: what waits for the officer, most urgent first; nothing that is zero."""
    lines = [
        ("专家逾期未评", counts["overdue"], "份", "wait", "clock", "overdue"),
        ("材料存疑待核", counts["doubted"], "件", "stop", "flag", "doubted"),
        (f"分差超过 {WIDE_SPREAD} 分", counts["spread"], "份", "stop", "triangle-alert", "spread"),
        ("专家人数不足，待改派", counts["short"], "份", "info", "users", "short"),
        ("补正今日到期", season.corrections_today or 0, "人", "wait", "calendar", "returned"),
        ("形式审查待复核", season.second_checks or 0, "份", "info", "clipboard-check", "second"),
    ]
    names = ("label", "count", "unit", "tone", "icon", "code")
    return [dict(zip(names, line, strict=True)) | {"stage": stage_run.code} for line in lines if line[1]]


def remaining(stage_run) -> str:
    """“8 月 28 日（周五）24 时截止，还有 8 个工作日”, as far as the working calendar reaches."""
    if stage_run.state != StageState.OPEN or not stage_run.due_at:
        return ""
    day = stage_run.due_at.astimezone(clock.SHANGHAI).date()
    words = f"{day:%-m 月 %-d 日}（周{'一二三四五六日'[day.weekday()]}）24 时截止"
    if day < clock.today():
        return f"{words}，已逾期 {(clock.today() - day).days} 天"
    working = calendar.current()
    if not {clock.today().year, day.year} <= set(working.years):
        return f"{words}，还有 {(day - clock.today()).days} 天"
    return f"{words}，还有 {working.days_between(clock.today(), day)} 个工作日"
