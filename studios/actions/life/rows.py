"""The studio's row under its lock, and the numbers of its programme."""

from studios.models import Studio


def fresh(studio) -> Studio:
    """The row as it is now, locked until the transaction ends, with leader, unit, organiser and certificate."""
    rows = Studio.objects.select_for_update(of=("self",))
    return rows.select_related("leader__user", "employer", "organiser", "certificate").get(pk=studio.pk)


def years_of(studio, parameter) -> int:
    """The value of a parameter that counts years, of the edition under which the studio was made; 0 without a name."""
    return int(studio.edition.values()[parameter]) if parameter else 0
