"""Refuse a start that would be unsafe, and say what to set instead (docs/operations.md).

Errors of production hold for a portal with ``DATABASE_URL``; the embedded parts are for one person trying it out.
"""

import ctypes.util
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Caution
from django.core.exceptions import ImproperlyConfigured

from accounts.privacy import INDEX, parse_keys

RANDOM_TEXT = "python3 -c 'import secrets; print(secrets.token_urlsafe(60))'"
NEW_KEY = "python3 -c 'import base64, secrets; print(base64.b64encode(secrets.token_bytes(32)).decode())'"
SECRET_LENGTH = 50
LIBRARIES = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}


@register(Tags.security)
def production_is_safe(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Errors of everything that a portal on a real database must not start with."""
    if settings.EMBEDDED:
        return []
    return [*_modes(), *_keys(), *_addresses(), *_services()]


def _modes() -> Iterable[CheckMessage]:
    if settings.DEBUG:
        yield Error("DEBUG is on: error pages would show settings and data.", hint="Unset DEBUG.", id="portal.E001")
    if settings.DEMO:
        yield Error(
            "DEMO is on with a real database: anybody could sign in as anybody.", hint="Unset DEMO.", id="portal.E002"
        )


def _keys() -> Iterable[CheckMessage]:
    weak = settings.SECRET_KEY.startswith(("unsafe-", "django-insecure-")) or len(settings.SECRET_KEY) < SECRET_LENGTH
    if weak:
        yield Error(
            f"SECRET_KEY is missing or shorter than {SECRET_LENGTH} characters.",
            hint=f"Set SECRET_KEY to the output of: {RANDOM_TEXT}",
            id="portal.E003",
        )
    if not settings.FIELD_KEYS:
        yield Error(
            "FIELD_KEYS is missing: private answers cannot be sealed.",
            hint=f"Set FIELD_KEYS=k1:KEY,{INDEX}:KEY, each KEY the output of: {NEW_KEY}",
            id="portal.E004",
        )
        return
    try:
        keys = parse_keys(settings.FIELD_KEYS)
    except ImproperlyConfigured as error:
        yield Error(str(error), hint=f"Each key is the output of: {NEW_KEY}", id="portal.E005")
        return
    if INDEX not in keys:
        yield Error(
            f"FIELD_KEYS has no key named {INDEX}: sealed answers cannot be searched.",
            hint=f"Add {INDEX}:KEY to FIELD_KEYS, KEY the output of: {NEW_KEY}",
            id="portal.E006",
        )


def _addresses() -> Iterable[CheckMessage]:
    if not settings.SITE_URL:
        yield Error(
            "SITE_URL is missing: mails, QR codes and host checks need the public address.",
            hint="Set SITE_URL=https://portal.example.cn",
            id="portal.E007",
        )
    elif not settings.HTTPS:
        yield Error(
            f"SITE_URL is {settings.SITE_URL}: passwords and ID numbers would travel in the open.",
            hint="Set SITE_URL to an address that starts with https://",
            id="portal.E008",
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield Error("ALLOWED_HOSTS allows every host.", hint="Name the hosts, or unset it.", id="portal.E009")


def _services() -> Iterable[CheckMessage]:
    if not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        yield Error(
            "DATABASE_URL is not PostgreSQL.",
            hint="Set DATABASE_URL=postgres://user:password@host/name, or unset it for the embedded parts.",
            id="portal.E010",
        )
    if not settings.REDIS_URL:
        yield Error(
            "REDIS_URL is missing: several processes need one broker and one cache.",
            hint="Set REDIS_URL=redis://127.0.0.1:6379/0",
            id="portal.E011",
        )
    if settings.EMAIL_BACKEND == "notifications.outbox.EmailBackend":
        yield Error(
            "EMAIL_URL is missing: no mail would leave this machine.",
            hint="Set EMAIL_URL=smtp+ssl://user:password@host:465 and MAIL_FROM",
            id="portal.E012",
        )


@register(Tags.compatibility)
def machine_is_complete(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Errors of libraries that documents are printed with, and of font folders that are not there."""
    missing = [package for library, package in LIBRARIES.items() if not ctypes.util.find_library(library)]
    found: list[CheckMessage] = []
    if missing:
        install = f"apt-get install -y --no-install-recommends {' '.join(missing)}"
        found.append(Error("Libraries for printing are missing.", hint=f"Run: {install}", id="portal.E013"))
    if settings.FONT_DIR and not Path(settings.FONT_DIR).is_dir():
        found.append(Error(f"FONT_DIR {settings.FONT_DIR} is no folder.", hint="Correct FONT_DIR.", id="portal.E014"))
    if not shutil.which("fc-list"):
        hint = "Run: apt-get install -y --no-install-recommends fontconfig fonts-noto-cjk"
        found.append(Caution("fontconfig is missing: no fonts will be found.", hint=hint, id="portal.W001"))
    return found
