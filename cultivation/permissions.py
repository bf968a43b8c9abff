"""Who may do what in cultivation: named predicates ``may_<verb>(user, obj)``; ``obj`` is a cohort, a list, a trainee or a row of one."""

from rules import predicate

from accounts.states import Role
from cultivation.states import ACTIVE, STANDING

STAFF = (Role.OFFICER, Role.LEADER, Role.SUPERVISOR)
UNIT = (Role.CLERK, Role.HEAD)


def _trainee(obj):
    return getattr(obj, "trainee", obj)


def _roster(obj):
    return getattr(_trainee(obj), "roster", obj)


def _cohort(obj):
    return getattr(_roster(obj), "cohort", obj)


@predicate
def is_staff_of_any(user):
    return user.is_authenticated and user.holds(STAFF)


@predicate
def is_officer(user, obj):
    return user.holds(Role.OFFICER, _cohort(obj).organiser_id)


@predicate
def is_leader(user, obj):
    return user.holds(Role.LEADER, _cohort(obj).organiser_id)


@predicate
def is_supervisor(user, obj):
    return user.holds(Role.SUPERVISOR, _cohort(obj).organiser_id)


@predicate
def is_organising_clerk(user, obj):
    return user.holds(Role.CLERK, _roster(obj).unit_id)


@predicate
def is_organising_head(user, obj):
    return user.holds(Role.HEAD, _roster(obj).unit_id)


@predicate
def is_employer_clerk(user, obj):
    employer = _trainee(obj).employer_id
    return employer is not None and user.holds(Role.CLERK, employer)


@predicate
def is_employer_head(user, obj):
    employer = _trainee(obj).employer_id
    return employer is not None and user.holds(Role.HEAD, employer)


@predicate
def is_trainee(user, obj):
    owner = _trainee(obj).person.user_id
    return owner is not None and owner == user.pk


@predicate
def is_mentor(user, obj):
    """A present mentor with an account."""
    mentors = _trainee(obj).mentorships.filter(until_on__isnull=True)
    return user.is_authenticated and mentors.filter(person__user=user).exists()


@predicate
def is_registrar(user, row):
    """Who entered this line of the training file."""
    return row.by_id == user.pk


@predicate
def is_standing(user, obj):
    return _trainee(obj).state in STANDING


@predicate
def is_active(user, obj):
    return _trainee(obj).state in ACTIVE


is_staff = is_officer | is_leader
is_organising = is_organising_clerk | is_organising_head
is_employer = is_employer_clerk | is_employer_head
may_watch = is_trainee | is_mentor | is_employer | is_organising | is_staff | is_supervisor
#: The association opens a year and writes its scheme (QC26-21, QC26-24).
may_run = is_officer
may_read_cohort = is_staff | is_supervisor
#: 组织单位 selects the people and fixes the list (QC26-22); the association files it.
may_draw_up = is_organising_clerk
may_edit_list = is_organising
may_confirm_list = is_organising_head
may_file = is_officer
#: Learning is recorded by whoever learns, teaches or looks after it.
may_keep = is_active & (is_trainee | is_employer_clerk | is_organising_clerk)
may_note = is_active & (is_mentor | is_employer_clerk | is_organising_clerk)
may_assign_mentor = is_active & is_organising_clerk
may_sum_up = is_active & is_trainee
#: A line is taken back by whoever entered it, or by the organising unit.
may_void = is_active & (is_registrar | is_organising_clerk)
#: Suspending, extending, leaving: the head of the organising unit, or the association.
may_steer = (is_organising_head | is_officer) & ~is_trainee
#: The last opinion of the evaluation is that of the organising unit's head (AMB-21).
may_settle = is_organising_head & ~is_trainee
may_recommend = is_organising_clerk & ~is_trainee
may_name = is_leader & ~is_trainee
