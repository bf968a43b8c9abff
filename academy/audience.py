"""Whom a unit may enrol: apps above register who their people are (QC26-25).

A source is ``source(user) -> QuerySet[Person]``. It answers for the units whose clerk or head ``user`` is.
"""

from collections.abc import Callable

from django.db.models import Q, QuerySet

from craftsmen.models import Person

Source = Callable[..., QuerySet]
_sources: dict[str, Source] = {}


def register(source: Source) -> Source:
    """Add a source; the same function twice is one."""
    _sources[f"{source.__module__}.{source.__qualname__}"] = source
    return source


def unregister(source: Source) -> None:
    """Take a source out again."""
    _sources.pop(f"{source.__module__}.{source.__qualname__}", None)


def people_of(user) -> QuerySet:
    """Everybody whom ``user`` may enrol besides the own person, by all sources together."""
    wanted = Q(pk__in=[])
    for _name, source in sorted(_sources.items()):
        wanted |= Q(pk__in=source(user).values("pk"))
    return Person.objects.filter(wanted).order_by("name", "pk")
