"""Links of the rail to nominations, and the homes of applicants and units."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.navigation import Entry, register, register_home
from accounts.states import Role
from nominations.models import Nomination

RECOMMENDING, MINE, SETTINGS = _("推荐工作"), _("我的申报"), _("设置")
STAFF = (Role.OFFICER, Role.LEADER, Role.SUPERVISOR)


def is_in_unit(user):
    return user.holds((Role.CLERK, Role.HEAD))


def is_staff(user):
    return user.holds(STAFF)


def is_applicant_only(user):
    """People without a role in a unit or with the organiser: applicants, and those who will be."""
    return not is_in_unit(user) and not is_staff(user) and Nomination.objects.filter(applicant=user).exists()


def waiting_count(user):
    """Nominations that wait for this person's signature, and corrections in the person's unit."""
    head, clerk = user.organisation_ids(Role.HEAD), user.organisation_ids(Role.CLERK)
    rows = Nomination.objects.all()
    to_sign, to_correct = rows.to_sign(head, by=user).values("pk"), rows.to_correct(clerk).values("pk")
    return rows.filter(Q(pk__in=to_sign) | Q(pk__in=to_correct)).count()


register(
    Entry(
        group=RECOMMENDING, label=_("工作台"), icon="house", url_name="nominations:unit", visible=is_in_unit, order=10
    )
)
register(
    Entry(
        group=RECOMMENDING,
        label=_("申报人"),
        icon="users",
        url_name="nominations:list",
        visible=lambda user: is_in_unit(user) or is_staff(user),
        count=waiting_count,
        order=11,
    )
)
register(
    Entry(
        group=MINE,
        label=_("我的申报"),
        icon="file-text",
        url_name="nominations:my",
        visible=is_applicant_only,
        order=10,
        covers="/desk/nominations/",
    )
)
register_home(40, "nominations:unit", is_in_unit)
register_home(20, "nominations:my", is_applicant_only)
register(
    Entry(
        group=RECOMMENDING,
        label=_("推荐汇总"),
        icon="package",
        url_name="nominations:batches",
        visible=lambda user: user.is_of_recommender or is_staff(user),
        order=12,
    )
)
register(
    Entry(
        group=SETTINGS,
        label=_("年度与届次"),
        icon="calendar",
        url_name="nominations:seasons",
        visible=is_staff,
        order=40,
    )
)
register(
    Entry(
        group=SETTINGS, label=_("例外申请"), icon="scale", url_name="nominations:exceptions", visible=is_staff, order=41
    )
)
register(
    Entry(group=SETTINGS, label=_("禁报名单"), icon="ban", url_name="nominations:sanctions", visible=is_staff, order=42)
)
