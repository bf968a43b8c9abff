"""Numbers that are given once a year across all programmes: codes of nominations, numbers of receipts.

The seasons of the year are the lock, taken in one order.
"""

from nominations.models import Batch, Nomination, Season


def lock_year(season) -> Season:
    """Lock every season of the year and return this one as it is stored now."""
    rows = Season.objects.select_for_update(of=("self",)).filter(year=season.year).select_related("organiser")
    return next(row for row in rows.order_by("pk") if row.pk == season.pk)


def code_of(season, number) -> str:
    """``{year}-{n:04}``, unique across programmes; ``number`` is the place in the season. The caller holds the lock."""
    taken = Nomination.objects.filter(season__year=season.year).count()
    return f"{season.year}-{max(number, taken + 1):04d}"


def next_number(season) -> str:
    """``HZ{year}-{n:04}``, counted over what was sent in a 推荐汇总 and what was sent on its own."""
    lock_year(season)
    batches = Batch.objects.filter(season__year=season.year).exclude(receipt_number="").count()
    alone = Nomination.objects.filter(season__year=season.year).exclude(receipt_number="").count()
    return f"HZ{season.year}-{batches + alone + 1:04d}"
