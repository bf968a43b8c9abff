"""Django's own sentence about an e-mail address, said as the portal says things (ui.md §7): what to do next."""

from django.core.validators import EmailValidator, validate_email
from django.utils.translation import gettext_lazy as _

NO_EMAIL = _("邮箱地址不完整，请核对，例如 name@example.com。")


def use() -> None:
    """Put the sentence where every field of every form takes its own from."""
    EmailValidator.message = validate_email.message = NO_EMAIL
