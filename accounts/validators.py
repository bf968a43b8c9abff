"""What a password must not be, beyond Django's own list."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

FRAGMENTS = ("password", "123456", "qwerty", "abc123", "111111", "000000", "888888", "admin", "woaini", "shanghai")


class LongEnough(MinimumLengthValidator):
    """Django's own check in words of ours: its newer sentence has no translation."""

    def get_error_message(self):
        return _("密码至少 {number} 位，可以是一句话。").format(number=self.min_length)

    def get_help_text(self):
        return self.get_error_message()


class NotMadeOfCommonParts:
    """Refuse a password of which little is left without the commonest parts: less than six other characters."""

    def validate(self, password, user=None):
        rest = password.lower()
        for fragment in FRAGMENTS:
            rest = rest.replace(fragment, "")
        if len(set(rest)) < 4 or (rest != password.lower() and len(rest) < 6):
            raise ValidationError(_("这个密码由常见的片段组成，容易被猜到。"), code="password_common_parts")

    def get_help_text(self):
        return _("不要使用“123456”“password”这类常见片段，也不要只重复几个字符。")
