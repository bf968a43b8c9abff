from accounts.navigation import Entry, register
from accounts.states import Role
from publicity.models import Objection, Publicity
from publicity.states import ObjectionState

STAFF = (Role.OFFICER, Role.LEADER, Role.SUPERVISOR)


def is_staff(user):
    return user.holds(STAFF)


def waiting_objections(user):
    """Objections that nobody has taken yet, and those which ``user`` handles."""
    visible = Objection.objects.visible_to(user)
    return (visible.filter(state=ObjectionState.RECEIVED) | visible.open().filter(handler=user)).distinct().count()


def drafts_to_check(user):
    return Publicity.objects.visible_to(user).filter(state="draft").exclude(drafted_by=user).count()


register(
    Entry(
        group="评审", label="公示与命名", icon="megaphone", url_name="publicity:desk", visible=is_staff,
        count=drafts_to_check, order=36,
    )
)  # fmt: skip
register(
    Entry(
        group="评审", label="异议", icon="message-square-warning", url_name="publicity:objections", visible=is_staff,
        count=waiting_objections, order=37,
    )
)  # fmt: skip
