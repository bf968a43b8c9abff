from django.db import models
from django.utils.translation import gettext_lazy as _


class CertificateState(models.TextChoices):
    VALID = "valid", _("有效")
    REVOKED = "revoked", _("已撤销")
    CANCELLED = "cancelled", _("已注销")


#: Tone and icon of a badge, per state.
TONES = {
    CertificateState.VALID: ("ok", "circle-check"),
    CertificateState.REVOKED: ("stop", "circle-x"),
    CertificateState.CANCELLED: ("mute", "minus"),
}


class Item(models.TextChoices):
    """What is handed out: the paper certificate or the metal plaque."""

    CERTIFICATE = "certificate", _("证书")
    PLAQUE = "plaque", _("铭牌")


class Step(models.TextChoices):
    """Steps of the custody log (forms.md E11)."""

    MADE = "made", _("制作")
    ISSUED = "issued", _("发放")
    RECEIVED = "received", _("签收")
    RECALLED = "recalled", _("收回")


#: A step is entered only after the one before it.
BEFORE = {Step.ISSUED: Step.MADE, Step.RECEIVED: Step.ISSUED, Step.RECALLED: Step.MADE}
