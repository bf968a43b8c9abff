"""Form B2 区局（产业）工会工匠创新工作室创建情况统计表: what the union fills beside the rows of its batch (GS24-46)."""

from __future__ import annotations

from programmes import blocks as b
from programmes import dictionaries as d
from programmes.answers import code, is_code
from programmes.facts import BatchFacts
from programmes.refusal import Mark
from programmes.spec import BatchRule, Form, MaterialKind, Section

_P = b.Cells("GS24 附2", "GS24-46")

COUNTS = Section(
    code="summary",
    title="创建情况",
    help="下面的申报汇总由已编入的申请自动生成，不能手工填写。",
    questions=(
        _P.choice(
            "ran_activity",
            "是否开展本地区、本系统工作室创建活动",
            d.YES_NO,
            help="选“是”的，附方案、小结等",
            width="full",
        ),
        _P.count("ws_count", "本地区、本系统工匠创新工作室创建数", 9999, "个"),
        _P.count("outcome_count", "本地区、本系统创新工作室创新成果数量", 9999),
        _P.count("alliance_count", "本地区、本系统创新工作室联盟（交流）活动次数", 9999, "次"),
        *b.patents(_P),
    ),
    materials=("activity_plan", "activity_summary", "report", "other"),
)

FORM_B2 = Form(
    code="B2",
    title="区局（产业）工会工匠创新工作室创建情况统计表",
    article="GS24 附件2",
    sections=(COUNTS,),
    materials=(
        b.files("activity_plan", "创建活动方案", "GS24 附2", "GS24-46", items=b.when(is_code("ran_activity", "yes"))),
        b.files("activity_summary", "创建活动小结", "GS24 附2", "GS24-46", items=b.when(is_code("ran_activity", "yes"))),
        MaterialKind(
            code="report", label="创建情况汇报材料", article="GS24 三(四)", rule="GS24-31", formats=("pdf",), most=1,
            help="加盖公章，5000 字以内：基本情况、组织推动与方案、数量与成果、经费与保障、非公企业与“三区”推进、"
                 "三大先导产业推进、问题与下一步",
        ),
        b.files("other", "其他材料", "GS24 附2", "GS24-46", items=b.nothing, required=False),
    ),
    template="documents/studios/b2.html",
    annex="附件 2",
)  # fmt: skip


def _share_is_met(batch: BatchFacts) -> bool:
    """非公企业 at least 3 of 10, in whole numbers (GS24-22, COM-05); only federations of districts are bound."""
    if not batch.is_district_union or batch.items == 0:
        return True
    return batch.non_public * 10 >= batch.items * 3


def _share_is_explained(batch: BatchFacts) -> bool:
    return _share_is_met(batch) or (bool(batch.explanation.strip()) and batch.explained_by_head)


def _activity_is_documented(batch: BatchFacts) -> bool:
    return code(batch.answers, "ran_activity") != "yes" or {"activity_plan", "activity_summary"} <= batch.files


RULES = (
    BatchRule(
        code="GS24-22",
        sentence="区总工会推荐的工作室中，非公企业应不少于 30%；不足的请写明说明，由负责人确认后可以报送。",
        article="GS24 二(二)；AMB-11",
        holds=_share_is_explained,
        mark=Mark.EXCEPTION,
        field="explanation",
    ),
    BatchRule(
        code="GS24-46",
        sentence="选了开展创建活动的，请附方案和小结。",
        article="GS24 附2",
        holds=_activity_is_documented,
        field="ran_activity",
    ),
)
