"""Who may do what about recommending upwards: ``obj`` is a round, or a nominee or pack of one."""

from rules import predicate

from accounts.states import Role

STAFF = (Role.OFFICER, Role.LEADER, Role.SUPERVISOR)


@predicate
def is_staff(user):
    """Works for a body that organises, or supervises it: who reads the figures."""
    return user.is_authenticated and user.holds(STAFF)


def _round(obj):
    return getattr(obj, "round", obj)


@predicate
def is_officer(user, obj):
    return user.holds(Role.OFFICER, _round(obj).organiser_id)


@predicate
def is_leader(user, obj):
    return user.holds(Role.LEADER, _round(obj).organiser_id)


@predicate
def is_supervisor(user, obj):
    return user.holds(Role.SUPERVISOR, _round(obj).organiser_id)


@predicate
def is_concerned(user, nominee):
    """The nominee; nobody recommends oneself."""
    owner = nominee.person.user_id
    return owner is not None and owner == user.pk


@predicate
def is_nobody(user, nominee):
    """Happens by itself only."""
    return False


@predicate
def may_open_round(user, organiser):
    """Officers open a round in the name of their body."""
    return user.holds(Role.OFFICER, organiser.pk)


may_watch = is_officer | is_leader | is_supervisor
may_run = is_officer
may_run_nominee = is_officer & ~is_concerned
may_record_result = (is_officer | is_leader) & ~is_concerned
may_answer = is_concerned
#: Who refused may think again; an officer asks again when told so.
may_ask_again = may_run_nominee | is_concerned
may_fall_out = is_nobody
#: Packs hold what people agreed to hand on to the municipal body, not more readers than that needs.
may_take_pack = is_officer | is_leader
