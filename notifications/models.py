"""The outbox: a message is a row in the transaction of what it tells; each channel's delivery is a row of its own."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notifications import querysets
from notifications.states import TONES, Channel, DeliveryState
from programmes import clock


class Message(models.Model):
    """One message to one person, or to an address without an account.

    ``key`` makes it happen once: the same key to the same recipient is the same message, for ever.
    ``dropped_at`` marks a reminder that a rule decided not to send any more; it stays as the proof of that decision.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="messages"
    )
    address = models.EmailField(_("邮箱"), blank=True)
    code = models.CharField(_("类别"), max_length=60)
    subject = models.CharField(_("标题"), max_length=200)
    body = models.TextField(_("正文"))
    url = models.CharField(_("链接"), max_length=500, blank=True)
    key = models.CharField(max_length=200)
    about_type = models.CharField(max_length=80, blank=True)
    about_id = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(_("时间"), default=clock.now)
    read_at = models.DateTimeField(_("阅读时间"), null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    objects = querysets.MessageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("消息")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "key"], condition=Q(recipient__isnull=False), name="message_once_per_recipient"
            ),
            models.UniqueConstraint(
                fields=["address", "key"], condition=Q(recipient__isnull=True), name="message_once_per_address"
            ),
            models.CheckConstraint(
                condition=Q(recipient__isnull=False) | ~Q(address=""), name="message_has_recipient_or_address"
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-created_at"], name="message_inbox"),
            models.Index(fields=["recipient"], condition=Q(read_at__isnull=True), name="message_unread"),
            models.Index(fields=["about_type", "about_id"], name="message_about"),
        ]

    def __str__(self):
        return self.subject


class Delivery(models.Model):
    """The way of one message over one channel; claimed with a lease, so a killed worker's claim lapses."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(_("渠道"), max_length=10, choices=Channel.choices)
    state = models.CharField(_("状态"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.PENDING)
    attempts = models.PositiveSmallIntegerField(_("次数"), default=0)
    not_before = models.DateTimeField(_("不早于"), null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("发送时间"), null=True, blank=True)
    error = models.CharField(_("错误"), max_length=500, blank=True)

    objects = querysets.DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("发送")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["message", "channel"], name="delivery_once_per_channel")]
        indexes = [models.Index(fields=["state", "not_before"], name="delivery_due")]

    def __str__(self):
        return f"{self.message_id} {self.channel} {self.state}"

    @property
    def tone(self) -> str:
        return TONES[self.state]
