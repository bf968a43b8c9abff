"""Chainable reads of the register. Pages get objects only from ``visible_to``; the public register from ``published``."""

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import Consent
from accounts.states import UNIT_ROLES, Role
from craftsmen.states import PENDING, STORY_CONSENT, HonourSource, HonourState, Presence, StatusReviewState

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


class CheckInQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Staff of the organiser; people of the units that are asked."""
        if not user.is_authenticated:
            return self.none()
        rows = self.model._meta.get_field("rows").related_model.objects.filter(checkin=OuterRef("pk"))
        asked = Exists(rows.filter(employer__in=user.organisation_ids(*UNIT_ROLES)))
        return self.filter(Q(organiser__in=user.organisation_ids(*STAFF)) | asked)

    def newest(self):
        """Not followed by the check-in of a later year: its answers may still be put right."""
        later = self.model._default_manager.filter(
            organiser=OuterRef("organiser"), programme_code=OuterRef("programme_code"), year__gt=OuterRef("year")
        )
        return self.filter(~Exists(later))

    def with_progress(self, user):
        """Annotate ``asked`` and ``answered``: rows of valid titles that this person sees."""
        rows = Q(rows__honour__state=HonourState.VALID)
        mine = rows & (
            Q(organiser__in=user.organisation_ids(*STAFF)) | Q(rows__employer__in=user.organisation_ids(*UNIT_ROLES))
        )
        return self.annotate(
            asked=Count("rows", filter=mine),
            answered=Count("rows", filter=mine & Q(rows__answered_at__isnull=False)),
        )


class CheckRowQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Staff of the organiser, people of the unit that is asked, and the craftsman the own rows."""
        if not user.is_authenticated:
            return self.none()
        staffed = Q(checkin__organiser__in=user.organisation_ids(*STAFF))
        asked = Q(employer__in=user.organisation_ids(*UNIT_ROLES))
        return self.filter(staffed | asked | Q(honour__person__user=user))

    def asked_of(self, user):
        """Rows that the own unit answers."""
        return self.filter(employer__in=user.organisation_ids(*UNIT_ROLES))

    def standing(self):
        """Of titles that are valid; one that ended since is owed no answer."""
        return self.filter(honour__state=HonourState.VALID)

    def unanswered(self):
        return self.standing().filter(answered_at__isnull=True)

    def for_list(self):
        return self.select_related("checkin", "honour__person", "employer", "answered_by")

    def matching(self, text):
        """Name or unit containing ``text``."""
        text = text.strip()
        return self.filter(Q(honour__name__icontains=text) | Q(unit__icontains=text)) if text else self

    def of_newest(self):
        """In a check-in that no later year follows."""
        checkins = self.model._meta.get_field("checkin").related_model.objects
        return self.filter(checkin__in=checkins.newest())

    def latest_answers(self):
        """The newest answer about each title; a check-in that is not answered yet leaves the former one standing."""
        later = self.model._default_manager.filter(
            honour=OuterRef("honour"), checkin__year__gt=OuterRef("checkin__year"), answered_at__isnull=False
        )
        return self.filter(~Exists(later), answered_at__isnull=False)

    def away_unreviewed(self):
        """Newest answers that say 离岗 of a valid title, without a review that is open or that ended after the answer."""
        reviews = self.model._meta.get_field("reviews").related_model.objects.filter(honour=OuterRef("honour"))
        seen = Q(state=StatusReviewState.OPENED) | Q(ended_at__gte=OuterRef("answered_at"))
        rows = self.latest_answers().standing().filter(presence=Presence.ABSENT, since_on__isnull=False)
        return rows.filter(~Exists(reviews.filter(seen)))


class ContactQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Staff of those who honoured the person."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(person__honours__organiser__in=user.organisation_ids(*STAFF)).distinct()


class StatusReviewQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Staff of the organiser and the craftsman; the unit is told, the statement is not its business."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(honour__organiser__in=user.organisation_ids(*STAFF)) | Q(honour__person__user=user))

    def opened(self):
        return self.filter(state=StatusReviewState.OPENED)

    def for_list(self):
        return self.select_related("honour__person", "row__checkin", "row__employer")
