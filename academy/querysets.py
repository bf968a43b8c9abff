"""Chainable reads of the academy. Pages get objects only from ``visible_to``."""

import datetime as dt

from django.db import models
from django.db.models import Count, Q

from academy.permissions import bodies_of, may_see_academy
from academy.states import ASSOCIATION, ON_ROLL, ORGANISING, STANDING, EnrolmentState
from programmes import clock


def _run_by(user, prefix=""):
    bodies = bodies_of(user)
    found = Q()
    for level in (ASSOCIATION, ORGANISING):
        found |= Q(**{f"{prefix}level": level, f"{prefix}organiser__in": bodies[level]})
    return found


class ActivityQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What has been opened once, to whoever has to do with the academy; plans only to who makes or teaches them."""
        if not may_see_academy(user):
            return self.none()
        teachers = self.model._meta.get_field("teachers").related_model
        taught = teachers.objects.filter(person__user=user).values("activity")
        return self.filter(Q(opened_at__isnull=False) | _run_by(user) | Q(pk__in=taught))

    def run_by(self, user):
        """Activities that the person may plan, open and close."""
        return self.filter(_run_by(user))

    def taught_by(self, user):
        teachers = self.model._meta.get_field("teachers").related_model
        return self.filter(pk__in=teachers.objects.filter(person__user=user).values("activity"))

    def enrolled_by(self, person):
        """Those on whose roll the person stands."""
        rows = self.model._meta.get_field("enrolments").related_model
        return self.filter(pk__in=rows.objects.on_roll().filter(person=person).values("activity"))

    def standing(self):
        return self.filter(state__in=STANDING)

    def overlapping(self, starts_at, ends_at):
        """Those that take place at the same time; one that begins when another ends does not."""
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)

    def in_month(self, first: dt.date):
        """Those that begin in the month of ``first``, by the calendar of Shanghai."""
        start = dt.datetime(first.year, first.month, 1, tzinfo=clock.SHANGHAI)
        end = (start + dt.timedelta(days=32)).replace(day=1)
        return self.filter(starts_at__gte=start, starts_at__lt=end)

    def with_counts(self):
        """``taken`` places, who ``waits`` and who was ``present``."""
        enrolled = Q(enrolments__state=EnrolmentState.ENROLLED)
        return self.annotate(
            taken=Count("enrolments", filter=enrolled, distinct=True),
            waits=Count("enrolments", filter=Q(enrolments__state=EnrolmentState.WAITING), distinct=True),
            present=Count(
                "enrolments",
                filter=Q(enrolments__attendance__isnull=False, enrolments__attendance__voided_at=None),
                distinct=True,
            ),
        )

    def for_list(self):
        """Rows of a list with all that its template shows. One query."""
        return self.with_counts().select_related("organiser", "course", "room")

    def filtered(self, *, level="", force="", q=""):
        """By what the form of the list asks; an empty value asks nothing."""
        rows = self.filter(level=level) if level else self
        rows = rows.filter(forces__icontains=f'"{force}"') if force else rows
        q = q.strip()
        named = Q(title__icontains=q) | Q(code__icontains=q) | Q(organiser__name__icontains=q)
        return rows.filter(named) if q else rows


class OfActivityQuerySet(models.QuerySet):
    """Rows that belong to one activity through a field named ``activity``."""

    def visible_to(self, user):
        activities = self.model._meta.get_field("activity").related_model.objects.visible_to(user)
        return self.filter(activity__in=activities.values("pk"))


class FileQuerySet(OfActivityQuerySet):
    def current(self):
        return self.filter(removed_at__isnull=True)

    def visible_to(self, user):
        """Materials are for who is on the roll with a place, who teaches, and who runs the activity (QC26-27)."""
        if not may_see_academy(user):
            return self.none()
        activities = self.model._meta.get_field("activity").related_model.objects
        enrolments = activities.model._meta.get_field("enrolments").related_model.objects
        own = enrolments.filter(person__user=user, state=EnrolmentState.ENROLLED).values("activity")
        taught = activities.taught_by(user).values("pk")
        return self.filter(_run_by(user, "activity__") | Q(activity__in=own) | Q(activity__in=taught))


class EnrolmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The own ones, those that one entered, and the rolls of activities that one runs."""
        if not may_see_academy(user):
            return self.none()
        return self.filter(Q(person__user=user) | Q(by=user) | _run_by(user, "activity__"))

    def on_roll(self):
        return self.filter(state__in=ON_ROLL)

    def enrolled(self):
        return self.filter(state=EnrolmentState.ENROLLED)

    def waiting(self):
        """First come, first served."""
        return self.filter(state=EnrolmentState.WAITING).order_by("pk")

    def attended(self):
        return self.filter(attendance__isnull=False, attendance__voided_at=None)

    def for_roll(self):
        """Rows of a roll with person and attendance, in the order of coming onto it. One query."""
        return self.select_related("person", "attendance").order_by("state", "pk")


class KeptQuerySet(models.QuerySet):
    """Courses and rooms: rows of an organiser."""

    def visible_to(self, user):
        """Everybody who plans sees all of them: rooms are shared, courses are held by others too."""
        bodies = bodies_of(user) if user.is_authenticated else {}
        return self.all() if any(bodies.values()) else self.none()

    def kept_by(self, user):
        return self.filter(organiser__in=frozenset().union(*bodies_of(user).values()))

    def active(self):
        return self.filter(is_active=True)
