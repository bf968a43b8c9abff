"""Who may do what to the register: named predicates ``may_<verb>(user, obj)``; ``obj`` is an honour or a case about one."""

from rules import predicate

from accounts.states import UNIT_ROLES, Role
from craftsmen.states import HonourState


def _honour(obj):
    return getattr(obj, "honour", obj)


@predicate
def is_officer(user, obj):
    return user.holds(Role.OFFICER, _honour(obj).organiser_id)


@predicate
def is_leader(user, obj):
    return user.holds(Role.LEADER, _honour(obj).organiser_id)


@predicate
def is_supervisor(user, obj):
    return user.holds(Role.SUPERVISOR, _honour(obj).organiser_id)


@predicate
def is_concerned(user, obj):
    """The craftsman; nobody decides about the own honour."""
    owner = _honour(obj).person.user_id
    return owner is not None and owner == user.pk


@predicate
def has_not_opened(user, case):
    return case.opened_by_id != user.pk


@predicate
def has_not_reviewed(user, case):
    return case.reviewed_by_id != user.pk


@predicate
def may_record(user, organiser):
    """Enter titles of former years and of other bodies."""
    return user.holds((Role.OFFICER, Role.LEADER), organiser.pk)


@predicate
def is_craftsman(user, person):
    return person.user_id is not None and person.user_id == user.pk


@predicate
def is_of_unit(user, person):
    """Clerk or head of the unit under whose name a valid honour was given."""
    own = user.organisation_ids(*UNIT_ROLES)
    return any(honour.employer_id in own for honour in person.honours.all() if honour.state == HonourState.VALID)


@predicate
def gave_honour(user, person):
    own = user.organisation_ids(Role.OFFICER, Role.LEADER)
    return any(honour.organiser_id in own for honour in person.honours.all())


@predicate
def is_asked(user, row):
    """Clerk or head of the unit that this row of a check-in asks; the head need not sign."""
    return user.holds(UNIT_ROLES, row.employer_id)


@predicate
def may_open_checkin(user, organiser):
    """Open the year's check-in by hand."""
    return user.holds(Role.OFFICER, organiser.pk)


@predicate
def may_keep_industries(user):
    """The association fills in the list of target industries (QC26-06)."""
    return user.is_authenticated and user.holds(Role.OFFICER)


may_tell = is_craftsman | is_of_unit
may_consent = is_craftsman
may_publish_story = gave_honour & ~is_craftsman
may_correct = (is_officer | is_leader) & ~is_concerned
may_open_revocation = (is_officer | is_leader) & ~is_concerned
may_notify = (is_officer | is_leader) & ~is_concerned
may_review = (is_officer | is_leader) & ~is_concerned
#: The second approver of E14: a leader, neither who opened nor who reviewed the case.
may_approve = is_leader & ~is_concerned & has_not_opened & has_not_reviewed
may_close = (is_officer | is_leader) & ~is_concerned
may_state = is_concerned | is_officer | is_leader
may_end = is_leader & ~is_concerned
may_watch = is_officer | is_leader | is_supervisor
may_unmask = is_officer
#: A check-in's answer: the unit for its people, the officer for what came by paper or telephone; nobody about themselves.
may_answer = (is_asked | is_officer) & ~is_concerned
may_enter_answer = is_officer & ~is_concerned
may_object_to_answer = is_concerned
may_log_contact = gave_honour & ~is_craftsman
may_dismiss = (is_officer | is_leader) & ~is_concerned
may_refer = may_open_revocation
may_set_industry = may_correct
