"""Who may do what to organisations, members, the working calendar and accounts."""

from rules import predicate

from accounts.states import REGISTER_ROLES, STAFF_ROLES, UNIT_ROLES, Role


@predicate
def is_staff_of_organiser(user):
    return user.is_authenticated and user.holds(STAFF_ROLES)


@predicate
def is_unit_member(user):
    return user.is_authenticated and user.holds(UNIT_ROLES)


@predicate
def may_see_register(user):
    """Officers, leaders and the administrator of an organiser; the supervisor reads elsewhere."""
    return user.is_authenticated and user.holds(REGISTER_ROLES)


@predicate
def may_edit_organisation(user, organisation=None):
    return user.is_authenticated and user.holds((Role.OFFICER, Role.ADMIN))


@predicate
def may_edit_members(user, organisation):
    """Officers and the administrator add members of units; roles of an organiser are the administrator's alone."""
    if not user.is_authenticated:
        return False
    if organisation.is_organiser:
        return user.holds(Role.ADMIN)
    return user.holds((Role.OFFICER, Role.ADMIN))


@predicate
def may_import_organisations(user):
    return user.is_authenticated and user.holds((Role.OFFICER, Role.ADMIN))


@predicate
def may_see_calendar(user):
    return user.is_authenticated and user.holds(STAFF_ROLES)


@predicate
def may_load_calendar(user, year=None):
    return user.is_authenticated and user.holds((Role.OFFICER, Role.ADMIN))


@predicate
def may_confirm_calendar(user, year=None):
    """Only the administrator confirms a year against the State Council's notice (COM-04)."""
    return user.is_authenticated and user.holds(Role.ADMIN)


@predicate
def is_own_account(user, account):
    return user.is_authenticated and user.pk == account.pk
