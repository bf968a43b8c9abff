"""Dictionaries that several forms share (forms.md §0.3): codes as stored, labels as shown."""

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
HONOUR_LEVEL = plain(
    ("national", "国家级"), ("city", "省部级（市级）"), ("district", "区级（局级）"), ("caq", "中国质量协会"),
    ("saq", "上海市质量协会"), ("unit", "单位级"),
)  # fmt: skip
PATENT_KIND = plain(("invention", "发明专利"), ("utility", "实用新型专利"), ("design", "外观设计专利"))
