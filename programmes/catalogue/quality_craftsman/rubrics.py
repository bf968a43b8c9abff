"""Scoring standards: R-2023 (four conditions), R-2026 (five forces), and the defence sheet E5."""

from programmes.rubric_parts import ANCHORS, SUGGESTIONS, group
from programmes.spec import Option, Rubric, RubricCondition

_JUDGEMENTS = (Option("met", "符合"), Option("mostly", "基本符合"), Option("unmet", "不符合"))
_NOTE = "评分只看材料和表现；年龄、性别、学历、职称、技能等级、工作年限不作为评分依据。"


CONDITIONS = (
    RubricCondition(
        code="specialty",
        title="工艺专长",
        options=_JUDGEMENTS,
        help="有一技之长或独特方法，在工艺上难以替代，有社会影响",
    ),
    RubricCondition(
        code="skill",
        title="掌握质量技能",
        options=_JUDGEMENTS,
        help="掌握质量理论与工具，成果在单位或行业领先；申报表称“掌握高超技能”",
    ),
    RubricCondition(code="leadership", title="体现领军作用", options=_JUDGEMENTS, help="带领团队，高师带徒"),
    RubricCondition(code="contribution", title="做出突出贡献", options=_JUDGEMENTS, help="解决关键难题，取得重要成果"),
)

R_2023 = Rubric(
    code="R",
    version="R-2023",
    title="书面评审打分表（四项条件）",
    article="QC23 一(一)–(四)；三(二)",
    groups=(
        group("specialty", "工艺专长", ("独特性", 10), ("关键性", 8), ("影响", 7)),
        group("skill", "质量技能", ("质量理论", 8), ("运用工具解决难题", 12), ("成果水平", 10)),
        group("leadership", "领军作用", ("带领团队", 8), ("带徒", 7), ("传播", 5)),
        group("contribution", "突出贡献", ("解决难题", 10), ("质量成效", 10), ("推广应用", 5)),
    ),
    anchors=ANCHORS,
    comment_minimum=50,
    comment_maximum=300,
    suggestions=SUGGESTIONS,
    note=_NOTE,
)

R_2026 = Rubric(
    code="R",
    version="R-2026",
    title="书面评审打分表（工匠五力与四个基本条件）",
    article="QC26 §5、§9(二)；E3",
    groups=(
        group(
            "leading",
            "引领力",
            ("带领团队、班组解决质量问题", 8),
            ("质量文化传播、宣讲、标准参与", 6),
            ("荣誉与社会影响", 6),
        ),
        group(
            "practice", "实践力", ("岗位技艺不可替代性", 10), ("先进质量工具方法运用", 8), ("质量绩效改善（有数据）", 7)
        ),
        group(
            "innovation", "创新力", ("成果水平（国际、国内、行业）", 8), ("知识产权与标准", 6), ("数字化技术应用", 6)
        ),
        group("tackling", "攻关力", ("难题层级与难度", 8), ("解决效果与效益（经核实）", 8), ("推广应用", 4)),
        group(
            "passing_on", "传承力", ("带徒数量与成才", 6), ("授课、教材、操作法", 5), ("工作室、助企行等社会服务", 4)
        ),
    ),
    anchors=ANCHORS,
    conditions=CONDITIONS,
    comment_minimum=50,
    comment_maximum=300,
    suggestions=SUGGESTIONS,
    note=_NOTE,
)

DEFENCE = Rubric(
    code="D",
    version="D-2023",
    title="答辩评分表",
    article="QC23 三(三)；E5",
    groups=(
        group("statement", "陈述", ("陈述清晰、真实、与材料一致", 15)),
        group("merit", "专长与贡献", ("质量专长与突出贡献", 35)),
        group("answers", "问答", ("专业深度、独立性、质量工具理解", 30)),
        group("promise", "潜力与带动", ("五力潜力与带动计划", 20)),
    ),
    anchors=ANCHORS,
    comment_minimum=0,
    comment_maximum=200,
    note=_NOTE,
)
