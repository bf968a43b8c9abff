"""Indicators that a nomination leaves unfilled, and what the season makes of them when points are given (AMB-01).

``zero``: nothing is asked and nothing counts, out of the full marks. ``uncounted``: the total is converted from the marks
that are left to the full marks. A rubric whose items do not follow the indicators (R-2026) only leaves their conditions out.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from nominations.models import Version

PARAMETER = "conditions.unfilled"
ZERO, UNCOUNTED = "zero", "uncounted"
WORDS = {ZERO: "申报人没有填报，本届规定记 0 分", UNCOUNTED: "申报人没有填报，本届规定不计"}
TENTH = Decimal("0.1")


def codes_by_nomination(nominations) -> dict[int, list[str]]:
    """Nomination id → codes of the indicators that its handed-in version leaves unfilled. One query."""
    rows = {row.pk: row for row in nominations}
    found: dict[int, list[str]] = {}
    for version in Version.objects.filter(nomination__in=rows).only("nomination_id", "number", "answers"):
        nomination = rows[version.nomination_id]
        if version.number == nomination.form_version:
            left = [one.code for one in nomination.form.indicators if not one.filled(version.answers)]
            found[nomination.pk] = left
    return found


@dataclass(frozen=True)
class Asked:
    """What of a rubric is asked about one entry; ``words`` say why the rest is not."""

    groups: tuple
    conditions: tuple
    scale: Decimal
    words: str
    left_out: frozenset[str]

    @property
    def criteria(self):
        return tuple(criterion for group in self.groups for criterion in group.criteria)

    def total(self, points) -> Decimal:
        """The sum, converted to the full marks where unfilled items do not count; half-up to a tenth of a point."""
        return (sum(points, Decimal(0)) * self.scale).quantize(TENTH, rounding=ROUND_HALF_UP)


def asked(entry) -> Asked:
    """The items and conditions of ``entry``'s sheet; no query."""
    run, rubric = entry.stage_run, entry.stage_run.rubric
    mode, left = run.parameters.get(PARAMETER, ZERO), frozenset(entry.unfilled)
    groups = tuple(group for group in rubric.groups if group.code not in left)
    conditions = tuple(condition for condition in rubric.conditions if condition.code not in left)
    marks = sum((group.maximum for group in groups), Decimal(0))
    scale = rubric.maximum / marks if mode == UNCOUNTED and marks else Decimal(1)
    return Asked(groups, conditions, scale, WORDS[mode], left)
