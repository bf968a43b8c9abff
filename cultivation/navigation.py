from accounts.navigation import Entry, register
from accounts.states import Role
from cultivation.models import Roster
from cultivation.permissions import STAFF, UNIT
from cultivation.states import RosterState


def has_part(user):
    """Staff, and people of units: they draw up lists or look after people on them."""
    return user.holds((*STAFF, *UNIT))


def to_file(user):
    """Lists that wait for the association; only officers act on them."""
    if not user.holds(Role.OFFICER):
        return 0
    return Roster.objects.visible_to(user).filter(state=RosterState.CONFIRMED).count()


register(
    Entry(
        group="培育", label="培育年度与清单", icon="sprout", url_name="cultivation:index", visible=has_part, count=to_file,
        order=46,
    )
)  # fmt: skip
