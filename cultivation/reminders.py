"""Plans that are missing and periods that end (rules.md §13): one due per person and occasion."""

import datetime as dt

from django.db.models import Q

from cultivation.actions import tell
from cultivation.models import Trainee
from cultivation.states import TraineeState
from notifications.reminders import Due, source
from programmes import clock

#: How far ahead and behind an end is looked at, in days.
AROUND = 45
#: What comes after the end, by whether the person passed before and goes on (QC26-31).
AFTER = {
    False: "期满后由培育单位考评、组织单位复核。",
    True: "继续培育期满前，组织单位可以再次推荐；到期没有推荐的，请办理继续培育或退出。",
}


@source
def missing_plans(now):
    """A plan that is not there so many days after filing: the organising unit and the employer are told (QC26-23)."""
    rows = Trainee.objects.without_plan().filter(roster__filed_on__gte=now.date() - dt.timedelta(days=120))
    for trainee in rows.select_related("person__user", "roster__cohort", "roster__unit"):
        due_on = trainee.roster.filed_on + dt.timedelta(days=trainee.cohort.terms.plan_due_days)
        yield Due(
            code="cultivation-plan",
            key=str(trainee.pk),
            anchor_at=clock.end_of(due_on),
            recipients=tell.people(trainee, tell.UNIT, tell.EMPLOYER),
            subject=f"{trainee.person.name}的培育计划{{when}}",
            body=f"档案号 {trainee.file_number}，请在 {due_on} 前制定培育计划；逾期列为异常。",
            url=tell.page(trainee),
            about=trainee,
            offsets_days=(-7, 0, 1),
        )


@source
def ending_periods(now):
    """The end of a period: ahead, on the day, and while the evaluation is missing (QC26-29)."""
    today = now.date()
    near = Q(ends_on__range=(today - dt.timedelta(days=AROUND), today + dt.timedelta(days=AROUND)))
    rows = Trainee.objects.filter(near, state__in=[TraineeState.CULTIVATING, TraineeState.EVALUATING])
    for trainee in rows.select_related("person__user", "roster__cohort", "roster__unit"):
        yield Due(
            code="cultivation-end",
            key=f"{trainee.pk}:{trainee.ends_on}",
            anchor_at=clock.end_of(trainee.ends_on),
            recipients=tell.people(trainee, tell.TRAINEE, tell.EMPLOYER, tell.UNIT),
            subject=f"{trainee.person.name}的培育期满{{when}}",
            body=f"培育期到 {trainee.ends_on}。{AFTER[trainee.is_carried_over]}",
            url=tell.page(trainee),
            about=trainee,
            offsets_days=trainee.cohort.terms.end_reminder_days,
        )
