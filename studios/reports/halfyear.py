"""Half-year figures for the municipal union: studios, what they achieved and whom they served, counted from the ledgers."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, Sum

from programmes import catalogue
from studios.models import LedgerEntry, Service
from studios.states import LIVE, ServiceLevel

OUTCOMES, ACTIVITIES = "outcome", "activity"
PATENT, TRAINING, APPRENTICE = "patent", "training", "apprentice"


@dataclass(frozen=True)
class Period:
    """A half of a calendar year; ``code`` is 2026H1."""

    year: int
    half: int

    @classmethod
    def of(cls, text: str, today: dt.date) -> "Period":
        """The period of a code; of anything else the last one that is complete."""
        year, _h, half = text.partition("H")
        if year.isascii() and year.isdigit() and len(year) == 4 and half in ("1", "2"):
            return cls(int(year), int(half))
        return cls(today.year, 1) if today.month > 6 else cls(today.year - 1, 2)

    @property
    def code(self) -> str:
        return f"{self.year}H{self.half}"

    @property
    def label(self) -> str:
        return f"{self.year} 年{'上' if self.half == 1 else '下'}半年"

    @property
    def first(self) -> dt.date:
        return dt.date(self.year, 1 if self.half == 1 else 7, 1)

    @property
    def last(self) -> dt.date:
        return dt.date(self.year, 6, 30) if self.half == 1 else dt.date(self.year, 12, 31)


@dataclass(frozen=True)
class Line:
    """One row of the report; ``values`` stand in the order of ``HEADS``."""

    title: str
    values: tuple[int | Decimal, ...]

    @property
    def pairs(self) -> list[tuple[str, int | Decimal]]:
        """Each value with its heading."""
        return list(zip(HEADS, self.values, strict=True))


HEADS = (
    "期末工作室", "本期新增", "本期退出", "创新成果", "其中专利", "效益（万元）", "助企行 市级", "助企行 区局级", "助企行 企业级",
    "培训场次", "培训人次", "带徒",
)  # fmt: skip


def report(studios, period: Period) -> list[Line]:
    """One line per programme and their sum; services count once the host has confirmed. Three queries."""
    register = {row.pop("programme_code"): row for row in _register(studios, period)}
    ledgers = {row.pop("studio__programme_code"): row for row in _ledgers(studios, period)}
    services = {row.pop("studio__programme_code"): row for row in _services(studios, period)}
    lines = [
        Line(catalogue.get(code).title, _values(register[code], ledgers.get(code, {}), services.get(code, {})))
        for code in sorted(register)
    ]
    return [*lines, _sum(lines)]


def _register(studios, period):
    began = Q(named_on__range=(period.first, period.last)) | Q(
        named_on__isnull=True, building_starts_on__range=(period.first, period.last)
    )
    at_work = Q(state__in=LIVE) | Q(ended_on__gt=period.last)
    started = Q(named_on__lte=period.last) | Q(building_starts_on__lte=period.last)
    return (
        studios.order_by()
        .values("programme_code")
        .annotate(
            total=Count("pk", filter=at_work & started),
            new=Count("pk", filter=began),
            ended=Count("pk", filter=Q(ended_on__range=(period.first, period.last))),
        )
    )


def _ledgers(studios, period):
    entries = LedgerEntry.objects.standing().filter(studio__in=studios, happened_on__range=(period.first, period.last))
    return (
        entries.order_by()
        .values("studio__programme_code")
        .annotate(
            outcomes=Count("pk", filter=Q(ledger=OUTCOMES)),
            patents=Count("pk", filter=Q(ledger=OUTCOMES, kind=PATENT)),
            benefit=Sum("benefit_wan"),
            sessions=Count("pk", filter=Q(ledger=ACTIVITIES, kind=TRAINING)),
            trained=Sum("people_count", filter=Q(ledger=ACTIVITIES, kind=TRAINING)),
            apprentices=Count("pk", filter=Q(kind=APPRENTICE)),
        )
    )


def _services(studios, period):
    services = Service.objects.filter(
        studio__in=studios, confirmed_at__isnull=False, happened_on__range=(period.first, period.last)
    )
    levels = {str(level): Count("pk", filter=Q(level=level)) for level in ServiceLevel}
    return services.order_by().values("studio__programme_code").annotate(**levels)


def _values(register, ledgers, services):
    return (
        register["total"], register["new"], register["ended"],
        ledgers.get("outcomes", 0), ledgers.get("patents", 0), ledgers.get("benefit") or Decimal(0),
        *(services.get(str(level), 0) for level in ServiceLevel),
        ledgers.get("sessions", 0), ledgers.get("trained") or 0, ledgers.get("apprentices", 0),
    )  # fmt: skip


def _sum(lines):
    columns = zip(*(line.values for line in lines), strict=True) if lines else [(0,)] * len(HEADS)
    return Line("合计", tuple(sum(column) for column in columns))
