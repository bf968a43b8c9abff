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


class Presence(models.TextChoices):
    """What a check-in answers about one craftsman (QC26-56)."""

    PRESENT = "present", _("在岗")
    ABSENT = "absent", _("离岗")
    MOVED = "moved", _("调动")
    RETIRED = "retired", _("退休")
    LEFT = "left", _("离职")
    DECEASED = "deceased", _("去世")
    OTHER = "other", _("其他")


PRESENCE_TONES = {
    Presence.PRESENT: ("ok", "circle-check"),
    Presence.ABSENT: ("wait", "clock"),
    Presence.MOVED: ("info", "repeat"),
    Presence.RETIRED: ("mute", "minus"),
    Presence.LEFT: ("stop", "log-out"),
    Presence.DECEASED: ("mute", "minus"),
    Presence.OTHER: ("info", "info"),
}

#: Since when must be known.
DATED = frozenset(Presence) - {Presence.PRESENT, Presence.OTHER}
#: No longer at the unit that answers.
DEPARTED = frozenset({Presence.MOVED, Presence.RETIRED, Presence.LEFT, Presence.DECEASED})
#: Nobody is asked about them again.
FINAL = frozenset({Presence.RETIRED, Presence.DECEASED})


class Channel(models.TextChoices):
    """How an answer came."""

    ONLINE = "online", _("单位填报")
    PHONE = "phone", _("电话核对")
    PAPER = "paper", _("书面材料")


class ContactKind(models.TextChoices):
    PHONE = "phone", _("电话")
    VISIT = "visit", _("走访")
    MEETING = "meeting", _("座谈")
    LETTER = "letter", _("函件")
    ONLINE = "online", _("线上")
    OTHER = "other", _("其他")


class StatusReviewState(models.TextChoices):
    """Of a 状态复核 (AMB-18)."""

    OPENED = "opened", _("复核中")
    CLOSED = "closed", _("已结束，称号不变")
    REFERRED = "referred", _("已转撤销程序")


STATUS_REVIEW_TONES = {
    StatusReviewState.OPENED: ("now", "clock"),
    StatusReviewState.CLOSED: ("mute", "circle-check"),
    StatusReviewState.REFERRED: ("stop", "gavel"),
}

#: The consent under which photo and story are public: text and tick of G1, as nominations keep it too.
STORY_CONSENT = "privacy.story"
