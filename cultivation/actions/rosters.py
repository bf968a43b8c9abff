"""培育对象清单 (QC26-22): drawn up by the organising unit, confirmed by its head with the seal, filed by the association."""

from dataclasses import dataclass, field
from datetime import date

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import Max

from accounts.models import Organisation
from accounts.states import Role
from audit.record import record
from audit.transitions import move
from craftsmen.actions import enrol
from craftsmen.models import TargetIndustry
from cultivation import permissions
from cultivation.actions import tell
from cultivation.models import Cohort, Roster, Trainee
from cultivation.states import RosterState, TraineeState
from documents import images
from programmes import clock
from programmes.cultivation import FEATURES
from programmes.identity import birth_of, gender_of, is_id18
from programmes.periods import add_months
from programmes.refusal import Finding, Refused
from programmes.text import count_chars, normalise, normalise_code, normalise_name

_FEATURES = {option.code for option in FEATURES}


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A row of the list as it is typed. ``industry`` is the key of an industry in use; ``employer`` may be unregistered."""

    name: str
    id_number: str
    employer: Organisation | None = None
    employer_name: str = ""
    post: str = ""
    skill: str = ""
    industry: TargetIndustry | None = None
    features: tuple[str, ...] = field(default_factory=tuple)
    remark: str = ""


@transaction.atomic
def draw_up(cohort, unit, *, by, contact_name="", contact_phone="") -> Roster:
    """The list of a unit for a year, begun if it is new."""
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    known = Roster.objects.filter(cohort=cohort, unit=unit).first()
    if known is not None:
        return known
    roster = Roster(cohort=cohort, unit=unit, created_by=by, contact_name=contact_name, contact_phone=contact_phone)
    if not unit.is_recommender or not permissions.may_draw_up(by, roster):
        raise Refused.because("只有组织单位的经办可以拟定培育对象清单。", rule="QC26-22")
    roster.save()
    record(roster, "draw_up", by=by, label="拟定培育对象清单", rules=["QC26-22"])
    return roster


def row_findings(row: Listed) -> list[Finding]:
    """What is wrong with one row by itself, all at once."""
    found = []
    if not normalise_name(row.name):
        found.append(Finding("QC26-22", "请填写姓名。", "name"))
    if not is_id18(normalise_code(row.id_number)):
        found.append(Finding("QC26-22", "身份证号码的校验位不对，请对照证件核对。", "id_number"))
    if row.employer is None and not row.employer_name.strip():
        found.append(Finding("QC26-22", "请填写工作单位。", "employer"))
    if not row.post.strip():
        found.append(Finding("QC26-22", "请填写岗位、工种。", "post"))
    if set(row.features) - _FEATURES:
        found.append(Finding("QC26-09", "所选特点不在选项中。", "features"))
    if row.industry is not None and not TargetIndustry.objects.filter(pk=row.industry.pk, is_active=True).exists():
        found.append(Finding("QC26-06", "所选产业方向已停用。", "industry"))
    return found


@transaction.atomic
def add(roster, row: Listed, *, by) -> Trainee:
    """Put somebody on the list; refused when the person stands on another one (QC26-22, COM-19)."""
    roster = _draft(roster, by)
    found = row_findings(row)
    if found:
        raise Refused(found)
    number = normalise_code(row.id_number)
    person = enrol(name=row.name, id_number=number, gender=gender_of(number), birth_on=birth_of(number), by=by)
    trainee = Trainee(roster=roster, person=person, created_by=by)
    _fill(trainee, row)
    try:
        with transaction.atomic():
            trainee.save()
    except IntegrityError:
        raise Refused.because(_elsewhere(person, roster), rule="COM-19", field="id_number") from None
    record(trainee, "propose", by=by, label="拟选培育对象", rules=["QC26-22"])
    return trainee


def _elsewhere(person, roster):
    other = Trainee.objects.standing().filter(person=person).select_related("roster__unit").first()
    if other is None or other.roster_id == roster.pk:
        return "这个人已经在本清单中。"
    return "这个人已在其他组织单位或其他年度的培育对象清单中，一人只能列入一份清单；请与本人核实。"


@transaction.atomic
def change(trainee, row: Listed, *, by) -> Trainee:
    """Put a row right while the list is being drawn up; the person stays, attestation is to be given again."""
    trainee = Trainee.objects.select_for_update(of=("self",)).select_related("roster", "person").get(pk=trainee.pk)
    _draft(trainee.roster, by)
    found = row_findings(row)
    if normalise_code(row.id_number) != trainee.person.id_number:
        found.append(Finding("QC26-22", "身份证号码不能改成另一个人；请移出后重新添加。", "id_number"))
    if found:
        raise Refused(found)
    _fill(trainee, row)
    trainee.attested_by = None
    trainee.save()
    record(trainee, "change", by=by, label="修改清单内容")
    return trainee


def _fill(trainee, row):
    trainee.employer = row.employer
    trainee.employer_name = (row.employer.name if row.employer else normalise(row.employer_name))[:120]
    trainee.post, trainee.skill = normalise(row.post)[:60], normalise(row.skill)[:60]
    trainee.industry, trainee.features = row.industry, sorted(row.features)
    trainee.remark = normalise(row.remark)[:100]


@transaction.atomic
def remove(trainee, *, by) -> None:
    """Take a row off a list that is still being drawn up; the record keeps who it was."""
    trainee = Trainee.objects.select_for_update(of=("self",)).select_related("roster", "person").get(pk=trainee.pk)
    roster = _draft(trainee.roster, by)
    if trainee.period_changes.exists() or trainee.state != TraineeState.PROPOSED:
        raise Refused.because("已经开始培育的人不能移出清单，请办理退出。", rule="QC26-22")
    record(roster, "remove", by=by, label=f"移出清单：{trainee.person.name}", details={"person": trainee.person_id})
    trainee.delete()


@transaction.atomic
def attest(roster, trainees, *, by) -> int:
    """The unit answers for the political soundness and conduct of these people (QC26-05); returns how many."""
    roster = _draft(roster, by)
    rows = list(roster.trainees.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in trainees]))
    for row in rows:
        row.attested_by = by
        row.save(update_fields=["attested_by"])
    label = f"确认 {len(rows)} 人政治素质等情况"
    record(roster, "attest", by=by, label=label, rules=["QC26-05"], details={"trainees": [row.pk for row in rows]})
    return len(rows)


@transaction.atomic
def keep_contact(roster, *, contact_name, contact_phone, by) -> Roster:
    """Contact and telephone that D1 prints at its head."""
    roster = _draft(roster, by)
    roster.contact_name, roster.contact_phone = normalise(contact_name)[:60], contact_phone.strip()[:40]
    roster.save(update_fields=["contact_name", "contact_phone"])
    return roster


@transaction.atomic
def keep_scan(roster, upload, *, by) -> Roster:
    """The sealed page of the list; a later one replaces it, the file itself stays."""
    roster = _draft(roster, by)
    taken = images.take(upload, formats=("pdf", "jpg", "png"))
    roster.scan.save(f"{roster.pk}-{taken.sha256[:16]}.{taken.suffix}", ContentFile(taken.content))
    record(roster, "keep_scan", by=by, label="上传盖章清单", content_hash=taken.sha256)
    return roster


def _draft(roster, by) -> Roster:
    roster = Roster.objects.select_for_update(of=("self",)).select_related("cohort", "unit").get(pk=roster.pk)
    if not permissions.may_edit_list(by, roster):
        raise Refused.because("只有组织单位可以修改清单。", rule="QC26-22")
    if roster.state != RosterState.DRAFT:
        raise Refused.because(f"清单{roster.get_state_display()}，不能修改。", rule="QC26-22")
    return roster


@transaction.atomic
def confirm(roster, *, opinion, confirmed_on, by) -> Roster:
    """The head fixes the list: opinion of 2 to 300 字, the day, the sealed page; the association is told (QC26-22)."""
    found = []
    if not 2 <= count_chars(opinion) <= 300:
        found.append(Finding("QC26-22", "组织单位意见须为 2 至 300 字。", "opinion"))
    if confirmed_on is None or confirmed_on > clock.today():
        found.append(Finding("QC26-22", "请填写确定日期，不能晚于今天。", "confirmed_on"))
    if found:
        raise Refused(found)
    roster = move(
        roster, "confirm", by=by, note=opinion, rules=["QC26-22"], opinion=normalise(opinion), confirmed_by=by,
        confirmed_on=confirmed_on,
    )  # fmt: skip
    for trainee in roster.trainees.filter(state=TraineeState.PROPOSED).order_by("pk"):
        move(trainee, "enlist", by=by, rules=["QC26-22"])
    tell.of_list(
        roster,
        tell.members(roster.cohort.organiser_id, Role.OFFICER),
        code="roster-confirmed",
        subject=f"{roster.unit}报送培育对象清单，共 {roster.trainees.count()} 人",
        body="请核对后备案；需要修改的，退回并写明理由。",
        key=f"{clock.now():%Y%m%d%H%M%S}",
    )
    return roster


@transaction.atomic
def send_back(roster, *, reason, by) -> Roster:
    """The association returns a list with its reason; the unit corrects and confirms again."""
    if not reason.strip():
        raise Refused.because("请写明退回的理由。", rule="COM-10", field="reason")
    roster = move(roster, "send_back", by=by, note=reason, rules=["COM-10"], reason=reason.strip()[:300])
    for trainee in roster.trainees.filter(state=TraineeState.LISTED).order_by("pk"):
        move(trainee, "take_off", by=by, note=reason)
    people = tell.members(roster.unit_id, Role.CLERK, Role.HEAD)
    key = f"{clock.now():%Y%m%d%H%M%S}"
    tell.of_list(
        roster, people, code="roster-returned", subject="培育对象清单被退回", body=f"退回理由：{reason}", key=key
    )
    return roster


@transaction.atomic
def file(roster, *, starts_on: date, by) -> Roster:
    """备案: everybody on the list begins, for the usual period, and gets the number of a training file (QC26-20, D4)."""
    if starts_on is None:
        raise Refused.because("请填写培育开始日期。", rule="QC26-20", field="starts_on")
    cohort = Cohort.objects.select_for_update().get(pk=roster.cohort_id)
    roster = move(roster, "file", by=by, rules=["QC26-22"], filed_by=by, filed_on=clock.today())
    last = Trainee.objects.filter(roster__cohort=cohort).aggregate(last=Max("number"))["last"] or 0
    ends_on = add_months(starts_on, cohort.months)
    waiting = roster.trainees.filter(state=TraineeState.LISTED).select_related("person__user", "roster__cohort")
    for number, trainee in enumerate(waiting.order_by("pk"), last + 1):
        code = cohort.terms.file_pattern.format(year=cohort.year, number=number)
        begun = move(
            trainee, "begin", by=by, rules=["QC26-20"], number=number, file_number=code, starts_on=starts_on,
            ends_on=ends_on,
        )  # fmt: skip
        _tell_begun(begun)
    return roster


def _tell_begun(trainee):
    due = trainee.cohort.terms.plan_due_days
    tell.about(
        trainee,
        tell.TRAINEE,
        tell.EMPLOYER,
        tell.UNIT,
        code="cultivation-begun",
        subject=f"{trainee.person.name}的培育已备案，档案号 {trainee.file_number}",
        body=f"培育期 {trainee.starts_on} 至 {trainee.ends_on}。请在备案后 {due} 天内制定培育计划。",
        key="begun",
    )
