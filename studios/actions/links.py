"""Links for people without an account: one use, expiring, only the hash is kept (forms.md G1)."""

import datetime as dt
import hashlib
import secrets

from django.conf import settings

from programmes import clock

VALID_DAYS = 30


def make() -> tuple[str, str]:
    """A new token and the hash that is kept of it."""
    token = secrets.token_urlsafe(32)
    return token, hash_of(token)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def ends_at(asked_at: dt.datetime) -> dt.datetime:
    """The last moment at which a link works."""
    return asked_at + dt.timedelta(days=VALID_DAYS)


def is_open(asked_at: dt.datetime | None) -> bool:
    return asked_at is not None and clock.now() < ends_at(asked_at)


def address(path: str) -> str:
    return settings.SITE_URL.rstrip("/") + path


def until(asked_at: dt.datetime) -> str:
    """The end of a link in words."""
    return f"{ends_at(asked_at).astimezone(clock.SHANGHAI):%Y 年 %-m 月 %-d 日 %H:%M}"
