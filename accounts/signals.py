"""What the floor above (notifications) answers to: this app sends no messages itself."""

from django.dispatch import Signal

account_invited = Signal()
"""``invitation`` (accounts.models.Invitation), ``purpose`` (a sentence): mail the link to set the first password."""

membership_given = Signal()
"""``membership``: tell the person about the new role."""
