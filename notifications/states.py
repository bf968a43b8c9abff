"""Fixed lists of the notifications app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    INBOX = "inbox", _("站内")
    MAIL = "mail", _("邮件")
    SMS = "sms", _("短信")


class DeliveryState(models.TextChoices):
    PENDING = "pending", _("待发送")
    SENDING = "sending", _("发送中")
    SENT = "sent", _("已发送")
    FAILED = "failed", _("发送失败")
    DROPPED = "dropped", _("不再发送")


OPEN = frozenset({DeliveryState.PENDING, DeliveryState.SENDING})

TONES = {
    DeliveryState.PENDING: "wait",
    DeliveryState.SENDING: "info",
    DeliveryState.SENT: "ok",
    DeliveryState.FAILED: "stop",
    DeliveryState.DROPPED: "mute",
}
