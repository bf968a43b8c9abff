"""Chainable reads of cultivation. Pages get objects only from ``visible_to``."""

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q

from accounts.states import Role
from craftsmen.models import Honour
from cultivation.states import ACTIVE, STANDING, RosterState, TraineeState

STAFF = (Role.OFFICER, Role.LEADER, Role.SUPERVISOR)
UNIT = (Role.CLERK, Role.HEAD)


def seen_by(user, prefix=""):
    """The condition under which ``user`` sees a trainee, for rows that reach one through ``prefix``."""
    unit = user.organisation_ids(*UNIT)
    staff = Q(**{f"{prefix}roster__cohort__organiser__in": user.organisation_ids(*STAFF)})
    handed_in = Q(**{f"{prefix}state": TraineeState.PROPOSED})
    return (
        Q(**{f"{prefix}person__user": user})
        | Q(**{f"{prefix}employer__in": unit})
        | Q(**{f"{prefix}roster__unit__in": unit})
        | (staff & ~handed_in)
    )


class CohortQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Staff see those of their body; units that may recommend see every one that is open to them."""
        if not user.is_authenticated:
            return self.none()
        staff = Q(organiser__in=user.organisation_ids(*STAFF))
        units = self.model._meta.get_field("organiser").related_model.objects.recommenders()
        recommends = units.filter(pk__in=user.organisation_ids(*UNIT)).exists()
        return self if recommends else self.filter(staff)

    def with_counts(self):
        """Adds ``roster_count`` and ``trainee_count`` (neither proposed nor left out)."""
        listed = ~Q(rosters__trainees__state=TraineeState.PROPOSED) & Q(rosters__trainees__isnull=False)
        return self.annotate(
            roster_count=Count("rosters", distinct=True),
            trainee_count=Count("rosters__trainees", filter=listed, distinct=True),
        )


class RosterQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The own unit's, whatever it says; staff see what has been confirmed."""
        if not user.is_authenticated:
            return self.none()
        own = Q(unit__in=user.organisation_ids(*UNIT))
        staff = Q(cohort__organiser__in=user.organisation_ids(*STAFF)) & ~Q(state=RosterState.DRAFT)
        return self.filter(own | staff)

    def for_list(self):
        """Rows with ``trainee_count``. One query."""
        return self.select_related("cohort", "unit").annotate(trainee_count=Count("trainees"))


class TraineeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The own, those of the own unit and list, those whom one mentors, and of the own programmes once listed."""
        if not user.is_authenticated:
            return self.none()
        mentors = self.model._meta.get_field("mentorships").related_model.objects
        taught = mentors.filter(trainee=OuterRef("pk"), person__user=user, until_on__isnull=True)
        return self.filter(seen_by(user) | Exists(taught))

    def of_units(self, user):
        """Those in cultivation whom units send where ``user`` is clerk or head: as employer, or by their own list."""
        unit = user.organisation_ids(*UNIT)
        return self.active().filter(Q(employer__in=unit) | Q(roster__unit__in=unit))

    def standing(self):
        return self.filter(state__in=STANDING)

    def active(self):
        return self.filter(state__in=ACTIVE)

    def finished(self):
        """With a grade that passes, however it went on (AMB-15)."""
        return self.filter(
            is_passed=True, state__in=[TraineeState.EVALUATED, TraineeState.RECOMMENDED, TraineeState.CULTIVATING]
        )

    def due_on(self, day):
        """Whose period is over: they are to be evaluated."""
        return self.filter(state=TraineeState.CULTIVATING, ends_on__lte=day)

    def without_plan(self):
        """In cultivation with no plan adopted (QC26-23)."""
        return self.filter(state__in=[TraineeState.CULTIVATING, TraineeState.SUSPENDED], plans__isnull=True)

    def for_list(self):
        """Rows of a list with everything that the row template shows. One query."""
        rows = self.select_related("person", "employer", "industry", "roster__unit", "roster__cohort")
        return rows.annotate(plan_count=Count("plans")).order_by("roster__unit", F("number").asc(nulls_last=True), "pk")

    def matching(self, text):
        """Name, unit or number of the file containing ``text``."""
        text = text.strip()
        if not text:
            return self
        named = Q(person__name__icontains=text) | Q(employer_name__icontains=text)
        return self.filter(named | Q(file_number__icontains=text) | Q(roster__unit__name__icontains=text))


class OfTraineeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Rows of trainees that the person may see."""
        trainees = self.model._meta.get_field("trainee").related_model.objects.visible_to(user)
        return self.filter(trainee__in=trainees.values("pk"))

    def standing(self):
        """Not taken back."""
        return self.filter(voided_at__isnull=True)

    def voided(self):
        return self.filter(voided_at__isnull=False)


class MentorshipQuerySet(OfTraineeQuerySet):
    def present(self):
        return self.filter(until_on__isnull=True)

    def with_honour(self):
        """Adds ``has_honour``: whether the mentor holds a valid honour at this moment (QC26-27)."""
        honours = Honour.objects.valid().filter(person=OuterRef("person"))
        return self.annotate(has_honour=Exists(honours))
