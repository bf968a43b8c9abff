"""Years of cultivation, lists and people on them, made by the actions of the pages."""

from datetime import date
from itertools import count

from django.core.files.base import ContentFile

from accounts.states import Role
from cultivation.actions import cohorts, forms, periods, rosters
from cultivation.models import Cohort, Roster, Trainee
from cultivation.states import RosterState, TraineeState
from programmes import catalogue, clock
from programmes.cultivation import FORCES
from tests.factories import accounts
from tests.factories.nominations import PDF

_numbers = count(1)
PROGRAMME, EDITION = "quality-craftsman", "2026"
STARTS_ON = date(2026, 4, 1)


def id_number() -> str:
    """A valid invented number (GB 11643) of somebody born in 1985, a new one each time."""
    body = f"310101198506{next(_numbers) % 28 + 1:02}{next(_numbers) % 1000:03}"
    weights = [pow(2, 17 - place, 11) for place in range(17)]
    rest = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11
    return body + "10X98765432"[rest]


def cohort(*, organiser=None, year=2026, by=None, **fields) -> Cohort:
    organiser = organiser or accounts.organiser()
    edition = catalogue.get(PROGRAMME).edition(EDITION)
    return cohorts.open_year(
        programme_code=PROGRAMME,
        edition_code=EDITION,
        year=year,
        organiser=organiser,
        notice_number=f"沪质协（{year}）12号",
        parameters={key: edition.values()[key] for key in ("cultivation.months", "cultivation.hours")} | fields,
        by=by or accounts.member(Role.OFFICER, organiser),
    )


def roster(of: Cohort | None = None, *, unit=None, clerk=None) -> Roster:
    """A list that is being drawn up, with its contact."""
    of, unit = of or cohort(), unit or accounts.recommender()
    clerk = clerk or accounts.member(Role.CLERK, unit)
    return rosters.draw_up(of, unit, by=clerk, contact_name="经办员", contact_phone="02155550101")


def listed(name="", **fields) -> rosters.Listed:
    values = {
        "name": name or f"培育{next(_numbers)}号",
        "id_number": id_number(),
        "employer_name": "申岚精密机械有限公司",
        "post": "数控铣工",
        "skill": "高级技师",
        "features": ("digital",),
    }
    return rosters.Listed(**values | fields)


def trainee(of: Roster | None = None, *, clerk=None, user=None, **fields) -> Trainee:
    """Somebody proposed on a list; with ``user`` the person has that account."""
    of = of or roster()
    made = rosters.add(of, listed(**fields), by=clerk or of.created_by)
    if user is not None:
        made.person.user = user
        made.person.save(update_fields=["user"])
    return made


def confirmed(of: Roster, *, head=None) -> Roster:
    """The list with its people attested, sealed and confirmed."""
    head = head or accounts.member(Role.HEAD, of.unit)
    rosters.attest(of, list(of.trainees.all()), by=of.created_by)
    rosters.keep_scan(of, ContentFile(PDF, name="清单.pdf"), by=of.created_by)
    return rosters.confirm(of, opinion="同意列入培育对象清单。", confirmed_on=clock.today(), by=head)


def filed(of: Roster, *, officer=None, starts_on: date | None = None) -> Roster:
    """The list as the association has filed it: everybody on it is in cultivation."""
    if of.state == RosterState.DRAFT:
        of = confirmed(of)
    officer = officer or accounts.member(Role.OFFICER, of.cohort.organiser)
    return rosters.file(of, starts_on=starts_on or STARTS_ON, by=officer)


def cultivating(of: Roster | None = None, *, starts_on: date | None = None, **fields) -> Trainee:
    """One person in cultivation, alone on the list."""
    made = trainee(of, **fields)
    filed(made.roster, starts_on=starts_on)
    return fresh(made)


def fresh(row):
    """The row as it is stored now; a protected state cannot be refreshed in place."""
    return type(row)._base_manager.get(pk=row.pk)


def plan_answers(**more) -> dict:
    """Public answers of a plan with one measure for each force."""
    measures = [
        {
            "row": str(number),
            "force": force.code,
            "measure": f"{force.label}培养：完成一项现场质量改进并形成总结",
            "carrier": "quality",
            "level": "organising",
            "from": "2026-04",
            "to": f"2026-{4 + number:02}",
            "output": "改进报告",
        }
        for number, force in enumerate(FORCES, 1)
    ]
    base = {f"base_{force.code}": 3 for force in FORCES} | {
        f"base_{force.code}_note": "有基础，待提高" for force in FORCES
    }
    return {"name": "", "goals": "一年内独立承担关键工序攻关。", "support": "每周半天，专项经费两万元。", "mentor_name": "秦衡",
            "mentor_honour": "上海质量工匠", "measures": measures} | base | more  # fmt: skip


def with_plan(of: Trainee, *, by=None, **more) -> Trainee:
    """The trainee with a plan that holds, as if its form had been settled."""
    by = by or accounts.member(Role.HEAD, of.roster.unit)
    code = f"P{next(_numbers)}"
    forms.adopt_plan(of, answers=plan_answers(**more), code=code, content_hash="", adopted_on=clock.today(), by=by)
    return fresh(of)


def evaluated(of: Trainee, *, head=None, next_step="recommend", each=None, vetoes=("none",)) -> Trainee:
    """The trainee with a result; ``each`` are points by part, full ones by default."""
    head = head or accounts.member(Role.HEAD, of.roster.unit)
    terms = of.cohort.terms
    points = {part.question: part.points for part in terms.parts}
    points |= {terms.part(code).question: value for code, value in (each or {}).items()}
    answers = points | {"vetoes": list(vetoes), "next_step": next_step, "self_summary": "一年来学有所成。"}
    code = f"E{next(_numbers)}"
    forms.record_evaluation(of, answers=answers, code=code, content_hash="", decided_on=clock.today(), by=head)
    return fresh(of)


STATES = TraineeState
suspend, resume, carry_over, leave = periods.suspend, periods.resume, periods.carry_over, periods.leave
