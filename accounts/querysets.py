"""Chainable reads. Pages get objects only from ``visible_to``."""

from django.contrib.auth.models import UserManager
from django.db import models
from django.db.models import Count, Q

from accounts.permissions import is_staff_of_organiser
from accounts.states import Role


class OrganisationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Staff of an organiser see every organisation; members see their own; nobody else sees any."""
        if not user.is_authenticated:
            return self.none()
        if is_staff_of_organiser(user):
            return self
        return self.filter(pk__in=user.organisation_ids())

    def matching(self, words: str):
        """Organisations whose present or former name, or credit code, contains ``words``."""
        words = words.strip()
        if not words:
            return self
        named = Q(name__icontains=words) | Q(credit_code__icontains=words) | Q(short_name__icontains=words)
        return self.filter(named | Q(former_names__name__icontains=words)).distinct()

    def with_member_count(self):
        """Adds ``member_count``, the number of active memberships."""
        return self.annotate(member_count=Count("memberships", filter=Q(memberships__user__is_active=True)))

    def with_role_counts(self):
        """Adds ``clerk_count`` and ``head_count``, the active people in these roles."""
        return self.annotate(
            **{
                f"{role}_count": Count(
                    "memberships", filter=Q(memberships__role=role, memberships__user__is_active=True), distinct=True
                )
                for role in (Role.CLERK, Role.HEAD)
            }
        )

    def recommenders(self):
        return self.filter(is_recommender=True, is_active=True)

    def organisers(self):
        return self.filter(is_organiser=True, is_active=True)


class UserQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Oneself; staff of an organiser also see the members of organisations."""
        if not user.is_authenticated:
            return self.none()
        if is_staff_of_organiser(user):
            return self.filter(Q(pk=user.pk) | Q(memberships__isnull=False)).distinct()
        return self.filter(pk=user.pk)

    def holding(self, *roles, organisation=None):
        """Active people with one of ``roles``, in ``organisation`` (instance or id) when it is given."""
        found = self.filter(is_active=True, memberships__role__in=roles)
        if organisation is not None:
            found = self.filter(is_active=True, memberships__role__in=roles, memberships__organisation=organisation)
        return found.distinct()


class AccountManager(UserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    use_in_migrations = False


class ConsentQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(user_id=user.pk) if user.is_authenticated else self.none()

    def live(self):
        return self.filter(withdrawn_at__isnull=True)


class WorkingYearQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if is_staff_of_organiser(user) else self.none()

    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)
