"""Words of cultivation that plan, activities, file and evaluation share (QC26 §5, §7, §8; forms.md D1–D5)."""

from programmes.dictionaries import plain

#: 工匠五力 (QC26-07), with the codes of the written rubric R-2026.
FORCES = plain(
    ("leading", "引领力"),
    ("practice", "实践力"),
    ("innovation", "创新力"),
    ("tackling", "攻关力"),
    ("passing_on", "传承力"),
)
#: What carries a measure or an activity (QC26-26; forms.md D2).
CARRIERS = plain(
    ("academy", "工匠学院"), ("training_centre", "培训中心"), ("quality", "质量创新活动"), ("standards", "标准化活动"),
    ("contest", "技能竞赛"), ("project", "攻关项目"), ("mentoring", "导师带教"), ("other", "其他"),
)  # fmt: skip
#: Who stands behind it: the two-level mechanism (QC26-25), and the own unit for measures of a plan.
LEVELS = plain(("association", "市质协"), ("organising", "组织单位"))
MEASURE_LEVELS = (*LEVELS, *plain(("unit", "本单位")))
#: What a person on the list stands out by; statistics and attention, never a gate (QC26-09, QC26-10, AMB-17).
FEATURES = plain(
    ("innovator", "拔尖创新"),
    ("urgent", "重点领域紧缺"),
    ("digital", "数字技术应用"),
    ("young", "青年工匠"),
    ("woman", "巾帼工匠"),
)
