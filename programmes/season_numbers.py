"""Numbers that every season with a review has (rules.md §14); a programme adds its own and may replace some."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from programmes.spec import Option, Origin, Parameter


def stated(key: str, label: str, value: Any, article: str, unit: str = "", **bounds: Any) -> Parameter:
    """A number that the document states."""
    return Parameter(key=key, label=label, value=value, origin=Origin.STATED, article=article, unit=unit, **bounds)


def default(key: str, label: str, value: Any, article: str, unit: str = "", **bounds: Any) -> Parameter:
    """A number of ours, where the document is silent."""
    return Parameter(key=key, label=label, value=value, origin=Origin.DEFAULT, article=article, unit=unit, **bounds)


WHOLE = Decimal(1)
PAPER_GATES = (Option("before_written", "书面评审前"), Option("before_defence", "答辩前"), Option("none", "不要求"))

CORRECTION = (
    default("correction.workdays", "补正期限", 5, "AMB-22", "工作日", minimum=1, maximum=20),
    default("correction.rounds", "补正次数", 1, "AMB-22", "次", minimum=0, maximum=3),
)
BANS = (
    default("ban.years", "材料不实的禁报期", 3, "AMB-32", "年", minimum=1, maximum=10),
    default("statement.workdays", "陈述申辩期限", 5, "平台约定", "工作日", minimum=5, maximum=30, is_offered=False),
)
PUBLICITY = (
    default("publicity.workdays", "公示期", 5, "AMB-05", "工作日", minimum=5, maximum=30),
    default("publicity.calendar_days", "公示期另以自然日计（0 为不用）", 0, "AMB-05", "天", minimum=0, maximum=60),
    default("objection.handle_workdays", "异议处理期限", 15, "平台约定", "工作日", minimum=5, maximum=60),
    default("objection.extend_workdays", "异议处理可延长", 15, "平台约定", "工作日", minimum=0, maximum=60),
)
SCORES = (
    default("score.trim_from", "有效评分达到几份时去掉最高、最低各一份", 5, "AMB-24", "份", minimum=3, maximum=99),
    default("score.spread_warning", "专家分差提示线", 20, "E4", "分", minimum=5, maximum=60),
)
WRITTEN = (
    default("experts.written", "每份材料的书面评审专家", 5, "AMB-24", "人", minimum=3, maximum=15),
    default("experts.written.min", "书面评审有效评分至少", 3, "AMB-24", "份", minimum=3, maximum=15),
    *SCORES,
    default("review.blind", "书面评审隐去姓名与单位", False, "E3"),
)
DEFENCE = (
    default("experts.defence", "答辩评审专家", 5, "AMB-24", "人", minimum=5, maximum=15),
    default("experts.defence.min", "答辩有效评分至少", 5, "AMB-24", "份", minimum=3, maximum=15),
    default("defence.talk_minutes", "陈述时间", 8, "E5", "分钟", minimum=1, maximum=60),
    default("defence.question_minutes", "问答时间", 7, "E5", "分钟", minimum=0, maximum=60),
    default(
        "shortlist.ratio", "入围答辩与拟命名数之比", Decimal("1.5"), "平台约定", minimum=Decimal(1), maximum=Decimal(5)
    ),
)
MEETING = (
    default("approval.quorum_numerator", "审定会议法定人数（分子）", 2, "E7", minimum=1, maximum=10),
    default("approval.quorum_denominator", "审定会议法定人数（分母）", 3, "E7", minimum=1, maximum=10),
)
OFFICE = (
    default("paper.gate", "纸质材料须在何时前收齐", "none", "平台约定", options=PAPER_GATES),
    default("paper.follow_workdays", "网上报送后纸质材料送达期限", 5, "AMB-23", "工作日", minimum=0, maximum=30),
    default("opinion.system_confirmation", "允许以系统确认代替盖章扫描", False, "平台约定"),
    default("priority.breaks_ties", "优先情形用于同分排序（专家组表决之前）", False, "AMB-20"),
)


def weights(written: str, defence: str) -> tuple[Parameter, Parameter]:
    """The shares of the two scored stages, 0–1 (AMB-24)."""
    bounds: dict[str, Any] = {"minimum": Decimal(0), "maximum": Decimal(1)}
    return (
        default("score.weight_written", "书面评审权重", Decimal(written), "AMB-24", **bounds),
        default("score.weight_defence", "答辩权重", Decimal(defence), "AMB-24", **bounds),
    )
