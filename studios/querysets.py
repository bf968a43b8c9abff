"""Chainable reads of the studio register. Pages get objects only from ``visible_to``; the public from ``published``."""

from django.db import models
from django.db.models import Count, Q

from accounts.states import Role
from studios.states import HOLDS_PLACE, LIVE, PUBLIC

STAFF = (Role.OFFICER, Role.LEADER, Role.SUPERVISOR)
UNIT = (Role.CLERK, Role.HEAD)


def _seen_by(user, prefix=""):
    """The condition under which ``user`` sees a studio, for rows that reach it through ``prefix``."""
    unit = user.organisation_ids(*UNIT)
    conditions = {
        "leader__user": user,
        "employer__in": unit,
        "recommender__in": unit,
        "organiser__in": user.organisation_ids(*STAFF),
    }
    found = Q()
    for name, value in conditions.items():
        found |= Q(**{f"{prefix}{name}": value})
    return found


class StudioQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Own studios (leader, present member), those of own unit or union, all of the programmes one's body organises."""
        if not user.is_authenticated:
            return self.none()
        members = self.model._meta.get_field("members").related_model
        own = members.objects.filter(user=user, left_on__isnull=True).values("studio")
        return self.filter(_seen_by(user) | Q(pk__in=own))

    def run_by(self, user):
        """Studios of the organisations in which ``user`` is staff."""
        return self.filter(organiser__in=user.organisation_ids(*STAFF))

    def published(self):
        """What the public may see."""
        return self.filter(state__in=PUBLIC)

    def live(self):
        return self.filter(state__in=LIVE)

    def standing(self):
        return self.filter(state__in=HOLDS_PLACE)

    def unsettled_on(self, day):
        """Those whose rows of duties may be incomplete: new ones, and everyone when a year begins."""
        return self.filter(Q(duties_until__isnull=True) | Q(duties_until__lte=day))

    def for_list(self):
        """Rows of a list with everything that the row template shows. One query."""
        return self.select_related("leader", "employer", "recommender", "organiser")

    def with_state_counts(self):
        return self.values("state").annotate(count=Count("pk")).order_by()


class OfStudioQuerySet(models.QuerySet):
    """Rows that belong to one studio through a field named ``studio``."""

    def visible_to(self, user):
        studios = self.model._meta.get_field("studio").related_model.objects.visible_to(user)
        return self.filter(studio__in=studios.values("pk"))


class EntryQuerySet(OfStudioQuerySet):
    def standing(self):
        """Entries that count: not replaced by a correcting entry."""
        return self.filter(replaced_by__isnull=True)

    def of_ledger(self, code):
        return self.filter(ledger=code)


class DutyQuerySet(OfStudioQuerySet):
    def pending(self):
        return self.filter(done_on__isnull=True, waived_at__isnull=True)

    def open_on(self, day):
        """Owed now: the window is open and nothing is done yet."""
        return self.pending().filter(opens_on__lte=day)

    def overdue_on(self, day):
        return self.pending().filter(due_on__lt=day)

    def for_list(self):
        return self.select_related("studio__employer", "studio__recommender", "studio__leader")


class EventQuerySet(OfStudioQuerySet):
    def pending(self):
        return self.filter(settled_on__isnull=True)
