"""Delivering: claim with a lease, send, mark. Any part may be killed and any part may run twice."""

import datetime as dt
import hashlib
import smtplib
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connection, transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from notifications import sms
from notifications.models import Delivery
from notifications.states import Channel, DeliveryState
from programmes import clock

LEASE = dt.timedelta(minutes=5)
BACK_OFF_MINUTES = (1, 5, 15, 60, 240)
BATCH = 50


def deliver(message_ids: Iterable[int] | None = None) -> int:
    """Deliver what is due, of the given messages or of all; returns how many were sent. Runs until nothing is left."""
    sent = 0
    while batch := claim(message_ids):
        sent += _send_batch(batch)
    return sent


@transaction.atomic
def claim(message_ids: Iterable[int] | None = None) -> list[Delivery]:
    """Take up to 50 due deliveries for five minutes. Two workers never hold the same one.

    PostgreSQL skips rows that another worker is claiming; SQLite has one writer at a time. The conditional update is
    what decides in both.
    """
    now = clock.now()
    due = Delivery.objects.due(now)
    if message_ids is not None:
        due = due.filter(message_id__in=list(message_ids))
    locked = due.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked, of=("self",))
    ids = list(locked.order_by("id").values_list("pk", flat=True)[:BATCH])
    lease = {"state": DeliveryState.SENDING, "leased_until": now + LEASE, "attempts": F("attempts") + 1}
    taken = [pk for pk in ids if Delivery.objects.due(now).filter(pk=pk).update(**lease)]
    return list(Delivery.objects.filter(pk__in=taken).select_related("message__recipient").order_by("id"))


def _send_batch(batch: list[Delivery]) -> int:
    mail = get_connection()
    try:
        return sum(_attempt(delivery, mail) for delivery in batch)
    finally:
        mail.close()


def _attempt(delivery: Delivery, mail) -> bool:
    """One try. Whatever goes wrong with one message must not stop the others, so every error ends in its row."""
    try:
        _hand_over(delivery, mail)
    except Exception as error:  # noqa: BLE001 - a back end may raise anything; the row keeps it for the administrator
        _mark_failed(delivery, error)
        return False
    return _mark(delivery, state=DeliveryState.SENT, sent_at=clock.now(), error="", leased_until=None)


def _hand_over(delivery: Delivery, mail) -> None:
    if delivery.channel == Channel.MAIL:
        mail.send_messages([email_of(delivery)])
        return
    message = delivery.message
    text = f"【{_('选树工作平台')}】{message.subject}"
    sms.adapter().send(message.recipient.mobile, text, key=digest_of(delivery))


def email_of(delivery: Delivery) -> EmailMessage:
    """The mail of a message; Message-ID follows from key and recipient, so a repeat is recognisable as the same mail."""
    message = delivery.message
    person = message.recipient
    body = render_to_string("mail/message.txt", {"message": message, "person": person, "link": link_of(message)})
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    email = EmailMessage(
        subject=message.subject,
        body=body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[person.email if person else message.address],
        headers={"Message-ID": f"<{digest_of(delivery)}@{host}>", "Auto-Submitted": "auto-generated"},
    )
    email.extra_headers["Date"] = message.created_at.astimezone(clock.SHANGHAI).strftime("%a, %d %b %Y %H:%M:%S %z")
    return email


def link_of(message) -> str:
    """The absolute address of what a message is about, or "" when it names none."""
    if not message.url:
        return ""
    return message.url if "://" in message.url else f"{settings.SITE_URL}{message.url}"


def digest_of(delivery: Delivery) -> str:
    """40 hex digits that stay the same for every attempt of this message to this recipient over this channel."""
    message = delivery.message
    recipient = f"user:{message.recipient_id}" if message.recipient_id else message.address
    return hashlib.sha256(f"{delivery.channel}|{recipient}|{message.key}".encode()).hexdigest()[:40]


def _mark_failed(delivery: Delivery, error: Exception) -> None:
    text = f"{type(error).__name__}: {error}"[:500]
    hopeless = isinstance(error, smtplib.SMTPRecipientsRefused) or delivery.attempts > len(BACK_OFF_MINUTES)
    if hopeless:
        _mark(delivery, state=DeliveryState.FAILED, error=text, leased_until=None)
        return
    wait = dt.timedelta(minutes=BACK_OFF_MINUTES[delivery.attempts - 1])
    _mark(delivery, state=DeliveryState.PENDING, error=text, leased_until=None, not_before=clock.now() + wait)


def _mark(delivery: Delivery, **fields) -> bool:
    """Write the outcome, unless the lease lapsed and another worker has taken over."""
    mine = Delivery.objects.filter(
        pk=delivery.pk, state=DeliveryState.SENDING, leased_until=delivery.leased_until, attempts=delivery.attempts
    )
    return bool(mine.update(**fields))
