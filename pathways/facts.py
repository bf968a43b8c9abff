"""The path of a person, and who may be put forward with what stands beside the name."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from craftsmen.models import Honour, Person
from craftsmen.states import HonourState
from programmes import clock, honours
from programmes.periods import add_months
from studios.models import Service, Studio
from studios.states import HOLDS_PLACE, LIVE

SERVICE_MONTHS = 12
#: From 上海质量工匠 on people are encouraged to set up a studio (QC26-50).
OWN_STEP = 2


@dataclass(frozen=True)
class Stage:
    """One stage of the path with the honour that reached it, valid before ended, the latest first; None where no record is."""

    kind: honours.HonourKind
    honour: Honour | None
    others: tuple[Honour, ...] = ()

    @property
    def is_held(self) -> bool:
        return self.honour is not None and self.honour.state == HonourState.VALID

    @property
    def is_ended(self) -> bool:
        return self.honour is not None and not self.is_held

    @property
    def words(self) -> str:
        """What the picture says in one word; a stage without a record is no obstacle (AMB-19)."""
        return "未登记" if self.honour is None else str(self.honour.get_state_display())


def path_of(person) -> list[Stage]:
    """Every stage of the path, 高水平质量技能型人才 first (QC26-08). One query without a prefetch of ``honours``."""
    held = list(person.honours.all())
    return [_stage(kind, [one for one in held if one.honour_code == kind.code]) for kind in honours.path()]


def _stage(kind, rows) -> Stage:
    rows = sorted(rows, key=lambda one: (one.state != HonourState.VALID, -one.granted_on.toordinal(), -one.pk))
    return Stage(kind, rows[0] if rows else None, tuple(rows[1:]))


def path_stage(person) -> int:
    """The highest step whose honour is valid, 0 without one; steps below may be missing (QC26-08, AMB-19)."""
    return max((one.kind.step for one in path_of(person) if one.is_held), default=0)


@dataclass(frozen=True)
class Flags:
    """What gives 优先 when choosing: each counts by itself, both are strongest; never a score (QC26-54, AMB-20)."""

    service_count: int
    leads_studio: bool

    @property
    def serves(self) -> bool:
        return self.service_count >= 1

    @property
    def is_strongest(self) -> bool:
        return self.serves and self.leads_studio


def flags_of(person, today: dt.date) -> Flags:
    """The flags of one person on a day. Two queries."""
    count = recent_services(today).filter(person=person).count()
    return Flags(count, Studio.objects.filter(leader=person, state__in=LIVE).exists())


def recent_services(today: dt.date):
    """Confirmed services of the last twelve months, the same day of last year included; voided ones do not count."""
    return Service.objects.confirmed().filter(
        happened_on__gte=add_months(today, -SERVICE_MONTHS), happened_on__lte=today
    )


def candidates(round_, *, q: str = "", today: dt.date | None = None):
    """People with a valid honour of the round's programme and no valid honour of the next step, not yet put forward.

    Annotated with ``service_count``, ``leads`` and ``strength`` 0 to 2, by which they are sorted; then by 姓氏笔画. One query.
    """
    today = today or clock.today()
    mine = Honour.objects.valid().filter(organiser=round_.organiser, programme_code=round_.programme_code)
    above = Honour.objects.valid().filter(honour_code=next_kind(round_.programme).code, person=OuterRef("person"))
    served = recent_services(today).filter(person=OuterRef("person")).order_by().values("person")
    leads = Studio.objects.filter(leader=OuterRef("person"), state__in=LIVE)
    rows = (
        mine.exclude(person__in=round_.nominees.values("person"))
        .filter(~Exists(above))
        .select_related("person", "certificate", "employer")
        .annotate(
            service_count=Coalesce(
                Subquery(served.annotate(count=Count("pk")).values("count"), output_field=IntegerField()), 0
            ),
            leads=Exists(leads),
        )
    )
    return _by_flags(rows.matching(q))


def _by_flags(rows):
    """Both flags, then one, then none; among equals 姓氏笔画, not how many services."""
    both = Q(leads=True, service_count__gte=1)
    one = Q(leads=True) | Q(service_count__gte=1)
    return rows.annotate(strength=_rank((both, 2), (one, 1))).order_by("-strength", "stroke_order", "name", "pk")


def _rank(*cases):
    return Case(*(When(condition, then=Value(value)) for condition, value in cases), default=Value(0))


def next_kind(programme) -> honours.HonourKind:
    """The stage that follows the programme's honour on the path; LookupError for one beside the path."""
    for kind in honours.path():
        if programme.step and kind.step == programme.step + 1:
            return kind
    raise LookupError(programme.code)


def may_begin_studio(person) -> bool:
    """Holds a valid honour on the path at the programme's step or above, and leads no studio that has its place (QC26-50)."""
    return path_stage(person) >= OWN_STEP and not Studio.objects.filter(leader=person, state__in=HOLDS_PLACE).exists()


def own_person(user) -> Person | None:
    """The entry of the register that belongs to this account, with its honours."""
    return Person.objects.filter(user=user).prefetch_related("honours").first()
