"""Who is what in an organisation. Separation of duties: rules.md §2."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.people import create_account, invite
from accounts.models import Membership, Organisation
from accounts.permissions import may_edit_members
from accounts.signals import membership_given
from accounts.states import STAFF_ROLES, UNIT_ROLES, Role
from audit.record import record
from programmes.refusal import Refused

APART = (
    ({Role.CLERK}, {Role.HEAD}, _("同一人不能既是经办又是负责人：经办准备，负责人确认。")),
    ({Role.OFFICER}, {Role.LEADER}, _("同一人不能既是工作人员又是负责人：工作人员准备，负责人决定。")),
    (
        {Role.SUPERVISOR, Role.ADMIN},
        {Role.OFFICER, Role.LEADER},
        _("监督员和系统管理员不参与评审决定，不能兼任工作人员或负责人。"),
    ),
    ({Role.SUPERVISOR}, {Role.ADMIN}, _("监督员不能兼任系统管理员。")),
)


@transaction.atomic
def add_member(organisation: Organisation, *, name: str, email: str, role: str, by) -> Membership:
    """Give the person with this e-mail address a role; a new person gets an invitation by mail.

    Refused when the role does not fit the organisation, or duties that must stay apart would meet in one person.
    """
    if not may_edit_members(by, organisation):
        raise Refused.because(_("您没有权限管理这个单位的人员。"))
    role = Role(role)
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    _refuse_unfit(organisation, role)
    user = create_account(name=name, email=email, by=by)
    _refuse_meeting(user, organisation, role)
    membership, made = Membership.objects.get_or_create(user=user, organisation=organisation, role=role)
    if not made:
        raise Refused.because(_("这个人已经是%(role)s。") % {"role": role.label}, field="email")
    details = {"user": user.pk, "role": role.value}
    label = _("增加%(role)s：%(name)s") % {"role": role.label, "name": user.name}
    record(organisation, "add_member", by=by, label=label, details=details)
    _tell(membership, by)
    return membership


@transaction.atomic
def join(organisation: Organisation, *, user, role: str, by) -> Membership:
    """Give ``user`` a role because an invitation by ``by`` was taken up; the invitation was the permission.

    Refused, like ``add_member``, when duties that must stay apart would meet in one person.
    """
    role = Role(role)
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    _refuse_unfit(organisation, role)
    _refuse_meeting(user, organisation, role)
    membership, made = Membership.objects.get_or_create(user=user, organisation=organisation, role=role)
    if made:
        label = _("%(name)s接受邀请，成为%(role)s") % {"role": role.label, "name": user.name}
        record(organisation, "join", by=by, label=label, details={"user": user.pk, "role": role.value})
        user.forget_roles()
    return membership


def _tell(membership: Membership, by) -> None:
    user = membership.user
    if user.has_usable_password():
        membership_given.send(sender=Membership, membership=membership)
        return
    purpose = _("您已登记为%(organisation)s的%(role)s。") % {
        "organisation": membership.organisation.name,
        "role": membership.get_role_display(),
    }
    invite(user, by=by, purpose=purpose)


def _refuse_unfit(organisation: Organisation, role: Role) -> None:
    if role in STAFF_ROLES and not organisation.is_organiser:
        raise Refused.because(_("只有主办单位才有%(role)s。") % {"role": role.label}, field="role")


def _refuse_meeting(user, organisation: Organisation, role: Role) -> None:
    """Clerk and head are kept apart inside one organisation; staff duties are kept apart from every unit duty."""
    held = set(user.memberships.values_list("organisation_id", "role"))
    here = {value for key, value in held if key == organisation.pk}
    for one, other, sentence in APART:
        if (role in one and here & other) or (role in other and here & one):
            raise Refused.because(str(sentence), rule="COM-10", field="role")
    everywhere = {value for _key, value in held}
    mixed = (role in STAFF_ROLES and everywhere & UNIT_ROLES) or (role in UNIT_ROLES and everywhere & STAFF_ROLES)
    if mixed:
        raise Refused.because(_("主办单位的人员不能兼任申报或推荐单位的经办、负责人。"), field="role")


@transaction.atomic
def remove_member(membership: Membership, *, by, note: str) -> None:
    """End a role; the person's account and everything done stay."""
    organisation = membership.organisation
    if not may_edit_members(by, organisation):
        raise Refused.because(_("您没有权限管理这个单位的人员。"))
    if not note.strip():
        raise Refused.because(_("请填写原因。"), field="note")
    if membership.user_id == by.pk and membership.role == Role.ADMIN:
        raise Refused.because(_("不能取消自己的系统管理员角色，请由另一位管理员办理。"))
    details = {"user": membership.user_id, "role": membership.role}
    label = _("取消%(role)s：%(name)s") % {"role": membership.get_role_display(), "name": membership.user.name}
    record(organisation, "remove_member", by=by, label=label, note=note, details=details)
    membership.delete()
