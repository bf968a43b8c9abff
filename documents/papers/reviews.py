"""Papers of the review: E1 形式审查表, E3 书面评审打分表, E4 专家合议意见表, E6 分数汇总表."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import ClassVar

from documents.fitting import Fitted, fit
from documents.papers.ticks import ticks

RESULTS = ("符合", "缺", "不清晰", "不适用")
DECISIONS = ("通过", "补正", "不通过")
CONDITION_RESULTS = ("符合", "基本符合", "不符合")
SUGGESTIONS = ("推荐入围", "可入围", "不推荐")
CONCLUSIONS = ("入围", "不入围", "备选")


@dataclass(frozen=True)
class CheckRow:
    """One line of the formality check; rows about eligibility are printed apart from completeness."""

    item: str
    demand: str = ""
    result: str = ""
    note: str = ""
    eligibility: bool = False
    number: int = 0

    @property
    def ticked(self) -> str:
        return ticks(RESULTS, self.result)


@dataclass(frozen=True)
class PaperE1:
    """形式审查表 of one nomination."""

    TEMPLATE: ClassVar[str] = "documents/e1.html"
    SETUP: ClassVar[str] = "S1"

    number: str
    name: str
    unit_name: str
    recommender_name: str
    received_online_on: str
    received_paper_on: str
    version_code: str
    rows: Sequence[CheckRow]
    decision: str = ""
    reason: str = ""
    reviewer: str = ""
    second_checker: str = ""
    checked_on: str = ""

    @property
    def groups(self) -> list[tuple[str, list[CheckRow]]]:
        complete = [row for row in self.rows if not row.eligibility]
        eligible = [row for row in self.rows if row.eligibility]
        return [(title, rows) for title, rows in (("材料完整性", complete), ("资格条件", eligible)) if rows]

    @property
    def decided(self) -> str:
        return ticks(DECISIONS, self.decision)


@dataclass(frozen=True)
class ScoreRow:
    """One sub-item: the group it belongs to with the group's maximum, its own maximum, the score as printed."""

    group: str
    group_maximum: str
    item: str
    maximum: str
    score: str = ""


@dataclass(frozen=True)
class ConditionRow:
    item: str
    result: str = ""
    evidence: str = ""

    @property
    def ticked(self) -> str:
        return ticks(CONDITION_RESULTS, self.result)


@dataclass(frozen=True)
class PaperE3:
    """书面评审打分表 of one expert for one nomination; ``name`` and ``unit_name`` stay empty in a blind season."""

    TEMPLATE: ClassVar[str] = "documents/e3.html"
    SETUP: ClassVar[str] = "S1"

    season: str
    expert_code: str
    number: str
    scores: Sequence[ScoreRow]
    total: str
    conditions: Sequence[ConditionRow] = ()
    name: str = ""
    unit_name: str = ""
    comment: str = ""
    suggestion: str = ""
    doubt: str = ""
    signed_at: str = ""

    @cached_property
    def groups(self) -> list[tuple[str, list[ScoreRow]]]:
        """Sub-items by group, in order; a group's heading names its maximum."""
        grouped = groupby(self.scores, key=lambda row: (row.group, row.group_maximum))
        return [(f"{group} {maximum}".strip(), list(rows)) for (group, maximum), rows in grouped]

    @property
    def fitted_comment(self) -> Fitted:
        """300 characters fit at 9 pt; the table never grows over the page."""
        return fit(self.comment, width_mm=135, height_mm=36)

    @property
    def suggested(self) -> str:
        return ticks(SUGGESTIONS, self.suggestion)


@dataclass(frozen=True)
class ConsensusRow:
    rank: str
    name: str
    unit_name: str
    mean: str
    spread: str
    opinion: str = ""
    conclusion: str = ""

    @property
    def ticked(self) -> str:
        return ticks(CONCLUSIONS, self.conclusion, gap="\n")


@dataclass(frozen=True)
class PaperE4:
    """专家合议意见表 of a panel; ``order_reasons`` explains every change against the order of scores."""

    TEMPLATE: ClassVar[str] = "documents/e4.html"
    SETUP: ClassVar[str] = "S3"

    season: str
    group: str
    held_on: str
    place: str
    experts: Sequence[str]
    rows: Sequence[ConsensusRow]
    order_reasons: str = ""
    doubts: str = ""
    chair: str = ""


@dataclass(frozen=True)
class TotalRow:
    """A candidate's line: ``marks`` in the order of ``expert_codes``; a dropped one is written in brackets."""

    rank: str
    name: str
    unit_name: str
    marks: Sequence[str]
    valid_count: str
    written_mean: str
    defence_mean: str
    total: str
    tie: str = ""
    priority: str = ""
    result: str = ""


@dataclass(frozen=True)
class PaperE6:
    """分数汇总表, internal: never published."""

    TEMPLATE: ClassVar[str] = "documents/e6.html"
    SETUP: ClassVar[str] = "S3"

    season: str
    expert_codes: Sequence[str]
    rows: Sequence[TotalRow]
    computed_at: str = ""
    rule: str = ""
    name_heading: str = "姓名"


@dataclass(frozen=True)
class RouteRow:
    """One stop of a route; ``visitors`` and ``leader`` are names."""

    order: str
    day: str
    name: str
    leader: str
    unit_name: str
    address: str
    visitors: str
    note: str = ""


@dataclass(frozen=True)
class PaperRoute:
    """走访路线单: where to go in which order, with room for what is written by hand."""

    TEMPLATE: ClassVar[str] = "documents/route.html"
    SETUP: ClassVar[str] = "S3"

    season: str
    stage: str
    rows: Sequence[RouteRow]
    printed_at: str = ""
    name_heading: str = "工作室"
