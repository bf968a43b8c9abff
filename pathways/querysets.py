"""Chainable reads of recommending upwards. Pages get objects only from ``visible_to``."""

from django.db import models
from django.db.models import Count, Q

from accounts.states import Role
from pathways.states import NomineeState

STAFF = (Role.OFFICER, Role.LEADER, Role.SUPERVISOR)


class RoundQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Staff of the organiser."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(organiser__in=user.organisation_ids(*STAFF))

    def for_list(self):
        """Rows with ``nominee_count``, ``consented_count``, ``packed_count`` and ``named_count``. One query.

        Who agreed stays counted once handed on, and who was handed on once the result is known.
        """
        wanted = {
            "nominee_count": ~Q(nominees__state=NomineeState.WITHDRAWN),
            "consented_count": Q(nominees__consent__isnull=False, nominees__consent__withdrawn_at__isnull=True),
            "packed_count": Q(nominees__pack__isnull=False),
            "named_count": Q(nominees__state=NomineeState.NAMED),
        }
        counts = {name: Count("nominees", filter=condition) for name, condition in wanted.items()}
        return self.select_related("organiser").annotate(**counts).order_by("-year", "-pk")


class NomineeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Staff of the organiser; the person from the request for consent on."""
        if not user.is_authenticated:
            return self.none()
        own = Q(person__user=user, asked_at__isnull=False)
        return self.filter(Q(round__organiser__in=user.organisation_ids(*STAFF)) | own)

    def for_list(self):
        return self.select_related("round", "person", "honour__certificate").order_by(
            "-leads_studio", "-service_count", "honour__stroke_order", "pk"
        )

    def for_page(self):
        return self.select_related(
            "round__organiser", "person__user", "honour__certificate", "honour__employer", "consent", "pack", "result"
        )


class PackQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Officers and leaders of the organiser; a pack holds what was agreed for one receiver."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(round__organiser__in=user.organisation_ids(Role.OFFICER, Role.LEADER))
