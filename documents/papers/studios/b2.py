"""B2 区局（产业）工会工匠创新工作室创建情况统计表 (GS24 附件2): what the union fills, then one row per application."""

from collections.abc import Sequence

from documents.papers.studios.grid import FormPrint, OpinionLine, PaperGrid, patents, row, words

LEAST_ROWS = 5
WITH_OPINION = 7
FIRST_PAGE_ROWS = 14
NEXT_PAGE_ROWS = 24
SPANS = (0.8, 3.0, 2.7, 1.5)


def _rows(first: int, count: int):
    keys = ("number", "unit", "studio", "leader")
    return [
        row(9, *((f"row_{n}_{key}", span, "申报汇总") for key, span in zip(keys, SPANS, strict=True)))
        for n in range(first, first + count)
    ]


def paper(form: FormPrint, rows: Sequence[tuple[str, str, str]]) -> PaperGrid:
    """``rows`` are employer, studio and leader in the order of the batch; at least five are printed, none is cut (GS24-46)."""
    heads = row(9, *zip(("序号", "申报单位", "工作室名称", "领衔人"), SPANS, strict=True))
    on_first = max(LEAST_ROWS, min(len(rows), FIRST_PAGE_ROWS))
    first = (
        row(10, ("区局（产业）工会名称", 3), ("union", 5, "区局（产业）工会名称")),
        row(10, ("联系人", 3), ("contact_name", 2, "联系人"), ("联系方式", 1), ("contact_phone", 2, "联系方式")),
        row(14, ("是否开展本地区、本系统工作室创建活动（附方案、小结等）", 3), ("ran_activity", 5, "创建活动")),
        row(12, ("本地区、本系统工匠创新工作室创建数", 3), ("ws_count", 5, "创建数")),
        row(12, ("本地区、本系统创新工作室创新成果数量", 3), ("outcome_count", 5, "成果数量")),
        row(12, ("本地区、本系统创新工作室联盟（交流）活动次数", 3), ("alliance_count", 5, "活动次数")),
        row(10, ("创新成果专利情况", 3), ("patents_text", 5, "专利情况")),
        row(10, (f"{form.year}年度上海市工匠创新工作室申报汇总情况", 8)),
        heads,
        *_rows(0, on_first),
    )
    opinion = OpinionLine(60, 0, 2, "区局（产业）工会意见")
    pages = [(*first, opinion)] if len(rows) <= WITH_OPINION else [first, *_more(heads, on_first, len(rows), opinion)]
    texts = words(form, {"ran_activity": ("是", "否")}) | {"patents_text": patents(form.cells)} | _texts(rows)
    return PaperGrid(form, pages, texts)


def _more(heads, start, total, opinion):
    pages = [
        [heads, *_rows(first, min(NEXT_PAGE_ROWS, total - first))] for first in range(start, total, NEXT_PAGE_ROWS)
    ] or [[]]
    if len(pages[-1]) > NEXT_PAGE_ROWS - 6:
        pages.append([])
    pages[-1].append(opinion)
    return pages


def _texts(rows):
    found = {}
    for n, (unit, studio, leader) in enumerate(rows):
        found |= {
            f"row_{n}_number": str(n + 1),
            f"row_{n}_unit": unit,
            f"row_{n}_studio": studio,
            f"row_{n}_leader": leader,
        }
    return found
