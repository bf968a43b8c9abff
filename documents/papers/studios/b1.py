"""B1 上海市工匠创新工作室申请表 (GS24 附件1): four pages of fixed boxes, five member rows, then 附页."""

from collections.abc import Sequence

from documents.papers.sheet import Line
from documents.papers.studios.grid import FormPrint, OpinionLine, PaperGrid, counted, patents, row, words

OPTIONS = {
    "alliance": ("是", "否"),
    "title_level": ("高级", "中级", "初级", "无"),
    "hukou_type": ("非农业", "农业"),
    "hukou_place": ("本市", "外省市"),
    "project_type": (
        "冶金机械电气", "土木建筑", "交通运输", "工艺设计", "绿化", "计算机通信仪电", "医学医药", "化工", "餐饮", "其他",
    ),
    "project_stage": ("初创阶段", "成长阶段", "扩张阶段", "成熟阶段"),
}  # fmt: skip
SKILLS = (("首席技师", "特级技师", "高级技师", "技师"), ("高级工", "中级工", "初级工", "学徒工", "无"))
MEMBER_ROWS = 5
MEMBER_HEADS = ("姓名", "年龄", "学历", "职称（技能等级）", "工种", "工作年限")
MEMBER_KEYS = ("name", "age", "education", "title_or_skill", "job_type", "work_years")
MEMBER_SPANS = (1.1, 0.8, 1.3, 2.0, 1.6, 1.2)


def member_lines() -> tuple[Line, ...]:
    """The heads and the five printed rows of 其他成员."""
    heads = row(12, *zip(MEMBER_HEADS, MEMBER_SPANS, strict=True))
    rows = [
        row(
            9,
            *(
                (f"member_{number}_{key}", span, head)
                for key, span, head in zip(MEMBER_KEYS, MEMBER_SPANS, MEMBER_HEADS, strict=True)
            ),
        )
        for number in range(MEMBER_ROWS)
    ]
    return (row(9, ("工作室其他成员情况", 8)), heads, *rows)


STUDIO_LINES = (
    row(10, ("工作室(团队)名称", 2), ("ws_name", 6, "工作室(团队)名称")),
    row(10, ("工作室(团队)技术专长", 2), ("ws_specialty", 6, "工作室(团队)技术专长")),
    row(10, ("申报单位", 2), ("unit_name", 3, "申报单位"), ("所属系统", 1), ("system_name", 2, "所属系统")),
    row(10, ("单位地址", 2), ("unit_address", 3, "单位地址"), ("工作室面积", 1), ("area_text", 2, "工作室面积")),
    row(10, ("单位性质", 2), ("unit_nature", 2, "单位性质"), ("是否开展工作室联盟活动", 2), ("alliance", 2, "联盟活动")),
    row(10, ("专利情况", 2), ("patents_text", 6, "专利情况")),
    row(10, ("领衔人姓名", 2), ("leader_name", 1, "领衔人姓名"), ("职务", 1), ("post", 1, "职务"), ("联系方式", 1),
        ("leader_phone", 2, "联系方式")),
    row(10, ("性别", 2), ("gender", 1, "性别"), ("年龄", 1), ("age", 1, "年龄"), ("学历", 1), ("education", 2, "学历")),
    row(10, ("工种", 2), ("job_type", 3, "工种"), ("工作年限", 1), ("work_years", 2, "工作年限")),
)  # fmt: skip
FIRST_PAGE = (
    *STUDIO_LINES,
    row(14, ("技能等级", 2), ("skill_text", 6, "技能等级")),
    row(10, ("职称", 2), ("title_level", 6, "职称")),
    row(10, ("领衔人户籍属性", 2), ("hukou_type", 3, "户籍属性"), ("户籍地", 1), ("hukou_place", 2, "户籍地")),
    row(22, ("领衔人曾获荣誉", 2), ("leader_honours", 6, "领衔人曾获荣誉")),
    row(14, ("是否参加劳模工匠助企行、进校园活动", 2), ("service_text", 6, "助企行、进校园活动")),
    *member_lines(),
)
SECOND_PAGE = (
    row(9, ("工作室（团队）介绍（800字左右，包括主要技术创新成果）：", 8)),
    row(141, ("ws_intro", 8, "工作室（团队）介绍")),
    row(9, ("工作室（团队）曾获荣誉：", 8)),
    row(61, ("ws_honours", 8, "工作室（团队）曾获荣誉")),
)
THIRD_PAGE = (
    row(10, ("项目名称", 2), ("project_name", 6, "项目名称")),
    row(16, ("项目类型：", 2), ("project_type", 6, "项目类型")),
    row(10, ("项目转化阶段：", 2), ("project_stage", 6, "项目转化阶段")),
    row(9, ("项目简介（500字左右，包括主要目标和预计达到目标）：", 8)),
    row(91, ("project_intro", 8, "项目简介")),
    OpinionLine(64, 0),
)
FOURTH_PAGE = (OpinionLine(64, 1), OpinionLine(64, 2, label="市工匠创新工作室创建命名办公室意见"))


def skill_text(chosen: str | Sequence[str], lines: Sequence[Sequence[str]] = SKILLS) -> str:
    """The skill levels over two lines, the held one ticked."""
    held = [chosen] if isinstance(chosen, str) else list(chosen)
    return "\n".join("\u3000".join(("☑" if one in held else "□") + one for one in line) for line in lines)


def service_text(cells) -> str:
    """助企行 by level with the counts, or 未参加."""
    none = cells.get("service_none") not in ("", None, "否")
    pairs = (("市级", "service_city"), ("区局级", "service_bureau"), ("企业级", "service_firm"))
    counts = [counted(title, "" if none else str(cells.get(key, "")), "次") for title, key in pairs]
    return "\u3000".join([*counts, ("☑" if none else "□") + "未参加"])


def member_texts(form: FormPrint) -> dict[str, str]:
    """The first five members by cell."""
    rows = list(form.tables.get("members", ()))[:MEMBER_ROWS]
    return {f"member_{n}_{key}": str(one.get(key, "")) for n, one in enumerate(rows) for key in MEMBER_KEYS}


def more_members(form: FormPrint):
    """The members after the fifth as a table of 附页 (GS24-39)."""
    rest = list(form.tables.get("members", ()))[MEMBER_ROWS:]
    if not rest:
        return ()
    return (
        ("工作室其他成员情况（续）", MEMBER_HEADS, [[str(one.get(key, "")) for key in MEMBER_KEYS] for one in rest]),
    )


def studio_texts(form: FormPrint) -> dict[str, str]:
    """What B1 and C1 print alike."""
    area = str(form.cells.get("ws_area", ""))
    return {
        **words(form, {key: OPTIONS[key] for key in ("alliance", "title_level")}),
        **member_texts(form),
        "area_text": f"{area} ㎡" if area else "",
        "patents_text": patents(form.cells),
        "skill_text": skill_text(form.cells.get("skill_level", "")),
    }


def paper(form: FormPrint) -> PaperGrid:
    """B1 with its four pages."""
    texts = studio_texts(form) | words(form, OPTIONS) | {"service_text": service_text(form.cells)}
    return PaperGrid(form, (FIRST_PAGE, SECOND_PAGE, THIRD_PAGE, FOURTH_PAGE), texts, more_members(form))
