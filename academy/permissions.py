"""Who may do what to courses, rooms, activities and enrolments: named predicates ``may_<verb>(user, obj)``."""

from rules import predicate

from academy.states import ASSOCIATION, AT_DOOR, ORGANISING, ActivityState
from accounts.states import Role

ASSOCIATION_ROLES = (Role.OFFICER, Role.LEADER)
UNIT_ROLES = (Role.CLERK, Role.HEAD)
READERS = (*ASSOCIATION_ROLES, Role.SUPERVISOR, *UNIT_ROLES)


@predicate
def may_see_academy(user):
    """Staff of organisers, people of units, and whoever stands in the register; the others have nothing to attend."""
    return user.is_authenticated and (user.holds(READERS) or hasattr(user, "craftsman"))


@predicate
def may_plan(user):
    """Staff of an organiser, or clerk or head of a recommending unit: the two levels (QC26-25)."""
    return user.is_authenticated and (user.holds(ASSOCIATION_ROLES) or user.is_of_recommender)


def bodies_of(user) -> dict[str, frozenset[int]]:
    """Level → ids of the bodies in whose name the person may hold activities."""
    units = {post.organisation_id for post in user.posts if post.is_recommender and post.role in UNIT_ROLES}
    return {
        ASSOCIATION: user.organisation_ids(*ASSOCIATION_ROLES),
        ORGANISING: frozenset(units) if user.is_active else frozenset(),
    }


def _activity(obj):
    return getattr(obj, "activity", obj)


@predicate
def may_run(user, obj):
    """Plan, open, change, hold the door, close: staff of the body that holds the activity, at its own level."""
    activity = _activity(obj)
    return user.is_authenticated and activity.organiser_id in bodies_of(user)[activity.level]


@predicate
def may_keep(user, obj):
    """Courses and rooms of a body: whoever may hold activities in its name."""
    return user.is_authenticated and any(obj.organiser_id in ids for ids in bodies_of(user).values())


@predicate
def is_own(user, enrolment):
    owner = enrolment.person.user_id
    return owner is not None and owner == user.pk


@predicate
def has_entered(user, enrolment):
    """Who put the person on the roll may take the person off again."""
    return enrolment.by_id == user.pk


@predicate
def is_at_door(user, obj):
    return _activity(obj).state in AT_DOOR


@predicate
def is_unclosed(user, obj):
    return _activity(obj).state not in (ActivityState.CLOSED, ActivityState.CANCELLED)


may_withdraw = is_own | has_entered | may_run
may_attend = may_run & is_at_door
may_edit = may_run & is_unclosed
may_give_feedback = is_own
