"""Dictionaries of form B1 (forms.md B1): codes as stored, labels as printed."""

from programmes.dictionaries import plain
from programmes.spec import Option

SKILL_LEVEL = plain(
    ("chief", "首席技师"), ("special", "特级技师"), ("senior_technician", "高级技师"), ("technician", "技师"),
    ("senior", "高级工"), ("middle", "中级工"), ("junior", "初级工"), ("apprentice", "学徒工"), ("none", "无"),
)  # fmt: skip
TITLE_LEVEL = plain(("senior", "高级"), ("middle", "中级"), ("junior", "初级"), ("none", "无"))
# The distinction was abolished in household registration; the official print keeps the cell (AMB-27).
HUKOU_TYPE = (
    Option("non_agricultural", "非农业"),
    Option("agricultural", "农业"),
    Option("unified", "不区分/已统一登记为居民户口", printed=" "),
)
HUKOU_PLACE = plain(("local", "本市"), ("other", "外省市"))
PROJECT_TYPE = (
    *plain(
        ("machinery", "冶金机械电气"), ("civil", "土木建筑"), ("transport", "交通运输"), ("design", "工艺设计"),
        ("greening", "绿化"), ("computing", "计算机通信仪电"), ("medicine", "医学医药"), ("chemistry", "化工"), ("catering", "餐饮"),
    ),
    Option("other", "其他", text_limit=20),
)  # fmt: skip
PROJECT_STAGE = plain(("start", "初创阶段"), ("growth", "成长阶段"), ("expansion", "扩张阶段"), ("mature", "成熟阶段"))
PIONEER = plain(("chips", "集成电路"), ("biomedicine", "生物医药"), ("ai", "人工智能"), ("other", "其他"))
PARK = plain(("industrial", "工业开发区"), ("startup", "创业园区"), ("high_tech", "高新技术产业园区"), ("none", "否"))
AWARD_LEVEL = plain(("national", "国家级"), ("city", "市级"), ("district", "区局级"), ("none", "无"))
PHOTO = plain(("work", "工作场景"), ("team", "团队攻关"), ("product", "产品（窗口服务）"), ("other", "其他"))
OUTCOME_KIND = plain(
    ("invention", "小发明"), ("creation", "小创造"), ("innovation", "小革新"), ("design", "小设计"), ("suggestion", "小建议"),
    ("technique", "技术创新"), ("method", "操作法"), ("other", "其他"),
)  # fmt: skip
