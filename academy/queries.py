"""What other apps ask of the academy: the learning of a person, and the hours of many (forms.md D4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from academy.models import Activity, Enrolment
from academy.states import COUNTED, ActivityState
from craftsmen.models import Person
from programmes import clock


@dataclass(frozen=True)
class Learning:
    """One activity that a person attended; ``code`` is that of the activity."""

    on: date
    title: str
    hours: Decimal
    level: str
    level_label: str
    organiser: str
    forces: tuple[str, ...]
    code: str


def _counted():
    """Attendances that give hours: the activity has been held, the person was there."""
    return Enrolment.objects.enrolled().attended().filter(activity__state__in=COUNTED)


def learning_of(person: Person) -> list[Learning]:
    """What the person attended, oldest first. One query."""
    rows = _counted().filter(person=person).select_related("activity__organiser")
    return [_learning(row.activity) for row in rows.order_by("activity__starts_at", "activity__pk")]


def _learning(activity) -> Learning:
    return Learning(
        on=activity.starts_at.astimezone(clock.SHANGHAI).date(),
        title=activity.title,
        hours=activity.hours,
        level=activity.level,
        level_label=str(activity.get_level_display()),
        organiser=activity.organiser.name,
        forces=tuple(activity.forces),
        code=activity.code,
    )


def hours_by_person(person_ids: Iterable[int]) -> dict[int, list[tuple[date, Decimal]]]:
    """Days and credited hours of each of these people, oldest first, none for who attended nothing. One query."""
    found: dict[int, list[tuple[date, Decimal]]] = {pk: [] for pk in person_ids}
    rows = _counted().filter(person__in=found).order_by("activity__starts_at", "activity__pk")
    for pk, starts_at, hours in rows.values_list("person", "activity__starts_at", "activity__hours"):
        found[pk].append((starts_at.astimezone(clock.SHANGHAI).date(), hours))
    return found


@dataclass(frozen=True)
class Coming:
    """An activity that somebody is on the roll of and that is not over."""

    code: str
    title: str
    starts_at: datetime
    state: str


def coming_of(person: Person) -> list[Coming]:
    """What the person has enrolled in, or waits for, the next first. One query."""
    rows = Enrolment.objects.on_roll().filter(person=person, activity__ends_at__gte=clock.now())
    rows = rows.exclude(activity__state=ActivityState.CANCELLED).select_related("activity")
    return [
        Coming(row.activity.code, row.activity.title, row.activity.starts_at, str(row.get_state_display()))
        for row in rows.order_by("activity__starts_at", "pk")
    ]


@dataclass(frozen=True)
class Offered:
    """One activity of a year as a scheme lists it (forms.md D3)."""

    title: str
    hours: Decimal
    forces: str
    teachers: str
    on: date


def offered(organiser, year: int) -> list[Offered]:
    """What a body offers in a year, cancelled ones left out, by date. Three queries."""
    rows = Activity.objects.filter(organiser=organiser, starts_at__year=year).exclude(state=ActivityState.CANCELLED)
    return [
        Offered(
            one.title,
            one.hours,
            "、".join(one.force_labels),
            "、".join(str(teacher) for teacher in one.teachers.all()),
            one.starts_at.astimezone(clock.SHANGHAI).date(),
        )
        for one in rows.prefetch_related("teachers__person").order_by("starts_at", "pk")
    ]
