"""System checks: mail."""

from django.conf import settings
from django.core.checks import Error, register

FILES = "notifications.outbox.EmailBackend"


@register(deploy=False)
def mail_leaves_the_house(app_configs, **kwargs):
    """Only the demo and embedded set-ups may write their mail into files."""
    if settings.EMAIL_BACKEND != FILES or getattr(settings, "EMBEDDED", True) or settings.DEMO:
        return []
    hint = "set EMAIL_URL, for example smtp+tls://user:password@mail.example.org:587"
    return [Error("mail is written into files and reaches nobody", hint=hint, id="notifications.E001")]
