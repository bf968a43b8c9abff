"""Who may read and repair messages."""

from rules import predicate

from accounts.states import Role


@predicate
def is_recipient(user, message):
    return user.is_authenticated and message.recipient_id == user.pk


@predicate
def may_see_failures(user):
    """Officers and the administrator look after messages that could not be delivered."""
    return user.is_authenticated and user.holds((Role.OFFICER, Role.ADMIN))


may_resend = may_see_failures
