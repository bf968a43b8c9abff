"""Deadline reminders: what is due follows from rules and the clock, each is one message per person, subject and offset.

Apps register sources in their ``reminders.py``. A source yields a ``Due`` for each open deadline; when the deadline is
met, it yields it no more. Nothing is stored but the messages themselves, so a killed run, a second run or a jumping
clock can only find the same keys again.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from django.db import models, transaction

from accounts.models import User
from audit.record import subject_key
from notifications.actions import drop, send_all
from notifications.models import Message
from programmes import clock

HOUR = 9
BATCH = 200


@dataclass(frozen=True, kw_only=True)
class Due:
    """An open deadline. ``offsets_days`` are days from the anchor's day: negative before, 0 on it, positive overdue.

    ``key`` names the subject (unique within ``code``). ``{when}`` in subject and body becomes “还有 7 天”, “今天截止”
    or “已逾期 2 天”. Offsets whose moment lies before ``since`` (the subject did not exist yet) are not caught up.
    ``after(dues, now)`` is called once for its dues of a batch, in the transaction that writes their messages: a source
    with many subjects may move a cursor there, so that it need not look at all of them.
    """

    code: str
    key: str
    anchor_at: dt.datetime
    recipients: Iterable[User]
    subject: str
    body: str
    offsets_days: tuple[int, ...]
    url: str = ""
    about: models.Model | None = field(default=None, compare=False)
    since: dt.datetime | None = None
    sms: bool = False
    after: Callable[[list["Due"], dt.datetime], None] | None = field(default=None, compare=False)

    def fires_at(self, offset: int) -> dt.datetime:
        """09:00 in Shanghai of the day; at 00:00 when the deadline itself is in the morning."""
        anchor = self.anchor_at.astimezone(clock.SHANGHAI)
        hour = HOUR if (anchor.hour, anchor.minute) > (HOUR, 0) else 0
        day = anchor.date() + dt.timedelta(days=offset)
        return dt.datetime(day.year, day.month, day.day, hour, tzinfo=clock.SHANGHAI)

    def message_key(self, offset: int) -> str:
        """Once per subject, deadline and offset; a deadline that was moved is reminded of anew."""
        day = self.anchor_at.astimezone(clock.SHANGHAI).date()
        return f"remind:{self.code}:{self.key}:{day:%Y%m%d}:{offset:+d}"


Source = Callable[[dt.datetime], Iterable[Due]]
_sources: dict[str, Source] = {}


def source(function: Source) -> Source:
    """Register a function ``(now) -> iterable of Due``."""
    _sources[f"{function.__module__}.{function.__qualname__}"] = function
    return function


def collect(now: dt.datetime) -> Iterator[Due]:
    """Every open deadline of every source."""
    for _name, function in sorted(_sources.items()):
        yield from function(now)


def remind(now: dt.datetime) -> int:
    """Record what is due at ``now``; returns the number of new messages.

    Of several missed offsets only the latest is sent, the older ones are kept as dropped. Before the anchor's moment
    nothing is overdue, after it nothing but an overdue offset is sent.
    """
    return sum(_remind_batch(chunk, now) for chunk in batched_dues(collect(now)))


def batched_dues(dues: Iterable[Due]) -> Iterator[list[Due]]:
    """Lists of at most 200, so that what is already sent is read in one query each."""
    chunk: list[Due] = []
    for due in dues:
        chunk.append(due)
        if len(chunk) == BATCH:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


@transaction.atomic
def _remind_batch(dues: list[Due], now: dt.datetime) -> int:
    keys = {due.message_key(offset) for due in dues for offset in passed(due, now)}
    known = set(Message.objects.filter(key__in=keys).values_list("recipient_id", "key"))
    new, stale = [], []
    for due in dues:
        _sort(due, now, known, new, stale)
    drop(stale)
    written = send_all(new, sms={due.message_key(offset) for due in dues if due.sms for offset in due.offsets_days})
    for after, own in _followed(dues).items():
        after(own, now)
    return len(written)


def _followed(dues):
    found: dict[Callable[[list[Due], dt.datetime], None], list[Due]] = {}
    for due in dues:
        if due.after is not None:
            found.setdefault(due.after, []).append(due)
    return found


def passed(due: Due, now: dt.datetime) -> list[int]:
    """Offsets whose moment has come, oldest first."""
    return [offset for offset in sorted(set(due.offsets_days)) if due.fires_at(offset) <= now]


def to_send(due: Due, now: dt.datetime) -> int | None:
    """The one offset that may still be sent: the latest that has come, if it is not out of date itself."""
    offsets = passed(due, now)
    if not offsets:
        return None
    latest = offsets[-1]
    too_late = latest <= 0 and now > due.anchor_at
    unborn = due.since is not None and due.fires_at(latest) < due.since
    return None if too_late or unborn else latest


def _sort(due: Due, now: dt.datetime, known: set[tuple[int | None, str]], new: list[Message], stale: list[Message]):
    """Put the messages of one due where they belong: to be sent, or kept as dropped."""
    chosen = to_send(due, now)
    people = {user.pk: user for user in due.recipients if user.is_active}
    for offset in passed(due, now):
        key = due.message_key(offset)
        wanted = new if offset == chosen else stale
        wanted += [_message(due, key, user, now) for pk, user in people.items() if (pk, key) not in known]


def _message(due: Due, key: str, user: User, now: dt.datetime) -> Message:
    kind, pk = subject_key(due.about) if due.about is not None else ("", "")
    return Message(
        recipient=user,
        code=due.code,
        subject=" ".join(_worded(due.subject, due, now).split())[:200],
        body=_worded(due.body, due, now),
        url=due.url,
        key=key,
        about_type=kind,
        about_id=pk,
    )


def _worded(text: str, due: Due, now: dt.datetime) -> str:
    return text.replace("{when}", when(due.anchor_at, now))


def when(anchor_at: dt.datetime, now: dt.datetime) -> str:
    """How far the deadline is, in whole calendar days."""
    days = (anchor_at.astimezone(clock.SHANGHAI).date() - now.astimezone(clock.SHANGHAI).date()).days
    if now > anchor_at:
        return f"已逾期 {-days} 天" if days < 0 else "已逾期"
    return f"还有 {days} 天" if days else "今天截止"
