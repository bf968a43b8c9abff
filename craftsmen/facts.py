"""Who is cared for, who is behind: read-only assembly over check-ins."""

from dataclasses import dataclass

from craftsmen.models import CheckIn, CheckRow, Honour, StatusReview
from programmes import catalogue
from programmes.spec import CareTerms, Programme


def cared() -> dict[str, Programme]:
    """Programmes whose present edition says what follows a title, by code."""
    return {one.code: one for one in catalogue.all() if one.latest.care is not None}


def care_terms() -> dict[str, CareTerms]:
    """What these programmes say, by code."""
    return {one.code: one.latest.care for one in catalogue.all() if one.latest.care is not None}


def to_open(organiser, year: int) -> list[Programme]:
    """Programmes with a valid title of this body whose check-in of the year is not open yet."""
    held = set(Honour.objects.valid().filter(organiser=organiser).values_list("programme_code", flat=True).distinct())
    done = set(CheckIn.objects.filter(organiser=organiser, year=year).values_list("programme_code", flat=True))
    return [programme for code, programme in cared().items() if code in held - done]


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


def own_care(user) -> dict:
    """What is kept about the own check-ins, reviews and employers, for “我的信息” (PIPL §45)."""
    rows = CheckRow.objects.filter(honour__person__user=user).order_by("checkin__year", "pk")
    reviews = StatusReview.objects.filter(honour__person__user=user).order_by("pk")
    jobs = user.craftsman.employments.order_by("pk") if hasattr(user, "craftsman") else []
    return {
        "年度核对": [
            {
                "年度": row.checkin.year,
                "单位": row.unit,
                "在岗情况": str(row.get_presence_display()),
                "起始日期": row.since_on,
                "说明": row.note,
                "填报时间": row.answered_at,
                "本人异议": [{"内容": one.text, "时间": one.at} for one in row.remarks.all()],
            }
            for row in rows.select_related("checkin").prefetch_related("remarks")
        ],
        "任职单位": [{"单位": job.unit, "起": job.from_on, "止": job.until_on} for job in jobs],
        "状态复核": [
            {
                "离岗起始": one.since_on,
                "状态": str(one.get_state_display()),
                "本人说明": one.statement,
                "结束时间": one.ended_at,
            }
            for one in reviews
        ],
    }
