"""The mails that the demo has written to files, for its page of outgoing mail."""

import datetime as dt
import email
import re
from dataclasses import dataclass
from email.policy import default
from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation

from notifications.outbox import folder

NAME = re.compile(r"[0-9a-z]{8,80}")
LINK = re.compile(r"(https?://\S+)")


@dataclass(frozen=True)
class Mail:
    """One written mail. ``parts`` are pieces of the text, links marked, so that a template can make them clickable."""

    name: str
    to: str
    subject: str
    sent_at: dt.datetime
    parts: tuple[tuple[bool, str], ...] = ()


def names() -> list[str]:
    """Names of the written mails, the newest first."""
    files = [entry for entry in Path(folder("outbox")).glob("*.eml") if not entry.name.startswith(".")]
    return [file.stem for file in sorted(files, key=lambda file: file.stat().st_mtime_ns, reverse=True)]


def read(name: str, *, with_text: bool = True) -> Mail:
    """One mail by its name; FileNotFoundError when there is none."""
    if not NAME.fullmatch(name):
        raise SuspiciousFileOperation(name)
    path = folder("outbox") / f"{name}.eml"
    message = email.message_from_bytes(path.read_bytes(), policy=default)
    text = message.get_body(("plain",)).get_content() if with_text else ""
    return Mail(name, str(message["To"]), str(message["Subject"]), message["Date"].datetime, parts(text))


def parts(text: str) -> tuple[tuple[bool, str], ...]:
    """Text cut into (is our own link, piece)."""
    pieces = LINK.split(text)
    return tuple((_is_own(piece), piece) for piece in pieces if piece)


def _is_own(piece: str) -> bool:
    return piece.startswith(f"{settings.SITE_URL}/")
