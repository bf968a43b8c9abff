"""The one reading of time (COM-01): Asia/Shanghai, server clock, movable for the demo season and tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

_frozen: ContextVar[datetime | None] = ContextVar("clock_frozen", default=None)


def now() -> datetime:
    """The present moment, aware, in Shanghai time."""
    frozen = _frozen.get()
    if frozen is not None:
        return frozen
    return datetime.now(SHANGHAI)


def today() -> date:
    """The calendar day in Shanghai."""
    return now().date()


@contextmanager
def at(moment: datetime | date) -> Iterator[datetime]:
    """Hold the clock at a moment inside the block; a naive moment or a date is read as Shanghai time (00:00)."""
    held = _in_shanghai(moment)
    token = _frozen.set(held)
    try:
        yield held
    finally:
        _frozen.reset(token)


def end_of(day: date) -> datetime:
    """The last instant of a deadline given as a date: 24:00 of that day, kept as 23:59:59.999999 (COM-01)."""
    return datetime(day.year, day.month, day.day, 23, 59, 59, 999999, tzinfo=SHANGHAI)


def _in_shanghai(moment: datetime | date) -> datetime:
    if not isinstance(moment, datetime):
        return datetime(moment.year, moment.month, moment.day, tzinfo=SHANGHAI)
    if moment.tzinfo is None:
        return moment.replace(tzinfo=SHANGHAI)
    return moment.astimezone(SHANGHAI)
