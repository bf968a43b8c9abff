"""Figures counted from the ledgers: what a programme measures, by calendar year or over any days (F1 五, F2)."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, Sum

from programmes.spec import Counted
from studios.measures import of_entries, total, wan
from studios.models import Service


@dataclass(frozen=True)
class Figure:
    """One measure and its value; ``Decimal`` for 万元, else an integer."""

    key: str
    title: str
    unit: str
    value: int | Decimal

    @property
    def text(self) -> str:
        return f"{self.value}{self.unit}"


Period = tuple[dt.date, dt.date]


def figures(studio, *periods: Period) -> list[list[Figure]]:
    """Every measure of the programme in each period (first and last day, both inclusive). Two queries for all of them."""
    measures, services = studio.terms.measures, Service.objects.standing().filter(studio=studio)
    entries = studio.entries.standing()
    sums = {
        f"{one.key}:{n}": total(one, _within(period))
        for n, period in enumerate(periods)
        for one in of_entries(measures)
    }
    found = entries.aggregate(**sums) if sums else {}
    if len(of_entries(measures)) < len(measures):
        found |= services.aggregate(**{f"services:{n}": Count("pk", filter=_within(p)) for n, p in enumerate(periods)})
    return [
        [Figure(one.key, one.title, one.unit, _value(one, found[f"{_name(one)}:{n}"])) for one in measures]
        for n in range(len(periods))
    ]


def of_year(studio, year: int) -> list[Figure]:
    """The measures of one calendar year. Two queries."""
    return figures(studio, (dt.date(year, 1, 1), dt.date(year, 12, 31)))[0]


def _name(measure):
    return "services" if measure.counts == Counted.SERVICES else measure.key


def _value(measure, counted):
    return wan(counted) if measure.counts == Counted.BENEFIT else counted or 0


def _within(period: Period) -> Q:
    return Q(happened_on__gte=period[0], happened_on__lte=period[1])


def ledger_totals(entries) -> dict:
    """What stands below a list: lines, people, 万元 of the standing ones among ``entries``, and ``all`` lines. One query."""
    standing = Q(replaced_by__isnull=True, voided_at__isnull=True)
    found = entries.aggregate(
        all=Count("pk"),
        count=Count("pk", filter=standing),
        people=Sum("people_count", filter=standing),
        benefit=Sum("benefit_wan", filter=standing),
        late=Count("pk", filter=standing & Q(is_late=True)),
    )
    return {key: value or 0 for key, value in found.items()} | {"benefit": wan(found["benefit"])}


def service_levels(services) -> dict[int, dict[str, int]]:
    """Year → level → how many standing services, newest year first (B1 R14). One query."""
    rows = services.standing().values_list("happened_on__year", "level").annotate(count=Count("pk")).order_by()
    found: dict[int, dict[str, int]] = {}
    for year, level, count in rows:
        found.setdefault(year, {})[level] = count
    return dict(sorted(found.items(), reverse=True))
