"""Chainable reads. Pages get objects only from ``visible_to``."""

import datetime as dt

from django.db import models
from django.db.models import Q

from notifications.permissions import may_see_failures
from notifications.states import Channel, DeliveryState

LONGEST_WAIT = dt.timedelta(hours=5)


class MessageQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own messages, without those that a rule dropped."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(recipient_id=user.pk, dropped_at__isnull=True)

    def unread(self):
        return self.filter(read_at__isnull=True)


class DeliveryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Officers and the administrator see how messages were delivered; nobody else does."""
        return self if may_see_failures(user) else self.none()

    def failed(self):
        return self.filter(state=DeliveryState.FAILED)

    def due(self, now):
        """What a worker may claim: waiting and its time has come, or claimed by a worker whose lease is over.

        A time further ahead than any wait or lease can be was set before the clock jumped back, so it counts as come.
        """
        ahead = now + LONGEST_WAIT
        come = Q(not_before__isnull=True) | Q(not_before__lte=now) | Q(not_before__gt=ahead)
        waiting = Q(state=DeliveryState.PENDING) & come
        abandoned = Q(state=DeliveryState.SENDING) & (Q(leased_until__lt=now) | Q(leased_until__gt=ahead))
        return self.filter(waiting | abandoned).exclude(channel=Channel.INBOX)
