"""Chainable reads of the reviews. Pages get objects only from ``visible_to``; aggregates are made in SQL."""

from django.db import models
from django.db.models import Count, Exists, ExpressionWrapper, Max, Min, OuterRef, Q

from accounts.states import Role
from nominations.states import UNDER_REVIEW
from programmes import clock
from reviews.permissions import may_see_experts
from reviews.states import (
    LIVE_ASSIGNMENT,
    LIVE_ENTRY,
    PENDING_ASSIGNMENT,
    READABLE_ASSIGNMENT,
    AssignmentState,
    EntryState,
    StageState,
)

STAFF = (Role.OFFICER, Role.LEADER, Role.SUPERVISOR)


class OfSeasonQuerySet(models.QuerySet):
    """Rows that only staff of the season's organiser see, the supervisor included."""

    season_path = "season"

    @classmethod
    def over(cls, path):
        """This queryset for a model whose season is at ``path``."""
        return type("OfSeasonQuerySet", (cls,), {"season_path": path, "__module__": __name__})

    def visible_to(self, user):
        if not user.is_authenticated:
            return self.none()
        return self.filter(**{f"{self.season_path}__organiser__in": user.organisation_ids(*STAFF)})


class ConsensusQuerySet(OfSeasonQuerySet):
    season_path = "stage_run__season"

    def to_sign(self, user):
        """Drafts that wait for the signature of this expert as head of the panel."""
        waiting = self.filter(chair__user=user, chair__is_active=True, state="draft", held_at__isnull=False)
        return waiting.select_related("stage_run__season")


class VisitQuerySet(OfSeasonQuerySet):
    season_path = "entry__stage_run__season"

    def visible_to(self, user):
        """Staff of the season's organiser, and whoever goes on the visit."""
        if not user.is_authenticated:
            return self.none()
        seen = Q(entry__stage_run__season__organiser__in=user.organisation_ids(*STAFF))
        through = self.model._meta.get_field("visitors").remote_field.through
        own = through.objects.filter(user=user.pk).values("visit")
        return self.filter(seen | Q(pk__in=own))

    def of_visitor(self, user):
        """The own visits of somebody, for the list on the phone. One query."""
        rows = self.filter(visitors=user) if user.is_authenticated else self.none()
        return rows.select_related("entry__nomination__season", "entry__stage_run__season").order_by(
            "planned_on", "position"
        )


class StageRunQuerySet(OfSeasonQuerySet):
    def of_field(self, season):
        """Stages that all nominations of a season go through together, by procedure and order."""
        rows = self.filter(season=season, nomination__isnull=True).select_related("season")
        return rows.order_by("procedure_code", "position")

    def for_board(self):
        return self.select_related("season", "season__organiser").order_by("position")


class EntryQuerySet(OfSeasonQuerySet):
    season_path = "stage_run__season"

    def active(self):
        """Entries whose nomination is still with the organiser (neither withdrawn, disqualified nor expired)."""
        return self.filter(nomination__state__in=UNDER_REVIEW).exclude(state=EntryState.REMOVED)

    def of_record(self, stage_run):
        """Entries of a stage as it stands: the active ones while it runs; once closed, all of them, whatever came later."""
        rows = self.filter(stage_run=stage_run)
        return rows.exclude(state=EntryState.REMOVED) if stage_run.state == StageState.CLOSED else rows.active()

    def waiting_for_experts(self, wanted):
        """Active entries with fewer than ``wanted`` live experts."""
        return self.active().filter(state__in=LIVE_ENTRY, assigned_count__lt=wanted)

    def with_trouble(self, moment, *, wanted=0):
        """Adds ``is_overdue`` (an expert is late), ``is_doubted`` (a doubt without answer), ``is_short`` (gone experts)."""
        assignments = _assignments(self).filter(entry=OuterRef("pk"))
        late = assignments.filter(state__in=PENDING_ASSIGNMENT, due_at__lt=moment)
        doubted = assignments.filter(state__in=LIVE_ASSIGNMENT, doubt_answered_at__isnull=True).exclude(doubt_note="")
        scoring = Q(state__in=[EntryState.SCORING, EntryState.SCORED])
        short = ExpressionWrapper(scoring & Q(assigned_count__lt=wanted), output_field=models.BooleanField())
        return self.annotate(is_overdue=Exists(late), is_doubted=Exists(doubted), is_short=short)

    def for_board(self, stage_run, *, wanted=0):
        """Rows of the board of one stage with everything that its row template shows. One query, page by page."""
        rows = self.filter(stage_run=stage_run).exclude(state=EntryState.REMOVED)
        return rows.select_related("nomination").with_trouble(clock.now(), wanted=wanted)

    def for_ranking(self, stage_run):
        """Active entries of a stage with ``low``, ``high`` and ``valid_count`` of the submitted sheets. One query."""
        submitted = Q(assignments__state=AssignmentState.SUBMITTED)
        rows = self.filter(stage_run=stage_run).active().select_related("nomination")
        return rows.annotate(
            low=Min("assignments__total", filter=submitted),
            high=Max("assignments__total", filter=submitted),
            valid_count=Count("assignments", filter=submitted),
        )

    def board_counts(self, stage_run, *, wanted=0):
        """Figures of the filter chips of one stage, in one query."""
        rows = (
            self.filter(stage_run=stage_run).exclude(state=EntryState.REMOVED).with_trouble(clock.now(), wanted=wanted)
        )
        return rows.aggregate(
            all=Count("pk"),
            waiting=Count("pk", filter=Q(state=EntryState.WAITING)),
            scoring=Count("pk", filter=Q(state=EntryState.SCORING)),
            scored=Count("pk", filter=Q(state=EntryState.SCORED)),
            overdue=Count("pk", filter=Q(is_overdue=True)),
            doubted=Count("pk", filter=Q(is_doubted=True)),
            spread=Count("pk", filter=Q(spread__gt=20)),
            short=Count("pk", filter=Q(is_short=True)),
            selected=Count("pk", filter=Q(state=EntryState.SELECTED)),
            reserve=Count("pk", filter=Q(state=EntryState.RESERVE)),
            not_selected=Count("pk", filter=Q(state=EntryState.NOT_SELECTED)),
        )


def _assignments(queryset):
    return queryset.model._meta.get_field("assignments").related_model.objects.all()


class ExpertQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Staff of an organiser see the pool; an expert sees only the own row."""
        if not user.is_authenticated:
            return self.none()
        return self if may_see_experts(user) else self.filter(user=user)

    def active(self):
        return self.filter(is_active=True, user__is_active=True)

    def matching(self, words):
        """Experts whose code, name, unit or title contains ``words``."""
        words = words.strip()
        named = Q(code__iexact=words) | Q(name__icontains=words) | Q(title__icontains=words)
        unit = Q(organisation__name__icontains=words) | Q(organisation_name__icontains=words)
        return self.filter(named | unit) if words else self

    def for_list(self):
        """Rows of the register with ``pending_count`` and ``submitted_count``. One query."""
        rows = self.select_related("organisation", "user")
        return rows.annotate(
            pending_count=Count("assignments", filter=Q(assignments__state__in=PENDING_ASSIGNMENT)),
            submitted_count=Count("assignments", filter=Q(assignments__state=AssignmentState.SUBMITTED)),
        ).order_by("-is_active", "code")

    def with_load(self, stage_run):
        """Adds ``load``, ``done`` and ``late``: live, submitted and overdue assignments in one stage."""
        here = Q(assignments__entry__stage_run=stage_run)
        return self.annotate(
            load=Count("assignments", filter=here & Q(assignments__state__in=LIVE_ASSIGNMENT)),
            done=Count("assignments", filter=here & Q(assignments__state=AssignmentState.SUBMITTED)),
            late=Count(
                "assignments",
                filter=here & Q(assignments__state__in=PENDING_ASSIGNMENT, assignments__due_at__lt=clock.now()),
            ),
        )


class DeclarationQuerySet(OfSeasonQuerySet):
    def visible_to(self, user):
        if not user.is_authenticated:
            return self.none()
        staff = Q(season__organiser__in=user.organisation_ids(*STAFF))
        return self.filter(staff | Q(expert__user=user))


class ConflictQuerySet(OfSeasonQuerySet):
    season_path = "nomination__season"

    def standing(self):
        return self.filter(lifted_at__isnull=True)


class AssignmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Staff of the organiser see all; an expert in the pool sees the own ones that still stand."""
        if not user.is_authenticated:
            return self.none()
        staff = Q(entry__stage_run__season__organiser__in=user.organisation_ids(*STAFF))
        own = Q(expert__user=user, expert__is_active=True, state__in=LIVE_ASSIGNMENT)
        return self.filter(staff | own)

    def of_expert(self, user):
        """The own live assignments of ``user`` as an expert, with what lists show. One query."""
        if not user.is_authenticated:
            return self.none()
        own = self.filter(expert__user=user, expert__is_active=True, state__in=LIVE_ASSIGNMENT)
        in_review = own.filter(entry__nomination__state__in=UNDER_REVIEW)
        return in_review.select_related(
            "expert", "entry__stage_run__season", "entry__nomination__recommender"
        ).order_by("entry__stage_run__season", "entry__stage_run__position", "position", "pk")

    def readable(self):
        """Only those whose file the expert may open: declared, and the nomination still under review."""
        return self.filter(state__in=READABLE_ASSIGNMENT, entry__nomination__state__in=UNDER_REVIEW)

    def live(self):
        return self.filter(state__in=LIVE_ASSIGNMENT)

    def pending(self):
        return self.filter(state__in=PENDING_ASSIGNMENT, entry__nomination__state__in=UNDER_REVIEW)

    def submitted(self):
        return self.filter(state=AssignmentState.SUBMITTED)

    def overdue(self, moment):
        return self.pending().filter(due_at__lt=moment)
