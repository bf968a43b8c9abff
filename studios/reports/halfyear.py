"""Half-year figures for the municipal union: studios, what they achieved and whom they served, counted from the ledgers."""

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Count, Q

from programmes import catalogue
from programmes.spec import Counted
from studios.measures import total, wan
from studios.models import LedgerEntry, Service
from studios.states import LIVE, ServiceLevel

#: Keys of the programmes' measures, in the order of the report.
OUTCOMES, PATENTS, BENEFIT, TRAINING, APPRENTICES = "outcomes", "patents", "benefit", "training", "apprentices"


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
    "期末工作室", "本期新增", "本期退出", "创新成果", "专利", "效益（万元）", "助企行 市级", "助企行 区局级", "助企行 企业级",
    "培训场次", "培训人次", "带徒",
)  # fmt: skip


def report(studios, period: Period) -> list[Line]:
    """One line per programme and their sum; services count once the host has confirmed.

    Two queries and one more for each programme, however many studios there are.
    """
    register = {row.pop("programme_code"): row for row in _register(studios, period)}
    services = {row.pop("studio__programme_code"): row for row in _services(studios, period)}
    lines = [
        _line(catalogue.get(code), studios, period, register[code], services.get(code, {})) for code in sorted(register)
    ]
    return [*lines, _sum(lines)]


def _line(programme, studios, period, register, services):
    made = _ledgers(programme, studios, period)
    values = (
        register["total"], register["new"], register["ended"],
        made[OUTCOMES], made[PATENTS], wan(made[BENEFIT]),
        *(services.get(str(level), 0) for level in ServiceLevel),
        made["sessions"], made[TRAINING], made[APPRENTICES],
    )  # fmt: skip
    return Line(programme.title, values)


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


def _ledgers(programme, studios, period) -> dict:
    """The programme's measures over the entries of the period, and the sessions of training. One query at most."""
    measures = {one.key: _kept(one, programme) for one in programme.studio.measures}
    sums = {key: measures[key] for key in (OUTCOMES, PATENTS, BENEFIT, TRAINING, APPRENTICES) if key in measures}
    if TRAINING in measures:
        sums["sessions"] = replace(measures[TRAINING], counts=Counted.ENTRIES)
    entries = LedgerEntry.objects.standing().filter(
        studio__in=studios.filter(programme_code=programme.code), happened_on__range=(period.first, period.last)
    )
    found = entries.aggregate(**{key: total(one) for key, one in sums.items()}) if sums else {}
    return {key: found.get(key, 0) for key in (OUTCOMES, PATENTS, BENEFIT, TRAINING, APPRENTICES, "sessions")}


def _kept(measure, programme):
    """The measure over every ledger where the programme does not keep the one it names."""
    kept = {ledger.code for ledger in programme.studio.ledgers}
    return measure if measure.ledger in kept else replace(measure, ledger="")


def _services(studios, period):
    services = Service.objects.confirmed().filter(studio__in=studios, happened_on__range=(period.first, period.last))
    levels = {str(level): Count("pk", filter=Q(level=level)) for level in ServiceLevel}
    return services.order_by().values("studio__programme_code").annotate(**levels)


def _sum(lines):
    columns = zip(*(line.values for line in lines), strict=True) if lines else [(0,)] * len(HEADS)
    return Line("合计", tuple(sum(column) for column in columns))
