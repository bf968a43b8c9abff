"""Chainable reads of the register. Pages get objects only from ``visible_to``; the public register from ``published``."""

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import Consent
from accounts.states import UNIT_ROLES, Role
from craftsmen.states import PENDING, STORY_CONSENT, HonourSource, HonourState

STAFF = (Role.OFFICER, Role.LEADER, Role.SUPERVISOR)


class PersonQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Staff see the people whom their organisation honoured, a person sees the own entry."""
        if not user.is_authenticated:
            return self.none()
        staffed = Q(honours__organiser__in=user.organisation_ids(*STAFF))
        return self.filter(staffed | Q(user=user)).distinct()

    def for_story(self, user):
        """Whose story this person may open: the own one, those of people of the own unit, those whom staff honoured."""
        if not user.is_authenticated:
            return self.none()
        unit = Q(honours__employer__in=user.organisation_ids(*UNIT_ROLES))
        staffed = Q(honours__organiser__in=user.organisation_ids(*STAFF))
        held = Q(honours__state=HonourState.VALID, honours__programme_code__gt="")
        return self.filter(held, unit | staffed | Q(user=user)).distinct()


class StoryQuerySet(models.QuerySet):
    def with_consent(self):
        """Annotate ``is_agreed``: the craftsman's consent to publish photo and story stands now (G1, tick 4)."""
        live = Consent.objects.live().filter(kind=STORY_CONSENT, user=OuterRef("person__user"))
        return self.annotate(is_agreed=Exists(live))

    def public(self):
        """What the public may read at this moment; a consent that is withdrawn takes it out at once."""
        return self.with_consent().filter(is_agreed=True, published_at__isnull=False)


class HonourQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(organiser__in=user.organisation_ids(*STAFF)) | Q(person__user=user))

    def valid(self):
        return self.filter(state=HonourState.VALID)

    def published(self):
        """What the public may see: every honour of the programmes with its state (rules.md §3); cancelled ones stay listed."""
        return self.exclude(source=HonourSource.OUTSIDE).select_related("certificate")

    def in_stroke_order(self):
        """按姓氏笔画 (COM-17): by surname, then by the following characters."""
        return self.order_by("stroke_order", "name", "pk")

    def for_list(self):
        return self.select_related("person", "certificate")

    def matching(self, text):
        """Name, unit or number containing ``text``; blanks around it do not matter."""
        text = text.strip()
        if not text:
            return self
        return self.filter(
            Q(name__icontains=text) | Q(unit_at_award__icontains=text) | Q(certificate__number__icontains=text)
        )

    def years(self):
        """``(year, count of valid honours)``, newest first."""
        return self.values_list("year").annotate(count=Count("pk", filter=Q(state=HonourState.VALID))).order_by("-year")


class RevocationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Staff of the organiser; the craftsman from the notice on."""
        if not user.is_authenticated:
            return self.none()
        own = Q(honour__person__user=user, notified_at__isnull=False)
        return self.filter(Q(honour__organiser__in=user.organisation_ids(*STAFF)) | own)

    def pending(self):
        return self.filter(state__in=PENDING)

    def for_list(self):
        return self.select_related("honour__person", "honour__certificate", "opened_by")
