"""Links of the rail: the own studio for its people, register, duties and board for staff and units."""

from django.utils.translation import gettext_lazy as _

from accounts.navigation import Entry, register, register_home
from studios.models import Studio
from studios.permissions import is_in_unit, is_staff_of_programme

STUDIO = _("创新工作室")


def has_studio(user):
    """Anybody who sees some studio: leader, member, unit, union. Asked once per request."""
    if is_staff_of_programme(user):
        return True
    if not hasattr(user, "_has_studio"):
        user._has_studio = Studio.objects.visible_to(user).exists()
    return user._has_studio


def is_of_studio_only(user):
    return not is_staff_of_programme(user) and not is_in_unit(user) and has_studio(user)


register(
    Entry(
        group=STUDIO,
        label=_("工作室名册"),
        icon="building-2",
        url_name="studios:register",
        visible=has_studio,
        order=21,
    )
)
register_home(25, "studios:register", is_of_studio_only)
