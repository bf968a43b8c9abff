"""Dictionaries of form A1 (forms.md §0.3): codes as stored, labels as shown, printed words where the paper differs."""

from programmes.spec import Option


def plain(*labels: tuple[str, str]) -> tuple[Option, ...]:
    """Options from (code, label) pairs."""
    return tuple(Option(code, label) for code, label in labels)


YES_NO = plain(("yes", "是"), ("no", "否"))
GENDER = plain(("1", "男"), ("2", "女"))
EDUCATION = plain(
    ("11", "博士研究生"), ("14", "硕士研究生"), ("21", "大学本科"), ("31", "大学专科"), ("41", "中等专科"), ("44", "职业高中"),
    ("47", "技工学校"), ("61", "普通高中"), ("71", "初中"), ("81", "小学"), ("90", "其他"),
)  # fmt: skip
POLITICAL = plain(
    ("01", "中共党员"), ("02", "中共预备党员"), ("03", "共青团员"), ("04", "民革"), ("05", "民盟"), ("06", "民建"), ("07", "民进"),
    ("08", "农工党"), ("09", "致公党"), ("10", "九三学社"), ("11", "台盟"), ("12", "无党派人士"), ("13", "群众"),
)  # fmt: skip
_INDUSTRIES = (
    ("A", "农林牧渔业"), ("B", "采矿业"), ("C", "制造业"), ("D", "电力热力燃气及水生产和供应业"), ("E", "建筑业"),
    ("F", "批发和零售业"), ("G", "交通运输仓储和邮政业"), ("H", "住宿和餐饮业"), ("I", "信息传输软件和信息技术服务业"),
    ("J", "金融业"), ("K", "房地产业"), ("L", "租赁和商务服务业"), ("M", "科学研究和技术服务业"), ("N", "水利环境和公共设施管理业"),
    ("O", "居民服务修理和其他服务业"), ("P", "教育"), ("Q", "卫生和社会工作"), ("R", "文化体育和娱乐业"),
    ("S", "公共管理社会保障和社会组织"), ("T", "国际组织"),
)  # fmt: skip
INDUSTRY = tuple(Option(code, label, text_limit=20) for code, label in _INDUSTRIES)
# The codes of the register of organisations, so that the form is filled from it.
ORG_NATURE = plain(
    ("state", "国有企业"), ("state_held", "国有控股企业"), ("collective", "集体企业"), ("private", "私营（民营）企业"),
    ("hmt", "港澳台投资企业"), ("foreign", "外商投资企业"), ("mixed", "混合所有制企业（非国有控股）"), ("sole", "个体工商户"),
    ("institution", "事业单位"), ("authority", "机关"), ("association", "社会团体"), ("service", "社会服务机构"), ("other", "其他"),
)  # fmt: skip
HUKOU = plain(
    ("agricultural", "农业户口"), ("non_agricultural", "非农业户口"), ("unified", "不区分/已统一登记为居民户口")
)
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
HONOUR_LEVEL = plain(
    ("national", "国家级"), ("city", "省部级（市级）"), ("district", "区级（局级）"), ("caq", "中国质量协会"),
    ("saq", "上海市质量协会"), ("unit", "单位级"),
)  # fmt: skip
ISSUER_CLASS = plain(
    ("quality_authority", "政府质量主管部门"), ("government", "其他政府主管部门"), ("caq", "中国质量协会"),
    ("saq", "上海市质量协会"), ("other", "其他"),
)  # fmt: skip
HONOUR_ROLE = plain(("personal", "个人获奖"), ("main", "团队主要人员"), ("member", "团队一般成员"))
PATENT_KIND = plain(("invention", "发明专利"), ("utility", "实用新型专利"), ("design", "外观设计专利"))
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
