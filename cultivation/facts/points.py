"""Points of the evaluation that follow from the records (forms.md D5): measures done, hours of training."""

from decimal import Decimal

from django.db.models import Sum

from cultivation.states import EntryKind
from programmes.spec import Computed


def computed_points(trainee) -> dict[str, int]:
    """Whole points by part, for the parts that are computed. Three queries."""
    terms = trainee.cohort.terms
    done, planned = measures_done(trainee)
    given = {Computed.PLAN: (done, planned), Computed.HOURS: (hours_of(trainee), trainee.cohort.hours)}
    return {part.code: terms.computed(part.computed, *given[part.computed]) for part in terms.parts if part.computed}


def measures_done(trainee) -> tuple[int, int]:
    """(done, planned) of the plan that holds now."""
    plan = trainee.plan
    rows = list(plan.measures.all()) if plan else []
    return len([row for row in rows if row.done_on]), len(rows)


def hours_of(trainee) -> Decimal:
    """Hours of training that stand in the file."""
    rows = trainee.entries.standing().filter(kind=EntryKind.TRAINING)
    return rows.aggregate(total=Sum("hours"))["total"] or Decimal(0)
