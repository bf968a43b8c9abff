from accounts.navigation import Entry, register
from accounts.states import Role
from craftsmen.models import Revocation
from craftsmen.states import RevocationState

STAFF = (Role.OFFICER, Role.LEADER, Role.SUPERVISOR)


def is_staff(user):
    return user.holds(STAFF)


def to_approve(user):
    """Cases that wait for a leader's approval; nobody else has to act on them."""
    if not user.holds(Role.LEADER):
        return 0
    return Revocation.objects.visible_to(user).filter(state=RevocationState.REVIEWED).exclude(opened_by=user).count()


register(Entry(group="长期", label="工匠名册", icon="users", url_name="craftsmen:register", visible=is_staff, order=50))
register(
    Entry(
        group="长期", label="撤销案件", icon="gavel", url_name="craftsmen:revocations", visible=is_staff,
        count=to_approve, order=52,
    )
)  # fmt: skip
