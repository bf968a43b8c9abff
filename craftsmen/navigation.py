from accounts.navigation import SETTINGS, Entry, register, register_home
from accounts.reports import register_own_data
from accounts.states import UNIT_ROLES, Role
from craftsmen.facts import own_care
from craftsmen.models import CheckRow, Person, Revocation, StatusReview, Story
from craftsmen.permissions import may_keep_industries
from craftsmen.states import RevocationState

STAFF = (Role.OFFICER, Role.LEADER, Role.SUPERVISOR)


def is_staff(user):
    return user.holds(STAFF)


def to_approve(user):
    """Cases that wait for a leader's approval; nobody else has to act on them."""
    if not user.holds(Role.LEADER):
        return 0
    return Revocation.objects.visible_to(user).filter(state=RevocationState.REVIEWED).exclude(opened_by=user).count()


def to_publish(user):
    """Stories with something unpublished to which the craftsman agrees; only officers and leaders act on them."""
    if not user.holds((Role.OFFICER, Role.LEADER)):
        return 0
    waiting = Story.objects.with_consent().filter(is_agreed=True, person__in=Person.objects.for_story(user))
    return sum(story.is_waiting for story in waiting)


def to_answer(user):
    """People about whom the own unit has not answered in this year's check-in; staff have the board."""
    if user.holds(STAFF):
        return 0
    return CheckRow.objects.asked_of(user).of_newest().unanswered().count()


def to_review(user):
    """Reviews that wait for a decision; the supervisor only watches."""
    if not user.holds((Role.OFFICER, Role.LEADER)):
        return 0
    return StatusReview.objects.visible_to(user).opened().count()


def may_check(user):
    return user.holds((*STAFF, *UNIT_ROLES))


def may_have_stories(user):
    """Staff, people of units, and craftsmen; the others have nobody to tell of."""
    return user.holds((*STAFF, *UNIT_ROLES)) or hasattr(user, "craftsman")


register(
    Entry(
        group="长期", label="工匠事迹", icon="book-open", url_name="craftsmen:stories", visible=may_have_stories,
        count=to_publish, order=51,
    )
)  # fmt: skip
register(Entry(group="长期", label="工匠名册", icon="users", url_name="craftsmen:register", visible=is_staff, order=50))
register(
    Entry(
        group="长期", label="撤销案件", icon="gavel", url_name="craftsmen:revocations", visible=is_staff,
        count=to_approve, order=52,
    )
)  # fmt: skip
register(
    Entry(
        group="长期", label="在岗情况核对", icon="user-check", url_name="craftsmen:checkins", visible=may_check,
        count=to_answer, order=53,
    )
)  # fmt: skip
register(
    Entry(
        group="长期", label="状态复核", icon="clipboard-check", url_name="craftsmen:status-reviews", visible=is_staff,
        count=to_review, order=54,
    )
)  # fmt: skip
register(
    Entry(
        group=SETTINGS, label="产业方向", icon="factory", url_name="craftsmen:industries", visible=may_keep_industries,
        order=83,
    )
)  # fmt: skip
register_home(15, "craftsmen:stories", lambda user: hasattr(user, "craftsman"))
register_own_data("在岗情况", own_care)
