"""Who may do what to a publicity, an objection, a conferral: named predicates ``may_<verb>(user, obj)``."""

from rules import predicate

from accounts.states import Role


def _season(obj):
    """The season of a list, a conferral, an objection or a nomination; of a season itself."""
    for name in ("season", "publicity", "nomination"):
        if getattr(obj, name, None) is not None:
            return _season(getattr(obj, name))
    return obj


@predicate
def is_officer(user, obj):
    return user.holds(Role.OFFICER, _season(obj).organiser_id)


@predicate
def is_leader(user, obj):
    return user.holds(Role.LEADER, _season(obj).organiser_id)


@predicate
def is_supervisor(user, obj):
    return user.holds(Role.SUPERVISOR, _season(obj).organiser_id)


@predicate
def has_not_drafted(user, obj):
    """The four-eyes rule of E8: who checks is not who drafted."""
    return obj.drafted_by_id != user.pk


@predicate
def is_handler(user, objection):
    return objection.handler_id is not None and objection.handler_id == user.pk


@predicate
def is_target(user, objection):
    """The person objected to; never sees who objected."""
    applicant = objection.entry.nomination.applicant_id
    return applicant is not None and applicant == user.pk


@predicate
def is_recommender(user, objection):
    nomination = objection.entry.nomination
    return any(user.holds(role, nomination.recommender_id) for role in (Role.CLERK, Role.HEAD))


may_draft = is_officer | is_leader
may_check = (is_officer | is_leader) & has_not_drafted
may_publish = is_officer | is_leader
may_conclude = is_officer | is_leader
may_correct = is_officer | is_leader
may_publish_correction = (is_officer | is_leader) & has_not_drafted
may_watch = is_officer | is_leader | is_supervisor
may_take = (is_officer | is_leader) & ~is_target
may_handle = is_handler & (is_officer | is_leader) & ~is_target
may_see_identity = (is_handler & (is_officer | is_leader)) | is_supervisor
may_state = is_target
may_assist = is_recommender & ~is_target
may_confer = is_leader
#: A nomination of a rolling procedure, or a result from outside: who answers for the register.
may_settle = is_leader
