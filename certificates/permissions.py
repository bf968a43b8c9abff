"""Who may do what to certificates: named predicates ``may_<verb>(user, obj)``. ``obj`` is a series or a certificate."""

from rules import predicate

from accounts.states import Role


def _organiser_id(obj):
    return getattr(obj, "series", obj).organiser_id


@predicate
def is_officer(user, obj):
    return user.holds(Role.OFFICER, _organiser_id(obj))


@predicate
def is_leader(user, obj):
    return user.holds(Role.LEADER, _organiser_id(obj))


@predicate
def is_supervisor(user, obj):
    return user.holds(Role.SUPERVISOR, _organiser_id(obj))


@predicate
def is_holder(user, certificate):
    return certificate.holder_id is not None and certificate.holder_id == user.pk


may_keep_custody = is_officer | is_leader
may_render = is_officer | is_leader
may_reissue = (is_officer | is_leader) & ~is_holder
may_end = is_leader & ~is_holder
may_watch = is_officer | is_leader | is_supervisor
