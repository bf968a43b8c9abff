"""个案办理: nominations that are decided one by one, each with where it stands and since when it waits."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Case, Count, Exists, Max, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from nominations.models import Nomination, Season
from nominations.states import UNSENT, NominationState
from programmes import catalogue, clock
from programmes.spec import StageKind
from reviews.models import Meeting, StageRun
from reviews.states import EntryState, StageState

#: Days without a step after which a case stands on the list as late. 系统默认（文件未规定）.
LATE_DAYS = 30

N = NominationState
WAITING = (N.SUBMITTED, N.IN_REVIEW, N.CANDIDATE)
SHOWS = {
    "waiting": ("待办理", Q(state__in=WAITING)),
    "late": ("逾期", Q(is_late=True)),
    "returned": ("补正中", Q(state=N.RETURNED)),
    "settled": ("已办结", Q(state=N.CONFERRED)),
    "refused": ("未通过", Q(state__in=[N.NOT_SELECTED, N.DISQUALIFIED])),
    "all": ("全部", Q()),
}


def procedures() -> list[tuple[str, str, str]]:
    """(programme, procedure, title) of everything that is decided one by one, in any edition."""
    found = {
        (programme.code, procedure.code): f"{programme.title}：{procedure.title}"
        for programme in catalogue.all()
        for edition in programme.editions
        for procedure in edition.procedures
        if procedure.rolling
    }
    return [(*key, title) for key, title in found.items()]


def own_procedures(user) -> list[tuple[str, str, str]]:
    """Those of the programmes that this person's organisations run. One query, none while there are no such procedures."""
    every = procedures()
    if not every:
        return []
    own = set(Season.objects.run_by(user).values_list("programme_code", flat=True))
    return [one for one in every if one[0] in own]


def rolling() -> Q:
    """The condition on nominations of those procedures."""
    wanted = Q(pk__in=[])
    for programme, procedure, _title in procedures():
        wanted |= Q(season__programme_code=programme, procedure_code=procedure)
    return wanted


def rows(user):
    """Cases of the organisations in which ``user`` is staff, with ``stage_code``, ``since`` and ``is_late``. One query."""
    sent = (
        Nomination.objects.visible_to(user)
        .filter(rolling(), season__in=Season.objects.run_by(user))
        .exclude(state__in=UNSENT)
    )
    ahead = StageRun.objects.filter(nomination=OuterRef("pk")).exclude(state=StageState.CLOSED).order_by("position")
    known = sent.annotate(
        stage_code=Subquery(ahead.values("code")[:1]),
        stage_state=Subquery(ahead.values("state")[:1]),
        stage_due_at=Subquery(ahead.filter(state=StageState.OPEN).values("due_at")[:1]),
        begun_at=Subquery(ahead.filter(state=StageState.OPEN).values("opened_at")[:1]),
        passed_at=Max("own_runs__closed_at"),
    )
    since = Coalesce("begun_at", "passed_at", "dispatched_at", "changed_at")
    known = known.annotate(
        since=Case(When(state=N.SUBMITTED, then=Coalesce("dispatched_at", "changed_at")), default=since)
    )
    late = Q(stage_due_at__lt=clock.now()) | Q(since__lt=clock.now() - timedelta(days=LATE_DAYS))
    known = known.annotate(is_late=Case(When(late & Q(state__in=WAITING), then=True), default=False))
    return known.select_related("season", "employer").order_by("since", "pk")


def counts(found) -> dict[str, int]:
    """Figures of the chips, in one query."""
    return found.order_by().aggregate(**{code: Count("pk", filter=where) for code, (_label, where) in SHOWS.items()})


def waiting(user) -> int:
    """How many wait for the organiser now, for the rail. One query."""
    alone = Exists(StageRun.objects.filter(nomination=OuterRef("pk"))) | Q(rolling(), season__decided_here=False)
    return Nomination.objects.filter(alone, season__in=Season.objects.run_by(user), state__in=WAITING).count()


def stage_title(nomination) -> str:
    """Where a row of ``rows`` stands, in the words of its procedure."""
    if nomination.state not in WAITING or not nomination.stage_code:
        return "—"
    return nomination.procedure.stage(nomination.stage_code).title


@dataclass
class Step:
    """One stage of a case: what came out of it, and the page on which it is worked at ("" = not yet)."""

    run: StageRun
    entry: object | None
    url: str = ""
    act: str = ""
    note: str = ""

    @property
    def state(self):
        return {StageState.CLOSED: "done", StageState.OPEN: "now"}.get(self.run.state, "later")

    @property
    def title(self):
        return self.run.title


def steps(nomination) -> list[Step]:
    """Every stage of one case in order; the first that is not closed carries what is to be done. Three queries."""
    runs = list(nomination.own_runs.order_by("position"))
    entries = {entry.stage_run_id: entry for entry in nomination.entries.all()}
    for run in runs:
        run.nomination, run.season = nomination, nomination.season
    found = [Step(run, entries.get(run.pk), note=_note(run, entries.get(run.pk))) for run in runs]
    for step in found:
        if step.run.state != StageState.WAITING or step.run.kind == StageKind.FORMALITY:
            step.url, step.act = _page(step.run, nomination)
    ahead = next((step for step in found if step.run.state == StageState.WAITING), None)
    if ahead and ahead.run.kind != StageKind.CONFERRAL and nomination.state in WAITING and _is_free(found, ahead):
        ahead.url = reverse("reviews:stage-open", args=[ahead.run.season_id, ahead.run.slug])
        ahead.act = f"开始{ahead.title}"
    return found


def _is_free(found, ahead):
    return all(step.run.state == StageState.CLOSED for step in found if step.run.position < ahead.run.position)


def is_ready(found) -> bool:
    """Whether everything before the decision is done."""
    return all(step.run.state == StageState.CLOSED for step in found if step.run.kind != StageKind.CONFERRAL)


def _page(run, nomination) -> tuple[str, str]:
    """Where a stage that has begun is worked at, and what that page is called."""
    if run.kind == StageKind.FORMALITY:
        return reverse("reviews:formality", args=[nomination.code]), "核对材料"
    if run.kind in (StageKind.SCORING, StageKind.DEFENCE):
        return reverse("reviews:assign", args=[run.season_id, run.slug]), "专家与分派"
    if run.kind == StageKind.VISIT:
        return reverse("reviews:visits", args=[run.season_id, run.slug]), "走访安排"
    if run.kind == StageKind.APPROVAL:
        return _meeting(run)
    return "", ""


def _meeting(run):
    held = Meeting.objects.filter(stage_run=run).order_by("-pk").first()
    if held:
        return reverse("reviews:meeting", args=[held.pk]), "审定会议"
    return reverse("reviews:meeting-new", args=[run.pk]), "安排会议"


def _note(run, entry) -> str:
    """What the stage has found, in a few words."""
    if entry is None or run.state == StageState.WAITING:
        return ""
    words = []
    if entry.mean is not None:
        words.append(f"均分 {entry.mean:.2f}（{entry.kept_count} 份计入）")
    elif entry.assigned_count:
        words.append(f"已评 {entry.submitted_count} / {entry.assigned_count}")
    if entry.state in (EntryState.SELECTED, EntryState.NOT_SELECTED):
        words.append("通过" if entry.state == EntryState.SELECTED else "未通过")
    return "，".join(words)
