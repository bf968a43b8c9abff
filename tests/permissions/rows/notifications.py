"""Who reaches the inbox, the demo's outgoing mail and the failed deliveries."""

from notifications.models import Delivery
from notifications.states import Channel, DeliveryState
from tests.factories.notifications import message
from tests.permissions.matrix import SIGNED_IN, Row


def own_message(world):
    return [message(world.applicant).pk]


def failed(world):
    row = message(world.applicant).deliveries.exclude(channel=Channel.INBOX).get()
    Delivery.objects.filter(pk=row.pk).update(state=DeliveryState.FAILED)
    return [row.pk]


CARERS = "officer other_officer admin"

ROWS = [
    Row("notifications:inbox", allowed=SIGNED_IN),
    Row("notifications:read-all", allowed=SIGNED_IN, method="post"),
    Row("notifications:message", own_message, allowed="applicant"),
    Row("notifications:outgoing-mail", public_refusal=404),
    Row("notifications:outgoing-message", lambda world: ["0" * 40], public_refusal=404),
    Row("notifications:failures", allowed=CARERS),
    Row("notifications:resend", failed, allowed=CARERS, method="post"),
]
