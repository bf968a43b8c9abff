from accounts.navigation import Entry, register, register_home
from accounts.states import Role
from cultivation.models import Roster, Trainee
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


def may_learn(user):
    """People of the register with an account; who works in a unit finds it on the page of the years. No query of its own."""
    return user.is_authenticated and not user.holds((*STAFF, *UNIT)) and hasattr(user, "craftsman")


def learns(user):
    """Whoever is, or was, on a list."""
    return may_learn(user) and Trainee.objects.filter(person=user.craftsman).exists()


register(Entry(group="培育", label="我的成长", icon="sprout", url_name="cultivation:mine", visible=may_learn, order=45))
register(
    Entry(group="培育", label="培育进展", icon="chart-line", url_name="cultivation:board", visible=has_part, order=47)
)
register_home(18, "cultivation:mine", learns)
register(
    Entry(
        group="培育", label="培育年度与清单", icon="sprout", url_name="cultivation:index", visible=has_part, count=to_file,
        order=46,
    )
)  # fmt: skip
