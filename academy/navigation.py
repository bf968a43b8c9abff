"""Links of the rail: activities for everybody who may attend, teaching for teachers, courses and rooms for planners."""

from django.utils.translation import gettext_lazy as _

from academy.permissions import READERS, may_plan, may_see_academy
from accounts.navigation import Entry, register

GROUP = _("工匠学院")


def has_entry(user):
    """Stands in the register and is neither staff nor of a unit; these reach their teaching from the list."""
    return not user.holds(READERS) and hasattr(user, "craftsman")


register(
    Entry(
        group=GROUP, label=_("培育活动"), icon="graduation-cap", url_name="academy:list", visible=may_see_academy, order=30,
        covers="/desk/academy/activities/",
    )
)  # fmt: skip
register(
    Entry(
        group=GROUP, label=_("活动日历"), icon="calendar-days", url_name="academy:calendar", visible=may_see_academy, order=31,
        covers="/desk/academy/subscribe/",
    )
)  # fmt: skip
register(
    Entry(
        group=GROUP, label=_("我的授课"), icon="presentation", url_name="academy:teaching", visible=has_entry, order=32
    )
)
register(Entry(group=GROUP, label=_("课程"), icon="book-open", url_name="academy:courses", visible=may_plan, order=33))
register(Entry(group=GROUP, label=_("教室"), icon="map-pin", url_name="academy:rooms", visible=may_plan, order=34))
