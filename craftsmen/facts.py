"""Who is cared for, who is behind: read-only assembly over check-ins."""

from dataclasses import dataclass

from craftsmen.models import CheckRow
from programmes import catalogue
from programmes.spec import CareTerms, Programme


def cared() -> dict[str, Programme]:
    """Programmes whose present edition says what follows a title, by code."""
    return {one.code: one for one in catalogue.all() if one.latest.care is not None}


def care_terms() -> dict[str, CareTerms]:
    """What these programmes say, by code."""
    return {one.code: one.latest.care for one in catalogue.all() if one.latest.care is not None}


@dataclass
class UnitLine:
    """One unit in a check-in: how many are asked and answered, and what stands out."""

    unit: str
    employer_id: int | None
    asked: int = 0
    answered: int = 0
    away: int = 0
    disputed: int = 0

    @property
    def missing(self) -> int:
        """How many answers are not there yet."""
        return self.asked - self.answered


def unit_lines(rows: list[CheckRow]) -> list[UnitLine]:
    """Units of a check-in, those that owe most first; people without a unit account stand in one line of the organiser's own."""
    found: dict[int | None, UnitLine] = {}
    for row in rows:
        name = row.employer.name if row.employer else "没有单位账号，由主办单位核对"
        line = found.setdefault(row.employer_id, UnitLine(name, row.employer_id))
        line.asked += 1
        line.answered += row.answered_at is not None
        line.away += row.presence == "absent"
        line.disputed += row.disputed_at is not None
    return sorted(found.values(), key=lambda line: (-line.missing, line.employer_id is None, line.unit))
