"""A published list is written once as a file (plain, gzip, brotli) that the web server hands out (performance.md).

The file is current for the day on which it was written, because the page counts days; the first visitor of a new day, or
the nightly task, writes it again.
"""

import datetime as dt
import gzip
import os
import tempfile
from pathlib import Path

import brotli
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse
from django.utils.http import http_date

from programmes import clock
from publicity import reports
from publicity.models import Publicity
from publicity.states import PUBLIC

ENCODINGS = (("br", ".br"), ("gzip", ".gz"))


def root() -> Path:
    """Folder of the published files; the web server may serve it at ``/`` with ``try_files``."""
    return Path(getattr(settings, "PUBLISHED_ROOT", None) or Path(settings.BASE_DIR) / "var" / "published")


def path_of(publicity_id: int) -> Path:
    return root() / "publicity" / str(publicity_id) / "index.html"


def write_after_commit(publicity) -> None:
    """Write the public page of ``publicity`` when the running transaction is committed; a failure is left to the first visitor."""
    transaction.on_commit(lambda: write_list(publicity.pk), robust=True)


def write_list(publicity_id: int) -> Path | None:
    """Render and write one page; None when it is not public (then an old file is removed)."""
    publicity = Publicity.objects.filter(pk=publicity_id, state__in=PUBLIC).select_related("season__organiser").first()
    path = path_of(publicity_id)
    if publicity is None:
        remove(path)
        return None
    write(path, render_list(publicity))
    return path


def render_list(publicity) -> str:
    """The page as anybody sees it: no account, no token, nothing of the visitor."""
    request = RequestFactory(SERVER_NAME="localhost").get(reverse("publicity:list", args=[publicity.pk]))
    request.user = AnonymousUser()
    return render_to_string("publicity/list.html", reports.public_list(publicity), request=request)


def write(path: Path, html: str) -> None:
    """Put plain, gzip and brotli side by side, each replaced in one step, all with the same time stamp."""
    body = html.encode()
    stamp = clock.now().timestamp()
    path.parent.mkdir(parents=True, exist_ok=True)
    for suffix, content in ((".br", brotli.compress(body)), (".gz", gzip.compress(body, mtime=0)), ("", body)):
        _replace(path.with_name(path.name + suffix), content, stamp)


def _replace(path, content, stamp):
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    os.chmod(temporary, 0o644)
    os.utime(temporary, (stamp, stamp))
    os.replace(temporary, path)


def remove(path: Path) -> None:
    for suffix in ("", ".gz", ".br"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def is_current(path: Path) -> bool:
    """Whether the file exists and was written today (Shanghai)."""
    try:
        written = dt.datetime.fromtimestamp(path.stat().st_mtime, clock.SHANGHAI)
    except FileNotFoundError:
        return False
    return written.date() == clock.today()


def encoded(path: Path, accept: str) -> tuple[Path, str]:
    """The file for an ``Accept-Encoding`` header, and its content coding ("" for plain)."""
    offered = {
        part.split(";")[0].strip() for part in accept.split(",") if "q=0" not in part.replace(" ", "").split(";")[1:]
    }
    for coding, suffix in ENCODINGS:
        candidate = path.with_name(path.name + suffix)
        if coding in offered and candidate.exists():
            return candidate, coding
    return path, ""


def validators(path: Path, coding: str) -> tuple[str, str]:
    """ETag and Last-Modified of a file; each coding has its own ETag."""
    stat = path.stat()
    return f'"{stat.st_mtime_ns:x}-{stat.st_size:x}{coding}"', http_date(stat.st_mtime)
