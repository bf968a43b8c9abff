"""Chainable reads of the studio register. Pages get objects only from ``visible_to``; the public from ``published``."""

from datetime import timedelta

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

    def kept_by(self, user):
        """Studios in whose records the person may write: led, worked in, or of the unit one is clerk of."""
        members = self.model._meta.get_field("members").related_model
        seats = members.objects.filter(user=user, left_on__isnull=True).values("studio")
        unit = user.organisation_ids(Role.CLERK)
        return self.standing().filter(Q(leader__user=user) | Q(employer__in=unit) | Q(pk__in=seats))

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
        return self.select_related("leader", "employer", "recommender", "organiser", "certificate")

    def matching(self, text):
        """Name, leader, unit or code containing ``text``; former names count."""
        text = text.strip()
        if not text:
            return self
        named = Q(name__icontains=text) | Q(code__icontains=text) | Q(leader__name__icontains=text)
        former = self.model._meta.get_field("former_names").related_model.objects.filter(name__icontains=text)
        return self.filter(named | Q(employer__name__icontains=text) | Q(pk__in=former.values("studio")))

    def filtered(self, *, q="", programme="", state="", district="", industry=""):
        """The rows of a list by what its form asks; an empty value asks nothing."""
        exact = {"programme_code": programme, "state": state, "district": district, "industry": industry}
        return self.matching(q).filter(**{name: value for name, value in exact.items() if value})

    def with_state_counts(self):
        return self.values("state").annotate(count=Count("pk")).order_by()


class OfStudioQuerySet(models.QuerySet):
    """Rows that belong to one studio through a field named ``studio``."""

    def visible_to(self, user):
        studios = self.model._meta.get_field("studio").related_model.objects.visible_to(user)
        return self.filter(studio__in=studios.values("pk"))


class EntryQuerySet(OfStudioQuerySet):
    def standing(self):
        """Entries that count: neither replaced by a correcting entry nor voided."""
        return self.filter(replaced_by__isnull=True, voided_at__isnull=True)

    def of_ledger(self, code):
        return self.filter(ledger=code)

    def in_year(self, year):
        return self.filter(happened_on__year=year)

    def matching(self, text):
        """Title, place or text containing ``text``."""
        text = text.strip()
        found = Q(title__icontains=text) | Q(place__icontains=text) | Q(summary__icontains=text)
        return self.filter(found) if text else self

    def for_list(self):
        """Rows with their studio, people and ``file_count``. Two queries."""
        counted = self.annotate(file_count=Count("files", filter=Q(files__removed_at__isnull=True), distinct=True))
        rows = counted.select_related("studio", "created_by", "replaced_by").prefetch_related("members")
        return rows.order_by("-happened_on", "-pk")


class ServiceQuerySet(OfStudioQuerySet):
    def visible_to(self, user):
        """Those of one's studios, one's own, and of people whom one's organisation honoured."""
        if not user.is_authenticated:
            return self.none()
        studios = self.model._meta.get_field("studio").related_model.objects.visible_to(user)
        honoured = self.model._meta.get_field("person").related_model.objects.visible_to(user)
        return self.filter(Q(studio__in=studios.values("pk")) | Q(person__in=honoured.values("pk")))

    def standing(self):
        return self.filter(voided_at__isnull=True)

    def confirmed(self):
        return self.standing().filter(confirmed_at__isnull=False)

    def in_year(self, year):
        return self.filter(happened_on__year=year)

    def for_list(self):
        return self.select_related("studio", "person")


class FileQuerySet(OfStudioQuerySet):
    def visible_to(self, user):
        """Files of what the person may see."""
        services = self.model._meta.get_field("service").related_model.objects.visible_to(user)
        own = super().visible_to(user)
        return self.filter(Q(pk__in=own.values("pk")) | Q(service__in=services.values("pk")))

    def current(self):
        return self.filter(removed_at__isnull=True)


class OfferQuerySet(OfStudioQuerySet):
    def visible_to(self, user):
        """The exchange is open to everybody who belongs to some studio, and to those who run one (WS24-26)."""
        if not user.is_authenticated:
            return self.none()
        studios = self.model._meta.get_field("studio").related_model.objects.visible_to(user)
        return self if studios.exists() else self.none()

    def open_on(self, day):
        """Announced and still waiting for answers, by a studio that is at work."""
        return self.filter(closed_at__isnull=True, until_on__gte=day, studio__state__in=LIVE)

    def for_list(self):
        counted = self.annotate(answers=Count("interests"))
        return counted.select_related("studio__employer").order_by("-at", "-id")


class InterestQuerySet(OfStudioQuerySet):
    def visible_to(self, user):
        """Both studios see an answer, and nobody else."""
        studios = self.model._meta.get_field("studio").related_model.objects.visible_to(user)
        own = studios.values("pk")
        return self.filter(Q(studio__in=own) | Q(offer__studio__in=own))


class DutyQuerySet(OfStudioQuerySet):
    def pending(self):
        return self.filter(done_on__isnull=True, waived_at__isnull=True)

    def open_on(self, day):
        """Owed now: the window is open and nothing is done yet."""
        return self.pending().filter(opens_on__lte=day)

    def overdue_on(self, day):
        return self.pending().filter(due_on__lt=day)

    def shown_as(self, show, day):
        """What a list shows: overdue, open, soon (thirty days), done; everything that is owed now when nothing is asked."""
        pending = self.pending()
        if show == "overdue":
            return pending.filter(due_on__lt=day)
        if show == "open":
            return pending.filter(opens_on__lte=day, due_on__gte=day)
        if show == "soon":
            return pending.filter(opens_on__gt=day, opens_on__lte=day + timedelta(days=30))
        if show == "done":
            return self.filter(done_on__isnull=False).order_by("-done_on", "-pk")
        return pending.filter(opens_on__lte=day)

    def matching(self, text):
        text = text.strip()
        found = Q(studio__name__icontains=text) | Q(studio__employer__name__icontains=text)
        return self.filter(found | Q(studio__leader__name__icontains=text)) if text else self

    def for_list(self):
        return self.select_related("studio__employer", "studio__recommender", "studio__leader")


class EventQuerySet(OfStudioQuerySet):
    def pending(self):
        return self.filter(settled_on__isnull=True)
