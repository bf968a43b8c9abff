"""Read-only assembly: one's own data; the organisations of an export."""

import json
from collections.abc import Callable

from django.core.serializers.json import DjangoJSONEncoder

from accounts.models import User
from audit.models import Event

OWN_EVENTS = 1000
_parts: dict[str, Callable[[User], object]] = {}


def own_data(user: User) -> dict:
    """What the portal keeps about a person, with the parts that the apps above have registered."""
    return {
        "账号": {
            "用户名": user.username,
            "姓名": user.name,
            "电子邮箱": user.email,
            "手机": user.mobile,
            "字号": user.get_text_size_display(),
            "建立时间": user.date_joined,
            "最近登录": user.last_login,
        },
        "任职": [
            {"单位": held.organisation.name, "角色": held.get_role_display(), "起": held.created_at}
            for held in user.memberships.select_related("organisation")
        ],
        "同意": list(user.consents.values("kind", "version", "wording", "given_at", "withdrawn_at")),
        "操作记录": list(
            Event.objects.filter(actor=user)
            .order_by("-id")
            .values("at", "label", "subject_type", "subject_id")[:OWN_EVENTS]
        ),
    } | {title: part(user) for title, part in sorted(_parts.items())}


def register_own_data(title: str, part: Callable[[User], object]) -> None:
    """Let an app add what it keeps about a person; ``part`` returns plain values that JSON can hold."""
    _parts[title] = part


def own_data_json(user: User) -> str:
    """The same as indented JSON text."""
    return json.dumps(own_data(user), ensure_ascii=False, indent=2, cls=DjangoJSONEncoder)
