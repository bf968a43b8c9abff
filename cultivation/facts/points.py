"""Points of the evaluation that follow from the records (forms.md D5), and what lists show of many people at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Max, Sum

from academy.queries import hours_by_person
from cultivation.models import Entry, Measure, MentorNote, Mentorship, Plan, Summary
from cultivation.states import EntryKind
from programmes.cultivation import FORCES
from programmes.spec import Computed


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What is recorded of one person: measures done of those planned, by force too, hours, the last note, the summaries.

    ``is_mentor_revoked``: the present mentor came from the register and holds no valid honour any more (QC26-27).
    """

    done: int = 0
    planned: int = 0
    late: int = 0
    by_force: tuple[tuple[str, int, int], ...] = ()
    hours: Decimal = Decimal(0)
    last_note_on: date | None = None
    periods: frozenset[str] = frozenset()
    has_plan: bool = False
    is_mentor_revoked: bool = False


def computed_points(trainee) -> dict[str, int]:
    """Whole points by part, for the parts that are computed. Six queries."""
    terms, seen = trainee.cohort.terms, figures([trainee])[trainee.pk]
    given = {Computed.PLAN: (seen.done, seen.planned), Computed.HOURS: (seen.hours, trainee.cohort.hours)}
    return {part.code: terms.computed(part.computed, *given[part.computed]) for part in terms.parts if part.computed}


def figures(trainees: Iterable, today: date | None = None) -> dict[int, Figures]:
    """Figures by trainee. Six queries, however many people."""
    people = list(trainees)
    keys = [one.pk for one in people]
    measures = _measures(keys)
    typed = _typed_hours(keys)
    held = hours_by_person([one.person_id for one in people])
    revoked = _revoked(keys)
    notes = dict(_standing(MentorNote, keys).values_list("trainee").annotate(last=Max("happened_on")).order_by())
    periods = defaultdict(set)
    for key, period in Summary.objects.filter(trainee__in=keys).values_list("trainee", "period"):
        periods[key].add(period)
    return {
        one.pk: Figures(
            **_counted(measures.get(one.pk, []), today),
            has_plan=one.pk in measures,
            hours=typed.get(one.pk, Decimal(0)) + _credited(one, held[one.person_id]),
            last_note_on=notes.get(one.pk),
            periods=frozenset(periods[one.pk]),
            is_mentor_revoked=one.pk in revoked,
        )
        for one in people
    }


def _credited(trainee, held) -> Decimal:
    """Hours of the academy that belong to this cultivation, as its training file lists them."""
    return sum((hours for day, hours in held if trainee.covers(day)), Decimal(0))


def _revoked(keys) -> set[int]:
    rows = Mentorship.objects.present().with_honour().filter(trainee__in=keys, person__isnull=False, has_honour=False)
    return set(rows.values_list("trainee", flat=True))


def _standing(model, keys):
    return model.objects.filter(trainee__in=keys, voided_at__isnull=True)


def _typed_hours(keys) -> dict[int, Decimal]:
    rows = _standing(Entry, keys).filter(kind=EntryKind.TRAINING).values_list("trainee").annotate(total=Sum("hours"))
    return {key: total or Decimal(0) for key, total in rows.order_by()}


def _measures(keys) -> dict[int, list[Measure]]:
    """Measures of the plan that holds, by trainee; an empty list for a plan without any. One query."""
    rows = Plan.objects.filter(trainee__in=keys).order_by("number", "measures__position")
    found: dict[int, tuple[int, list[Measure]]] = {}
    for key, number, force, to_month, done_on in rows.values_list(
        "trainee", "number", "measures__force", "measures__to_month", "measures__done_on"
    ):
        if key not in found or found[key][0] != number:
            found[key] = (number, [])
        if force is not None:
            found[key][1].append(Measure(force=force, to_month=to_month, done_on=done_on))
    return {key: measures for key, (_number, measures) in found.items()}


def _counted(measures, today) -> dict:
    done = [one for one in measures if one.done_on]
    forces = tuple(
        (
            force.code,
            len([m for m in done if m.force == force.code]),
            len([m for m in measures if m.force == force.code]),
        )
        for force in FORCES
    )
    late = len([one for one in measures if today and one.is_late(today)])
    return {"done": len(done), "planned": len(measures), "late": late, "by_force": forces}
