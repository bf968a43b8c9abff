"""What the portal did not see: studios named before it or elsewhere, and titles of studios that other bodies gave."""

from django.db import transaction

from accounts.models import Organisation
from audit.record import record
from craftsmen.actions import enrol
from programmes import catalogue, clock, honours
from programmes.identity import birth_of, gender_of, is_id18
from programmes.periods import add_years
from programmes.refusal import Finding, Refused
from programmes.spec import Subject
from programmes.text import normalise_code, normalise_line, normalise_name
from studios import permissions, reports
from studios.actions import duties, register
from studios.models import OutsideTitle, Studio
from studios.states import StudioState


def kinds() -> list[tuple[str, str]]:
    """Honours of studios from outside that rules ask about, as (code, title)."""
    return [(kind.code, kind.title) for kind in honours.outside(Subject.STUDIO)]


@transaction.atomic
def enter_studio(
    *,
    organiser,
    programme_code,
    name,
    leader_name,
    employer,
    named_on,
    by,
    id_number="",
    recommender=None,
    decision_number="",
    external_certificate="",
    specialty="",
    industry="",
    founded_on=None,
    address="",
) -> Studio:
    """A studio of former years, at work today: 建设 while its years of building run, else 运行 in the cycle of today.

    ``employer`` and ``recommender`` are organisations. The leader is found by identity number, never by name; whether the
    title is in the register is shown on the page and not asked here (rules.md §0.3).
    """
    programme = catalogue.get(programme_code)
    name, leader_name, number = normalise_line(name), normalise_name(leader_name), normalise_code(id_number)
    found = _findings(programme, organiser, name, leader_name, number, employer, named_on, by)
    if found:
        raise Refused(found)
    leader = enrol(
        name=leader_name, id_number=number, gender=gender_of(number) if number else "",
        birth_on=birth_of(number) if number else None, by=by,
    )  # fmt: skip
    second = [one for one in register.leader_findings(programme, leader) if one.rule == "AMB-25"]
    if second:
        raise Refused(second)
    studio = register.enter(
        programme_code=programme.code,
        edition_code=_edition(programme, named_on.year).code,
        organiser=organiser,
        employer=employer,
        recommender=recommender,
        leader=leader,
        name=name,
        specialty=normalise_line(specialty)[:120],
        industry=normalise_line(industry)[:100] or employer.industry,
        district=employer.district,
        founded_on=founded_on,
        decision_number=decision_number.strip(),
        external_certificate=external_certificate.strip(),
        created_by=by,
        **_life(programme, named_on),
    )
    register.settle_in(studio, {"address": address}, (), from_on=named_on)
    label = "录入已命名的工作室"
    record(studio, "enter", by=by, label=label, note=studio.decision_number, to_state=studio.state, rules=["AMB-25"])
    duties.refresh(today=clock.today(), studios=[studio])
    return studio


def _edition(programme, year):
    """The rules that were in force in a year, else the oldest that is known."""
    known = [one for one in programme.editions if one.from_year <= year]
    return known[-1] if known else programme.editions[0]


def _life(programme, named_on) -> dict:
    """State and dates today of a studio that was named, or began to build, on a day."""
    today, edition = clock.today(), _edition(programme, named_on.year)
    terms = programme.studio
    if terms.builds_first:
        ends_on = add_years(named_on, int(edition.values()[terms.build_parameter]))
        building = {"building_starts_on": named_on, "building_ends_on": ends_on}
        return building | {"state": StudioState.BUILDING if ends_on >= today else StudioState.OPERATING}
    fields = {"named_on": named_on, "named_year": named_on.year, "state": StudioState.OPERATING}
    years = int(edition.values()[terms.cycle_parameter]) if terms.cycle_parameter else 0
    if not years:
        return fields
    number = 1
    while add_years(named_on, years * number) < today:
        number += 1
    cycle = {
        "cycle_starts_on": add_years(named_on, years * (number - 1)),
        "cycle_ends_on": add_years(named_on, years * number),
    }
    return fields | cycle | {"cycle_number": number}


def _findings(programme, organiser, name, leader_name, number, employer, named_on, by):
    found = []
    if not permissions.may_enter(by, organiser):
        found.append(Finding("", "只有主办单位的工作人员可以录入工作室。"))
    if programme.studio is None or programme.organiser != organiser.name:
        found.append(Finding("", "请选择本单位主办的办法。", "programme_code"))
    if not leader_name:
        found.append(Finding("", "请填写领衔人姓名。", "leader_name"))
    if number and not is_id18(number):
        found.append(Finding("", "身份证号码的校验位不对，请对照证件核对。", "id_number"))
    if employer is None:
        found.append(Finding("", "单位名录里没有这个单位，请填写全称或统一社会信用代码，或先登记单位。", "employer"))
    if named_on is None or named_on > clock.today():
        found.append(Finding("", "请填写命名（启动）日期，不能晚于今天。", "named_on"))
    if programme.studio and leader_name:
        found += register.name_findings(programme, name, _Named(leader_name))
    elif not name:
        found.append(Finding("WS24-01", "请填写工作室名称。", "name"))
    return found


class _Named:
    """A leader who is known by name only so far."""

    def __init__(self, name):
        self.name = name


def organisation_of(text) -> Organisation | None:
    """The one active organisation with this full name or credit code, or None."""
    text = normalise_line(text or "")
    if not text:
        return None
    rows = Organisation.objects.filter(is_active=True)
    found = list(rows.filter(credit_code=normalise_code(text))[:2]) or list(rows.filter(name=text)[:2])
    return found[0] if len(found) == 1 else None


def programmes_of(organiser):
    """Studio programmes that this body organises."""
    return [one for one in reports.programmes() if one.organiser == organiser.name]


# Titles from outside


@transaction.atomic
def enter_title(
    *, honour_code, name, leader_name, unit, named_year, by, organiser, id_number="", document_number=""
) -> OutsideTitle:
    """Enter a title that another body gave to a studio; the rules of a nomination look for it (GS24-06)."""
    name, number = normalise_line(name), normalise_code(id_number)
    found = _title_findings(organiser, honour_code, name, leader_name, unit, named_year, number, by)
    if found:
        raise Refused(found)
    leader = None
    if number:
        leader = enrol(
            name=leader_name, id_number=number, gender=gender_of(number), birth_on=birth_of(number), by=by
        )  # fmt: skip
    title = OutsideTitle.objects.create(
        honour_code=honour_code,
        name=name,
        leader_name=normalise_name(leader_name),
        leader=leader,
        unit=normalise_line(unit),
        employer=organisation_of(unit),
        named_year=named_year,
        document_number=document_number.strip(),
        entered_by=by,
    )
    record(title, "enter", by=by, label="登记外部工作室称号", note=title.document_number, rules=["GS24-06"])
    return title


def _title_findings(organiser, honour_code, name, leader_name, unit, year, number, by):
    found = []
    if not permissions.may_enter(by, organiser):
        found.append(Finding("", "只有主办单位的工作人员可以登记外部称号。"))
    if honour_code not in dict(kinds()):
        found.append(Finding("", "请选择称号。", "honour_code"))
    for value, field, words in (
        (name, "name", "工作室名称"),
        (leader_name, "leader_name", "领衔人姓名"),
        (unit, "unit", "所在单位"),
    ):
        if not str(value).strip():
            found.append(Finding("", f"请填写{words}。", field))
    if year is None or year > clock.today().year:
        found.append(Finding("", "请填写四位数的命名年度，不能晚于今年。", "named_year"))
    if number and not is_id18(number):
        found.append(Finding("", "身份证号码的校验位不对，请对照证件核对。", "id_number"))
    if OutsideTitle.objects.filter(honour_code=honour_code, name=name, ended_on=None).exists():
        found.append(Finding("GS24-06", "这个称号已经登记过。", "name"))
    return found


@transaction.atomic
def end_title(title, *, organiser, reason, by) -> OutsideTitle:
    """The other body has taken the title back, or it has ended."""
    title = OutsideTitle.objects.select_for_update().get(pk=title.pk)
    if not permissions.may_enter(by, organiser):
        raise Refused.because("只有主办单位的工作人员可以登记。")
    if len(reason.strip()) < 4:
        raise Refused.because("请写明依据，例如决定文号。", field="note")
    if title.ended_on is None:
        title.ended_on, title.ended_note = clock.today(), reason.strip()[:200]
        title.save(update_fields=["ended_on", "ended_note"])
        record(title, "end", by=by, label="外部称号失效", note=title.ended_note)
    return title
