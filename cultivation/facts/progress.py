"""What pages say about people in cultivation: who is behind and why, what is next, the pictures."""

from datetime import date, timedelta
from decimal import Decimal

from cultivation.charts import Spoke, radar
from cultivation.facts.points import Figures
from cultivation.states import ACTIVE, TraineeState
from programmes import clock
from programmes.cultivation import FORCES
from programmes.periods import add_months, half_year_label
from programmes.text import plain

#: Months without a note of the mentor after which somebody is behind [D].
NOTE_MONTHS = 2
#: Measures named one by one under what is next.
SHOWN = 3
#: What is waited for once the period is over.
AFTERWARDS = {
    TraineeState.EVALUATING: "培育期已满，等待培育单位考评",
    TraineeState.EVALUATED: "考评已经合格，等待组织单位择优推荐参加评审认定",
    TraineeState.RECOMMENDED: "已推荐参加评审认定，等待评审结果",
}
FAILED = "考评不合格，等待组织单位决定延长培育或者退出"
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
        "导师的称号已失效" if seen.is_mentor_revoked else "",
        _notes(trainee, seen, today),
        _summary(trainee, seen, today),
    )
    return tuple(reason for reason in checks if reason)


def _plan(trainee, seen, days, today):
    if seen.has_plan:
        return ""
    late = trainee.roster.filed_on + timedelta(days=days) < today
    return f"备案后 {days} 天没有培育计划（异常）" if late else "还没有培育计划"


def _hours(trainee, seen, wanted, today):
    """Hours behind the share of the period that is over, by more than a quarter of what was due."""
    span = max((trainee.ends_on - trainee.starts_on).days, 1)
    due = Decimal(wanted) * min(max((today - trainee.starts_on).days, 0), span) / span
    if seen.hours >= due * Decimal("0.75"):
        return ""
    return f"学时 {plain(seen.hours)}，按进度应有约 {due:.0f}"


def _notes(trainee, seen, today):
    since = max(seen.last_note_on or trainee.starts_on, trainee.starts_on)
    return f"{NOTE_MONTHS} 个月以上没有导师带教记录" if add_months(since, NOTE_MONTHS) < today else ""


def _summary(trainee, seen, today):
    period = _summary_due(trainee, seen, today)
    return f"没有{half_year_label(period)}小结" if period else ""


def _summary_due(trainee, seen, today) -> str:
    """The half-year before this one while it has no summary, if the person was in cultivation through its last quarter."""
    half = 1 if today.month <= 6 else 2
    period = f"{today.year - 1}H2" if half == 1 else f"{today.year}H1"
    ended = date(today.year - 1, 12, 31) if half == 1 else date(today.year, 6, 30)
    is_asked = period not in seen.periods and trainee.starts_on <= ended - timedelta(days=90)
    return period if is_asked else ""


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


def next_steps(trainee, seen: Figures, measures, today: date) -> list[str]:
    """What the person does next and by when, in words; ``measures`` are those of the plan that holds."""
    if trainee.state not in ACTIVE:
        return []
    if trainee.state == TraineeState.SUSPENDED:
        return [f"培育自 {trainee.suspended_on} 起暂停，恢复后期满日期顺延"]
    steps = [] if seen.has_plan else ["等待组织单位制定培育计划"]
    steps += _measures_due(measures, today)
    due = _summary_due(trainee, seen, today) if trainee.state in LEARNING else ""
    steps += [f"填写{half_year_label(due)}小结"] if due else []
    return [*steps, *_end(trainee, today)]


def _measures_due(measures, today):
    """The next of what is not done, by its last month; those without one come last."""
    waiting = sorted(
        (one for one in measures if not one.done_on), key=lambda one: (one.to_month or "9999", one.position)
    )
    words = [_measure_due(one, today) for one in waiting[:SHOWN]]
    rest = len(waiting) - SHOWN
    return [*words, f"另有 {rest} 项措施未完成"] if rest > 0 else words


def _measure_due(measure, today):
    if not measure.to_month:
        return f"完成：{measure.text}"
    year, month = measure.to_month.split("-")
    late = "，已逾期" if measure.is_late(today) else ""
    return f"{year} 年 {int(month)} 月底前完成：{measure.text}{late}"


def _end(trainee, today):
    if trainee.state == TraineeState.EVALUATED and not trainee.is_passed:
        return [FAILED]
    if trainee.state in AFTERWARDS:
        return [AFTERWARDS[trainee.state]]
    if trainee.state != TraineeState.CULTIVATING:
        return []
    left = (trainee.ends_on - today).days
    return [f"培育期到 {trainee.ends_on} 期满，还有 {left} 天" if left >= 0 else f"培育期已于 {trainee.ends_on} 期满"]
