"""Who may do what to a studio: named predicates ``may_<verb>(user, obj)``; ``obj`` is a studio or a row of one."""

from rules import predicate

from accounts.states import Role
from studios.states import HOLDS_PLACE, LIVE

STAFF = (Role.OFFICER, Role.LEADER, Role.SUPERVISOR)


@predicate
def is_staff_of_programme(user):
    """Works for a body that organises; which studios that are is asked of the register."""
    return user.is_authenticated and user.holds(STAFF)


@predicate
def is_in_unit(user):
    return user.is_authenticated and user.holds((Role.CLERK, Role.HEAD))


def _studio(obj):
    return getattr(obj, "studio", obj)


@predicate
def is_leader(user, obj):
    """The 领衔人 with an account."""
    owner = _studio(obj).leader.user_id
    return owner is not None and owner == user.pk


@predicate
def is_member(user, obj):
    return user.is_authenticated and _studio(obj).members.filter(user=user, left_on__isnull=True).exists()


@predicate
def is_employer_clerk(user, obj):
    return user.holds(Role.CLERK, _studio(obj).employer_id)


@predicate
def is_employer_head(user, obj):
    return user.holds(Role.HEAD, _studio(obj).employer_id)


@predicate
def is_recommender(user, obj):
    return user.holds((Role.CLERK, Role.HEAD), _studio(obj).recommender_id)


@predicate
def is_officer(user, obj):
    return user.holds(Role.OFFICER, _studio(obj).organiser_id)


@predicate
def is_organiser_leader(user, obj):
    return user.holds(Role.LEADER, _studio(obj).organiser_id)


@predicate
def is_supervisor(user, obj):
    return user.holds(Role.SUPERVISOR, _studio(obj).organiser_id)


@predicate
def is_live(user, obj):
    return _studio(obj).state in LIVE


@predicate
def is_standing(user, obj):
    """Neither ended nor abandoned."""
    return _studio(obj).state in HOLDS_PLACE


is_staff = is_officer | is_organiser_leader
is_employer = is_employer_clerk | is_employer_head
may_watch = is_leader | is_member | is_employer | is_recommender | is_staff | is_supervisor
#: Ledgers, services, outcomes: whoever works in the studio, and its unit's clerk.
may_keep = is_standing & (is_leader | is_member | is_employer_clerk)
#: Members, place, plan progress, showcase.
may_edit = is_standing & (is_leader | is_employer_clerk)
may_report_leader = is_leader | is_employer | is_recommender | is_officer
#: What moves a studio through its life; the organiser's officer prepares, its leader decides.
may_run = is_officer & ~is_leader
may_decide = is_organiser_leader & ~is_leader
may_start = (is_leader | is_employer_clerk) & is_standing


@predicate
def may_keep_service(user, service):
    """The studio's people; without a studio the craftsman (F6)."""
    if service.studio_id:
        return may_keep(user, service.studio)
    return service.person.user_id is not None and service.person.user_id == user.pk


#: A priority proof (F5) is asked for by a studio at work, and used up by who receives it.
may_issue_proof = may_edit & is_live
may_use_proof = is_staff & ~is_leader
may_answer_offer = is_live & (is_leader | is_employer_clerk)
may_support = is_staff & ~is_leader
#: The association notes that the unit has reported an assessment (WS24-19).
may_acknowledge = is_staff & ~is_leader
#: A duty that no form fulfils is confirmed by who owes it; the officer enters what came on paper.
may_confirm = is_standing & (is_leader | is_employer | is_recommender | is_officer)
may_waive = is_organiser_leader & ~is_leader


@predicate
def may_enter(user, organiser):
    """Officer or leader of the body in whose name studios and titles of former years are entered."""
    return user.holds((Role.OFFICER, Role.LEADER), organiser.pk)
