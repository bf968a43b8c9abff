"""Django's own sentences about a field, said as the portal says things (ui.md §7): what to do next."""

from django import forms
from django.core.validators import EmailValidator, validate_email
from django.utils.translation import gettext_lazy as _

EMPTY = _("请填写这一项。")
CHOOSE = _("请选择一项。")
NO_EMAIL = _("邮箱地址不完整，请核对，例如 name@example.com。")


def use() -> None:
    """Put the sentences where every field of every form takes its own from."""
    forms.Field.default_error_messages = forms.Field.default_error_messages | {"required": EMPTY}
    for kind in (forms.ChoiceField, forms.ModelChoiceField):
        kind.default_error_messages = kind.default_error_messages | {"required": CHOOSE}
    EmailValidator.message = validate_email.message = NO_EMAIL
