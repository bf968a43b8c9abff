"""Questions that other apps ask about what people have attended."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Learning:
    """One activity that a person attended; ``hours`` are those credited, ``level`` a code of programmes.cultivation."""

    on: date
    title: str
    hours: Decimal
    level: str
    level_label: str
    organiser: str
    forces: tuple[str, ...] = ()
    code: str = ""


def learning_of(person) -> list[Learning]:
    return []


def hours_by_person(people) -> dict[int, Decimal]:
    return {}
