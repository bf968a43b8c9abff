"""The period of a cultivation: resting, going on, longer, shorter, once more, and out of it (QC26-20, QC26-31, §10.2)."""

from datetime import date, timedelta

from django.db import transaction

from audit.transitions import move
from cultivation.actions import tell
from cultivation.models import PeriodChange, Trainee
from cultivation.states import ChangeKind, TraineeState
from programmes import clock
from programmes.periods import add_months
from programmes.refusal import Finding, Refused
from programmes.text import count_chars, normalise

FEWEST = 4  # 字 of a reason
MOST_MONTHS = 36
K = ChangeKind


def _reason(reason) -> list[Finding]:
    return [] if count_chars(reason) >= FEWEST else [Finding("COM-10", f"请用至少 {FEWEST} 个字写明理由。", "reason")]


def _require(found):
    if found:
        raise Refused(found)


@transaction.atomic
def suspend(trainee, *, on: date | None, reason, by) -> Trainee:
    """暂停 (illness, posted elsewhere): the period stands still from that day on."""
    trainee = _held(trainee)
    found = _reason(reason)
    if on is None or on > clock.today() or (trainee.starts_on and on < trainee.starts_on):
        found.append(Finding("QC26-20", "暂停日期须在培育开始之后，不晚于今天。", "on"))
    _require(found)
    moved = move(trainee, "suspend", by=by, note=reason, rules=["QC26-20"], suspended_on=on)
    return _kept(moved, K.SUSPEND, on, trainee.ends_on, reason, by)


@transaction.atomic
def resume(trainee, *, on: date | None, reason, by) -> Trainee:
    """恢复: the end moves by as many days as the cultivation rested (顺延)."""
    trainee = _held(trainee)
    found = _reason(reason)
    if trainee.suspended_on and (on is None or not trainee.suspended_on <= on <= clock.today()):
        found.append(Finding("QC26-20", "恢复日期须在暂停日期之后，不晚于今天。", "on"))
    _require(found)
    rested = on - trainee.suspended_on if trainee.suspended_on else timedelta(0)
    moved = move(trainee, "resume", by=by, note=reason, rules=["QC26-20"], ends_on=trainee.ends_on + rested)
    return _kept(moved, K.RESUME, on, trainee.ends_on, reason, by)


@transaction.atomic
def adjust(trainee, *, ends_on: date | None, reason, by) -> Trainee:
    """Make the period longer or shorter, with a reason (QC26-20)."""
    trainee = _held(trainee)
    found = _reason(reason) + _end_findings(trainee, ends_on)
    if ends_on is not None and ends_on == trainee.ends_on:
        found.append(Finding("QC26-20", "期满日期没有变化。", "ends_on"))
    _require(found)
    kind = K.EXTEND if ends_on > trainee.ends_on else K.SHORTEN
    moved = move(
        trainee, "adjust_period", by=by, note=reason, rules=["QC26-20"], label=f"{kind.label}培育期", ends_on=ends_on
    )
    return _kept(moved, kind, clock.today(), trainee.ends_on, reason, by)


def _end_findings(trainee, ends_on):
    if ends_on is None:
        return [Finding("QC26-20", "请填写期满日期。", "ends_on")]
    if trainee.starts_on and not trainee.starts_on < ends_on <= add_months(trainee.starts_on, MOST_MONTHS):
        return [Finding("QC26-20", f"期满日期须在培育开始之后，并且全期不超过 {MOST_MONTHS} 个月。", "ends_on")]
    return []


@transaction.atomic
def carry_over(trainee, *, ends_on: date | None, reason, by) -> Trainee:
    """继续培育 (QC26-31): who passed but was not named may be recommended in a later year, without another full period.

    Who failed cultivates longer and is evaluated anew. Refused while the person is under a ban: see the caller.
    """
    trainee = _held(trainee)
    found = _reason(reason)
    if ends_on is None or ends_on <= clock.today():
        found.append(Finding("QC26-31", "请填写今天以后的期满日期。", "ends_on"))
    _require(found)
    moved = move(
        trainee, "carry_over", by=by, note=reason, rules=["QC26-31"], ends_on=ends_on, is_carried_over=trainee.is_passed
    )
    return _kept(moved, K.CARRY_OVER, clock.today(), trainee.ends_on, reason, by)


@transaction.atomic
def leave(trainee, *, reason, by) -> Trainee:
    """退出培育 with its reason; everything recorded stays readable (§10.2)."""
    trainee = _held(trainee)
    _require(_reason(reason))
    moved = move(trainee, "leave", by=by, note=reason)
    return _kept(moved, K.EXIT, clock.today(), trainee.ends_on, reason, by)


def complete_due(today: date | None = None) -> int:
    """Everybody whose period is over waits for the evaluation from now on (QC26-29); returns how many."""
    today = today or clock.today()
    due = Trainee.objects.due_on(today).filter(is_carried_over=False).order_by("pk")
    return sum(_complete(trainee) for trainee in due)


@transaction.atomic
def _complete(trainee) -> int:
    trainee = _held(trainee)
    if trainee.state != TraineeState.CULTIVATING:
        return 0
    moved = move(trainee, "complete", by=None, rules=["QC26-29"])
    tell.about(
        moved,
        tell.TRAINEE,
        tell.EMPLOYER,
        tell.UNIT,
        code="cultivation-complete",
        subject=f"{moved.person.name}的培育期已满，请进行培育考评",
        body=f"档案号 {moved.file_number}，培育期 {moved.starts_on} 至 {moved.ends_on}。请培育单位考评，组织单位复核。",
        key=f"{moved.ends_on}",
    )
    return 1


def _held(trainee) -> Trainee:
    rows = Trainee.objects.select_for_update(of=("self",)).select_related(
        "person__user", "roster__cohort", "roster__unit"
    )
    return rows.get(pk=trainee.pk)


def _kept(trainee, kind, on, before, reason, by) -> Trainee:
    """Keep the change as a row and tell whom it concerns."""
    reason = normalise(reason)[:300]
    PeriodChange.objects.create(
        trainee=trainee, kind=kind, happens_on=on, ends_before=before, ends_after=trainee.ends_on, reason=reason, by=by
    )
    tell.about(
        trainee,
        tell.TRAINEE,
        tell.EMPLOYER,
        tell.UNIT,
        code=f"cultivation-{kind}",
        subject=f"{trainee.person.name}的培育：{K(kind).label}",
        body=f"理由：{reason}。" + (f"培育期满日为 {trainee.ends_on}。" if kind != K.EXIT else ""),
        key=f"{clock.now():%Y%m%d%H%M%S%f}",
    )
    return trainee
