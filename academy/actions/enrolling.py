"""Coming onto the roll and leaving it; the waiting list moves up by itself (QC26-26)."""

from collections.abc import Iterable

from django.db import transaction

from academy import audience, permissions
from academy.actions.telling import tell
from academy.models import Activity, Enrolment
from academy.states import ActivityState, EnrolmentState
from audit.record import record
from audit.transitions import move
from craftsmen.models import Person
from programmes import clock
from programmes.refusal import Refused


def _locked(activity) -> Activity:
    """Places are given one after the other."""
    return Activity.objects.select_for_update().get(pk=activity.pk)


@transaction.atomic
def enrol(activity: Activity, *, person: Person, by) -> Enrolment:
    """Put a person on the roll: a place, or the end of the waiting list. Twice is once."""
    held = _locked(activity)
    _may_enter(held, person, by)
    there = held.enrolments.on_roll().filter(person=person).first()
    if there is not None:
        return there
    if not held.takes_enrolments(clock.now()):
        raise Refused.because("现在不能报名：活动没有开放报名，或报名已经截止。", "QC26-26")
    state = EnrolmentState.ENROLLED if _free(held) > 0 else EnrolmentState.WAITING
    made = Enrolment.objects.create(activity=held, person=person, state=state, by=by)
    record(made, "enrol", by=by, label="报名" if state == EnrolmentState.ENROLLED else "报名候补", to_state=state)
    if person.user_id and person.user_id != by.pk:
        words = "已报名" if state == EnrolmentState.ENROLLED else "已列入候补"
        body = f"{by}为您{words}{held.title}，时间 {held.when}，地点 {held.place}。不能参加请及时退出。"
        tell([person.user], held, what=f"entered-{made.pk}", subject=f"{words}：{held.title}", body=body)
    return made


def _may_enter(activity, person, by):
    own = person.user_id is not None and person.user_id == by.pk
    if own or permissions.may_run(by, activity) or audience.people_of(by).filter(pk=person.pk).exists():
        return
    raise Refused.because("您不能为这个人报名。", "QC26-25")


def _free(activity) -> int:
    return activity.capacity - activity.enrolments.enrolled().count()


@transaction.atomic
def enrol_all(activity: Activity, *, people: Iterable[Person], by) -> list[Enrolment]:
    """Enrol several people of a unit, in the order given; all or none."""
    chosen = list(people)
    if not chosen:
        raise Refused.because("请至少选择一个人。", "", "people")
    return [enrol(activity, person=person, by=by) for person in chosen]


@transaction.atomic
def withdraw(enrolment: Enrolment, *, by) -> Enrolment:
    """Leave the roll before the activity begins; the next in line gets the place."""
    activity = _locked(enrolment.activity)
    if activity.state != ActivityState.OPEN or activity.starts_at <= clock.now():
        raise Refused.because("活动已经开始或已结束，不能再退出。", "QC26-26")
    row = Enrolment.objects.select_related("attendance").get(pk=enrolment.pk)
    if row.present:
        raise Refused.because("已经签到，不能再退出。", "QC26-26")
    done = move(enrolment, "withdraw", by=by)
    fill(activity)
    return done


def fill(activity: Activity) -> list[Enrolment]:
    """Give free places to who has waited longest, and tell them. The caller holds the activity."""
    if activity.state != ActivityState.OPEN or activity.starts_at <= clock.now():
        return []
    waiting = activity.enrolments.waiting().select_related("person__user")[: max(_free(activity), 0)]
    return [_promoted(one, activity) for one in waiting]


def _promoted(enrolment, activity):
    done = move(enrolment, "promote", by=None)
    if enrolment.person.user:
        body = f"您在{activity.title}的候补已转为正式报名，时间 {activity.when}，地点 {activity.place}。不能参加请及时退出。"
        tell(
            [enrolment.person.user],
            activity,
            what=f"promoted-{enrolment.pk}",
            subject=f"候补成功：{activity.title}",
            body=body,
        )
    return done
