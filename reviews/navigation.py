"""Links of the rail: the board, 形式审查 and the pool for staff; the own assignments for experts."""

from django.utils.translation import gettext_lazy as _

from accounts.navigation import Entry, register, register_home
from reviews.models import Assignment
from reviews.permissions import may_see_experts

REVIEW = _("评审")


def is_expert(user) -> bool:
    """Whether this person is in the pool; staff never are (separation of duties, rules.md §2). One query at most."""
    if may_see_experts(user):
        return False
    if not hasattr(user, "_is_expert"):
        user._is_expert = user.__class__.objects.filter(pk=user.pk, expert__is_active=True).exists()
    return user._is_expert


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
register_home(85, "reviews:home", may_see_experts)
register_home(60, "reviews:mine", is_expert)
