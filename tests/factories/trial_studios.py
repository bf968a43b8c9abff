"""A small programme of studios, for what must hold of any: a field without publicity, one with it, and rolling procedures."""

import datetime as dt
import json
from itertools import count
from types import SimpleNamespace

from accounts.models import WorkingYear
from accounts.states import Role
from nominations.models import Answer, Nomination, Season, Version
from nominations.states import NominationState
from programmes import catalogue, clock
from programmes.facts import Moment, Tier
from programmes.spec import (
    Edition,
    Form,
    Kind,
    OpinionTier,
    Option,
    Origin,
    Parameter,
    Procedure,
    Programme,
    Question,
    Result,
    Rule,
    Section,
    Stage,
    StageKind,
    StudioCondition,
    StudioTerms,
    Subject,
)
from studios.actions import life, register
from studios.models import Studio
from tests.factories import accounts
from tests.factories import craftsmen as people
from tests.factories.programmes import CODE as CRAFTSMEN

CODE, PUBLIC = "trial-studio", "trial-public-studio"
HONOUR = catalogue.get(CRAFTSMEN).honour
YESNO = (Option("ok", "符合"), Option("partly", "基本符合"), Option("no", "不符合"))
RESULTS = (Option("qualified", "合格"), Option("rectify", "限期整改"), Option("revoke", "撤销"))
ACTIONS = (Option("leader_change", "领衔人变更"), Option("exit_keep", "退出，保留称号"), Option("exit_remove", "摘牌"))
_numbers = count(1)


def _form(code, *questions) -> Form:
    asked = (
        Question(key="ws_name", label="工作室名称", article="表"),
        Question(key="leader_name", label="领衔人", article="表"),
        Question(key="leader_id_no", label="身份证号", kind=Kind.PERSON_ID, private=True, article="表"),
        Question(key="address", label="地址", article="表"),
        *questions,
    )
    return Form(code=code, title=code, article="表", sections=(Section(code="all", title="基本情况", questions=asked),))


def _stage(code, title, kind, **more) -> Stage:
    return Stage(code=code, title=title, kind=kind, article="第五条", **more)


FORMALITY = _stage("formality", "受理核对", StageKind.FORMALITY)
CONFERRAL = _stage("conferral", "办结", StageKind.CONFERRAL)
CHAIN = (
    OpinionTier(
        tier=Tier.EMPLOYER, title="所在单位", opinion_label="所在单位意见", minimum=10, maximum=500, agree_label="同意",
        refuse_label="不同意", article="第四条",
    ),
)  # fmt: skip
HONOURED = Rule(
    code="T-01", sentence="领衔人须持有有效的“上海质量工匠”称号。", article="第三条",
    holds=lambda facts: HONOUR in facts.held_honours,
    moments=frozenset({Moment.FORMALITY, Moment.APPROVAL, Moment.CONFERRAL}),
)  # fmt: skip


def _procedure(code, title, form, stages, outcome, **more) -> Procedure:
    shared = {"key_question": "leader_id_no", "name_question": "ws_name", "person_question": "leader_name"}
    shared |= {"post_question": "leader_name", "rules": (HONOURED,), "chain": CHAIN}
    return Procedure(code=code, title=title, form=form, stages=stages, outcome=outcome, **shared | more)


def _number(key, value, label) -> Parameter:
    return Parameter(key=key, label=label, value=value, origin=Origin.STATED, article="第六条", minimum=1, maximum=900)


PARAMETERS = (
    _number("name.cap", 2, "命名数量"),
    _number("build.years", 2, "建设周期"),
    _number("rectify.days", 90, "整改期限"),
    _number("approval.quorum_numerator", 2, "法定人数分子"),
    _number("approval.quorum_denominator", 3, "法定人数分母"),
    _number("correction.rounds", 1, "补正次数"),
    _number("correction.workdays", 5, "补正期限"),
    _number("publicity.workdays", 5, "公示期"),
    Parameter(
        key="publicity.calendar_days", label="公示自然日", value=0, origin=Origin.DEFAULT, article="第六条", minimum=0,
        maximum=60,
    ),
    Parameter(
        key="certificate.pattern", label="证书编号", value="沪试工作室〔{year}〕{n:03}号", origin=Origin.DEFAULT, article="E11"
    ),
)  # fmt: skip

NAMING = _procedure(
    "nomination",
    "命名",
    _form("N1"),
    (
        FORMALITY,
        _stage("visit", "实地走访", StageKind.VISIT),
        _stage("final", "终审", StageKind.APPROVAL),
        _stage("approval", "会议审定", StageKind.APPROVAL),
        CONFERRAL,
    ),
    "name_studio",
    quota_parameter="name.cap",
)
PLAN = _procedure(
    "plan", "建设计划", _form("F1"), (FORMALITY, CONFERRAL), "start_building", rolling=True, batched=False,
    results=(Result(code="start", label="启动建设"), Result(code="refuse", label="不予启动", is_granted=False)),
)  # fmt: skip
ASSESSMENT = _procedure(
    "assessment",
    "年度考核",
    _form(
        "F2",
        Question(key="year", label="年度", kind=Kind.NUMBER, article="表"),
        Question(key="cond_team", label="团队", kind=Kind.CHOICE, options=YESNO, article="表"),
        Question(key="cond_team_facts", label="团队情况", article="表"),
        Question(key="result", label="结论", kind=Kind.CHOICE, options=RESULTS, article="表"),
        Question(key="opinion", label="意见", article="表"),
    ),
    (FORMALITY, CONFERRAL),
    "record_assessment",
    rolling=True,
    batched=False,
    of_studio=True,
    result_question="result",
    results=tuple(Result(code=one.code, label=one.label) for one in RESULTS),
)
ACCEPTANCE = _procedure(
    "acceptance",
    "建设验收",
    _form("F3", Question(key="cond_team", label="团队", kind=Kind.CHOICE, options=YESNO, article="表")),
    (FORMALITY, _stage("visit", "现场查看", StageKind.VISIT), CONFERRAL),
    "decide_acceptance",
    rolling=True,
    batched=False,
    of_studio=True,
    rules=(),
    results=(Result(code="pass", label="通过"), Result(code="fail", label="不通过")),
)
CHANGE = _procedure(
    "change",
    "管理变更",
    _form(
        "B3",
        Question(key="action", label="变更", kind=Kind.CHOICE, options=ACTIONS, article="表"),
        Question(key="reason_text", label="原因", article="表"),
        Question(key="new_leader_name", label="新领衔人", article="表"),
        Question(key="new_leader_id_no", label="新领衔人身份证号", kind=Kind.PERSON_ID, private=True, article="表"),
        Question(key="new_ws_name", label="新名称", article="表"),
    ),
    (FORMALITY, CONFERRAL),
    "change_studio",
    rolling=True,
    batched=False,
    of_studio=True,
    rules=(),
    result_question="action",
    results=(
        *(Result(code=one.code, label=one.label) for one in ACTIONS),
        Result(code="refuse", label="不予变更", is_granted=False),
    ),
)
WITH_PUBLICITY = _procedure(
    "nomination",
    "命名",
    _form("N2"),
    (
        FORMALITY,
        _stage("approval", "审定", StageKind.APPROVAL),
        _stage("publicity", "公示", StageKind.PUBLICITY),
        CONFERRAL,
    ),
    "name_studio",
)
TERMS = StudioTerms(
    name_pattern="{leader}创新工作室",
    ledgers=(),
    duties=(),
    conditions=(StudioCondition(code="place", title="固定场所", requirement="有相对固定的活动场所", article="第三条"),),
    build_parameter="build.years",
    rectify_parameter="rectify.days",
)


def _programme(code, title, prefix, *procedures) -> Programme:
    edition = Edition(
        code="2026", title="{year}年度" + title, source="沪试〔2026〕1号", procedures=procedures, parameters=PARAMETERS,
        reminders=(),
    )  # fmt: skip
    return Programme(
        code=code, title=title, organiser="主办单位", source="沪试〔2026〕1号", subject=Subject.STUDIO, honour=code,
        honour_title=title, editions=(edition,), certificate_prefix=prefix, studio=TERMS,
    )  # fmt: skip


PROGRAMMES = (
    _programme(CODE, "试点创新工作室", "TX", NAMING, PLAN, ASSESSMENT, ACCEPTANCE, CHANGE),
    _programme(PUBLIC, "公示创新工作室", "TP", WITH_PUBLICITY),
)


def registered():
    """Make the two programmes known to the catalogue; returns what takes them out again."""
    known = catalogue._found()
    known.update({programme.code: programme for programme in PROGRAMMES})

    def undo():
        for programme in PROGRAMMES:
            known.pop(programme.code, None)

    return undo


def world(programme_code=CODE, *, decided_here=True, state="reviewing", **given) -> SimpleNamespace:
    """A season of one of the programmes with its organiser's people, an employer and a recommender, or those ``given``."""
    now, programme = clock.now(), catalogue.get(programme_code)
    for year in (now.year, now.year + 1):
        WorkingYear.objects.update_or_create(year=year, defaults={"confirmed_at": now})
    organiser = given.get("organiser") or accounts.organiser()
    season = Season.objects.create(
        programme_code=programme.code,
        edition_code=programme.latest.code,
        year=now.year,
        title=programme.latest.title_for(now.year),
        organiser=organiser,
        notice_number=f"沪试〔{now.year}〕2号",
        notice_text="现开展命名工作。",
        opens_at=now - dt.timedelta(days=60),
        deadline_at=now - dt.timedelta(days=20),
        decided_here=decided_here,
        state=state,
    )
    employer = given.get("employer") or accounts.organisation()
    return SimpleNamespace(
        season=season,
        organiser=organiser,
        employer=employer,
        recommender=given.get("recommender") or accounts.recommender(),
        clerk=accounts.member(Role.CLERK, employer),
        officer=accounts.member(Role.OFFICER, organiser, name="许可"),
        second=accounts.member(Role.OFFICER, organiser, name="冯谨"),
        leader=accounts.member(Role.LEADER, organiser, name="秦衡"),
        supervisor=accounts.member(Role.SUPERVISOR, organiser),
    )


def id_number(number: int) -> str:
    """A valid invented identity number, another one for each ``number``."""
    body = f"31010119800101{number % 1000:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(w * int(d) for w, d in zip(weights, body, strict=True)) % 11]


def honoured(leader: str, number: int):
    """A person who holds the honour that the rules ask of a leader."""
    person = people.person(leader, id_number=id_number(number))
    return people.honour(person, programme_code=CRAFTSMEN)


def sent(place, procedure="nomination", leader="王砚舟", *, state=NominationState.SUBMITTED, studio=None, **answers):
    """A nomination that has reached the organiser, its leader honoured, with a frozen version of its answers."""
    number = next(_numbers)
    season = place.season
    honour = honoured(leader, number)
    code = f"{season.year}-T{number:04d}"
    nomination = Nomination(
        season=season,
        procedure_code=procedure,
        number=number,
        code=code,
        name=f"{leader}创新工作室",
        employer=place.employer,
        employer_name=place.employer.name,
        position_name=leader,
        recommender=place.recommender,
        studio=studio,
        form_version=1,
        content_hash="ab" * 32,
        dispatched_at=clock.now() - dt.timedelta(days=2),
        created_by=place.clerk,
    )
    nomination.save()
    given = {"ws_name": nomination.name, "leader_name": leader, "address": "虚构路 8 号"} | answers
    for key, value in given.items():
        Answer.objects.create(nomination=nomination, key=key, value=value)
    Answer.objects.create(nomination=nomination, key="leader_id_no", sealed=json.dumps(id_number(number)))
    Version.objects.create(
        nomination=nomination, number=1, answers=given, content_hash="ab" * 32, frozen_by=place.clerk
    )
    Nomination.objects.filter(pk=nomination.pk).update(state=state)
    made = Nomination.objects.select_related("season").get(pk=nomination.pk)
    made.save()  # the reviews hear of its arrival as they do when it is sent
    made.honour = honour
    return made


def studio(place, leader="王砚舟", *, building=True) -> Studio:
    """A studio of the register, in its building period or only prepared."""
    number = next(_numbers)
    made = register.found(
        programme_code=place.season.programme_code, edition_code=place.season.edition_code, organiser=place.organiser,
        employer=place.employer, recommender=place.recommender, leader=honoured(leader, number).person,
        name=f"{leader}创新工作室", place={"address": "虚构路 8 号"}, by=place.officer,
    )  # fmt: skip
    if not building:
        return made
    today = clock.today()
    return life.start_building(
        made, starts_on=today, ends_on=None, answers={"ws_name": made.name}, content_hash="cd" * 32, by=place.leader
    )


def fresh(row):
    """The row as it is stored now; protected states cannot be refreshed in place."""
    return type(row)._base_manager.get(pk=row.pk)
