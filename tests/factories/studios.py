"""Two small studio programmes, and studios of them made by the actions of the pages.

``with declared():`` puts the programmes into the catalogue; ``BUILDS`` builds first and is assessed every year, ``CYCLES`` is
named and reviewed every three years.
"""

from contextlib import contextmanager
from datetime import date
from itertools import count

from accounts.models import User
from accounts.states import Role
from craftsmen.models import Person
from programmes import blocks, catalogue, clock
from programmes.spec import (
    Duty,
    DutyAnchor,
    Edition,
    Form,
    LeaderTerm,
    Origin,
    Parameter,
    Procedure,
    Programme,
    Result,
    StudioCondition,
    StudioTerms,
    Subject,
    YearDay,
)
from studios.actions import events, life, register
from studios.models import LedgerEntry, Studio
from studios.states import LIVE
from tests.factories import accounts, craftsmen

BUILDS, CYCLES = "test-builds", "test-cycles"
CLOSED_YEAR = frozenset({"building", "operating", "rectifying"})
_numbers = count(1)


def _procedure(code, *results):
    form = Form(code=code, title=code, article="WS24", sections=())
    given = tuple(Result(code=one, label=label) for one, label in results)
    return Procedure(
        code=code, title=code, form=form, chain=(), stages=(), rules=(), outcome="record", rolling=True, results=given
    )


ASSESSMENT = _procedure("assessment", ("qualified", "合格"), ("rectify", "限期整改"), ("revoke", "撤销"))
ACCEPTANCE = _procedure(
    "acceptance", ("pass", "通过"), ("recheck", "整改后复验"), ("extend", "延长建设期"), ("fail", "不通过")
)
CYCLE_REVIEW = _procedure("cycle_review", ("renewed", "续期"), ("commended", "续期并表彰"), ("not_kept", "不再保留"))
TERM = LeaderTerm(
    article="GS24 三(六)", due_days=60, forewarn_days=(90, 30, 0), remind_days=(30, 60), procedure="change"
)
LEDGERS = (blocks.activity_ledger("WS24 §7"), blocks.outcome_ledger("WS24 §7"))
YEARLY = Duty(
    code="assessment",
    title="年度考核",
    article="WS24 §8",
    opens=YearDay(11, 15),
    due=YearDay(1, 31, years_later=1),
    reminders=(YearDay(11, 15), YearDay(12, 15), YearDay(12, 31), YearDay(1, 31, years_later=1)),
    owed_in=CLOSED_YEAR,
    procedure="assessment",
    audience=("studio", "employer"),
)
NOTE = Duty(
    code="progress",
    title="半年进展",
    article="WS24 §12",
    opens=YearDay(7, 1),
    due=YearDay(7, 31),
    reminders=(YearDay(7, 1), YearDay(7, 31)),
    owed_in=CLOSED_YEAR,
    audience=("studio",),
)
ACCEPT = Duty(
    code="acceptance",
    title="建设验收",
    article="WS24 §9",
    anchor=DutyAnchor.BUILDING_END,
    opens=-60,
    due=60,
    reminders=(-180, -60, 0, 60),
    owed_in=frozenset({"building", "accepting", "rectifying"}),
    procedure="acceptance",
    audience=("studio", "employer", "organiser"),
)
RECTIFY = Duty(
    code="rectification",
    title="整改",
    article="WS24 §8",
    anchor=DutyAnchor.RECTIFY_END,
    opens=-90,
    due=0,
    reminders=(-30, 0),
    owed_in=frozenset({"rectifying"}),
)
REVIEW = Duty(
    code="review",
    title="周期审核",
    article="TS16 §10",
    anchor=DutyAnchor.CYCLE_END,
    opens=-180,
    due=0,
    reminders=(-180, -60, 0),
    owed_in=LIVE,
    procedure="cycle_review",
    audience=("studio", "recommender"),
)
CHECK_IN = Duty(
    code="check_in",
    title="年度核查",
    article="GS24 三(六)",
    opens=YearDay(3, 1),
    due=YearDay(4, 30),
    reminders=(YearDay(3, 1), YearDay(4, 30)),
    owed_in=LIVE,
    audience=("recommender",),
)


def _number(key, value):
    return Parameter(key=key, label=key, value=value, origin=Origin.STATED, article="WS24", minimum=1, maximum=400)


def _programme(code, title, procedures, parameters, terms, **fields):
    edition = Edition(
        code=f"{code}-1", title=title, source="", procedures=procedures, parameters=parameters, reminders=()
    )
    return Programme(
        code=code,
        title=title,
        organiser="上海市质量协会",
        source="",
        subject=Subject.STUDIO,
        honour=code.replace("-", "_"),
        honour_title=title,
        editions=(edition,),
        studio=terms,
        **fields,
    )


def programmes() -> tuple[Programme, Programme]:
    conditions = (
        StudioCondition(code="leader", title="领军人物", requirement="一名以上", article="WS24 §3"),
        StudioCondition(code="team", title="团队", requirement="非成建制部室", article="WS24 §3"),
    )
    builds = StudioTerms(
        name_pattern="{leader}上海质量工匠创新工作室",
        ledgers=LEDGERS,
        measures=blocks.MEASURES,
        duties=(YEARLY, NOTE, ACCEPT, RECTIFY),
        leader_term=TERM,
        leader_honour=catalogue.get("quality-craftsman").honour,
        conditions=conditions,
        builds_first=True,
        named_after_leader=True,
        build_parameter="studio.build_years",
        rectify_parameter="rectify.days",
    )
    cycles = StudioTerms(
        name_pattern="{leader}技师创新工作室",
        ledgers=LEDGERS,
        measures=blocks.MEASURES,
        duties=(REVIEW, CHECK_IN),
        leader_term=TERM,
        cycle_parameter="studio.cycle_years",
    )
    numbers = (_number("studio.build_years", 2), _number("rectify.days", 90))
    return (
        _programme(
            BUILDS, "上海质量工匠创新工作室", (ASSESSMENT, ACCEPTANCE), numbers, builds, certificate_prefix="WQ"
        ),
        _programme(CYCLES, "技师创新工作室", (CYCLE_REVIEW,), (_number("studio.cycle_years", 3),), cycles),
    )


@contextmanager
def declared():
    """Both programmes are in the catalogue inside the block."""
    known = catalogue._found()
    known |= {one.code: one for one in programmes()}
    try:
        yield
    finally:
        for code in (BUILDS, CYCLES):
            known.pop(code)


class Cast:
    """The bodies around studios with one person in each place."""

    def __init__(self, organiser=None, *, employer=None, recommender=None):
        self.organiser = organiser or accounts.organiser("沪上质量协会")
        self.employer = employer or accounts.organisation(district="310115")
        self.recommender = recommender or accounts.recommender()
        self.officer = accounts.member(Role.OFFICER, self.organiser, name="许可")
        self.head = accounts.member(Role.LEADER, self.organiser, name="秦衡")
        self.supervisor = accounts.member(Role.SUPERVISOR, self.organiser, name="监察员")
        self.clerk = accounts.member(Role.CLERK, self.employer, name="顾言")
        self.unit_head = accounts.member(Role.HEAD, self.employer, name="冯谨")
        self.union = accounts.member(Role.CLERK, self.recommender, name="褚明")


def leader(name="陆尺度", *, organiser=None, user: User | None = None, **fields) -> Person:
    """A holder of the honour that ``BUILDS`` asks for, with an account."""
    made = craftsmen.person(name, user=user or accounts.user(name), **fields)
    craftsmen.honour(made, organiser=organiser)
    return made


def founded(cast: Cast, code=BUILDS, *, person: Person | None = None, **fields) -> Studio:
    """A studio in 筹建."""
    person = person or leader(f"陆尺度{next(_numbers)}", organiser=cast.organiser)
    values = {
        "programme_code": code,
        "edition_code": f"{code}-1",
        "organiser": cast.organiser,
        "employer": cast.employer,
        "recommender": cast.recommender,
        "leader": person,
        "name": catalogue.get(code).studio.name_pattern.format(leader=person.name),
        "specialty": "主轴热变形补偿",
        "industry": "通用设备制造业",
        "place": {"address": "浦东新区虚构路 2 号", "kind": "own", "area_sqm": 120},
        "members": MEMBERS,
        "contact_name": "顾言",
        "contact_phone": "021-00000000",
        "by": cast.head,
    } | fields
    return register.found(**values)


MEMBERS = (
    {"name": "丁禾川", "gender": "1", "department": "装配车间", "post": "钳工", "duty": "装配"},
    {"name": "卫之远", "gender": "2", "department": "检测中心", "post": "检验员", "duty": "检测"},
)
PLAN = {
    "targets": [{"row": "t1", "key": "tackling", "title": "攻关项目", "unit": "项", "year": 1, "amount": "2"}],
    "projects": [{"row": "p1", "name": "主轴热变形补偿"}],
    "milestones": [
        {"row": "m1", "project": "主轴热变形补偿", "quarter": 1, "output": "试验方案"},
        {"row": "m2", "project": "主轴热变形补偿", "quarter": 3, "output": "样机"},
    ],
    "budget": [{"row": "b1", "year": 2026, "item": "材料", "amount": "5.5", "source": "单位"}],
}
HASH = "ab" * 32


def building(cast: Cast, *, starts_on: date | None = None, **fields) -> Studio:
    """A studio in its two years of building."""
    made = founded(cast, **fields)
    return life.start_building(
        made, starts_on=starts_on or clock.today(), ends_on=None, answers=PLAN, content_hash=HASH, by=cast.head
    )


def named(cast: Cast, code=CYCLES, *, named_on: date | None = None, certificate=None, **fields) -> Studio:
    """A studio at work, in its first cycle."""
    day = named_on or clock.today()
    number = f"沪技协〔{day.year}〕{next(_numbers)}号"
    made = founded(cast, code, **fields)
    return life.name(made, named_on=day, decision_number=number, year=day.year, by=cast.head, certificate=certificate)


def assessed(studio: Studio, result="qualified", *, by, year=None, **fields):
    """One yearly assessment."""
    values = {
        "opinion": "请补齐成员发展台账，加强攻关项目。",
        "conditions": {"leader": {"mark": "ok", "facts": "有效"}, "team": {"mark": "ok", "facts": ""}},
        "figures": {},
        "decided_on": clock.today(),
    } | fields
    return life.record_assessment(studio, year=year or clock.today().year, result=result, by=by, **values)


def entry(studio: Studio, *, by, happened_on: date | None = None, ledger="activity", **fields) -> LedgerEntry:
    """One line of a ledger as it lies in the register."""
    day = happened_on or clock.today()
    values = {"kind": "exchange", "title": "跨单位技术交流", "quarter": f"{day.year}Q{(day.month + 2) // 3}"} | fields
    return LedgerEntry.objects.create(studio=studio, ledger=ledger, happened_on=day, created_by=by, **values)


def event(studio: Studio, kind="retired", *, by, happens_on: date | None = None, note="") -> object:
    return events.report(studio, kind=kind, happens_on=happens_on or clock.today(), note=note, by=by)
