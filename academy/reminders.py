"""The day before an activity, at nine, to everybody who has a place (QC26-26)."""

import datetime as dt

from django.db.models import Prefetch
from django.urls import reverse

from academy.models import Activity, Enrolment
from academy.states import ActivityState
from notifications.reminders import Due, source
from programmes import clock

AHEAD = dt.timedelta(days=2)


@source
def coming_activities(now):
    """One due per open activity that begins within two days. Two queries."""
    rows = Activity.objects.filter(state=ActivityState.OPEN, starts_at__gt=now, starts_at__lte=now + AHEAD)
    with_place = Enrolment.objects.enrolled().select_related("person__user")
    rows = rows.select_related("room").prefetch_related(Prefetch("enrolments", queryset=with_place, to_attr="placed"))
    for activity in rows.order_by("pk"):
        start = activity.starts_at.astimezone(clock.SHANGHAI)
        yield Due(
            code="academy-tomorrow",
            key=str(activity.pk),
            anchor_at=clock.end_of(start.date()),
            recipients=[one.person.user for one in activity.placed if one.person.user],
            subject=f"活动提醒：{activity.title}",
            body=f"{activity.title}，时间 {activity.when}，地点 {activity.place}。请带手机，在门口出示签到码。",
            url=reverse("academy:activity", args=[activity.code]),
            about=activity,
            offsets_days=(-1,),
            since=activity.opened_at,
        )
