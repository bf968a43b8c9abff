"""Sending into files: the mail back end of the demo, and what both file back ends share.

A file appears complete or not at all, and once: it is written under a private name and then linked to its final name,
which fails when that exists. So a worker that was killed between sending and marking does not send twice.
"""

import os
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend


def folder(name: str) -> Path:
    """``var/<name>``, made when missing; ``settings.OUTBOX_ROOT`` names the parent."""
    path = Path(settings.OUTBOX_ROOT) / name
    path.mkdir(parents=True, exist_ok=True, mode=0o750)
    return path


def write_once(path: Path, content: bytes) -> bool:
    """Write ``path`` as a whole; False when it was already there."""
    own = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    with open(own, "xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(own, path)
    except FileExistsError:
        return False
    finally:
        own.unlink()
    return True


class EmailBackend(BaseEmailBackend):
    """One ``<message-id>.eml`` per mail in ``outbox``; a mail whose file exists counts as sent."""

    def send_messages(self, email_messages):
        for message in email_messages:
            mail = message.message()
            name = mail["Message-ID"].strip("<>").partition("@")[0]
            write_once(folder("outbox") / f"{name}.eml", mail.as_bytes(linesep="\r\n"))
        return len(email_messages)
