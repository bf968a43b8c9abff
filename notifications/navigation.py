"""What this app adds to the rail and to “我的信息”."""

from django.utils.translation import gettext_lazy as _

from accounts.navigation import SETTINGS, Entry, register
from accounts.reports import register_own_data
from notifications.models import Delivery, Message
from notifications.permissions import may_see_failures


def failed_count(user) -> int:
    return Delivery.objects.visible_to(user).failed().count()


def own_messages(user) -> list[dict]:
    return list(Message.objects.visible_to(user).values("created_at", "subject", "read_at")[:1000])


register(
    Entry(
        group=SETTINGS,
        label=_("发送失败"),
        icon="mail-warning",
        url_name="notifications:failures",
        visible=may_see_failures,
        count=failed_count,
        order=88,
    )
)
register_own_data("消息", own_messages)
