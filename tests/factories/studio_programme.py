"""A small invented programme for studios: a field with a 推荐汇总 and its summary form, and procedures decided one by one.

``registered()`` puts it into the catalogue for a while; ``season()``, ``studio()``, ``nomination()`` make rows of it.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from accounts.privacy import blind_index
from craftsmen.models import Honour, Person
from nominations.actions import answers as saving
from nominations.actions import chain
from nominations.models import Nomination, Season
from nominations.states import NominationState, SeasonState
from programmes import catalogue, clock
from programmes.facts import BatchFacts, Facts, Moment
from programmes.refusal import Mark
from programmes.spec import (
    BatchRule,
    Column,
    Copies,
    DeclaredItem,
    Edition,
    Form,
    Kind,
    MaterialKind,
    OpinionTier,
    Option,
    Origin,
    Parameter,
    Procedure,
    Programme,
    Question,
    ReminderRule,
    Result,
    Rule,
    Section,
    Stage,
    StageKind,
    StudioTerms,
    Subject,
    Tier,
    never,
)
from studios.models import Studio
from studios.states import StudioState
from tests.factories import accounts
from tests.factories import nominations as people

CODE = "sample-studio"
ARTICLE = "样 1"
_numbers = count(1)

YES_NO = (Option("yes", "是"), Option("no", "否"))
EDUCATION = (Option("31", "大学专科"), Option("21", "大学本科"))
PHOTO_KINDS = (Option("scene", "工作场景照"), Option("team", "团队攻关照"), Option("other", "其他"))


def _q(key, label, kind=Kind.TEXT, **more):
    return Question(key=key, label=label, kind=kind, article=ARTICLE, **more)


def _tier(tier, title, **more):
    words = {"agree_label": "同意推荐", "refuse_label": "不同意", "minimum": 10, "maximum": 300}
    return OpinionTier(tier=tier, title=title, opinion_label=f"{title}意见", article=ARTICLE, **words | more)


EMPLOYER, UNION = _tier(Tier.EMPLOYER, "本单位工会"), _tier(Tier.RECOMMENDER, "区局（产业）工会")
UNIT = _tier(Tier.EMPLOYER, "所在单位", agree_label="同意")

TEAM = Section(
    code="team",
    title="工作室",
    questions=(
        _q("leader_name", "领衔人姓名", Kind.NAME),
        _q("leader_id_no", "领衔人身份证号", Kind.PERSON_ID, private=True),
        _q("ws_name", "工作室名称", limit=40),
        _q("ws_specialty", "技术专长", limit=60),
        _q("employer", "申报单位", Kind.ORGANISATION),
        _q("contact_phone", "联系电话", Kind.PHONE, private=True),
        _q(
            "members", "其他成员", Kind.TABLE, minimum=1, maximum=50, width="full",
            columns=(
                Column(key="name", label="姓名", kind=Kind.NAME),
                Column(key="age", label="年龄", kind=Kind.NUMBER, minimum=16, maximum=80),
                Column(key="education", label="学历", kind=Kind.CHOICE, options=EDUCATION),
                Column(key="duty", label="分工", limit=40, required=False),
            ),
        ),
        _q(
            "budget", "经费", Kind.TABLE, maximum=20, width="full", required_if=never,
            columns=(
                Column(key="month", label="年月", kind=Kind.MONTH, future_allowed=True),
                Column(key="item", label="用途", limit=30),
                Column(key="amount", label="金额", kind=Kind.MONEY, unit="万元"),
            ),
        ),
        _q("ws_intro", "工作室介绍", Kind.LONG_TEXT, limit=20, limit_parameter="limit.intro", is_about=True, rule="S-37",
           width="full"),
    ),
)  # fmt: skip
FILES = Section(code="files", title="附件", materials=("photos", "film"))


def _page(tier):
    code = {"employer": "base_scan", "recommender": "rec_scan"}[tier]
    return MaterialKind(code=code, label="盖章页", article=ARTICLE, items=_nothing, most=1, provided_by=tier)


def _nothing(_answers):
    return ()


def _if_active(answers):
    return (DeclaredItem("", ""),) if answers.get("ran_activity") == "yes" else ()


MEDIA = (
    MaterialKind(
        code="photos", label="工作室照片", article=ARTICLE, rule="S-34", formats=("jpg", "png"), exactly=5,
        variants=PHOTO_KINDS, wanted_variants=("scene", "team"), caption_limit=30, min_side_px=1600,
    ),
    MaterialKind(
        code="film", label="介绍视频", article=ARTICLE, rule="S-35", formats=("mp4", "mov"), max_mb=300, most=1,
        max_seconds=120, short_seconds=60, required=False,
    ),
)  # fmt: skip
SCANS = (_page("employer"), _page("recommender"))
APPLICATION = Form(
    code="S1",
    title="{year}年度样例工作室申请表",
    article=ARTICLE,
    sections=(TEAM, FILES, Section(code="opinions", title="意见", materials=("base_scan", "rec_scan"))),
    materials=(*MEDIA, *SCANS),
)
SUMMARY = Form(
    code="S2",
    title="{year}年度样例工作室统计表",
    article=ARTICLE,
    sections=(
        Section(
            code="activity",
            title="创建情况",
            questions=(
                _q("ran_activity", "是否开展创建活动", Kind.CHOICE, options=YES_NO),
                _q("ws_count", "创建数", Kind.NUMBER, minimum=0, maximum=9999),
            ),
            materials=("plan", "summary", "report"),
        ),
    ),
    materials=(
        MaterialKind(code="plan", label="创建方案", article=ARTICLE, rule="S-46", items=_if_active),
        MaterialKind(code="summary", label="活动小结", article=ARTICLE, rule="S-46", items=_if_active),
        MaterialKind(code="report", label="汇报材料", article=ARTICLE, rule="S-31", formats=("pdf", "docx"), most=1),
    ),
)
SHORT = Form(
    code="S4",
    title="样例年度考核表",
    article=ARTICLE,
    sections=(
        Section(
            code="year",
            title="考核",
            questions=(
                _q("ws_name", "工作室名称", required_if=never),
                _q(
                    "year", "考核年度", Kind.CHOICE, options=tuple(Option(str(y), f"{y} 年") for y in range(2024, 2032))
                ),
                _q("opinion", "考核情况", Kind.LONG_TEXT, limit=200),
            ),
            materials=("base_scan",),
        ),
    ),
    materials=SCANS[:1],
)
CHANGE = Form(
    code="S3",
    title="样例管理变更申请表",
    article=ARTICLE,
    sections=(
        Section(
            code="change",
            title="变更",
            questions=(
                _q("ws_name", "工作室名称"),
                _q("new_leader_name", "新领衔人", Kind.NAME, required_if=never),
                _q("new_leader_id_no", "新领衔人身份证号", Kind.PERSON_ID, private=True, required_if=never),
            ),
            materials=("base_scan", "rec_scan"),
        ),
    ),
    materials=SCANS,
)
PLAN = Form(
    code="S5",
    title="样例建设计划书",
    article=ARTICLE,
    sections=(TEAM, Section(code="opinions", title="意见", materials=("base_scan",))),
    materials=SCANS[:1],
)


def _leads_one(facts: Facts) -> bool:
    return facts.leads_here == 0


def _third_non_public(facts: BatchFacts) -> bool:
    return not facts.is_district_union or facts.non_public * 10 >= facts.items * 3


FORMALITY = Stage(code="formality", title="受理核对", kind=StageKind.FORMALITY, article=ARTICLE)
CONFERRAL = Stage(code="conferral", title="命名", kind=StageKind.CONFERRAL, article=ARTICLE)
STUDIO_KEYS = {
    "key_question": "leader_id_no",
    "name_question": "ws_name",
    "person_question": "leader_name",
    "post_question": "ws_specialty",
    "stages": (FORMALITY, CONFERRAL),
}
ONE_LEADER = Rule(
    code="AMB-25", sentence="领衔人已有一个在册的工作室。", article="AMB-25", holds=_leads_one,
    moments=frozenset({Moment.SUBMIT, Moment.BATCH}), field="leader_id_no",
)  # fmt: skip
SHARE = BatchRule(
    code="S-22",
    sentence="推荐的工作室中非公企业不足 30%。",
    article=ARTICLE,
    holds=_third_non_public,
    mark=Mark.EXCEPTION,
)
NOMINATION = Procedure(
    code="nomination", title="申报", form=APPLICATION, chain=(EMPLOYER, UNION), rules=(ONE_LEADER,), outcome="name_studio",
    started_by=Tier.EMPLOYER, summary_title="{year}年度样例工作室统计表", summary_form=SUMMARY, batch_rules=(SHARE,),
    print_pack=(Copies(code="application", title="申请表及附件", count=2, article=ARTICLE),),
    export_name="{recommender}-{name}-{leader}", **STUDIO_KEYS,
)  # fmt: skip
ROLLING = {"rolling": True, "batched": False, "started_by": Tier.EMPLOYER} | STUDIO_KEYS
PLANNING = Procedure(
    code="plan", title="建设计划", form=PLAN, chain=(UNIT,), rules=(ONE_LEADER,), outcome="start_building",
    results=(Result(code="start", label="启动建设"),), **ROLLING,
)  # fmt: skip
ASSESSMENT = Procedure(
    code="assessment", title="年度考核", form=SHORT, chain=(UNIT,), rules=(), outcome="record_assessment", of_studio=True,
    period_question="year", start_states=frozenset({"building", "operating"}),
    results=(Result(code="qualified", label="合格"),), **ROLLING,
)  # fmt: skip
CHANGING = Procedure(
    code="change", title="管理变更", form=CHANGE, chain=(EMPLOYER, UNION), rules=(), outcome="change_studio", of_studio=True,
    results=(Result(code="leader_change", label="变更领衔人"),), **ROLLING,
)  # fmt: skip


def _parameter(key, value, **more):
    return Parameter(key=key, label=key, value=value, origin=Origin.DEFAULT, article="[D]", **more)


PARAMETERS = (
    _parameter("limit.intro", 20, minimum=5, maximum=2000),
    _parameter("correction.rounds", 1, minimum=0, maximum=3),
    _parameter("correction.workdays", 5, minimum=1, maximum=20),
    _parameter("ban.years", 3, minimum=1, maximum=9),
    _parameter("paper.follow_workdays", 5, minimum=0, maximum=20),
)
REMINDERS = (
    ReminderRule(code="filing", title="截止", anchor="deadline_at", offsets_days=(-7, -1), audience=("employer",)),
)


def _edition(code, *procedures):
    return Edition(
        code=code, title="{year}年度样例创新工作室", source=f"样〔2026〕{code}号", procedures=procedures,
        parameters=PARAMETERS, reminders=REMINDERS,
    )  # fmt: skip


PROGRAMME = Programme(
    code=CODE,
    title="样例创新工作室",
    organiser="上海市样例总会",
    source="样〔2026〕1号",
    subject=Subject.STUDIO,
    honour="sample_studio",
    honour_title="样例创新工作室",
    editions=(
        _edition("standing", PLANNING, ASSESSMENT, CHANGING),
        _edition("1", NOMINATION, PLANNING, ASSESSMENT, CHANGING),
    ),
    studio=StudioTerms(name_pattern="{leader}样例创新工作室", ledgers=(), duties=(), leader_honour="sample_craftsman"),
)


@contextmanager
def registered() -> Iterator[Programme]:
    """The programme is in the catalogue until the block ends."""
    catalogue._found()[CODE] = PROGRAMME
    try:
        yield PROGRAMME
    finally:
        del catalogue._found()[CODE]


def season(state=SeasonState.OPEN, *, edition="1", **fields) -> Season:
    """A season of the sample programme; the edition ``standing`` has no deadline."""
    without_deadline = {"deadline_at": None} if edition == "standing" else {}
    title = PROGRAMME.edition(edition).title_for(2026)
    return people.season(
        state, programme_code=CODE, edition_code=edition, title=title, **without_deadline | fields
    )  # fmt: skip


def person(name="闻人既白", *, user=None, honour="") -> Person:
    """Somebody of the register, with an account and a valid honour (its code) where asked."""
    number = people.identity_number()
    made = Person.objects.create(name=name, user=user, id_number=number, id_key=blind_index(number))
    if honour:
        organiser = accounts.organiser()
        Honour.objects.create(
            person=made, programme_code=honour, honour_code=honour, organiser=organiser, title="样例工匠", year=2024,
            name=name, unit_at_award="浦江机械有限公司", granted_on=clock.today(),
        )  # fmt: skip
    return made


def studio(
    *, state=StudioState.OPERATING, employer=None, recommender=None, organiser=None, leader=None, name=""
) -> Studio:
    number = next(_numbers)
    return Studio.objects.create(
        programme_code=CODE,
        edition_code="1",
        number=number,
        code=f"YL-{number:04d}",
        name=name or f"第{number}样例创新工作室",
        organiser=organiser or accounts.organiser(),
        employer=employer or accounts.organisation(),
        recommender=recommender,
        leader=leader or person(),
        state=state,
        named_on=clock.today() - dt.timedelta(days=400),
    )


def complete_answers(**overrides) -> dict:
    """Answers to everything that the application of the sample programme requires."""
    answers = {
        "leader_name": "闻人既白",
        "leader_id_no": people.identity_number(),
        "ws_name": "闻人既白样例创新工作室",
        "ws_specialty": "精密装配",
        "contact_phone": "13900000002",
        "members": [{"row": "m1", "name": "顾言舟", "age": 35, "education": "31", "duty": "试制"}],
        "ws_intro": "围绕精密装配开展攻关，已完成十二项改进成果。",
    }
    return answers | overrides


def nomination(season_=None, state=NominationState.DRAFT, *, employer=None, recommender=None, **answers) -> Nomination:
    """A complete application of the field, begun by the employer's clerk; submitted for real in later states."""
    season_ = season_ or season()
    employer, recommender = employer or accounts.organisation(), recommender or accounts.recommender()
    made = saving.begin(
        season_, procedure=season_.edition.procedure("nomination"), recommender=recommender, employer=employer,
        name="闻人既白", by=people.clerk_of(employer),
    )  # fmt: skip
    made.answers.all().delete()
    people.fill(made, complete_answers(**answers) | {"employer": employer.pk})
    for variant in ("scene", "scene", "team", "team", "other"):
        people.attach(made, "photos", variant=variant, caption="班组攻关")
    made = saving.remeasure(Nomination.objects.get(pk=made.pk))
    if state == NominationState.DRAFT:
        return made
    return chain.submit(made, by=people.clerk_of(employer), confirmed_warnings=people.warnings_of(made))
