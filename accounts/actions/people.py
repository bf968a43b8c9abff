"""Accounts: made by invitation only, a first password by link, the own profile, consents."""

import re
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.checking import check
from accounts.models import Consent, Invitation, User
from accounts.signals import account_invited
from accounts.states import TextSize
from audit.record import record
from programmes import clock
from programmes.refusal import Finding, Refused

INVITATION_DAYS = 14


@transaction.atomic
def create_account(*, name: str, email: str, by: User | None = None) -> User:
    """The account with this e-mail address, made without a password when there is none yet.

    Sends nothing: whoever calls has already reached the person (an opened invitation link), or calls ``invite``.
    """
    email = email.strip().lower()
    known = User.objects.filter(email__iexact=email).first()
    if known is not None:
        return known
    user = User(username=_free_username(email), name=name.strip(), email=email)
    user.set_unusable_password()
    check(user, exclude=["password"])
    user.save()
    record(user, "create_account", by=by, label=_("建立账号"))
    return user


def _free_username(email: str) -> str:
    base = re.sub(r"[^\w.+-]", "", email.partition("@")[0])[:100] or "user"
    taken = set(User.objects.filter(username__startswith=base).values_list("username", flat=True))
    candidates = (base if number == 1 else f"{base}{number}" for number in range(1, len(taken) + 2))
    return next(name for name in candidates if name not in taken)


@transaction.atomic
def invite(user: User, *, by: User | None, purpose: str = "") -> Invitation:
    """Open a link to set the first password, valid 14 days; earlier open links of this person end. Mailed by signal."""
    now = clock.now()
    user.invitations.filter(used_at__isnull=True, expires_at__gt=now).update(expires_at=now)
    invitation = Invitation.objects.create(
        user=user, invited_by=by, created_at=now, expires_at=now + timedelta(days=INVITATION_DAYS)
    )
    record(user, "invite", by=by, label=_("发出账号邀请"))
    if purpose:
        account_invited.send(sender=Invitation, invitation=invitation, purpose=purpose)
    return invitation


@transaction.atomic
def accept_invitation(invitation: Invitation, *, password: str) -> User:
    """Set the first password; the link ends. Refused when used, expired or the password is too weak."""
    held = Invitation.objects.select_for_update().select_related("user").get(pk=invitation.pk)
    if not held.is_open:
        raise Refused.because(_("这个链接已经使用过或已过期，请联系邀请您的单位重新发送。"))
    user = held.user
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(Finding(rule="", sentence=text, field="password") for text in error.messages) from error
    user.set_password(password)
    user.save(update_fields=["password"])
    held.used_at = clock.now()
    held.save(update_fields=["used_at"])
    record(user, "accept_invitation", by=user, label=_("设置首个密码"))
    return user


@transaction.atomic
def update_profile(user: User, *, name: str, email: str, mobile: str, text_size: str, by: User) -> User:
    """Change one's own particulars; the record names the changed fields, never their values."""
    new = {"name": name.strip(), "email": email.strip().lower(), "mobile": mobile.strip(), "text_size": text_size}
    changed = [field for field, value in new.items() if getattr(user, field) != value]
    for field in changed:
        setattr(user, field, new[field])
    check(user, exclude=["password"])
    if changed:
        user.save(update_fields=changed)
        record(user, "update_profile", by=by, label=_("修改个人资料"), details={"fields": changed})
    return user


def set_text_size(user: User, *, text_size: str) -> None:
    """Remember 大字版; a matter of taste, so nothing goes into the record."""
    user.text_size = TextSize(text_size)
    user.save(update_fields=["text_size"])


@transaction.atomic
def set_active(user: User, *, active: bool, by: User, note: str) -> User:
    """Stop or reopen an account; nothing it did is deleted (COM-20). A reason is needed."""
    if not note.strip():
        raise Refused.because(_("请填写停用或恢复的原因。"), field="note")
    if user.pk == by.pk:
        raise Refused.because(_("不能停用自己的账号。"))
    user.is_active = active
    user.save(update_fields=["is_active"])
    label = _("恢复账号") if active else _("停用账号")
    record(user, "activate" if active else "deactivate", by=by, label=label, note=note)
    return user


@transaction.atomic
def give_consent(user: User, *, kind: str, version: str, wording: str = "") -> Consent:
    """Record one tick of a consent text; the same version twice is one consent (forms.md G1)."""
    consent, made = Consent.objects.get_or_create(
        user=user, kind=kind, version=version, withdrawn_at=None, defaults={"wording": wording}
    )
    if made:
        details = {"kind": kind, "version": version}
        record(user, "give_consent", by=user, label=_("同意：%(kind)s") % {"kind": kind}, details=details)
    return consent


@transaction.atomic
def withdraw_consent(consent: Consent, *, by: User) -> Consent:
    """Withdraw one's own consent from now on (PIPL §15); what was done before stays lawful."""
    held = Consent.objects.select_for_update().get(pk=consent.pk)
    if held.user_id != by.pk:
        raise Refused.because(_("只能撤回自己的同意。"))
    if held.withdrawn_at is None:
        held.withdrawn_at = clock.now()
        held.save(update_fields=["withdrawn_at"])
        details = {"kind": held.kind, "version": held.version}
        record(by, "withdraw_consent", by=by, label=_("撤回同意：%(kind)s") % {"kind": held.kind}, details=details)
    return held
