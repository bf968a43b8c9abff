"""Who was there: what phones at the door saw, each sighting once however often it is sent (QC26-27, QC26-28)."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from academy import permissions, tickets
from academy.models import Activity, Attendance, Enrolment, Feedback
from academy.states import ActivityState, EnrolmentState
from audit.record import record
from audit.transitions import move
from programmes import clock
from programmes.refusal import Finding, Refused


@dataclass(frozen=True)
class Sighting:
    """What a phone saw: somebody's ticket or row of the roll, when, under a name that the phone made up."""

    client_uuid: uuid.UUID
    arrived_at: dt.datetime
    enrolment_id: int | None = None
    ticket: str = ""


@transaction.atomic
def attend(activity: Activity, sighting: Sighting, *, by) -> tuple[Attendance, bool]:
    """Record that somebody was there; returns the row and whether it is new.

    The same sighting again, or the same person again, is what is there already. Who still waits and is let in at the door
    gets a place.
    """
    held = Activity.objects.select_for_update().get(pk=activity.pk)
    known = Attendance.objects.filter(client_uuid=sighting.client_uuid, enrolment__activity=held).first()
    if known is not None:
        return known, False
    if not permissions.may_attend(by, held):
        raise Refused.because("您没有权限签到，或活动不在签到的时候。", "QC26-27")
    enrolment = _enrolment(held, sighting)
    if enrolment.present:
        return enrolment.present, False
    if enrolment.state == EnrolmentState.WAITING:
        enrolment = move(enrolment, "promote", by=by, note="到场递补")
    return _kept(enrolment, sighting, by), True


def _enrolment(activity, sighting) -> Enrolment:
    wanted = sighting.enrolment_id or tickets.read(sighting.ticket)
    rows = activity.enrolments.select_related("attendance", "person")
    found = rows.filter(pk=wanted).first() if wanted else _by_short_code(rows, sighting.ticket)
    if found is None:
        raise Refused.because("这个签到码不是本次活动的。", "QC26-27")
    if found.state == EnrolmentState.WITHDRAWN:
        found = rows.on_roll().filter(person=found.person_id).first() or found
    if found.state == EnrolmentState.WITHDRAWN:
        raise Refused.because(f"{found.person.name}已退出本次活动。", "QC26-27")
    return found


def _by_short_code(rows, typed):
    typed = typed.strip().upper()
    return next((one for one in rows.on_roll() if tickets.short_code(one.pk) == typed), None)


def _kept(enrolment, sighting, by) -> Attendance:
    now = clock.now()
    values = {
        "client_uuid": sighting.client_uuid,
        "arrived_at": min(sighting.arrived_at, now),  # a phone whose clock is ahead has not seen the future
        "synchronised_at": now,
        "by": by,
        "voided_at": None,
    }
    row, _made = Attendance.objects.update_or_create(enrolment=enrolment, defaults=values)
    record(enrolment, "attend", by=by, label="签到", details={"arrived_at": row.arrived_at.isoformat()})
    return row


@transaction.atomic
def undo(enrolment: Enrolment, *, reason: str, by) -> Enrolment:
    """Take back an attendance that was entered by mistake."""
    held = Activity.objects.select_for_update().get(pk=enrolment.activity_id)
    if not permissions.may_attend(by, held):
        raise Refused.because("您没有权限撤销签到，或活动已结项。", "QC26-27")
    if not reason.strip():
        raise Refused.because("请写明撤销签到的原因。", "QC26-27", "note")
    done = Attendance.objects.filter(enrolment=enrolment, voided_at=None).update(voided_at=clock.now())
    if done:
        record(enrolment, "unattend", by=by, label="撤销签到", note=reason.strip()[:300])
    return enrolment


@transaction.atomic
def say(enrolment: Enrolment, *, score: int | None, text: str = "", by) -> Feedback:
    """Feedback of somebody who attended; changes are welcome until the activity is closed."""
    row = Enrolment.objects.select_related("activity", "attendance", "person").get(pk=enrolment.pk)
    if not permissions.may_give_feedback(by, row):
        raise Refused.because("您不能为别人反馈。")
    if not row.present:
        raise Refused.because("签到后才能反馈。", "QC26-27")
    if row.activity.state in (ActivityState.CLOSED, ActivityState.CANCELLED):
        raise Refused.because("活动已经结项，反馈不能再改。", "QC26-27")
    if score not in range(1, 6):
        raise Refused([Finding("QC26-27", "请选择 1 至 5 分。", "score")])
    values = {"score": score, "text": text.strip()[:500], "at": clock.now()}
    return Feedback.objects.update_or_create(enrolment=row, defaults=values)[0]
