"""The subscribed calendar of a person: its secret, and what stands in it (RFC 5545)."""

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from icalendar import Calendar, Event

from academy.models import Activity, CalendarKey
from academy.models.roll import new_token
from academy.states import ActivityState, EnrolmentState
from accounts.models import User
from audit.record import record
from programmes import clock


def key_of(user) -> CalendarKey:
    """The secret of somebody's calendar; made when it is asked for first."""
    return CalendarKey.objects.get_or_create(user=user)[0]


@transaction.atomic
def renew(user, *, by) -> CalendarKey:
    """A new secret; the address that was given away shows nothing from now on."""
    key = CalendarKey.objects.select_for_update().get(pk=key_of(user).pk)
    key.token, key.renewed_at = new_token(), clock.now()
    key.save()
    record(user, "renew-calendar", by=by, label="更换日历订阅地址")
    return key


def owner_of(token: str) -> User | None:
    """Whose calendar lies at this address; None when it was renewed or its owner may not sign in any more."""
    return User.objects.filter(calendar_key__token=token, is_active=True).first()


def activities_of(user):
    """What one takes part in, teaches or holds; what was called off stays, marked as cancelled."""
    own = Activity.objects.filter(
        enrolments__person__user=user, enrolments__state__in=[EnrolmentState.ENROLLED, EnrolmentState.WAITING]
    )
    taught, run = Activity.objects.taught_by(user), Activity.objects.run_by(user)
    wanted = Q(pk__in=own.values("pk")) | Q(pk__in=taught.values("pk")) | Q(pk__in=run.values("pk"))
    return Activity.objects.filter(wanted).select_related("room", "organiser").order_by("starts_at", "pk")


def calendar_of(user) -> bytes:
    """The calendar as a file, times in Asia/Shanghai with their zone beside them."""
    feed = Calendar()
    feed.add("prodid", "-//SHQC//academy//ZH")
    feed.add("version", "2.0")
    feed.add("method", "PUBLISH")
    feed.add("x-wr-calname", "上海质量工匠学院")
    feed.add("x-wr-timezone", "Asia/Shanghai")
    waits = set(
        Activity.objects.filter(enrolments__person__user=user, enrolments__state=EnrolmentState.WAITING).values_list(
            "pk", flat=True
        )
    )
    for activity in activities_of(user):
        feed.add_component(_event(activity, waits=activity.pk in waits))
    feed.add_missing_timezones()
    return feed.to_ical()


def _event(activity, *, waits) -> Event:
    cancelled = activity.state == ActivityState.CANCELLED
    mark = "（已取消）" if cancelled else "（候补）" if waits else ""
    event = Event()
    event.add("uid", f"{activity.code}@{settings.SITE_URL.split('//')[-1].strip('/') or 'academy'}")
    event.add("sequence", activity.version)
    event.add("dtstamp", activity.changed_at)
    event.add("last-modified", activity.changed_at)
    event.add("dtstart", activity.starts_at.astimezone(clock.SHANGHAI))
    event.add("dtend", activity.ends_at.astimezone(clock.SHANGHAI))
    event.add("summary", f"{activity.title}{mark}")
    event.add("location", activity.place)
    reason = f"取消原因：{activity.cancel_reason}\n" if cancelled else ""
    event.add("description", f"{reason}主办：{activity.organiser.name}\n编号：{activity.code}")
    event.add("url", settings.SITE_URL.rstrip("/") + reverse("academy:activity", args=[activity.code]))
    tentative = waits or activity.state == ActivityState.PLANNED
    event.add("status", "CANCELLED" if cancelled else "TENTATIVE" if tentative else "CONFIRMED")
    return event
