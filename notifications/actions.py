"""Telling people: rows in the caller's transaction. The worker is only the fast path, the sweep sends what is left."""

from collections.abc import Container, Iterable, Sequence

from celery import current_app
from django.db import models, transaction
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from accounts.models import User
from audit.record import record, subject_key
from notifications.models import Delivery, Message
from notifications.permissions import may_resend
from notifications.states import Channel, DeliveryState
from programmes import clock
from programmes.refusal import Refused


@transaction.atomic
def send(
    *,
    to: User | Iterable[User],
    code: str,
    subject: str,
    body: str,
    key: str,
    url: str = "",
    about: models.Model | None = None,
    sms: bool = False,
) -> list[Message]:
    """Record one message to each person, for inbox and mail (and SMS); returns those that are new.

    The same ``key`` to the same person is the same message, so a second call is a no-op. ``url`` is a path of the
    portal. Inactive people get nothing.
    """
    wanted: Iterable[User] = [to] if isinstance(to, User) else to
    people = {user.pk: user for user in wanted if user.is_active}
    known = set(Message.objects.filter(recipient__in=people, key=key).values_list("recipient_id", flat=True))
    common = _common(code=code, subject=subject, body=body, url=url, key=key, about=about)
    new = [Message(recipient=user, **common) for pk, user in people.items() if pk not in known]
    return _write(new, sms={key} if sms else ())


@transaction.atomic
def send_mail_to(
    address: str,
    *,
    code: str,
    subject: str,
    body: str,
    key: str,
    url: str = "",
    about: models.Model | None = None,
) -> list[Message]:
    """Record one mail to an address that has no account; the same ``key`` to the same address is a no-op."""
    address = address.strip().lower()
    if Message.objects.filter(recipient=None, address=address, key=key).exists():
        return []
    common = _common(code=code, subject=subject, body=body, url=url, key=key, about=about)
    return _write([Message(address=address, **common)])


@transaction.atomic
def send_all(messages: Sequence[Message], *, sms: Container[str] = ()) -> list[Message]:
    """Record many unsaved messages of their own keys and recipients in four queries; ``sms`` are the keys also texted."""
    return _write(sorted(messages, key=lambda one: (one.key, one.recipient_id)), sms=sms)


@transaction.atomic
def drop(messages: Sequence[Message]) -> None:
    """Keep unsaved messages as never to be sent (a reminder whose time has passed); they hold their key."""
    now = clock.now()
    messages = sorted(messages, key=lambda one: (one.key, one.recipient_id or 0))
    for message in messages:
        message.dropped_at = now
    Message.objects.bulk_create(messages, ignore_conflicts=True)


def _common(*, about, subject, **fields) -> dict:
    kind, key = subject_key(about) if about is not None else ("", "")
    return fields | {"subject": " ".join(subject.split())[:200], "about_type": kind, "about_id": key}


def _write(new: list[Message], *, sms: Container[str] = ()) -> list[Message]:
    """Insert what is not there; a writer of the same key at the same time wins or loses as a whole row."""
    if not new:
        return []
    now = clock.now()
    for message in new:
        message.created_at = now
    Message.objects.bulk_create(new, ignore_conflicts=True)
    written = list(_as_written(new))
    deliveries = [delivery for message in written for delivery in _deliveries(message, sms=message.key in sms)]
    Delivery.objects.bulk_create(deliveries, ignore_conflicts=True)
    _queue([message.pk for message in written])
    return written


def _as_written(new: list[Message]) -> Iterable[Message]:
    """The rows behind ``new``, with their ids (an insert that skips conflicts gives none back)."""
    keys = {message.key for message in new}
    rows = Message.objects.filter(key__in=keys, dropped_at__isnull=True).select_related("recipient")
    if new[0].recipient_id is None:
        return rows.filter(recipient=None, address=new[0].address)
    wanted = {(message.recipient_id, message.key) for message in new}
    rows = rows.filter(recipient__in={message.recipient_id for message in new})
    return (row for row in rows if (row.recipient_id, row.key) in wanted)


def _deliveries(message: Message, *, sms: bool) -> Iterable[Delivery]:
    person = message.recipient
    if person is None:
        yield Delivery(message=message, channel=Channel.MAIL)
        return
    yield Delivery(
        message=message, channel=Channel.INBOX, state=DeliveryState.SENT, attempts=1, sent_at=message.created_at
    )
    if person.email:
        yield Delivery(message=message, channel=Channel.MAIL)
    if sms and person.mobile:
        yield Delivery(message=message, channel=Channel.SMS)


def _queue(message_ids: list[int]) -> None:
    transaction.on_commit(lambda: _wake_worker(message_ids), robust=True)


def _wake_worker(message_ids: list[int]) -> None:
    """The fast path only: when the broker is away, the sweep finds the rows within a minute."""
    try:
        current_app.signature("notifications.tasks.deliver", args=[message_ids]).apply_async(retry=False)
    except (OperationalError, OSError):
        return


@transaction.atomic
def mark_read(message: Message) -> None:
    """The recipient has opened the message; the first time counts."""
    Message.objects.filter(pk=message.pk, read_at__isnull=True).update(read_at=clock.now())


@transaction.atomic
def mark_all_read(user: User) -> int:
    """Everything in the inbox of ``user`` is read; returns how many messages were new."""
    return Message.objects.visible_to(user).unread().update(read_at=clock.now())


@transaction.atomic
def resend(delivery: Delivery, *, by: User) -> Delivery:
    """Try a failed delivery again from the beginning."""
    if not may_resend(by):
        raise Refused.because(_("您没有权限重新发送消息。"))
    held = Delivery.objects.select_for_update().select_related("message").get(pk=delivery.pk)
    if held.state != DeliveryState.FAILED:
        raise Refused.because(_("这条消息不是发送失败的状态，无需重新发送。"))
    held.state, held.attempts, held.error = DeliveryState.PENDING, 0, ""
    held.not_before = held.leased_until = None
    held.save()
    label = _("重新发送%(channel)s") % {"channel": held.get_channel_display()}
    record(held.message, "resend", by=by, label=label)
    _queue([held.message_id])
    return held
