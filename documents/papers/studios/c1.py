"""C1 上海市技师创新工作室申报表: the blocks of B1 with the funded project, activities, place and equipment (TS16 §3)."""

from documents.papers.studios.b1 import SECOND_PAGE, STUDIO_LINES, member_lines, more_members, skill_text, studio_texts
from documents.papers.studios.grid import FormPrint, OpinionLine, PaperGrid, row

SKILLS = (("首席技师", "特级技师", "高级技师", "技师"), ("高级工", "中级工", "初级工", "无"))
FIRST_PAGE = (
    *STUDIO_LINES,
    row(14, ("技能等级", 2), ("skill_text", 6, "技能等级")),
    row(10, ("职称", 2), ("title_level", 6, "职称")),
    row(22, ("领衔人曾获荣誉", 2), ("leader_honours", 6, "领衔人曾获荣誉")),
    *member_lines(),
)
THIRD_PAGE = (
    row(10, ("受资助项目名称", 2), ("funded_name", 6, "受资助项目名称")),
    row(10, ("资助年度", 2), ("funded_year", 1, "资助年度"), ("项目编号", 1), ("funded_no", 2, "项目编号"), ("资助金额", 1),
        ("funded_text", 1, "资助金额")),
    row(9, ("群众性创新活动", 8)),
    row(60, ("activities_text", 8, "群众性创新活动")),
    row(28, ("场地情况", 2), ("place", 6, "场地情况")),
    row(28, ("设备情况", 2), ("equipment", 6, "设备情况")),
    row(10, ("台账", 2), ("ledgers_text", 6, "台账")),
)  # fmt: skip
FOURTH_PAGE = (OpinionLine(80, 0), OpinionLine(80, 1), OpinionLine(80, 2, label="市职工技协意见"))


def _activities(form: FormPrint) -> str:
    rows = form.tables.get("activities", ())
    return "\n".join(f"{one.get('date', '')}　{one.get('name', '')}：{one.get('effect', '')}" for one in rows)


def _ledgers(form: FormPrint) -> str:
    pairs = (("日常活动台账", "ledger_daily_ready"), ("创新成果台账", "ledger_outcome_ready"))
    return "\u3000".join(("☑" if form.cells.get(key) else "□") + title for title, key in pairs)


def paper(form: FormPrint) -> PaperGrid:
    """C1 with its four pages."""
    amount = str(form.cells.get("funded_amount", ""))
    texts = studio_texts(form) | {
        "skill_text": skill_text(form.cells.get("skill_level", ""), SKILLS),
        "activities_text": _activities(form),
        "ledgers_text": _ledgers(form),
        "funded_text": f"{amount} 万元" if amount else "",
    }
    return PaperGrid(form, (FIRST_PAGE, SECOND_PAGE, THIRD_PAGE, FOURTH_PAGE), texts, more_members(form))
