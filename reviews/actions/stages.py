"""The stages of a season in their fixed order (QC23-47): made, opened with what is then locked, closed."""

from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from audit.record import record
from audit.transitions import move
from nominations.actions import seasons
from nominations.models import Nomination
from nominations.states import NominationState
from programmes import clock
from programmes.refusal import Refused
from programmes.spec import StageKind
from reviews import unfilled
from reviews.models import Assignment, Entry, StageRun
from reviews.permissions import may_assign
from reviews.states import EntryState, StageState

#: Stages in which experts give points.
SCORED = frozenset({StageKind.SCORING, StageKind.DEFENCE})


@transaction.atomic
def prepare(season) -> list[StageRun]:
    """Make the rows of all stages of a season's fields; each 形式审查 is open from the start. Safe to call again.

    What is decided one by one has stages of its own: ``prepare_own``.
    """
    fields = [procedure for procedure in season.edition.procedures if not procedure.rolling]
    existing = list(StageRun.objects.of_field(season))
    if {run.procedure_code for run in existing} >= {procedure.code for procedure in fields}:
        return existing
    StageRun.objects.bulk_create(
        [run for procedure in fields for run in StageRun.of_procedure(season, procedure)], ignore_conflicts=True
    )
    return [_begun(run) for run in StageRun.objects.of_field(season)]


@transaction.atomic
def prepare_own(nomination) -> list[StageRun]:
    """Make the rows of all stages of one nomination of a rolling procedure, 形式审查 open. Safe to call again."""
    existing = list(nomination.own_runs.order_by("position"))
    if existing:
        return existing
    rows = StageRun.of_procedure(nomination.season, nomination.procedure, nomination=nomination)
    StageRun.objects.bulk_create(rows, ignore_conflicts=True)
    return [_begun(run) for run in nomination.own_runs.select_related("season").order_by("position")]


def _begun(run):
    if run.kind != StageKind.FORMALITY or run.state != StageState.WAITING:
        return run
    return move(run, "open", by=None, parameters=_as_json(run.season.values))


def run_of(season, kind, *, procedure_code="") -> StageRun:
    """The first stage of one kind of a season's field, made if need be; the leading field unless another is named."""
    for run in prepare(season):
        if run.kind == kind and (run.procedure_code == procedure_code or (not procedure_code and run.is_leading)):
            return run
    raise Refused.because("本办法没有这个评审环节。")


def runs_of(nomination) -> list[StageRun]:
    """The stages that a nomination goes through, in order: its own ones, or those of its field."""
    if nomination.procedure.rolling:
        return prepare_own(nomination)
    return [run for run in prepare(nomination.season) if run.procedure_code == nomination.procedure_code]


def enter_formality(nomination) -> Entry:
    """The entry of a dispatched nomination in 形式审查; the same one after each correction."""
    run = next((run for run in runs_of(nomination) if run.kind == StageKind.FORMALITY), None)
    if run is None:
        raise Refused.because("本办法没有这个评审环节。")
    entry, _made = Entry.objects.get_or_create(stage_run=run, nomination=nomination)
    return entry


@transaction.atomic
def open_stage(stage_run, *, by, due_on=None) -> StageRun:
    """Begin a stage: lock rubric and parameters (AMB-24), take in everything that the stage before has selected.

    ``due_on`` is the last day for the experts; its 24:00 counts (COM-01). Refused while the stage before is open.
    """
    if due_on is not None and due_on < clock.today():
        raise Refused.because("评审截止日期不能早于今天。", field="due_on")
    if stage_run.kind == StageKind.SCORING and due_on is None:
        raise Refused.because("请填写评审截止日期。", field="due_on")
    if stage_run.kind in SCORED:
        seasons.lock_parameters(stage_run.season, by=by)
    opened = move(
        stage_run,
        "open",
        by=by,
        rules=["QC23-47", "AMB-24"],
        opened_by=by,
        parameters=snapshot(stage_run),
        due_at=clock.end_of(due_on) if due_on else None,
    )
    take_in(opened)
    return opened


def snapshot(stage_run) -> dict:
    """The season's parameters as a stage keeps them; ``experts`` and ``weight`` are the stage's own. Decimals as text."""
    values, stage = stage_run.season.values, stage_run.stage
    own = {"experts": values.get(stage.experts_parameter), "weight": values.get(stage.weight_parameter)}
    return _as_json(values | {key: value for key, value in own.items() if value is not None})


def _as_json(values):
    return {key: str(value) if isinstance(value, Decimal) else value for key, value in values.items()}


def take_in(stage_run) -> int:
    """Enter every nomination that the stage before selected; returns how many are new. Three queries at most.

    A stage of one nomination takes that one in, whatever the stage before found: how it ends is for the decision.
    """
    selected = Entry.objects.filter(stage_run=stage_run.previous, state=EntryState.SELECTED).values("nomination")
    inside = Entry.objects.filter(stage_run=stage_run).values("nomination")
    wanted = Q(pk=stage_run.nomination_id) if stage_run.is_own else Q(pk__in=selected)
    ready = Nomination.objects.filter(wanted, state__in=[NominationState.IN_REVIEW, NominationState.CANDIDATE])
    new = list(ready.exclude(pk__in=inside).order_by("number").select_related("season"))
    left = unfilled.codes_by_nomination(new) if stage_run.kind == StageKind.SCORING else {}
    rows = [Entry(stage_run=stage_run, nomination=one, unfilled=left.get(one.pk, [])) for one in new]
    return len(Entry.objects.bulk_create(rows))


@transaction.atomic
def close_stage(stage_run, *, by) -> StageRun:
    """End a stage in which every entry has its result; the next one can then begin."""
    return move(stage_run, "close", by=by, rules=["QC23-47"], closed_by=by)


@transaction.atomic
def set_due(stage_run, *, by, due_on, note) -> StageRun:
    """Give the experts of an open stage more time; assignments that wait for the old date follow."""
    stage_run = StageRun.objects.select_for_update().get(pk=stage_run.pk)
    if not may_assign(by, stage_run):
        raise Refused.because("只有主办单位的工作人员可以调整评审截止日期。")
    if stage_run.state != StageState.OPEN or due_on < clock.today():
        raise Refused.because("只能把进行中环节的截止日期改到今天或以后。", field="due_on")
    before, stage_run.due_at = stage_run.due_at, clock.end_of(due_on)
    stage_run.save(update_fields=["due_at"])
    Assignment.objects.pending().filter(entry__stage_run=stage_run, due_at=before).update(due_at=stage_run.due_at)
    record(
        stage_run, "set_due", by=by, label="调整评审截止", note=note, details={"from": str(before), "to": str(due_on)}
    )
    return stage_run
