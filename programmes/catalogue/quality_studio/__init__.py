"""上海质量工匠创新工作室 (WS24, 沪质协〔2024〕12号): plan, two years of building, yearly assessment, acceptance, change."""

from dataclasses import replace

from programmes import blocks as b
from programmes import season_numbers as n
from programmes.catalogue.quality_studio import assessment, plan, rules
from programmes.catalogue.quality_studio.standards import CONDITIONS
from programmes.changes import ChangeTerms, change_procedure
from programmes.spec import (
    ChecklistItem,
    Copies,
    Duty,
    DutyAnchor,
    Edition,
    LeaderTerm,
    OpinionTier,
    Option,
    Procedure,
    Programme,
    ReminderRule,
    Result,
    Section,
    Stage,
    StageKind,
    StudioTerms,
    Subject,
    Tier,
    YearDay,
)

_AT_WORK = frozenset({"building", "operating", "rectifying", "changing"})
UNIT = OpinionTier(
    tier=Tier.EMPLOYER, title="所在单位", opinion_label="所在单位意见", minimum=10, maximum=500, agree_label="同意",
    refuse_label="不同意", article="WS24 §6",
)  # fmt: skip
ASSESSING_UNIT = replace(UNIT, opinion_label="考核部门意见", article="WS24 §8")
SECRECY = ChecklistItem(
    code="secrecy",
    title="保密审查声明",
    requirement="所在单位已确认",
    article="COM-15",
    by_system=True,
    rules=("COM-15",),
)
_SPECIAL = {"leader": ("WS24-03",), "team": ("WS24-04",), "project": ("WS24-06",)}
_TARGETS = {
    "leader": ("leader_year", "leader_certificate"),
    "team": ("members",),
    "project": ("projects_now", "project_proof"),
    "outcome": ("outcomes_now", "outcome_proof"),
    "place": ("address", "place_photo"),
}
PLAN_CHECKLIST = (
    *(
        ChecklistItem(
            code=one.code, title=one.title, requirement=one.requirement, article=one.article,
            rules=_SPECIAL.get(one.code, ()), targets=_TARGETS[one.code],
        )
        for one in CONDITIONS
    ),
    ChecklistItem(code="plan", title="建设计划书", requirement="各部分完整", article="WS24 §9",
                  targets=tuple(question.key for question in plan.FORM_F1.questions)),
    ChecklistItem(code="opinion", title="所在单位意见", requirement="意见、盖章、日期", article="WS24 §6", targets=("base_scan",)),
    SECRECY,
)  # fmt: skip


def _stages(first: str, last: str, article: str, *between: Stage) -> tuple[Stage, ...]:
    return (
        Stage(code="formality", title=first, kind=StageKind.FORMALITY, article=article),
        *between,
        Stage(code="conferral", title=last, kind=StageKind.CONFERRAL, article=article),
    )


PLAN = Procedure(
    code="plan",
    title="建设申报（计划书）",
    form=plan.FORM_F1,
    chain=(UNIT,),
    stages=_stages("五项条件核对", "启动建设", "WS24 §3、§9"),
    rules=rules.PLAN_RULES,
    outcome="start_building",
    checklist=PLAN_CHECKLIST,
    print_pack=(Copies(code="plan", title="建设计划书", count=1, article="平台约定", parts=("计划书（加盖公章）",)),),
    rolling=True,
    batched=False,
    started_by=Tier.EMPLOYER,
    key_question="leader_id_no",
    name_question="ws_name",
    person_question="leader_name",
    post_question="ws_specialty",
    results=(Result(code="start", label="启动建设"), Result(code="refuse", label="不予启动", is_granted=False)),
)

_REASON = Section(
    code="reason",
    title="调整理由",
    questions=(b.Cells("WS24 §9", "WS24-21").area("change_reason", "调整的内容与理由", 300),),
)
PLAN_CHANGE = replace(
    PLAN,
    code="plan_change",
    title="计划调整",
    form=replace(
        plan.FORM_F1,
        code="F1-2",
        title="“上海质量工匠创新工作室”建设计划调整申请",
        sections=(_REASON, *plan.FORM_F1.sections),
    ),
    rules=rules.PLAN_CHANGE_RULES,
    outcome="adjust_plan",
    start_states=frozenset({"building", "rectifying", "changing"}),
    copies_from=("plan", "plan_change"),
    stages=_stages("核对", "确认调整", "WS24 §9"),
    of_studio=True,
    key_question="",
    results=(Result(code="adjust", label="同意调整"), Result(code="refuse", label="不同意调整", is_granted=False)),
)

ASSESSMENT = Procedure(
    code="assessment",
    title="年度管理考核",
    form=assessment.FORM_F2,
    chain=(ASSESSING_UNIT,),
    stages=_stages("收悉核对", "考核结论登记", "WS24 §8"),
    rules=assessment.ASSESSMENT_RULES,
    outcome="record_assessment",
    period_question="year",
    result_question="result",
    start_states=_AT_WORK,
    checklist=(
        ChecklistItem(code="form", title="考核表", requirement="五项条件逐项有事实", article="WS24 §8",
                      targets=tuple(question.key for question in assessment.FORM_F2.questions)),
        SECRECY,
    ),
    rolling=True,
    batched=False,
    started_by=Tier.EMPLOYER,
    of_studio=True,
    key_question="",
    name_question="",
    person_question="",
    post_question="",
    results=(
        Result(code="qualified", label="合格"),
        Result(code="rectify", label="限期整改"),
        Result(code="revoke", label="撤销"),
    ),
)  # fmt: skip

ACCEPTANCE = Procedure(
    code="acceptance",
    title="建设验收",
    form=assessment.FORM_F3,
    chain=(UNIT,),
    stages=_stages(
        "受理",
        "验收结论",
        "WS24 §9",
        Stage(code="visit", title="现场考评", kind=StageKind.VISIT, article="WS24 §9；forms.md F3"),
        Stage(code="scoring", title="专家评分", kind=StageKind.SCORING, article="WS24 §9；forms.md F3",
              rubric=assessment.ACCEPTANCE_RUBRIC, experts_parameter="experts.acceptance"),
    ),
    rules=assessment.ACCEPTANCE_RULES,
    outcome="decide_acceptance",
    start_states=frozenset({"building", "accepting", "rectifying"}),
    checklist=(
        ChecklistItem(code="form", title="验收表", requirement="五项条件、建设总结完整", article="WS24 §9",
                      targets=tuple(question.key for question in assessment.FORM_F3.questions)),
        SECRECY,
    ),
    rolling=True,
    batched=False,
    started_by=Tier.EMPLOYER,
    of_studio=True,
    key_question="",
    name_question="",
    person_question="",
    post_question="",
    results=(
        Result(code="pass", label="通过"),
        Result(code="recheck", label="整改后复验"),
        Result(code="extend", label="延长建设期"),
        Result(code="fail", label="不通过，撤销"),
    ),
)  # fmt: skip

CHANGE = change_procedure(
    ChangeTerms(
        form_code="F7",
        title="“上海质量工匠创新工作室”管理变更申请表",
        article="AMB-09（参照 GS24 三(六)）；forms.md F7",
        rule="WS24-23",
        template="documents/studios/b3.html",
        chain=(UNIT,),
        leader_honour=rules.LEADER_HONOUR,
        honour_title="上海质量工匠",
    )
)

PARAMETERS = (
    n.default("studio.build_years", "建设周期", 2, "WS24 §9（一般为二年）", "年", minimum=1, maximum=5),
    n.default("rectify.days", "整改期限", 90, "rules.md §14", "天", minimum=10, maximum=365),
    n.default("experts.acceptance", "验收专家", 3, "forms.md F3", "人", minimum=3, maximum=15),
    n.default("experts.acceptance.min", "验收有效评分至少", 3, "forms.md F3", "份", minimum=3, maximum=15),
    *n.CORRECTION,
    *n.BANS,
    *n.SCORES,
    *n.OFFICE,
    n.default("certificate.pattern", "证书编号格式", "沪质工匠工作室〔{year}〕{n:03}号", "平台约定"),
)

REMINDERS = (
    ReminderRule(code="filing", title="申报提醒", anchor="season.deadline", offsets_days=(-14, -3, 0),
                 audience=("applicant", "employer"), article="rules.md §13"),
    ReminderRule(code="correction", title="补正截止提醒", anchor="correction.due", offsets_days=(-2, 0),
                 audience=("applicant", "employer"), article="AMB-22"),
    ReminderRule(code="expert_task", title="评审任务提醒", anchor="assignment.due", offsets_days=(-3, -1, 1),
                 audience=("expert",), article="rules.md §13"),
    ReminderRule(code="sanction_end", title="禁报期满", anchor="sanction.end", offsets_days=(0,), audience=("organiser",),
                 article="AMB-32"),
)  # fmt: skip

EDITION_2024 = Edition(
    code="2024",
    title="{year}年度上海质量工匠创新工作室建设",
    source="沪质协〔2024〕12号",
    from_year=2024,
    procedures=(PLAN, PLAN_CHANGE, ASSESSMENT, ACCEPTANCE, CHANGE),
    parameters=PARAMETERS,
    reminders=REMINDERS,
    basis=("沪质协〔2024〕12号",),
    guidance="智囊团、创新源、攻关队、孵化器",
)

TERMS = StudioTerms(
    name_pattern="{leader}上海质量工匠创新工作室",
    leader_honour=rules.LEADER_HONOUR,
    ledgers=(b.activity_ledger("WS24 §7"), b.outcome_ledger("WS24 §7"), b.member_ledger("WS24 §7")),
    measures=b.MEASURES,
    conditions=CONDITIONS,
    builds_first=True,
    named_after_leader=True,
    build_parameter="studio.build_years",
    rectify_parameter="rectify.days",
    minimum_members=3,
    duties=(
        Duty(
            code="assessment",
            title="年度管理考核",
            article="WS24 §8",
            opens=YearDay(11, 15),
            due=YearDay(1, 31, years_later=1),
            reminders=(YearDay(11, 15), YearDay(12, 15), YearDay(12, 31), YearDay(1, 31, years_later=1)),
            owed_in=_AT_WORK,
            procedure="assessment",
            help="五项条件逐项考核，1 月 31 日前报协会",
        ),
        Duty(
            code="acceptance",
            title="建设验收",
            article="WS24 §9",
            anchor=DutyAnchor.BUILDING_END,
            opens=-60,
            due=60,
            reminders=(-180, -60, 0, 60),
            owed_in=frozenset({"building", "accepting", "rectifying", "changing"}),
            procedure="acceptance",
        ),
        Duty(
            code="rectification",
            title="限期整改",
            article="WS24 §8",
            anchor=DutyAnchor.RECTIFY_END,
            opens=-90,
            due=0,
            reminders=(-30, -7, 0),
            owed_in=frozenset({"rectifying"}),
        ),
        Duty(
            code="progress",
            title="半年进展",
            article="WS24 §12",
            opens=YearDay(6, 15),
            due=YearDay(7, 15),
            reminders=(YearDay(6, 15), YearDay(7, 15)),
            owed_in=_AT_WORK,
            help="向单位领导和协会报告进展与问题",
        ),
    ),
    leader_term=LeaderTerm(
        article="WS24 §3.1；AMB-09", due_days=60, forewarn_days=(-90, -30, 0), remind_days=(30, 60), procedure="change"
    ),
    priority_targets=(
        Option("mass_quality", "群众性质量提升活动成果"),
        Option("quality_technology", "上海市质量协会质量技术奖"),
        Option("excellent_management", "卓越管理创新成果评价"),
    ),
)

PROGRAMME = Programme(
    code="quality-studio",
    title="上海质量工匠创新工作室",
    organiser="上海市质量协会",
    source="沪质协〔2024〕12号",
    subject=Subject.STUDIO,
    honour=rules.HONOUR,
    honour_title="上海质量工匠创新工作室",
    editions=(EDITION_2024,),
    certificate_prefix="WQ",
    studio=TERMS,
)
