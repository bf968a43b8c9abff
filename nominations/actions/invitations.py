"""Invitation links for the applicant and the employer: one use, expiring, mailed through the outbox."""

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.actions import create_account, join
from accounts.states import Role
from audit.record import record
from craftsmen.models import Person
from nominations import permissions
from nominations.models import Invitation, Nomination
from nominations.states import Tier
from notifications.actions import send_mail_to
from programmes import clock
from programmes.refusal import Refused

VALID_DAYS = 14
ROLES = {Invitation.Kind.EMPLOYER_CLERK: Role.CLERK, Invitation.Kind.EMPLOYER_HEAD: Role.HEAD}


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(nomination, *, kind, name, email, by) -> Invitation:
    """Mail a link to take part in ``nomination``; an earlier unused link of the same kind stops working.

    The link is valid for 14 days. The employer must be on the nomination before its people can be invited.
    """
    if not permissions.may_invite(by, nomination):
        raise Refused.because("只有新建这份申报的单位的经办可以在填报期间发出邀请。", rule="QC23-22")
    if kind not in kinds_of(nomination):
        raise Refused.because("本单位的经办和负责人由协会登记，请联系主办单位。", rule="§2", field="kind")
    if kind in ROLES:
        _require_unmanned(nomination.employer, ROLES[kind])
    if kind == Invitation.Kind.APPLICANT and nomination.applicant_id:
        raise Refused.because(f"{nomination.person_word}已经接受邀请。", field="kind")
    now, token = clock.now(), secrets.token_urlsafe(32)
    unused = nomination.invitations.filter(kind=kind, used_at__isnull=True, revoked_at__isnull=True)
    unused.filter(email__iexact=email).update(revoked_at=now)
    invitation = Invitation.objects.create(
        nomination=nomination,
        kind=kind,
        name=name,
        email=email,
        token_hash=hash_of(token),
        created_by=by,
        expires_at=now + dt.timedelta(days=VALID_DAYS),
    )
    host, whom = nomination.starting_unit, invitation.word
    record(nomination, "invite", by=by, label=f"邀请{whom}")
    link = settings.SITE_URL.rstrip("/") + reverse("nominations:invitation", args=[token])
    send_mail_to(
        email,
        code="invitation",
        subject=f"{host}邀请您参加{nomination.season.title}的{nomination.procedure.title}",
        body=f"{host}请{name}以{whom}的身份参加申报（编号 {nomination.code}）。\n"
        f"请在 {invitation.expires_at.astimezone(clock.SHANGHAI):%Y 年 %-m 月 %-d 日 %H:%M} 前打开下面的链接，链接只能使用一次：\n{link}",
        url=link,
        key=f"invitation:{invitation.pk}",
        about=nomination,
    )
    return invitation


def kinds_of(nomination) -> tuple[Invitation.Kind, ...]:
    """Whom one invites: a recommender the person and the employer's people, an employer the person alone."""
    if nomination.procedure.started_by == Tier.RECOMMENDER:
        return tuple(Invitation.Kind)
    return (Invitation.Kind.APPLICANT,)


def _require_unmanned(employer, role):
    """A recommender's clerk brings in the first people of an employer; everybody after them the association registers.

    A recommending or organising unit never gets its people this way: its roles reach far beyond one nomination.
    """
    if employer is None:
        raise Refused.because("请先选择申报人的工作单位，再邀请单位人员。", field="kind")
    if employer.is_recommender or employer.is_organiser:
        raise Refused.because("该单位的经办和负责人由协会登记，请联系协会。", rule="§2", field="kind")
    if employer.memberships.filter(role=role, user__is_active=True).exists():
        raise Refused.because(f"该单位已有{role.label}；需要增加人员的，请联系协会登记。", rule="§2", field="kind")


def usable(token: str) -> Invitation | None:
    """The invitation behind a link while it can still be used; None for unknown, used, revoked and expired alike."""
    found = Invitation.objects.select_related("nomination__season", "nomination__recommender", "nomination__employer")
    invitation = found.filter(token_hash=hash_of(token)).first()
    return invitation if invitation and invitation.is_usable else None


@transaction.atomic
def accept(token: str, *, user=None, password: str = ""):
    """Use the link once and return the account: ``user`` when signed in, else a new one with ``password``."""
    invitation = Invitation.objects.select_for_update().filter(token_hash=hash_of(token)).first()
    if invitation is None or not invitation.is_usable:
        raise Refused.because("这个链接已经用过或已过期，请联系发出邀请的单位重新发送。")
    nomination = Nomination.objects.select_for_update().get(pk=invitation.nomination_id)
    if user is None:
        user = _new_account(invitation, password)
    _bind(invitation, nomination, user)
    invitation.used_at, invitation.used_by = clock.now(), user
    invitation.save(update_fields=["used_at", "used_by"])
    record(nomination, "accept_invitation", by=user, label=f"{invitation.word}接受邀请")
    return user


def _new_account(invitation, password):
    """An account that somebody already uses keeps its password: its owner signs in, with the second factor, first."""
    user = create_account(name=invitation.name, email=invitation.email)
    if user.has_usable_password() or not user.is_active:
        raise Refused.because("这个邮箱已有账号，请先登录，再打开邀请链接。", field="password")
    user.set_password(password)
    user.save(update_fields=["password"])
    return user


def _bind(invitation, nomination, user):
    if invitation.kind in ROLES:
        _require_unmanned(nomination.employer, ROLES[invitation.kind])
        join(nomination.employer, user=user, role=ROLES[invitation.kind], by=invitation.created_by)
        return
    if nomination.applicant_id and nomination.applicant_id != user.pk:
        raise Refused.because(f"这份申报已有{nomination.person_word}账号。")
    if user.holds((Role.CLERK, Role.HEAD), nomination.recommender_id):
        raise Refused.because(f"推荐单位的经办或负责人不能同时是{nomination.person_word}。", rule="§2")
    _know_account(nomination, user)
    Nomination.objects.filter(pk=nomination.pk).update(applicant=user)


def _know_account(nomination, user):
    """The account of somebody in cultivation is the person's own from now on: 我的成长 opens to it."""
    person = nomination.trainee.person if nomination.trainee_id else None
    if person is None or person.user_id == user.pk:
        return
    if person.user_id is not None or Person.objects.filter(user=user).exists():
        raise Refused.because("这个账号或这位培育对象已经有对应的账号，请联系协会核实。", rule="QC26-28")
    person.user = user
    person.save(update_fields=["user"])
