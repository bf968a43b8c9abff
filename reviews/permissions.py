"""Who may do what in the reviews: named predicates ``may_<verb>(user, obj)``; the supervisor reads and countersigns only."""

from rules import predicate

from accounts.states import Role
from reviews.states import AssignmentState

STAFF_ROLES = (Role.OFFICER, Role.LEADER, Role.SUPERVISOR)
ACTING_ROLES = (Role.OFFICER, Role.LEADER)


def season_of(obj):
    """The season that ``obj`` (a season, or anything of this app that hangs on one) belongs to."""
    for name in ("season", "stage_run", "entry", "visit", "review", "session", "meeting", "assignment"):
        if hasattr(obj, name):
            return season_of(getattr(obj, name))
    return obj


@predicate
def is_officer(user, obj):
    return user.is_authenticated and user.holds(Role.OFFICER, season_of(obj).organiser_id)


@predicate
def is_leader(user, obj):
    return user.is_authenticated and user.holds(Role.LEADER, season_of(obj).organiser_id)


@predicate
def is_supervisor(user, obj):
    return user.is_authenticated and user.holds(Role.SUPERVISOR, season_of(obj).organiser_id)


@predicate
def is_own_assignment(user, assignment):
    return user.is_authenticated and assignment.expert.is_active and assignment.expert.user_id == user.pk


@predicate
def is_chair(user, consensus):
    """The head of the panel signs with the own account."""
    chair = consensus.chair
    return user.is_authenticated and chair is not None and chair.is_active and chair.user_id == user.pk


@predicate
def is_unlocked(user, assignment):
    return assignment.state in (AssignmentState.DECLARED, AssignmentState.SCORING)


@predicate
def is_undeclared(user, assignment):
    return assignment.state == AssignmentState.ASSIGNED


@predicate
def may_see_experts(user):
    """Staff of any organiser read the register of experts; the pool is shared."""
    return user.is_authenticated and user.holds(STAFF_ROLES)


@predicate
def may_edit_experts(user):
    return user.is_authenticated and user.holds(Role.OFFICER)


@predicate
def may_watch(user, obj):
    """Read everything of the reviews of one organiser."""
    return user.is_authenticated and user.holds(STAFF_ROLES, season_of(obj).organiser_id)


@predicate
def is_other_reviewer(user, review):
    """The second checker is not the first one (forms.md E1, COM-10)."""
    return review.reviewer_id is not None and review.reviewer_id != user.pk


@predicate
def is_visitor(user, visit):
    return user.is_authenticated and visit.visitors.filter(pk=user.pk).exists()


may_check_formality = is_officer
may_print = is_officer | is_leader
may_second_check = (is_officer | is_leader) & is_other_reviewer
may_open_stage = is_officer
may_close_stage = is_officer | is_leader
may_assign = is_officer
may_countersign_draw = is_supervisor
may_score = is_own_assignment & is_unlocked
may_declare = is_own_assignment
may_unlock_sheet = is_officer
may_decide_entry = is_officer | is_leader
may_hold_consensus = is_officer
may_sign_consensus = is_officer | is_chair
may_hold_session = is_officer
may_countersign_session = is_supervisor
may_hold_meeting = is_officer
may_resolve_meeting = is_leader | is_officer
may_plan_visit = is_officer
may_record_visit = is_visitor | is_officer
