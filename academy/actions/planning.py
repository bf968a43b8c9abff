"""An activity from its plan to its end: planned, changed, opened, held, closed, cancelled (QC26-25, QC26-26)."""

import datetime as dt
from decimal import Decimal

from django.db import transaction

from academy import permissions
from academy.actions.enrolling import fill
from academy.actions.telling import on_roll, tell
from academy.facts import in_the_way
from academy.models import Activity, Course, Room
from academy.states import ActivityState, EnrolmentState
from accounts.models import Organisation
from audit.record import record
from audit.transitions import move
from programmes import clock
from programmes.refusal import Finding, Refused

FIELDS = (
    "course", "title", "carrier", "forces", "hours", "summary", "starts_at", "ends_at", "room", "address", "capacity",
    "enrol_until",
)  # fmt: skip
#: What those on the roll are told of when it changes.
TOLD = {"starts_at": "时间", "ends_at": "时间", "room": "地点", "address": "地点", "title": "名称"}


@transaction.atomic
def plan(*, organiser: Organisation, level: str, by, **values) -> Activity:
    """Write down a new activity of a body."""
    activity = Activity(organiser=organiser, level=level, by=by)
    if not permissions.may_run(by, activity):
        raise Refused.because("您不能以这个单位和层级举办活动。", "QC26-25", "organiser")
    _set(activity, values)
    activity.code = f"new-{clock.now():%H%M%S%f}"[:16]
    activity.save()
    activity.code = f"HD{activity.starts_at.astimezone(clock.SHANGHAI):%Y}-{activity.pk:04d}"
    activity.save(update_fields=["code"])
    record(activity, "plan", by=by, label="拟定活动")
    return activity


@transaction.atomic
def edit(activity: Activity, *, by, **values) -> Activity:
    """Change an activity that is not closed; who is on the roll is told of another time or place."""
    held = Activity.objects.select_for_update().get(pk=activity.pk)
    if not permissions.may_edit(by, held):
        raise Refused.because("您没有权限修改，或活动已经结束。")
    before = {name: getattr(held, name) for name in FIELDS}
    _set(held, values)
    changed = [name for name in FIELDS if getattr(held, name) != before[name]]
    if not changed:
        return held
    held.version += 1
    held.changed_at = clock.now()
    held.save()
    record(held, "edit", by=by, label="修改活动", details={"fields": changed})
    fill(held)
    words = sorted({TOLD[name] for name in changed if name in TOLD})
    if words and held.state == ActivityState.OPEN:
        body = f"{held.title}的{'、'.join(words)}有变化。时间：{held.when}；地点：{held.place}。"
        tell(on_roll(held), held, what=f"changed-{held.version}", subject=f"活动有变化：{held.title}", body=body)
    return held


def _set(activity, values) -> None:
    course: Course | None = values.get("course")
    if course is not None:
        values["title"] = values.get("title") or course.title
        values["hours"] = course.hours if values.get("hours") is None else values["hours"]
        values["forces"] = values.get("forces") or [course.force]
    _lock_room(values.get("room"))
    found = [
        *_missing(values),
        *_against_times(values),
        *_against_room(activity, values),
        *_against_roll(activity, values),
    ]
    if found:
        raise Refused(found)
    for name in FIELDS:
        setattr(activity, name, values.get(name) if name in ("course", "room") else values.get(name, ""))


def _lock_room(room) -> None:
    """Two bookings of one room are looked at one after the other."""
    if room is not None:
        Room.objects.select_for_update().get(pk=room.pk)


def _missing(values):
    asked = {"title": "请填写活动名称，或选择课程。", "carrier": "请选择载体。", "forces": "请选择对应的五力。"}
    found = [Finding("QC26-26", sentence, name) for name, sentence in asked.items() if not values.get(name)]
    hours: Decimal | None = values.get("hours")
    if hours is None or hours < 0:
        found.append(Finding("QC26-28", "请填写计入学时。", "hours"))
    if not values.get("capacity"):
        found.append(Finding("QC26-26", "请填写名额，应大于 0。", "capacity"))
    if not values.get("room") and not values.get("address"):
        found.append(Finding("QC26-26", "请选择教室，或填写地点。", "address"))
    return found


def _against_times(values):
    start, end, until = (values.get(name) for name in ("starts_at", "ends_at", "enrol_until"))
    asked = {"starts_at": (start, "开始时间"), "ends_at": (end, "结束时间"), "enrol_until": (until, "报名截止时间")}
    found = [Finding("QC26-26", f"请填写{words}。", name) for name, (value, words) in asked.items() if not value]
    if start and end and end <= start:
        found.append(Finding("QC26-26", "结束时间应晚于开始时间。", "ends_at"))
    if start and end and end - start > dt.timedelta(days=31):
        found.append(Finding("QC26-26", "一次活动最长 31 天，请分成几次。", "ends_at"))
    if start and until and until > start:
        found.append(Finding("QC26-26", "报名截止时间不能晚于开始时间。", "enrol_until"))
    return found


def _against_room(activity, values):
    room, start, end = values.get("room"), values.get("starts_at"), values.get("ends_at")
    if room is None:
        return []
    found = []
    if values.get("capacity") and values["capacity"] > room.capacity:
        found.append(Finding("QC26-26", f"{room.name}只能容纳 {room.capacity} 人。", "capacity"))
    for other in in_the_way(room, start, end, but=activity) if start and end and start < end else []:
        found.append(Finding("QC26-26", f"{room.name}在 {other.when} 已安排“{other.title}”。", "room"))
    return found


def _against_roll(activity, values):
    taken = activity.enrolments.filter(state=EnrolmentState.ENROLLED).count() if activity.pk else 0
    if values.get("capacity") and values["capacity"] < taken:
        return [Finding("QC26-26", f"已有 {taken} 人报名，名额不能少于报名人数。", "capacity")]
    return []


def open_enrolment(activity, *, by) -> Activity:
    """Enrolment begins; from now on everybody sees the activity."""
    return move(activity, "open", by=by)


def hold(activity, *, by) -> Activity:
    """It has taken place; hours of those who attended count from now on."""
    return move(activity, "hold", by=by)


def close(activity, *, by) -> Activity:
    """Attendance and feedback are as they are."""
    return move(activity, "close", by=by)


@transaction.atomic
def cancel(activity, *, reason: str, by) -> Activity:
    """Call an activity off and tell everybody on its roll why."""
    reason = reason.strip()
    if not reason:
        raise Refused.because("请写明取消原因，报名的人会看到。", "QC26-26", "note")
    done = move(activity, "cancel", by=by, note=reason, reason=reason[:300])
    body = f"原定 {done.when} 的{done.title}已取消。原因：{done.cancel_reason}"
    tell(on_roll(done), done, what="cancelled", subject=f"活动取消：{done.title}", body=body)
    return done
