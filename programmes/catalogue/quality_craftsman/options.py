"""Dictionaries of form A1 alone (forms.md §0.3): codes as stored, labels as shown, printed words where the paper differs."""

from programmes.dictionaries import plain
from programmes.spec import Option

IDENTITY = plain(
    ("cadre", "干部"), ("technical", "专业技术人员"), ("worker", "普通工人"), ("clerk", "职员"), ("other", "其他")
)
MODEL_WORKER = (
    Option("national", "全国劳模"),
    Option("shanghai", "上海市劳模"),
    Option("ministry", "部劳模"),
    Option("may_day", "全国五一", printed="全国五一"),
    Option("none", "否", exclusive=True),
)
# Stored with nine levels, printed with the six of A1 (rules.md §11).
SKILL_LEVEL = (
    Option("chief", "首席技师", printed="高级技师"),
    Option("special", "特级技师", printed="高级技师"),
    Option("senior_technician", "高级技师"),
    Option("technician", "技师"),
    Option("senior", "高级工"),
    Option("middle", "中级工"),
    Option("junior", "初级工"),
    Option("apprentice", "学徒工", printed="无"),
    Option("none", "无"),
)
SKILL_LEVEL_PRINTED = ("高级技师", "技师", "高级工", "中级工", "初级工", "无")
TITLE_LEVEL = plain(("senior", "高级职称"), ("middle", "中级职称"), ("junior", "初级职称"), ("none", "无"))
SPECIALTY = (
    Option("skill", "一技之长", text_limit=60),
    Option("trick", "绝技高招", text_limit=60),
    Option("technique", "技术专长", text_limit=60),
    Option("other", "其他", text_limit=60),
)
TECH_LEVEL = plain(
    ("world_leading", "国际领先"),
    ("world_advanced", "国际先进"),
    ("china_leading", "国内领先"),
    ("china_advanced", "国内先进"),
)
TEACHING = (Option("apprentices", "带徒"), Option("training", "培训"), Option("other", "其他", text_limit=30))
CONTRIBUTION = plain(("nation", "全国"), ("city", "本市"), ("industry", "本行业"), ("unit", "本单位"))
ISSUER_CLASS = plain(
    ("quality_authority", "政府质量主管部门"), ("government", "其他政府主管部门"), ("caq", "中国质量协会"),
    ("saq", "上海市质量协会"), ("other", "其他"),
)  # fmt: skip
HONOUR_ROLE = plain(("personal", "个人获奖"), ("main", "团队主要人员"), ("member", "团队一般成员"))
NATIONALITY = plain(("china", "中华人民共和国国籍"), ("other", "其他国籍"))
ID_TYPE = plain(
    ("resident", "居民身份证"),
    ("hkmo", "港澳居民居住证"),
    ("taiwan", "台湾居民居住证"),
    ("foreign", "外国人永久居留身份证"),
)
EMPLOYMENT = plain(("employed", "在职"), ("retired", "已退休"), ("left", "已离职"))
ADMIN_RANK = plain(
    ("none", "无行政级别"), ("below", "副局级以下"), ("deputy_bureau", "副局级"), ("bureau", "局级及以上或相当")
)
MANAGED_BY = plain(
    ("none", "不属于下列情形"), ("central", "中央管理的企事业单位"), ("organisation", "市委组织部管理的企事业单位"),
    ("commission", "市级委办管理的企事业单位"),
)  # fmt: skip
POST_CATEGORY = plain(
    ("production", "生产"), ("service", "服务"), ("technology", "技术"), ("research", "研发"), ("management", "管理"),
    ("other", "其他"),
)  # fmt: skip
RECOMMENDER_BASIS = plain(("superior", "上级单位"), ("territorial", "属地管理部门"))
TAGS = plain(
    ("four_new", "“四新”经济"), ("pillar", "“2+3+6+6”现代化产业体系"), ("digital", "数字技术应用"),
    ("quality_activity", "QC小组等群众性质量活动"), ("young", "青年工匠"), ("women", "巾帼工匠"),
)  # fmt: skip
