"""Chainable reads. Staff pages get objects from ``visible_to``; public pages from ``public``."""

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

from accounts.states import Role
from publicity.states import OPEN, PUBLIC, ObjectionState, PublicityState

STAFF = (Role.OFFICER, Role.LEADER, Role.SUPERVISOR)
UNIT = (Role.CLERK, Role.HEAD)


class PublicityQuerySet(models.QuerySet):
    def public(self):
        return self.filter(state__in=PUBLIC)

    def running(self):
        return self.filter(state=PublicityState.PUBLISHED)

    def visible_to(self, user):
        """Staff of the organiser; what is published is read on the public pages."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(season__organiser__in=user.organisation_ids(*STAFF))

    def with_counts(self):
        """``people`` on the list, ``open_objections`` not yet decided."""
        return self.annotate(
            people=Count("entries", distinct=True),
            open_objections=Count("objections", filter=Q(objections__state__in=OPEN), distinct=True),
        )

    def for_list(self):
        """Rows of the desk, newest first. One query."""
        return self.select_related("season").with_counts().order_by("-season__year", "-pk")


class EntryQuerySet(models.QuerySet):
    def with_held(self):
        """``held``: whether an objection against this person is open."""
        objections = self.model._meta.get_field("objections").related_model
        return self.annotate(held=Exists(objections.objects.filter(entry=OuterRef("pk"), state__in=OPEN)))

    def unheld(self):
        return self.with_held().filter(held=False)


class ObjectionQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state__in=OPEN)

    def visible_to(self, user):
        """Staff of the organiser; whether they see who objected is decided by ``may_see_identity``."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(publicity__season__organiser__in=user.organisation_ids(*STAFF))

    def involving(self, user):
        """Accepted objections on which ``user`` is heard: the person concerned, or the recommending unit."""
        if not user.is_authenticated:
            return self.none()
        unit = user.organisation_ids(*UNIT)
        mine = Q(entry__nomination__applicant=user) | Q(entry__nomination__recommender__in=unit)
        return self.filter(mine, state__in=(ObjectionState.ACCEPTED, ObjectionState.CONCLUDED))

    def for_list(self):
        return self.select_related("publicity__season", "entry__nomination", "handler")


class ConferralQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not user.is_authenticated:
            return self.none()
        return self.filter(season__organiser__in=user.organisation_ids(*STAFF))


class AwardQuerySet(models.QuerySet):
    def for_list(self):
        """Rows with name, leader, unit and certificate of each. One query."""
        return self.select_related(
            "entry", "nomination__person", "honour__certificate__plaque", "studio__certificate__plaque"
        )


class DecisionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever may see the nomination that was decided: its own people and the organiser's staff."""
        nominations = self.model._meta.get_field("nomination").related_model.objects.visible_to(user)
        return self.filter(nomination__in=nominations.values("pk"))
