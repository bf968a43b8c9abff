"""Links of the rail: the board, 形式审查 and the pool for staff; the own assignments for experts."""

from django.utils.translation import gettext_lazy as _

from accounts.navigation import Entry, register, register_home
from reviews.models import Assignment, Visit
from reviews.permissions import may_see_experts
from reviews.reports import cases
from reviews.states import VisitState

REVIEW = _("评审")


def is_expert(user) -> bool:
    """Whether this person is in the pool; staff never are (separation of duties, rules.md §2). One query at most."""
    if may_see_experts(user):
        return False
    if not hasattr(user, "_is_expert"):
        user._is_expert = user.__class__.objects.filter(pk=user.pk, expert__is_active=True).exists()
    return user._is_expert


def is_visitor(user) -> bool:
    """Whether an expert is or was sent on a visit; staff find theirs from 个案办理 and the stage. One query at most."""
    if not is_expert(user):
        return False
    if not hasattr(user, "_is_visitor"):
        user._is_visitor = Visit.objects.of_visitor(user).exists()
    return user._is_visitor


def planned_visits(user) -> int:
    return Visit.objects.of_visitor(user).filter(state=VisitState.PLANNED).count()


def open_sheets(user) -> int:
    return Assignment.objects.of_expert(user).pending().count()


register(
    Entry(group=REVIEW, label=_("届次总览"), icon="house", url_name="reviews:home", visible=may_see_experts, order=30)
)
register(
    Entry(
        group=REVIEW,
        label=_("形式审查"),
        icon="shield-check",
        url_name="reviews:formality-queue",
        visible=may_see_experts,
        order=31,
    )
)
register(
    Entry(
        group=REVIEW,
        label=_("个案办理"),
        icon="inbox",
        url_name="reviews:cases",
        visible=may_see_experts,
        count=cases.waiting,
        order=31,
    )
)
register(
    Entry(group=REVIEW, label=_("专家库"), icon="users", url_name="reviews:experts", visible=may_see_experts, order=32)
)
register(
    Entry(
        group=REVIEW,
        label=_("评分汇总"),
        icon="scale",
        url_name="reviews:ranking-home",
        visible=may_see_experts,
        order=33,
    )
)
register(
    Entry(
        group=REVIEW, label=_("名单审定"), icon="gavel", url_name="reviews:meetings", visible=may_see_experts, order=34
    )
)
register(
    Entry(
        group=REVIEW,
        label=_("我的评审"),
        icon="scale",
        url_name="reviews:mine",
        visible=is_expert,
        count=open_sheets,
        order=20,
    )
)
register(
    Entry(
        group=REVIEW,
        label=_("我的走访"),
        icon="map-pin",
        url_name="reviews:visits-mine",
        visible=is_visitor,
        count=planned_visits,
        order=21,
    )
)
register_home(85, "reviews:home", may_see_experts)
register_home(60, "reviews:mine", is_expert)
