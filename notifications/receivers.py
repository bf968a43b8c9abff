"""Mails that the accounts app asks for by signal, because it stands on a lower floor."""

from django.dispatch import receiver
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.signals import account_invited, membership_given
from notifications.actions import send, send_mail_to
from programmes import clock


@receiver(account_invited, dispatch_uid="notifications.account_invited")
def mail_invitation(sender, invitation, purpose, **kwargs):
    """The link goes to the mail address only; an inbox would keep it for whoever opens it later."""
    context = {"invitation": invitation, "purpose": purpose, "until": invitation.expires_at.astimezone(clock.SHANGHAI)}
    send_mail_to(
        invitation.user.email,
        code="accounts.invitation",
        subject="请设置您的登录密码",
        body=render_to_string("mail/invitation.txt", context),
        url=reverse("accounts:set-password", args=[invitation.token]),
        key=f"accounts.invitation:{invitation.pk}",
    )


@receiver(membership_given, dispatch_uid="notifications.membership_given")
def tell_new_role(sender, membership, **kwargs):
    send(
        to=membership.user,
        code="accounts.membership",
        subject=f"您已登记为{membership.organisation.name}的{membership.get_role_display()}",
        body=render_to_string("mail/membership.txt", {"membership": membership}),
        url=reverse("accounts:desk"),
        key=f"accounts.membership:{membership.pk}",
    )
