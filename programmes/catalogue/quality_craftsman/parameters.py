"""Numbers of a season with their origin (rules.md §14), reminders (§13), copies, tie-breaks and stages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from programmes.catalogue.quality_craftsman.rubrics import DEFENCE, R_2023
from programmes.catalogue.quality_craftsman.rules import HONOUR
from programmes.spec import (
    Baseline,
    Copies,
    OpinionTier,
    Option,
    Origin,
    Parameter,
    ReminderRule,
    Stage,
    StageKind,
    Target,
    Targets,
    Tier,
)


def _stated(key: str, label: str, value: Any, article: str, unit: str = "", **bounds: Any) -> Parameter:
    return Parameter(key=key, label=label, value=value, origin=Origin.STATED, article=article, unit=unit, **bounds)


def _default(key: str, label: str, value: Any, article: str, unit: str = "", **bounds: Any) -> Parameter:
    return Parameter(key=key, label=label, value=value, origin=Origin.DEFAULT, article=article, unit=unit, **bounds)


LIMITS = (
    _stated("limit.craft_spirit", "对“工匠精神”的理解", 100, "QC23 附1", "字", minimum=20, maximum=1000),
    _stated("limit.post_brief", "所在岗位简述", 300, "QC23 附1", "字", minimum=50, maximum=2000),
    _stated("limit.self_statement", "个人自述", 500, "QC23 附1", "字", minimum=50, maximum=3000),
    _stated("limit.achievements", "主要成绩与突出贡献", 5000, "QC23 附1", "字", minimum=500, maximum=20000),
)
_UNFILLED = (Option("zero", "记 0 分"), Option("uncounted", "不计"))
_PAPER_GATES = (Option("before_written", "书面评审前"), Option("before_defence", "答辩前"), Option("none", "不要求"))

PARAMETERS = (
    *LIMITS,
    _stated("copies.application", "申报表及附件份数", 3, "QC23 四(三)", "份", minimum=0, maximum=10),
    _stated("copies.summary", "推荐汇总表份数", 1, "QC23 四(三)", "份", minimum=0, maximum=10),
    _stated("ban.years", "材料不实的禁报期", 3, "QC23 四(二)", "年", minimum=1, maximum=10),
    _stated("recent.years", "“近三年”的年数", 3, "QC23 一 ¶3", "年", minimum=1, maximum=10),
    _default("conditions.unfilled", "四项指标未填报项", "zero", "AMB-01", options=_UNFILLED),
    _default("publicity.workdays", "公示期", 5, "AMB-05", "工作日", minimum=5, maximum=30),
    _default("publicity.calendar_days", "公示期另以自然日计（0 为不用）", 0, "AMB-05", "天", minimum=0, maximum=60),
    _default("correction.workdays", "补正期限", 5, "AMB-22", "工作日", minimum=1, maximum=20),
    _default("correction.rounds", "补正次数", 1, "AMB-22", "次", minimum=0, maximum=3),
    _default("objection.handle_workdays", "异议处理期限", 15, "平台约定", "工作日", minimum=5, maximum=60),
    _default("objection.extend_workdays", "异议处理可延长", 15, "平台约定", "工作日", minimum=0, maximum=60),
    _default("statement.workdays", "陈述申辩期限", 5, "平台约定", "工作日", minimum=5, maximum=30, is_offered=False),
    _default("experts.written", "每份材料的书面评审专家", 5, "AMB-24", "人", minimum=3, maximum=15),
    _default("experts.written.min", "书面评审有效评分至少", 3, "AMB-24", "份", minimum=3, maximum=15),
    _default("experts.defence", "答辩评审专家", 5, "AMB-24", "人", minimum=5, maximum=15),
    _default("experts.defence.min", "答辩有效评分至少", 5, "AMB-24", "份", minimum=3, maximum=15),
    _default("score.trim_from", "有效评分达到几份时去掉最高、最低各一份", 5, "AMB-24", "份", minimum=3, maximum=99),
    _default("score.weight_written", "书面评审权重", Decimal("0.4"), "AMB-24", minimum=Decimal(0), maximum=Decimal(1)),
    _default("score.weight_defence", "答辩权重", Decimal("0.6"), "AMB-24", minimum=Decimal(0), maximum=Decimal(1)),
    _default("score.spread_warning", "专家分差提示线", 20, "E4", "分", minimum=5, maximum=60),
    _default("awards.intended", "拟命名人数", 30, "办法未规定名额", "人", minimum=1, maximum=500),
    _default(
        "shortlist.ratio",
        "入围答辩与拟命名人数之比",
        Decimal("1.5"),
        "平台约定",
        minimum=Decimal(1),
        maximum=Decimal(5),
    ),
    _default("defence.talk_minutes", "陈述时间", 8, "E5", "分钟", minimum=1, maximum=60),
    _default("defence.question_minutes", "问答时间", 7, "E5", "分钟", minimum=0, maximum=60),
    _default("approval.quorum_numerator", "审定会议法定人数（分子）", 2, "E7", minimum=1, maximum=10),
    _default("approval.quorum_denominator", "审定会议法定人数（分母）", 3, "E7", minimum=1, maximum=10),
    _default("priority.breaks_ties", "优先情形用于同分排序（专家组表决之前）", False, "AMB-20"),
    _default("review.blind", "书面评审隐去姓名与单位", False, "E3"),
    _default("paper.gate", "纸质材料须在何时前收齐", "before_written", "QC23-32；平台约定", options=_PAPER_GATES),
    _default("paper.follow_workdays", "网上报送后纸质材料送达期限", 5, "AMB-23", "工作日", minimum=0, maximum=30),
    _default("opinion.system_confirmation", "允许以系统确认代替盖章扫描", False, "平台约定"),
    _default("certificate.pattern", "证书编号格式", "沪质工匠〔{year}〕{n:03}号", "E11"),
    _default("young.years", "青年工匠年龄上限（仅统计）", 35, "AMB-17", "岁", minimum=25, maximum=45, is_offered=False),
)
#: QC26-02: around (左右) 10, 150 and 2000 more by 2030; from which year they count is not said (AMB-16).
TARGETS = Targets(
    until_year=2030,
    article="QC26 §2",
    caution="口径待协会明确",
    goals=(
        Target(honour="municipal_craftsman", count=10),
        Target(honour=HONOUR, count=150),
        Target(honour="quality_skill_talent", count=2000, is_additional=True),
    ),
    baselines=(
        Baseline(code="2023", label="2023 年起", since=date(2023, 1, 1)),
        Baseline(code="2026", label="2026 年 1 月 1 日起", since=date(2026, 1, 1)),
    ),
)

REMINDERS = (
    ReminderRule(
        code="filing", title="申报截止提醒", anchor="season.deadline", offsets_days=(-30, -14, -7, -3, -1, 0),
        audience=("applicant", "employer", "recommender"), article="QC23 四(三)",
    ),
    ReminderRule(
        code="correction", title="补正截止提醒", anchor="correction.due", offsets_days=(-2, 0),
        audience=("applicant", "recommender"), article="AMB-22",
    ),
    ReminderRule(
        code="expert_task", title="评审任务提醒", anchor="assignment.due", offsets_days=(-3, -1, 1), audience=("expert",),
        article="rules.md §13",
    ),
    ReminderRule(
        code="publicity_end", title="公示期满提醒", anchor="publicity.end", offsets_days=(-1,), audience=("organiser",),
        article="rules.md §13",
    ),
    ReminderRule(
        code="sanction_end", title="禁报期满", anchor="sanction.end", offsets_days=(0,), audience=("organiser",),
        article="QC23 四(二)",
    ),
)  # fmt: skip

PRINT_PACK = (
    Copies(code="application", title="申报表及附件", count=3, article="QC23 四(三)",
           parts=("申报表原件", "身份证正反面", "工会会员证件", "各类证书、奖状")),
    Copies(code="summary", title="推荐汇总表", count=1, article="QC23 四(三)", parts=("汇总表（加盖公章）",),
           once_per_batch=True),
)  # fmt: skip

TIE_BREAKS = (
    Option("defence", "答辩分高者在前"),
    Option("tackling_innovation", "攻关力与创新力小计高者在前"),
    Option("median_written", "书面评分中位数高者在前"),
    Option("priority", "有优先情形者在前（本届启用时）"),
    Option("panel_vote", "专家组表决，组长有决定票"),
)

CHAIN = (
    OpinionTier(
        tier=Tier.EMPLOYER, title="基层单位", opinion_label="基层单位意见", minimum=10, maximum=500, agree_label="同意",
        refuse_label="不同意", article="QC23 二 ¶2；附1", waiting_label="基层审核",
    ),
    OpinionTier(
        tier=Tier.RECOMMENDER, title="推荐单位", opinion_label="推荐单位意见", minimum=10, maximum=500, agree_label="推荐",
        refuse_label="不推荐", article="QC23 二 ¶4", waiting_label="推荐审核",
    ),
)  # fmt: skip

STAGES = (
    Stage(code="formality", title="形式审查", kind=StageKind.FORMALITY, article="QC23 三(一)", outcome="进入书面初评",
          help="只审完整性，不评优劣"),
    Stage(code="written", title="书面初评", kind=StageKind.SCORING, article="QC23 三(二)", outcome="入围答辩名单",
          rubric=R_2023, experts_parameter="experts.written", weight_parameter="score.weight_written", has_consensus=True,
          help="能力核心、以用为本、高端引领、整体推动"),
    Stage(code="defence", title="会审答辩", kind=StageKind.DEFENCE, article="QC23 三(三)", outcome="候选人建议名单",
          rubric=DEFENCE, experts_parameter="experts.defence", weight_parameter="score.weight_defence"),
    Stage(code="approval", title="名单审定", kind=StageKind.APPROVAL, article="QC23 三(四)", outcome="候选人名单"),
    Stage(code="publicity", title="公示发布", kind=StageKind.PUBLICITY, article="QC23 三(五)", outcome="无异议名单"),
    Stage(code="conferral", title="选树命名", kind=StageKind.CONFERRAL, article="QC23 三(六)", outcome="命名决定、证书、铭牌"),
)  # fmt: skip
