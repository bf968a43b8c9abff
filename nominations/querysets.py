"""Chainable reads. Pages get objects only from ``visible_to``."""

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery

from accounts.states import Role
from craftsmen.models import Honour, Person
from nominations.states import (
    ANNOUNCED,
    ENDED,
    LIVE,
    UNDER_REVIEW,
    UNSENT,
    NominationState,
    PaperState,
    SeasonState,
    Tier,
)

STAFF = (Role.OFFICER, Role.LEADER, Role.SUPERVISOR)
UNIT = (Role.CLERK, Role.HEAD)


class SeasonQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Staff see the seasons of their organisation; everybody else those that are announced."""
        announced = Q(state__in=ANNOUNCED)
        if not user.is_authenticated:
            return self.filter(announced)
        return self.filter(announced | Q(organiser__in=user.organisation_ids(*STAFF)))

    def run_by(self, user):
        """Seasons of the organisations in which ``user`` is staff (officer, leader, supervisor)."""
        return self.filter(organiser__in=user.organisation_ids(*STAFF))

    def with_counts(self):
        """Adds ``dispatched_count``, how many nominations reached the organiser; newest first (a count drops the order)."""
        dispatched = Q(nominations__dispatched_at__isnull=False)
        counted = self.annotate(dispatched_count=Count("nominations", filter=dispatched))
        return counted.order_by("-year", "programme_code")

    def announced(self):
        return self.filter(state__in=ANNOUNCED)

    def open(self):
        return self.filter(state=SeasonState.OPEN)


class NominationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What ``user`` may see: own, those of own organisation as employer or recommender, all as staff.

        Staff see a nomination from its dispatch on, or after it ended; before that it is the chain's own business.
        Experts reach nominations only through their assignments.
        """
        if not user.is_authenticated:
            return self.none()
        unit, staff = user.organisation_ids(*UNIT), user.organisation_ids(*STAFF)
        mine = Q(applicant=user) | Q(recommender__in=unit)
        employed = Q(employer__in=unit)
        organised = Q(season__organiser__in=staff) & ~Q(state__in=UNSENT)
        return self.filter(mine | employed | organised)

    def to_sign(self, head_of, *, by):
        """What waits for the signature of a head of these organisations, corrections that go round again included.

        Not what ``by`` has signed at another tier: nobody signs twice (rules.md 15.8).
        """
        first = Q(state=NominationState.ENDORSING, employer__in=head_of) | Q(
            state=NominationState.RECOMMENDING, recommender__in=head_of
        )
        again = Q(is_endorsed=False, employer__in=head_of) | Q(
            is_endorsed=True, is_confirmed=False, recommender__in=head_of
        )
        rows = self.with_standing_opinions().filter(
            first | Q(again, state=NominationState.RETURNED, is_correction_out=True)
        )
        signed = by.signed_opinions.filter(nomination=OuterRef("pk"), superseded_at__isnull=True)
        return rows.exclude(Exists(signed))

    def with_standing_opinions(self):
        """Adds ``is_endorsed``, ``is_confirmed`` (an opinion stands) and ``is_correction_out`` (with the heads, AMB-22)."""
        opinions, corrections = (
            self.model._meta.get_field(name).related_model.objects.filter(nomination=OuterRef("pk"))
            for name in ("opinions", "corrections")
        )
        standing = opinions.filter(superseded_at__isnull=True)
        out = corrections.filter(version__isnull=False, handed_in_at__isnull=True, lapsed_at__isnull=True)
        return self.annotate(
            is_endorsed=Exists(standing.filter(tier=Tier.EMPLOYER)),
            is_confirmed=Exists(standing.filter(tier=Tier.RECOMMENDER)),
            is_correction_out=Exists(out),
        )

    def to_correct(self, clerk_of):
        """Corrections that wait for these units: to be filled in, or signed again and to be handed in (AMB-22)."""
        rests = Q(is_correction_out=True) & (Q(is_endorsed=False) | Q(is_confirmed=False, recommender__isnull=False))
        filled_by = Q(recommender__in=clerk_of) | Q(recommender__isnull=True, employer__in=clerk_of)
        return self.with_standing_opinions().filter(filled_by, state=NominationState.RETURNED).exclude(rests)

    def with_paper_counts(self):
        """Paper state → how many. One query."""
        return dict(self.order_by().values_list("paper_state").annotate(count=Count("pk")))

    def live(self):
        return self.filter(state__in=LIVE)

    def unsent(self):
        return self.filter(state__in=UNSENT)

    def dispatched(self):
        """Everything that reached the organiser, however it ended."""
        sent = self.exclude(batch__isnull=True, receipt_number="")
        return sent.exclude(state__in=UNSENT | {NominationState.EXPIRED})

    def ended(self):
        return self.filter(state__in=ENDED)

    def for_list(self):
        """Rows of a list page with everything that the row template shows. One query."""
        return self.select_related("employer", "recommender", "season")

    def for_batch(self, batch):
        """What lies in an open batch and what may still be put into it, in the recommender's order. One query.

        Each with ``places``: how many nominations hold this person's place in the season (COM-19), and ``has_honour``:
        whether there is any valid honour to be looked at (AMB-33).
        """
        waiting = Q(
            season=batch.season_id,
            procedure_code=batch.procedure_code,
            recommender=batch.recommender_id,
            state=NominationState.CONFIRMED,
            batch=None,
        )
        held = Honour.objects.valid().filter(person__id_key=OuterRef("person_key"))
        rows = self.filter(Q(batch=batch) | waiting).with_places().annotate(has_honour=Exists(held))
        rows = rows.select_related("season", "employer", "recommender")
        return rows.order_by("batch_position", "number")

    def with_places(self):
        same = self.model._base_manager.filter(
            season=OuterRef("season"), procedure_code=OuterRef("procedure_code"), person_key=OuterRef("person_key")
        )
        counted = same.exclude(person_key="").order_by().values("person_key").annotate(n=Count("pk")).values("n")
        return self.annotate(places=Subquery(counted))

    def of_studio(self, studio):
        """Everything that was filed about one studio, the newest first."""
        return self.filter(studio=studio).order_by("-created_at")

    def under_way(self):
        """Neither decided nor ended."""
        return self.filter(state__in=UNSENT | UNDER_REVIEW)

    def with_state_counts(self):
        return self.values("state").annotate(count=Count("pk")).order_by()


class MaterialQuerySet(models.QuerySet):
    def current(self):
        """Materials that count: neither replaced nor removed."""
        return self.filter(removed_at__isnull=True)

    def visible_to(self, user):
        from_nominations = self.model._meta.get_field("nomination").related_model.objects.visible_to(user)
        return self.filter(nomination__in=from_nominations.values("pk"))


class BatchMaterialQuerySet(MaterialQuerySet):
    def visible_to(self, user):
        from_batches = self.model._meta.get_field("batch").related_model.objects.visible_to(user)
        return self.filter(batch__in=from_batches.values("pk"))


class BatchQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not user.is_authenticated:
            return self.none()
        unit, staff = user.organisation_ids(*UNIT), user.organisation_ids(*STAFF)
        sent = Q(season__organiser__in=staff, dispatched_at__isnull=False)
        return self.filter(Q(recommender__in=unit) | sent)

    def for_list(self):
        """Rows of the list of batches with ``nomination_count``, newest first. One query."""
        rows = self.select_related("season", "recommender").annotate(nomination_count=Count("nominations"))
        return rows.order_by("-season__year", "-dispatched_at", "-pk")

    def for_papers(self):
        """Dispatched batches with ``nomination_count`` and ``paper_count``, how many are complete on paper. One query."""
        complete = Q(nominations__paper_state=PaperState.COMPLETE)
        rows = self.select_related("recommender").annotate(
            nomination_count=Count("nominations"), paper_count=Count("nominations", filter=complete)
        )
        return rows.order_by("recommender__name", "sequence")


class ExceptionQuerySet(models.QuerySet):
    def run_by(self, user):
        """Exceptions asked for in seasons of the organisations in which ``user`` is staff."""
        return self.filter(nomination__season__organiser__in=user.organisation_ids(*STAFF))


class SanctionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Bans decided in seasons of the organisations in which ``user`` is staff, or with a title they took back (AMB-32)."""
        if not user.is_authenticated:
            return self.none()
        staff = user.organisation_ids(*STAFF)
        holders = Person.objects.filter(honours__organiser__in=staff, id_key__isnull=False).values("id_key")
        revoked = Q(nomination__isnull=True, subject="person", person_key__in=holders)
        return self.filter(Q(nomination__season__organiser__in=staff) | revoked)

    def in_force(self, day):
        return self.filter(starts_on__lte=day, ends_on__gte=day, lifted_at__isnull=True)
