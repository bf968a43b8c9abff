"""What a programme measures, as expressions over ledger entries and services (F1 五, F2)."""

from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from programmes.spec import Counted, Measure


def total(measure: Measure, within: Q | None = None):
    """The expression that adds up a measure over entries, those ``within`` a condition; None for 万元 without any."""
    wanted = within or Q()
    if measure.ledger:
        wanted &= Q(ledger=measure.ledger)
    if measure.kinds:
        wanted &= Q(kind__in=measure.kinds)
    if measure.counts == Counted.PEOPLE:
        return Coalesce(Sum("people_count", filter=wanted), 0)
    if measure.counts == Counted.BENEFIT:
        return Sum("benefit_wan", filter=wanted)
    return Count("pk", filter=wanted)


def wan(amount: Decimal | None) -> Decimal:
    """万元 with two places, as they are kept; a sum that SQLite adds up comes as 38.6000000000000."""
    return Decimal(amount or 0).quantize(Decimal("0.01"))


def of_entries(measures) -> list[Measure]:
    """Those that are counted in the ledgers; services have rows of their own."""
    return [one for one in measures if one.counts != Counted.SERVICES]
