from django.db import models
from django.utils.translation import gettext_lazy as _


class HonourState(models.TextChoices):
    VALID = "valid", _("有效")
    REVOKED = "revoked", _("已撤销")
    CANCELLED = "cancelled", _("已注销")


TONES = {
    HonourState.VALID: ("ok", "circle-check"),
    HonourState.REVOKED: ("stop", "circle-x"),
    HonourState.CANCELLED: ("mute", "minus"),
}


class HonourSource(models.TextChoices):
    CONFERRAL = "conferral", _("本平台命名")
    LEGACY = "legacy", _("历年名单录入")
    OUTSIDE = "outside", _("外部荣誉登记")


class IndustryGroup(models.TextChoices):
    """“2+3+6+6” (QC26 §5): the code keeps the order."""

    TRADITIONAL = "1", _("传统产业升级")
    PIONEER = "2", _("先导产业")
    EMERGING = "3", _("新兴产业")
    FUTURE = "4", _("未来产业")


class Gender(models.TextChoices):
    """GB/T 2261.1."""

    MALE = "1", _("男")
    FEMALE = "2", _("女")


class Ground(models.TextChoices):
    """Grounds of revocation (QC26 §14, forms.md E14)."""

    ABSENT = "absent", _("长期工作离岗")
    FRAUD = "fraud", _("弄虚作假")
    OFFENCE = "offence", _("违纪违法")
    OTHER = "other", _("其他不适宜")


class RevocationState(models.TextChoices):
    OPENED = "opened", _("已立案")
    NOTIFIED = "notified", _("陈述申辩期")
    REVIEWED = "reviewed", _("待批准")
    EFFECTIVE = "effective", _("已撤销")
    CLOSED = "closed", _("已结案")
    DROPPED = "dropped", _("不予撤销")


REVOCATION_TONES = {
    RevocationState.OPENED: ("info", "file-pen"),
    RevocationState.NOTIFIED: ("wait", "clock"),
    RevocationState.REVIEWED: ("wait", "scale"),
    RevocationState.EFFECTIVE: ("stop", "circle-x"),
    RevocationState.CLOSED: ("mute", "lock"),
    RevocationState.DROPPED: ("mute", "minus"),
}

#: Cases that are still being handled; an honour has at most one.
PENDING = (RevocationState.OPENED, RevocationState.NOTIFIED, RevocationState.REVIEWED)

#: The consent under which photo and story are public: text and tick of G1, as nominations keep it too.
STORY_CONSENT = "privacy.story"
