"""培育 (沪质协（2026）12号 §8): plan D2, its change, evaluation D5, and what cultivation counts by (forms.md D, proposed)."""

from __future__ import annotations

from dataclasses import replace

from programmes import blocks as b
from programmes import conditions as c
from programmes import season_numbers as n
from programmes.answers import code, codes, number, rows
from programmes.conditions import rule
from programmes.cultivation import CARRIERS, FORCES, MEASURE_LEVELS
from programmes.dictionaries import plain
from programmes.facts import Answers, Facts, Moment
from programmes.refusal import Mark
from programmes.spec import (
    Check,
    Column,
    Computed,
    ConsentText,
    ConsentTick,
    CultivationTerms,
    EvaluationPart,
    Form,
    Grade,
    Kind,
    MaterialKind,
    OpinionTier,
    Option,
    Procedure,
    Question,
    Result,
    Section,
    Tier,
    never,
)

UNDER_WAY = frozenset({"cultivating", "suspended"})
_CREATE, _FILED = frozenset({Moment.CREATE, Moment.SUBMIT}), frozenset({Moment.SUBMIT, Moment.ENDORSE})

CHAIN = (
    OpinionTier(tier=Tier.EMPLOYER, title="培育单位", opinion_label="培育单位意见", minimum=10, maximum=300, agree_label="同意",
                refuse_label="不同意", article="QC26 §8；AMB-21", waiting_label="培育单位审核"),
    OpinionTier(tier=Tier.RECOMMENDER, title="组织单位", opinion_label="组织单位意见", minimum=10, maximum=300,
                agree_label="同意", refuse_label="不同意", article="QC26 §8(二)；AMB-21", waiting_label="组织单位审核"),
)  # fmt: skip

TERMS = CultivationTerms(
    article="QC26 §8",
    months_parameter="cultivation.months",
    hours_parameter="cultivation.hours",
    plan="cultivation_plan",
    plan_change="cultivation_plan_change",
    evaluation="cultivation_evaluation",
    required_parameter="cultivation.required",
    reason_parameter="cultivation.transition_reason",
    required_from=2027,
    parts=(
        EvaluationPart(code="plan", title="计划完成率", points=15, group="学习成长", computed=Computed.PLAN),
        EvaluationPart(code="hours", title="培训学时与结业", points=10, group="学习成长", computed=Computed.HOURS),
        EvaluationPart(code="mentor", title="导师评价", points=10, group="学习成长"),
        EvaluationPart(code="summary", title="阶段小结质量", points=5, group="学习成长"),
        *(EvaluationPart(code=one.code, title=one.label, points=12, group="综合表现") for one in FORCES),
    ),
    vetoes=plain(("political", "政治素质"), ("offence", "违纪违法"), ("fraud", "弄虚作假"), ("accident", "重大质量安全事故责任")),
    grades=(
        Grade(code="excellent", label="优秀", from_points=90),
        Grade(code="good", label="良好", from_points=75),
        Grade(code="passed", label="合格", from_points=60),
        Grade(code="failed", label="不合格", from_points=0, is_passed=False),
    ),
)  # fmt: skip

PARAMETERS = (
    n.default("cultivation.required", "申报前须完成培育期", False, "AMB-15"),
    n.default("cultivation.transition_reason", "本届不要求培育期的理由", "首批培育对象尚未期满", "AMB-15"),
    n.stated("cultivation.months", "培育期", 12, "QC26 §8(一)", "个月", minimum=1, maximum=36),
    n.default("cultivation.hours", "培训学时（满分）", 40, "forms.md D5；平台约定", "学时", minimum=1, maximum=400),
)

_P = b.Cells("QC26 §8(二)；forms.md D2", "QC26-23")
_Q = b.Cells("QC26 §8(二)（平台填报，不印入计划）", "QC26-27", on_paper=False)


def _baseline() -> tuple[Question, ...]:
    found: list[Question] = []
    for force in FORCES:
        found.append(
            _P.cell(f"base_{force.code}", f"{force.label}自评", Kind.NUMBER, minimum=1, maximum=5, unit="分", rule="QC26-07",
                    help="1 至 5 分", width="third")
        )  # fmt: skip
        found.append(_P.area(f"base_{force.code}_note", f"{force.label}：现状与基础", 80, rule="QC26-07"))
    return tuple(found)


MEASURE_COLUMNS = (
    Column(key="force", label="五力", kind=Kind.CHOICE, options=FORCES),
    Column(key="measure", label="措施", limit=80),
    Column(key="carrier", label="载体", kind=Kind.CHOICE, options=CARRIERS),
    Column(key="level", label="层级", kind=Kind.CHOICE, options=MEASURE_LEVELS),
    Column(key="from", label="开始", kind=Kind.MONTH, future_allowed=True),
    Column(key="to", label="完成", kind=Kind.MONTH, future_allowed=True),
    Column(key="output", label="成果形式", limit=60),
)
PLAN_SECTIONS = (
    Section(
        code="basic",
        title="一、培育对象",
        questions=(
            _P.cell("name", "姓名", Kind.NAME, frozen=True),
            _P.cell("employer", "培育单位", Kind.ORGANISATION, width="full", frozen=True),
            _P.cell("post", "岗位、工种", limit=40),
            _P.cell("skill", "技能等级、职称", limit=40),
        ),
    ),
    Section(code="baseline", title="二、现状与基础（五力自评）", questions=_baseline()),
    Section(code="goals", title="三、培育目标", questions=(_P.area("goals", "培育目标", 300),)),
    Section(
        code="measures",
        title="四、培育措施",
        help="五力各至少一项，共 3 至 20 项。",
        questions=(
            Question(key="measures", label="培育措施", kind=Kind.TABLE, columns=MEASURE_COLUMNS, minimum=3, maximum=20,
                     width="full", article="QC26 §8(二)；forms.md D2", rule="QC26-23"),
        ),
    ),
    Section(
        code="mentor",
        title="五、导师",
        help="导师由在册的工匠担任，平台按证书编号核对称号。",
        questions=(
            _P.cell("mentor_name", "导师姓名", Kind.NAME, article="QC26 §8(三)", rule="QC26-27"),
            _P.cell("mentor_honour", "导师荣誉", limit=40, article="QC26 §8(三)", rule="QC26-27"),
            _Q.cell("mentor_certificate", "导师证书编号", limit=40, required_if=never, help="用来核对称号，不印入计划"),
        ),
    ),
    Section(
        code="project",
        title="六、攻关项目与单位保障",
        questions=(
            _P.cell("project", "承担的攻关、创新项目", limit=60, width="full", required_if=never),
            _P.cell("project_until", "计划完成", Kind.MONTH, future_allowed=True, required_if=never),
            _P.area("project_goal", "项目目标", 120, required_if=never),
            _P.area("support", "单位保障（时间、经费、条件）", 200),
        ),
    ),
    Section(code="materials", title="盖章页", materials=("base_scan", "rec_scan")),
    Section(code="consents", title="本人确认", consents=("plan",)),
)  # fmt: skip


def _covers_every_force(answers: Answers) -> bool:
    covered = {row.get("force") for row in rows(answers, "measures")}
    return not rows(answers, "measures") or {force.code for force in FORCES} <= covered


def _runs_forwards(answers: Answers) -> bool:
    return all(
        str(row["from"]) <= str(row["to"]) for row in rows(answers, "measures") if row.get("from") and row.get("to")
    )


PLAN_CONSENT = ConsentText(
    code="plan",
    version="2026-1",
    title="培育对象确认",
    article="QC26 §8(二)",
    paragraphs=("本人了解培育目标和措施，愿意按计划参加培育，如实记录学习和实践情况。",),
    ticks=(ConsentTick(code="plan", label="我已阅读并确认以上计划"),),
)


def _scans(article: str, rule_code: str) -> tuple[MaterialKind, ...]:
    return tuple(
        b.sealed_page(key, f"{tier.opinion_label}盖章页", tier.tier, article, rule_code)
        for key, tier in zip(("base_scan", "rec_scan"), CHAIN, strict=True)
    )


FORM_D2 = Form(
    code="D2",
    title="“上海质量工匠”培育计划",
    article="QC26 §8(二)；forms.md D2",
    sections=PLAN_SECTIONS,
    checks=(
        Check(rule="QC26-23", field="measures", sentence="五力（引领、实践、创新、攻关、传承）须各有至少一项措施",
              holds=_covers_every_force, article="QC26 §5、§8(二)"),
        Check(rule="QC26-23", field="measures", sentence="措施的完成月份不能早于开始月份", holds=_runs_forwards,
              article="QC26 §8(二)"),
    ),
    materials=_scans("QC26 §8(二)", "QC26-23"),
    consents=(PLAN_CONSENT,),
    notes=("培育期一般为一年。", "措施按五力安排，各至少一项。", "导师由有效称号的工匠担任。"),
    template="documents/cultivation/d2.html",
)  # fmt: skip


def _mentor_is_another(facts: Facts) -> bool:
    known = facts.cultivation
    return known is None or not known.mentor_key or known.mentor_key != known.person_key


def _mentor_is_craftsman(facts: Facts) -> bool:
    known = facts.cultivation
    return known is None or not str(facts.answers.get("mentor_name") or "") or bool(known.mentor_honours)


def _measures_lie_in_period(facts: Facts) -> bool:
    known = facts.cultivation
    if known is None or known.starts_on is None or known.ends_on is None:
        return True
    first, last = f"{known.starts_on:%Y-%m}", f"{known.ends_on:%Y-%m}"
    return all(
        first <= str(row.get(key) or first) <= last for row in rows(facts.answers, "measures") for key in ("from", "to")
    )


PLAN_RULES = (
    rule("QC26-27", "导师不能是培育对象本人。", "QC26 §8(三)", _mentor_is_another, _FILED, field="mentor_name"),
    rule("QC26-27-honour", "按证书编号没有查到导师的有效工匠称号，请核对。", "QC26 §8(三)", _mentor_is_craftsman,
         frozenset({Moment.SUBMIT}), Mark.WARN, "mentor_certificate"),
    rule("QC26-20", "措施的起止月份超出培育期，请核对。", "QC26 §8(一)", _measures_lie_in_period, frozenset({Moment.SUBMIT}), Mark.WARN,
         "measures"),
    rule("QC26-23-person", "培育对象须阅读并确认培育计划。", "QC26 §8(二)；forms.md D2", c.has_consents("plan"), frozenset({Moment.SUBMIT}),
         field="plan"),
    rule("QC26-50-ban", "本人在禁报期内，不能培育。", "QC23 四(二)；AMB-07", c.person_is_free, _CREATE),
)  # fmt: skip

PLAN = Procedure(
    code=TERMS.plan,
    title="培育计划",
    form=FORM_D2,
    chain=CHAIN,
    stages=(),
    rules=PLAN_RULES,
    outcome="adopt_cultivation_plan",
    rolling=True,
    batched=False,
    started_by=Tier.RECOMMENDER,
    of_trainee=True,
    settled_by_chain=True,
    start_states=UNDER_WAY,
    key_question="",
    name_question="name",
    person_question="name",
    post_question="post",
    results=(Result(code="adopt", label="计划确定"),),
)
PLAN_CHANGE = replace(
    PLAN,
    code=TERMS.plan_change,
    title="培育计划调整",
    form=replace(
        FORM_D2,
        code="D2-2",
        title="“上海质量工匠”培育计划调整",
        sections=(
            Section(code="reason", title="调整理由", questions=(_P.area("change_reason", "调整的内容与理由", 300),)),
            *PLAN_SECTIONS,
        ),
    ),
    copies_from=(TERMS.plan, TERMS.plan_change),
    results=(Result(code="adopt", label="计划调整"),),
)

# Evaluation (D5)

_E = b.Cells("QC26 §8(四)；forms.md D5", "QC26-29")
NEXT_STEPS = plain(("recommend", "推荐参加评审认定"), ("continue", "继续培育"), ("end", "终止"))
_NO_VETO = Option("none", "无", exclusive=True)


def _points(group: str) -> tuple[Question, ...]:
    return tuple(
        _E.cell(
            part.question,
            f"{part.title}（{part.points} 分）",
            Kind.NUMBER,
            minimum=0,
            maximum=part.points,
            unit="分",
            width="third",
            help="由平台按记录计算" if part.computed else "",
        )
        for part in TERMS.parts
        if part.group == group
    )


def is_vetoed(answers: Answers) -> bool:
    """True when one of the four vetoes is ticked."""
    return any(one != _NO_VETO.code for one in codes(answers, "vetoes"))


def grade_of(answers: Answers) -> Grade:
    """The grade of the points as typed."""
    return TERMS.graded(
        {part.code: number(answers, part.question) for part in TERMS.parts}, is_vetoed=is_vetoed(answers)
    )


def _may_be_recommended(answers: Answers) -> bool:
    return code(answers, "next_step") != "recommend" or grade_of(answers).is_passed


FORM_D5 = Form(
    code="D5",
    title="“上海质量工匠”培育考评表",
    article="QC26 §8(四)；forms.md D5",
    sections=(
        Section(
            code="basic",
            title="培育对象",
            questions=(
                _E.cell("name", "姓名", Kind.NAME, frozen=True),
                _E.cell("employer", "培育单位", Kind.ORGANISATION, width="full", frozen=True),
            ),
        ),
        Section(code="growth", title="学习成长（40 分）", questions=_points("学习成长"),
                help="计划完成率、培训学时两项按平台记录计算。"),
        Section(code="conduct", title="综合表现（60 分）", questions=_points("综合表现")),
        Section(
            code="veto",
            title="一票否决",
            help="有一项即为不合格。",
            questions=(
                _E.cell("vetoes", "有无下列情形", Kind.CHOICES, options=(*TERMS.vetoes, _NO_VETO), width="full"),
                _E.area("veto_note", "事实与依据", 200, shown_if=is_vetoed, required_if=is_vetoed),
            ),
        ),
        Section(
            code="words",
            title="评价与小结",
            questions=(
                _E.area("mentor_comment", "导师评语", 200),
                _E.area("self_summary", "个人总结", 800),
                _E.choice("next_step", "考评后的安排", NEXT_STEPS, width="full", rule="QC26-30",
                          help="组织单位签署意见时确认；不合格的不能推荐"),
            ),
        ),
        Section(code="materials", title="盖章页", materials=("base_scan", "rec_scan")),
    ),
    checks=(
        Check(rule="QC26-30", field="next_step", sentence="考评结果须在合格以上并且没有一票否决，才能推荐参加评审认定",
              holds=_may_be_recommended, article="QC26 §8(四)"),
    ),
    materials=_scans("QC26 §8(四)", "QC26-29"),
    notes=("优秀 90 分及以上，良好 75 至 89 分，合格 60 至 74 分，不合格 60 分以下。", "由培育单位考评，组织单位复核签署。"),
    template="documents/cultivation/d5.html",
)  # fmt: skip


def _period_is_over(facts: Facts) -> bool:
    known = facts.cultivation
    return known is None or known.ends_on is None or facts.now.date() >= known.ends_on


def _file_is_complete(facts: Facts) -> bool:
    return facts.cultivation is None or not facts.cultivation.missing


def _computed_points_match(facts: Facts) -> bool:
    known = facts.cultivation
    if known is None:
        return True
    return all(
        facts.answers.get(TERMS.part(key).question) in (None, "", points) for key, points in known.computed.items()
    )


EVALUATION_RULES = (
    rule("QC26-29", "培育期还没有满，期满后才能考评。", "QC26 §8(四)", _period_is_over, _CREATE, Mark.EXCEPTION),
    rule("QC26-28", "培育档案还不完整（计划、培训、导师、阶段小结），补齐后才能考评。", "QC26 §8(三)；forms.md D4",
         _file_is_complete, _FILED),
    rule("QC26-29-computed", "计划完成率、培训学时的得分与平台记录不一致，请按“培育”页面上的分数填写。", "forms.md D5",
         _computed_points_match, _FILED, field="score_plan"),
)  # fmt: skip

EVALUATION = replace(
    PLAN,
    code=TERMS.evaluation,
    title="培育考评",
    form=FORM_D5,
    rules=EVALUATION_RULES,
    outcome="record_cultivation_evaluation",
    started_by=Tier.EMPLOYER,
    start_states=frozenset({"evaluating", "cultivating"}),
    post_question="",
    copies_from=(),
    result_question="next_step",
    results=tuple(Result(code=one.code, label=one.label) for one in NEXT_STEPS),
)
PROCEDURES = (PLAN, PLAN_CHANGE, EVALUATION)


def _is_cultivated(facts: Facts) -> bool:
    return not facts.parameters.get("cultivation.required") or facts.is_cultivated


REQUIRED = rule("QC26-30", "本届要求先完成培育期并考评合格；培育期满、考评合格后再申报。", "QC26 §8(一)(四)；AMB-15", _is_cultivated,
                frozenset({Moment.SUBMIT, Moment.BATCH}), Mark.EXCEPTION)  # fmt: skip
