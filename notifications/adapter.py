"""How sign-in behaves here: nobody signs up, and every mail goes through the outbox."""

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.crypto import get_random_string

from notifications.actions import send_mail_to


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        """Accounts come from invitations only."""
        return False

    @transaction.atomic
    def send_mail(self, template_prefix, email, context):
        """Record the mail in the outbox; its address only, because links in it are secrets of the mailbox."""
        context = {"email": email} | context
        subject = render_to_string(f"{template_prefix}_subject.txt", context)
        body = render_to_string(f"{template_prefix}_message.txt", context)
        code = f"account.{template_prefix.rpartition('/')[2]}"
        send_mail_to(email, code=code, subject=subject, body=body, key=f"{code}:{get_random_string(20)}")

    def should_send_confirmation_mail(self, request, email_address, signup):
        return False
