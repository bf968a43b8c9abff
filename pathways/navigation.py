"""Links of the rail: the figures and the rounds for staff, the own path for a craftsman."""

from django.utils.translation import gettext_lazy as _

from accounts.navigation import Entry, register
from pathways.permissions import is_staff
from studios.navigation import holds_title

LASTING = _("长期")

register(
    Entry(
        group=LASTING,
        label=_("2030 目标"),
        icon="target",
        url_name="pathways:targets",
        visible=is_staff,
        order=54,
    )
)
register(
    Entry(
        group=LASTING,
        label=_("上海工匠推荐"),
        icon="trending-up",
        url_name="pathways:rounds",
        visible=is_staff,
        order=55,
    )
)
register(
    Entry(
        group=LASTING,
        label=_("我的路径"),
        icon="route",
        url_name="pathways:mine",
        visible=holds_title,
        order=56,
        covers="/desk/upwards/people/",
    )
)
