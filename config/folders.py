"""What the settings need computed: folders, keys generated once, the host of an address."""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

FOLDERS = ("queue", "control", "cache", "files", "private", "static", "published", "outbox", "sms", "fonts")


def prepare(var: Path) -> None:
    """Make the folders that the embedded parts expect to exist."""
    for name in FOLDERS:
        (var / name).mkdir(parents=True, exist_ok=True, mode=0o750)


def remember(path: Path, make: Callable[[], str]) -> str:
    """Return the text of ``path``, made once by ``make`` and readable by the owner only.

    Several processes may start at the same moment, so the first to link its complete file wins.
    """
    if not path.exists():
        own = path.with_name(f"{path.name}.{os.getpid()}")
        own.touch(mode=0o600)
        own.write_text(make(), encoding="ascii")
        try:
            os.link(own, path)
        except FileExistsError:
            pass
        finally:
            own.unlink()
    return path.read_text(encoding="ascii").strip()


def new_field_keys() -> str:
    """Return a sealing key and the index key in the format of FIELD_KEYS, each 32 random bytes in base64."""
    return ",".join(f"{name}:{base64.b64encode(secrets.token_bytes(32)).decode('ascii')}" for name in ("k1", "index"))


def host_of(url: str) -> list[str]:
    """Return the host of an address as a list of one, or of none."""
    host = urlsplit(url).hostname
    return [host] if host else []
