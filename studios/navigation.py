"""Links of the rail: the own workbench for a studio's people, the register, proofs; and the homes they lead to."""

from typing import NamedTuple

from django.db.models import Exists
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.navigation import Entry, register, register_home
from craftsmen.models import Person
from programmes import clock
from studios.models import DutyItem, Studio
from studios.permissions import is_in_unit, is_staff_of_programme
from studios.states import LIVE

STUDIO, LASTING = _("创新工作室"), _("长期")


class Seats(NamedTuple):
    """What a person has to do with studios: sees one, writes in one, holds a title of the register."""

    sees: bool
    keeps: bool
    titled: bool


def _seats(user) -> Seats:
    """One query per request."""
    if not hasattr(user, "_studio_seats"):
        rows = User.objects.filter(pk=user.pk).annotate(
            sees=Exists(Studio.objects.visible_to(user)),
            keeps=Exists(Studio.objects.kept_by(user)),
            titled=Exists(Person.objects.filter(user=user, honours__isnull=False)),
        )
        user._studio_seats = Seats(*rows.values_list("sees", "keeps", "titled").get())
    return user._studio_seats


def has_studio(user):
    """Anybody who sees some studio: leader, member, unit, union."""
    return is_staff_of_programme(user) or _seats(user).sees


def is_of_studio_only(user):
    return not is_staff_of_programme(user) and not is_in_unit(user) and _seats(user).sees


def keeps_one(user):
    """Leads a studio, works in one, or is clerk of a unit that has one."""
    return not is_staff_of_programme(user) and _seats(user).keeps


def holds_title(user):
    """Stands in the register of honours; staff have that page of others and are not asked."""
    return not is_staff_of_programme(user) and _seats(user).titled


def is_lone_craftsman(user):
    """Holds a title and has no studio in whose name to record services."""
    return not is_staff_of_programme(user) and _seats(user).titled and not _seats(user).keeps


def to_act(user):
    """Duties whose window is open, for those who owe them: leader, unit and union. The organiser only watches."""
    if is_staff_of_programme(user):
        return 0
    return DutyItem.objects.visible_to(user).open_on(clock.today()).filter(studio__state__in=LIVE).count()


register(Entry(group=STUDIO, label=_("我的工作室"), icon="house", url_name="studios:mine", visible=keeps_one, order=20))
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
register(
    Entry(
        group=STUDIO,
        label=_("到期事项"),
        icon="calendar-check",
        url_name="studios:duties",
        visible=has_studio,
        count=to_act,
        order=22,
    )
)
register(
    Entry(
        group=STUDIO,
        label=_("工作室总览"),
        icon="chart-column",
        url_name="studios:board",
        visible=is_staff_of_programme,
        order=19,
    )
)
register(
    Entry(group=STUDIO, label=_("交流对接"), icon="handshake", url_name="studios:exchange", visible=keeps_one, order=23)
)
register(
    Entry(
        group=STUDIO,
        label=_("我的助企行"),
        icon="footprints",
        url_name="studios:services-own",
        visible=is_lone_craftsman,
        order=24,
    )
)
register(
    Entry(
        group=LASTING,
        label=_("优先申报证明"),
        icon="ticket-check",
        url_name="studios:proofs-received",
        visible=is_staff_of_programme,
        order=58,
    )
)
register_home(30, "studios:mine", keeps_one)
register_home(25, "studios:register", is_of_studio_only)
