"""How it is reviewed: 申报、审核、评审、公示、择优命名 (TS16 §6), proposed rubric, checklist, numbers of a season."""

from __future__ import annotations

from programmes import season_numbers as n
from programmes.catalogue.technician_studio.form import FORM_C1
from programmes.catalogue.technician_studio.rules import CONDITIONS
from programmes.refusal import Mark
from programmes.rubric_parts import ANCHORS, SUGGESTIONS, group
from programmes.spec import ChecklistItem, Copies, OpinionTier, Option, ReminderRule, Rubric, Stage, StageKind, Tier

WRITTEN = Rubric(
    code="R",
    version="TS-2016",
    title="专家评审打分表",
    article="TS16 §3、§6",
    groups=(
        group("leader", "领衔人", ("技艺与创新能力", 12), ("引领作用", 8)),
        group("team", "团队", ("一线为主、结构合理", 8), ("学习与带教", 12)),
        group("outcome", "创新成果", ("代表性与先进性", 15), ("生产应用效果", 15)),
        group("activity", "活动", ("“五小”与合理化建议", 12), ("持续性与成效", 8)),
        group("support", "条件", ("场地、设备、制度", 10)),
    ),
    anchors=ANCHORS,
    comment_minimum=50,
    comment_maximum=300,
    suggestions=SUGGESTIONS,
    note="评分标准为平台建议稿，文件未规定；评分只看材料和表现。",
)

STAGES = (
    Stage(code="formality", title="审核", kind=StageKind.FORMALITY, article="TS16 §6", outcome="进入评审"),
    Stage(
        code="written",
        title="评审",
        kind=StageKind.SCORING,
        article="TS16 §6",
        outcome="建议命名名单",
        rubric=WRITTEN,
        experts_parameter="experts.written",
        weight_parameter="score.weight_written",
        has_consensus=True,
    ),
    Stage(code="approval", title="审定", kind=StageKind.APPROVAL, article="TS16 §6", outcome="拟命名名单"),
    Stage(code="publicity", title="公示", kind=StageKind.PUBLICITY, article="TS16 §6", outcome="无异议名单"),
    Stage(code="conferral", title="命名", kind=StageKind.CONFERRAL, article="TS16 §6", outcome="命名决定"),
)

CYCLE_STAGES = (
    Stage(code="formality", title="审核", kind=StageKind.FORMALITY, article="TS16 §6、§10", outcome="考核意见"),
    Stage(
        code="conferral", title="审核结论", kind=StageKind.CONFERRAL, article="TS16 §10", outcome="续期、表彰或不再保留"
    ),
)

CHAIN = (
    OpinionTier(
        tier=Tier.EMPLOYER,
        title="所在单位",
        opinion_label="所在单位意见",
        minimum=10,
        maximum=500,
        agree_label="同意",
        refuse_label="不同意",
        article="TS16 §6",
    ),
    OpinionTier(
        tier=Tier.RECOMMENDER,
        title="区县局（产业）工会、技协",
        opinion_label="区县局（产业）工会、技协意见",
        minimum=10,
        maximum=500,
        agree_label="推荐",
        refuse_label="不推荐",
        article="TS16 §7",
    ),
)

_HARD = tuple(one.code for one in CONDITIONS if one.mark in (Mark.HARD, Mark.EXCEPTION))
CHECKLIST = (
    ChecklistItem(
        code="form",
        title="申报表",
        requirement="各栏完整",
        article="TS16 §6",
        targets=tuple(question.key for question in FORM_C1.questions),
    ),
    ChecklistItem(
        code="opinions",
        title="两级意见",
        requirement="意见、盖章、日期",
        article="TS16 §7",
        targets=("base_scan", "rec_scan"),
    ),
    ChecklistItem(
        code="funding",
        title="资助文件",
        requirement="与项目编号、年度、金额一致",
        article="TS16 §3.3",
        targets=("funding_file",),
    ),
    ChecklistItem(
        code="skill", title="技能等级证书", requirement="与填报一致", article="TS16 §3.1", targets=("cert_skill",)
    ),
    ChecklistItem(
        code="eligibility",
        title="申报条件",
        requirement="领衔人、团队、资助项目、活动",
        article="TS16 §3",
        part="eligibility",
        by_system=True,
        rules=_HARD,
    ),
    ChecklistItem(
        code="sanctions",
        title="禁报期查询",
        requirement="领衔人不在禁报期内",
        article="AMB-32",
        part="eligibility",
        by_system=True,
        rules=("QC23-50", "AMB-06"),
    ),
    ChecklistItem(
        code="duplicate",
        title="重复申报查询",
        requirement="没有其他有效申报",
        article="COM-19",
        part="eligibility",
        by_system=True,
        rules=("COM-19",),
    ),
    ChecklistItem(
        code="secrecy",
        title="保密审查声明",
        requirement="所在单位已确认",
        article="COM-15",
        by_system=True,
        rules=("COM-15",),
    ),
)

CYCLE_CHECKLIST = (
    ChecklistItem(code="form", title="周期审核表", requirement="四项标准都有说明", article="TS16 §10"),
    ChecklistItem(
        code="ledgers", title="两本台账", requirement="都有记录", article="TS16 §7", by_system=True, rules=("TS16-10",)
    ),
    ChecklistItem(
        code="secrecy",
        title="保密审查声明",
        requirement="所在单位已确认",
        article="COM-15",
        by_system=True,
        rules=("COM-15",),
    ),
)

PRINT_PACK = (
    Copies(code="application", title="申报表及附件", count=1, article="平台约定", parts=("申报表原件", "附件")),
    Copies(
        code="summary",
        title="推荐汇总表",
        count=1,
        article="平台约定",
        once_per_batch=True,
        parts=("汇总表（加盖公章）",),
    ),
)

PARAMETERS = (
    n.default("limit.studio_intro", "工作室介绍（左右）", 800, "forms.md C1", "字", minimum=200, maximum=3000),
    n.default("copies.application", "申报表及附件份数", 1, "平台约定", "份", minimum=0, maximum=10),
    n.default("copies.summary", "推荐汇总表份数", 1, "平台约定", "份", minimum=0, maximum=10),
    n.stated("tech.min_members", "团队人数（含领衔人）", 3, "TS16 §3.2", "人", minimum=1, maximum=50),
    n.stated("studio.cycle_years", "管理周期", 3, "TS16 §10", "年", minimum=1, maximum=10),
    n.default("awards.intended", "拟命名数", 30, "文件未规定名额", "个", minimum=1, maximum=500),
    *n.CORRECTION,
    *n.BANS,
    *n.PUBLICITY,
    *n.WRITTEN,
    n.default("score.weight_written", "评审权重", n.WHOLE, "平台约定", minimum=n.WHOLE, maximum=n.WHOLE),
    *n.MEETING,
    *n.OFFICE,
    n.default("certificate.pattern", "证书编号格式", "沪技师工作室〔{year}〕{n:03}号", "平台约定"),
)

REMINDERS = (
    ReminderRule(
        code="filing",
        title="申报截止提醒",
        anchor="season.deadline",
        offsets_days=(-30, -14, -7, -3, -1, 0),
        audience=("applicant", "employer", "recommender"),
        article="rules.md §13",
    ),
    ReminderRule(
        code="correction",
        title="补正截止提醒",
        anchor="correction.due",
        offsets_days=(-2, 0),
        audience=("applicant", "recommender"),
        article="AMB-22",
    ),
    ReminderRule(
        code="expert_task",
        title="评审任务提醒",
        anchor="assignment.due",
        offsets_days=(-3, -1, 1),
        audience=("expert",),
        article="rules.md §13",
    ),
    ReminderRule(
        code="publicity_end",
        title="公示期满提醒",
        anchor="publicity.end",
        offsets_days=(-1,),
        audience=("organiser",),
        article="rules.md §13",
    ),
    ReminderRule(
        code="sanction_end",
        title="禁报期满",
        anchor="sanction.end",
        offsets_days=(0,),
        audience=("organiser",),
        article="AMB-32",
    ),
)

TIE_BREAKS = (Option("median_written", "评分中位数高者在前"), Option("panel_vote", "专家组表决，组长有决定票"))
