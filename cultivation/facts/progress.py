"""What pages say about people in cultivation: who is behind and why, what is next, the pictures."""

from datetime import date, timedelta
from decimal import Decimal

from cultivation.charts import Spoke, radar
from cultivation.facts.points import Figures
from cultivation.states import ACTIVE, TraineeState
from programmes import clock
from programmes.cultivation import FORCES
from programmes.periods import add_months, half_year_label

#: Months without a note of the mentor after which somebody is behind [D].
NOTE_MONTHS = 2
LEARNING = frozenset({TraineeState.CULTIVATING, TraineeState.EVALUATING})


def behind(trainee, seen: Figures, *, hours_wanted: int, plan_due_days: int, today: date) -> tuple[str, ...]:
    """Why somebody is behind, the gravest first; empty when all is well, or when nothing is asked now."""
    if trainee.state == TraineeState.SUSPENDED:
        return ("已暂停",)
    if trainee.state not in LEARNING or trainee.starts_on is None or trainee.starts_on > today:
        return ()
    checks = (
        _plan(trainee, seen, plan_due_days, today),
        "培育期已满，还没有考评" if trainee.state == TraineeState.EVALUATING else "",
        f"{seen.late} 项措施逾期" if seen.late else "",
        _hours(trainee, seen, hours_wanted, today),
        _notes(trainee, seen, today),
        _summary(trainee, seen, today),
    )
    return tuple(reason for reason in checks if reason)


def _plan(trainee, seen, days, today):
    if seen.has_plan:
        return ""
    late = trainee.starts_on + timedelta(days=days) < today
    return f"备案后 {days} 天没有培育计划（异常）" if late else "还没有培育计划"


def _hours(trainee, seen, wanted, today):
    """Hours behind the share of the period that is over, by more than a quarter of what was due."""
    span = max((trainee.ends_on - trainee.starts_on).days, 1)
    due = Decimal(wanted) * min(max((today - trainee.starts_on).days, 0), span) / span
    if seen.hours >= due * Decimal("0.75"):
        return ""
    return f"学时 {seen.hours:g}，按进度应有约 {due:.0f}"


def _notes(trainee, seen, today):
    since = max(seen.last_note_on or trainee.starts_on, trainee.starts_on)
    return f"{NOTE_MONTHS} 个月以上没有导师带教记录" if add_months(since, NOTE_MONTHS) < today else ""


def _summary(trainee, seen, today):
    """The half-year before this one, if the person was in cultivation through its last quarter."""
    half = 1 if today.month <= 6 else 2
    period = f"{today.year - 1}H2" if half == 1 else f"{today.year}H1"
    ended = date(today.year - 1, 12, 31) if half == 1 else date(today.year, 6, 30)
    if period in seen.periods or trainee.starts_on > ended - timedelta(days=90):
        return ""
    return f"没有{half_year_label(period)}小结"


def reasons_of(trainees, seen, today=None) -> dict[int, tuple[str, ...]]:
    """Reasons by trainee; ``seen`` are their figures."""
    today = today or clock.today()
    return {
        one.pk: behind(
            one, seen[one.pk], hours_wanted=one.cohort.hours, plan_due_days=one.cohort.terms.plan_due_days, today=today
        )
        for one in trainees
    }


def forces_of(seen: Figures) -> dict:
    """The picture of measures done by force."""
    counted = {code: (done, planned) for code, done, planned in seen.by_force}
    spokes = []
    for force in FORCES:
        done, planned = counted.get(force.code, (0, 0))
        spokes.append(Spoke(force.label, float(done) if planned else None, float(planned or 1)))
    return radar(spokes)


def forces_of_evaluation(evaluation, terms) -> dict:
    """The picture of the points that an evaluation gave to the five forces."""
    points = evaluation.points
    return radar([Spoke(f.label, points.get(f.code), terms.part(f.code).points) for f in FORCES])


def next_steps(trainee, seen: Figures, today: date) -> list[str]:
    """What the person does next, in words."""
    if trainee.state not in ACTIVE:
        return []
    steps = [] if seen.has_plan else ["等待组织单位制定培育计划"]
    steps += [f"完成计划措施：已完成 {seen.done} / {seen.planned} 项"] if seen.done < seen.planned else []
    if trainee.state == TraineeState.EVALUATING:
        steps.append("培育期已满，等待培育单位考评")
    elif trainee.ends_on:
        steps.append(f"培育期到 {trainee.ends_on} 期满，还有 {max((trainee.ends_on - today).days, 0)} 天")
    return steps
