"""B3 管理变更申请表 (GS24 附件3), the same layout for F7 and for the technician studios: one page, three opinions."""

from documents.papers.studios.grid import FormPrint, OpinionLine, PaperGrid, row, words

OPTIONS = {"reason": ("领衔工匠已故", "离职", "退休", "称号被撤销", "其他")}


def _action(form: FormPrint) -> str:
    chosen = str(form.cells.get("action", ""))
    change, keeps, leaves = "领衔人变更" in chosen, "保留" in chosen, "摘牌" in chosen

    def mark(held: bool) -> str:
        return "☑" if held else "□"

    name, honour = (
        form.cells.get("new_leader_name", "") or "＿＿＿＿",
        form.cells.get("new_leader_honour", "") or "＿＿＿＿",
    )
    return "\n".join((
        f"{mark(change)}领衔人变更　新领衔人姓名：{name}　荣誉：{honour}",
        f"{mark(keeps or leaves)}退出管理序列（{mark(keeps)}保留工作室称号　{mark(leaves)}摘牌）",
    ))  # fmt: skip


def _reason(form: FormPrint) -> str:
    text = str(form.cells.get("reason_text", ""))
    return words(form, OPTIONS)["reason"] + (f"\n{text}" if text else "")


def paper(form: FormPrint) -> PaperGrid:
    """One page; a chain without a middle tier leaves its box out."""
    titles = [named.heading for named in form.opinions]
    heights = (60, 46, 46) if len(titles) > 2 else (84, 68)
    opinions = [
        OpinionLine(height, n, 2, titles[n], seals=n == 0, lead="" if n else "action_shown")
        for n, height in enumerate(heights[: len(titles)])
    ]
    page = (
        row(12, ("工作室名称", 2), ("ws_name", 6, "工作室名称")),
        row(12, ("工作室所属单位", 2), ("unit_name", 4, "工作室所属单位"), ("人数", 1), ("member_count", 1, "人数")),
        row(12, ("工作室地址", 2), ("ws_address", 6, "工作室地址")),
        row(16, ("申请原因", 2), ("reason_shown", 6, "申请原因")),
        *opinions,
    )
    texts = words(form, {}) | {"reason_shown": _reason(form), "action_shown": _action(form)}
    return PaperGrid(form, (page,), texts)
