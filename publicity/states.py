from django.db import models
from django.utils.translation import gettext_lazy as _

#: The kind under which the notice E8 is printed.
NOTICE_PDF = "publicity.e8"
DECISION_PDF, DECISION_DOCX = "publicity.e10", "publicity.e10-word"


class PublicityState(models.TextChoices):
    DRAFT = "draft", _("拟稿")
    CHECKED = "checked", _("已复核")
    PUBLISHED = "published", _("公示中")
    ENDED = "ended", _("公示期满")
    CONCLUDED = "concluded", _("已有结论")


PUBLIC = (PublicityState.PUBLISHED, PublicityState.ENDED, PublicityState.CONCLUDED)
TONES = {
    PublicityState.DRAFT: ("info", "pencil"),
    PublicityState.CHECKED: ("wait", "check-check"),
    PublicityState.PUBLISHED: ("now", "clock"),
    PublicityState.ENDED: ("mute", "lock"),
    PublicityState.CONCLUDED: ("ok", "circle-check"),
}


class ObjectionState(models.TextChoices):
    RECEIVED = "received", _("待核验")
    ACCEPTED = "accepted", _("核查中")
    REFUSED = "refused", _("不受理")
    CONCLUDED = "concluded", _("已办结")


#: An objection in one of these states holds the person concerned, and nobody else.
OPEN = (ObjectionState.RECEIVED, ObjectionState.ACCEPTED)
OBJECTION_TONES = {
    ObjectionState.RECEIVED: ("now", "inbox"),
    ObjectionState.ACCEPTED: ("wait", "search"),
    ObjectionState.REFUSED: ("mute", "minus"),
    ObjectionState.CONCLUDED: ("ok", "circle-check"),
}


class ObjectorKind(models.TextChoices):
    PERSON = "person", _("个人")
    UNIT = "unit", _("单位")


class Channel(models.TextChoices):
    PORTAL = "portal", _("网上")
    LETTER = "letter", _("来信")
    PHONE = "phone", _("来电")
    VISIT = "visit", _("来访")


class Ground(models.TextChoices):
    ELIGIBILITY = "eligibility", _("资格条件")
    MATERIALS = "materials", _("材料真实性")
    OWNERSHIP = "ownership", _("成果归属")
    CONDUCT = "conduct", _("违纪违法")
    ERROR = "error", _("公示信息错误")
    OTHER = "other", _("其他")


class Refusal(models.TextChoices):
    """Grounds on which an objection is not accepted (forms.md E9)."""

    ANONYMOUS = "anonymous", _("匿名")
    LATE = "late", _("逾期")
    UNPROVEN = "unproven", _("无证据")
    OUT_OF_SCOPE = "out_of_scope", _("不属范围")


class Conclusion(models.TextChoices):
    UPHELD = "upheld", _("成立")
    PARTLY = "partly", _("部分成立")
    DISMISSED = "dismissed", _("不成立")
    WITHDRAWN = "withdrawn", _("撤回")


class Effect(models.TextChoices):
    KEEP = "keep", _("维持")
    REMOVE = "remove", _("取消")
    CORRECT = "correct", _("更正")


class NoticeKind(models.TextChoices):
    PUBLICITY = "publicity", _("公示")
    CORRECTION = "correction", _("更正公告")
    RESULT = "result", _("公示结果")
    CONFERRAL = "conferral", _("命名决定")
    REVOCATION = "revocation", _("撤销公告")
