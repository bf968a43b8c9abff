"""A small studio programme with three ledgers, and a studio of it with a team, a plan and lines in its ledgers."""

import io
from contextlib import contextmanager
from datetime import date
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import Organisation
from accounts.states import Role
from programmes import blocks, catalogue, clock
from programmes.spec import Duty, Edition, Form, Option, Procedure, Programme, StudioTerms, Subject, YearDay
from studios.actions import ledgers, members, services
from studios.models import BudgetLine, LedgerEntry, Member, Milestone, Plan, Service, Studio, Target
from studios.states import StudioState
from tests.factories import accounts, craftsmen

CODE = "test-workbench"
TODAY = date(2026, 5, 20)
_numbers = count(1)

PROGRESS = Duty(
    code="progress",
    title="半年进展",
    article="WS24 §12",
    opens=YearDay(5, 1),
    due=YearDay(7, 15),
    reminders=(),
    owed_in=frozenset({"building"}),
)


def programme() -> Programme:
    form = Form(code="plan", title="计划", article="WS24", sections=())
    plan = Procedure(code="plan", title="计划", form=form, chain=(), stages=(), rules=(), outcome="", rolling=True)
    return Programme(
        code=CODE,
        title="试验创新工作室",
        organiser="沪上质量协会",
        source="",
        subject=Subject.STUDIO,
        honour="test_workbench",
        honour_title="试验创新工作室",
        editions=(
            Edition(code="1", title="{year}年度试验", source="", procedures=(plan,), parameters=(), reminders=()),
        ),
        studio=StudioTerms(
            name_pattern="{leader}创新工作室",
            ledgers=(
                blocks.activity_ledger("WS24 §7"),
                blocks.outcome_ledger("WS24 §7"),
                blocks.member_ledger("WS24 §7"),
            ),
            duties=(PROGRESS,),
            measures=blocks.MEASURES,
            minimum_members=3,
            builds_first=True,
            priority_targets=(Option("mass_quality", "群众性质量提升活动成果"), Option("technology", "质量技术奖")),
        ),
    )


@contextmanager
def declared():
    """The programme is in the catalogue inside the block."""
    catalogue._found()[CODE] = programme()
    try:
        yield
    finally:
        catalogue._found().pop(CODE)


def studio(
    *, organiser: Organisation | None = None, employer: Organisation | None = None, state=StudioState.BUILDING, **fields
) -> Studio:
    """A studio in its two years of building since 2026-01-15; its leader has an account."""
    number = next(_numbers)
    organiser = organiser or accounts.organiser()
    name = fields.pop("leader_name", f"陆尺度{'甲乙丙丁戊己庚辛壬癸'[number % 10]}")
    leader = fields.pop("leader", None) or craftsmen.person(name, user=accounts.user(name))
    values = {
        "programme_code": CODE,
        "edition_code": "1",
        "number": number,
        "code": f"WB{number:05d}",
        "name": f"{leader.name}上海质量工匠创新工作室",
        "organiser": organiser,
        "employer": employer or accounts.organisation(),
        "leader": leader,
        "specialty": "主轴热变形补偿",
        "industry": "通用设备制造业",
        "contact_name": "顾言",
        "contact_phone": "021-00000000",
        "building_starts_on": date(2026, 1, 15),
        "building_ends_on": date(2028, 1, 15),
        "state": state,
    }
    return Studio.objects.create(**values | fields)


def clerk(of: Studio):
    """The clerk of the studio's unit."""
    return accounts.member(Role.CLERK, of.employer, name="顾言")


MEMBER = {
    "name": "丁禾川",
    "gender": "1",
    "birth_month": "1990-03",
    "education": "21",
    "major": "机械工程",
    "title_or_skill": "高级技师",
    "department": "装配车间",
    "post": "钳工",
    "duty": "装配工艺",
    "is_front_line": "yes",
    "joined_on": "2026-01-15",
    "email": "dinghechuan@example.org",
}


def member(of: Studio, name="丁禾川", **fields) -> Member:
    """A member taken in by the leader."""
    raw = MEMBER | {"name": name, "email": f"member{next(_numbers)}@example.org"} | fields
    return members.add(of, raw=raw, by=of.leader.user)


ACTIVITY = {
    "happened_on": "2026-05-12",
    "kind": "exchange",
    "title": "主轴热变形补偿跨单位交流",
    "place": "二号车间",
    "people_count": "14",
    "summary": "与三家单位交流补偿算法。",
}
OUTCOME = {
    "happened_on": "2026-04-20",
    "kind": "quality",
    "title": "导轨磨损复现试验台",
    "summary": "故障复现时间由三天缩短为四小时。",
    "conversion": "applied",
    "ip_owner": "所在单位",
}
GROWTH = {"happened_on": "2026-05-08", "kind": "skill", "title": "通过高级技师考评"}
SERVICE = {
    "name": "quality",
    "level": "city",
    "happened_on": "2026-05-06",
    "host": "青禾食品有限公司",
    "problem": "灌装机振动",
    "content": "现场测振，更换减振垫并培训点检。",
    "result": "振动值下降六成。",
    "hours": "6",
    "host_email": "host@example.org",
}


def entry(of: Studio, ledger="activity", *, by=None, members=(), uploads=None, **fields) -> LedgerEntry:
    """A line of a ledger, made by the action of the page."""
    raw = {"activity": ACTIVITY, "outcome": OUTCOME, "member": GROWTH}[ledger] | fields
    ids = [one.pk for one in members]
    return ledgers.keep(of, ledger=ledger, raw=raw, members=ids, uploads=uploads, by=by or of.leader.user)


def service(of: Studio | None, *, person=None, by=None, uploads=None, **fields) -> Service:
    """A service of a studio, or of a person alone."""
    person = person or of.leader
    return services.keep(studio=of, person=person, raw=SERVICE | fields, uploads=uploads, by=by or person.user)


def plan(of: Studio) -> Plan:
    """A plan with two projects, four milestones, targets and a budget for 2026."""
    made = Plan.objects.create(studio=of, version=1, content_hash="ab" * 32, approved_on=date(2026, 1, 10))
    for row, project, quarter, output in (
        ("m1", "主轴热变形补偿", 1, "试验方案"),
        ("m2", "主轴热变形补偿", 2, "样机"),
        ("m3", "主轴热变形补偿", 6, "应用报告"),
        ("m4", "导轨磨损复现", 2, "试验台"),
    ):
        Milestone.objects.create(plan=made, row=row, project=project, quarter=quarter, output=output)
    for key, title, unit, amount in (
        ("exchange", "交流活动", "次", 4),
        ("training", "培训", "人次", 120),
        ("benefit", "经济效益", "万元", 50),
        ("else", "其他目标", "项", 1),
    ):
        Target.objects.create(plan=made, key=key, title=title, unit=unit, year=1, amount=amount)
    BudgetLine.objects.create(plan=made, year=2026, item="材料", amount_wan="5.50", source="单位自筹")
    BudgetLine.objects.create(plan=made, year=2026, item="培训", amount_wan="2.00", source="工会补助")
    return made


def photo(name="photo.jpg", *, gps=True, size=(640, 480)) -> SimpleUploadedFile:
    """A picture as a phone makes it, with the place in its EXIF."""
    picture, out, exif = Image.new("RGB", size, (120, 140, 150)), io.BytesIO(), Image.Exif()
    if gps:
        exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 14.0, 0.0), 3: "E", 4: (121.0, 29.0, 0.0)})
    picture.save(out, "JPEG", exif=exif)
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


def held(day=TODAY):
    return clock.at(day)
