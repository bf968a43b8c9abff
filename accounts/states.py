"""Fixed lists of the accounts app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is in an organisation; whether a unit recommends or employs follows from the nomination."""

    CLERK = "clerk", _("经办")
    HEAD = "head", _("负责人")
    OFFICER = "officer", _("主办单位工作人员")
    LEADER = "leader", _("主办单位负责人")
    SUPERVISOR = "supervisor", _("监督员")
    ADMIN = "admin", _("系统管理员")


UNIT_ROLES = frozenset({Role.CLERK, Role.HEAD})
STAFF_ROLES = frozenset({Role.OFFICER, Role.LEADER, Role.SUPERVISOR, Role.ADMIN})
REGISTER_ROLES = frozenset({Role.OFFICER, Role.LEADER, Role.ADMIN})


class OrganisationKind(models.TextChoices):
    """单位性质 (forms.md, dictionary ``org_nature``)."""

    STATE = "state", _("国有企业")
    STATE_HELD = "state_held", _("国有控股企业")
    COLLECTIVE = "collective", _("集体企业")
    PRIVATE = "private", _("私营（民营）企业")
    HMT = "hmt", _("港澳台投资企业")
    FOREIGN = "foreign", _("外商投资企业")
    MIXED = "mixed", _("混合所有制企业（非国有控股）")
    SOLE = "sole", _("个体工商户")
    INSTITUTION = "institution", _("事业单位")
    AUTHORITY = "authority", _("机关")
    ASSOCIATION = "association", _("社会团体")
    SERVICE = "service", _("社会服务机构")
    OTHER = "other", _("其他")


ENTERPRISES = frozenset(
    {
        OrganisationKind.STATE,
        OrganisationKind.STATE_HELD,
        OrganisationKind.COLLECTIVE,
        OrganisationKind.PRIVATE,
        OrganisationKind.HMT,
        OrganisationKind.FOREIGN,
        OrganisationKind.MIXED,
        OrganisationKind.SOLE,
    }
)


class Capital(models.TextChoices):
    """企业控股情况; 非公企业 is an enterprise held by private, HK-Macao-Taiwan or foreign capital (AMB-11)."""

    STATE = "1", _("国有")
    COLLECTIVE = "2", _("集体")
    PRIVATE = "3", _("私人")
    HMT = "4", _("港澳台商")
    FOREIGN = "5", _("外商")
    OTHER = "9", _("其他")


NON_PUBLIC_CAPITAL = frozenset({Capital.PRIVATE, Capital.HMT, Capital.FOREIGN})


class District(models.TextChoices):
    """The districts of Shanghai (GB/T 2260)."""

    HUANGPU = "310101", _("黄浦区")
    XUHUI = "310104", _("徐汇区")
    CHANGNING = "310105", _("长宁区")
    JINGAN = "310106", _("静安区")
    PUTUO = "310107", _("普陀区")
    HONGKOU = "310109", _("虹口区")
    YANGPU = "310110", _("杨浦区")
    MINHANG = "310112", _("闵行区")
    BAOSHAN = "310113", _("宝山区")
    JIADING = "310114", _("嘉定区")
    PUDONG = "310115", _("浦东新区")
    JINSHAN = "310116", _("金山区")
    SONGJIANG = "310117", _("松江区")
    QINGPU = "310118", _("青浦区")
    FENGXIAN = "310120", _("奉贤区")
    CHONGMING = "310151", _("崇明区")


class TextSize(models.TextChoices):
    NORMAL = "normal", _("标准")
    LARGE = "large", _("大字版")
