"""Generated files: who builds which kind, asking for one, and building it exactly once.

A request is a row first; the task is only the fast path and a sweep queues again what a lost broker or a killed worker
left. A worker holds a lease while it builds; the result of a worker that lost its lease is thrown away.
"""

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from documents.models import Document, DocumentState
from programmes import clock
from programmes.refusal import Refused

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)  # longer than CELERY_TASK_TIME_LIMIT: a living task never loses its lease
MOST_ATTEMPTS = 3


@dataclass(frozen=True)
class Built:
    """What a builder returns: the bytes, the Chinese file name that people see, and the number of pages."""

    body: bytes
    filename: str
    pages: int = 0
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Kind:
    code: str
    title: str
    build: Callable[[Document], Built]
    visible: Callable[[Any, Document], bool]


_kinds: dict[str, Kind] = {}


def subject_is_visible(user, document: Document) -> bool:
    """A document is seen by whoever may see its subject; the check of every kind that brings no own one."""
    model = apps.get_model(document.subject_type)
    return model.objects.visible_to(user).filter(pk=document.subject_id).exists()


def builder(code: str, title: str, *, visible: Callable[[Any, Document], bool] = subject_is_visible):
    """Register the decorated ``build(document) -> Built`` for a kind; ``visible(user, document)`` decides on access."""

    def register(build: Callable[[Document], Built]) -> Callable[[Document], Built]:
        _kinds[code] = Kind(code, title, build, visible)
        return build

    return register


def kind(code: str) -> Kind:
    """The kind with this code; LookupError when no app registered it."""
    try:
        return _kinds[code]
    except KeyError:
        raise LookupError(f"no builder for documents of the kind {code!r}") from None


def request(code: str, *, subject, by=None, parameters: Mapping[str, Any] | None = None, key: str = "") -> Document:
    """Record that a file is wanted, and queue it after the commit; return its row.

    With a ``key`` the same request gives the same row again, once only per kind; one that failed is tried anew.
    """
    wanted = {
        "title": str(kind(code).title),
        "subject_type": subject._meta.label_lower,
        "subject_id": str(subject.pk),
        "parameters": dict(parameters or {}),
        "requested_by": by,
    }
    if not key:
        document, created = Document.objects.create(kind=code, **wanted), True
    else:
        document, created = Document.objects.get_or_create(kind=code, key=key, defaults=wanted)
    if not created and document.state == DocumentState.FAILED:
        retry(document)
    elif created:
        _queue(document.pk)
    return document


def retry(document: Document) -> None:
    """Queue a failed document anew, with all its attempts."""
    failed = Document.objects.filter(pk=document.pk, state=DocumentState.FAILED)
    if failed.update(state=DocumentState.QUEUED, attempts=0, error="", done_count=0):
        document.refresh_from_db()
        _queue(document.pk)


def run(document_id: int) -> bool:
    """Build one document if it is waiting; True when this call made its file. Safe to run twice or at the same time."""
    document = _claim(document_id)
    if document is None:
        return False
    try:
        return _finish(document, kind(document.kind).build(document))
    except Refused as refused:
        _give_up(document, str(refused))
    except Exception:
        logger.exception("document %s (%s) could not be built", document.pk, document.kind)
        _try_later(document)
    return False


def progress(document: Document, done: int, total: int) -> None:
    """Show how far a long build is and keep its lease; nothing happens once the lease is lost."""
    document.done_count, document.total_count = done, total
    _held(document).update(done_count=done, total_count=total, leased_until=clock.now() + LEASE)


def unfinished() -> list[int]:
    """The ids that a sweep queues again: waiting ones, and running ones whose lease ended."""
    return list(_claimable().order_by("pk").values_list("pk", flat=True))


def _queue(document_id: int) -> None:
    from documents import tasks  # noqa: PLC0415  the task imports this module

    transaction.on_commit(lambda: tasks.enqueue(document_id))


def _claimable():
    lapsed = Q(state=DocumentState.RUNNING, leased_until__lt=clock.now())
    return Document.objects.filter(Q(state=DocumentState.QUEUED) | lapsed)


def _claim(document_id: int) -> Document | None:
    """Take the lease in one statement, so that of two workers one gets it."""
    taken = (
        _claimable()
        .filter(pk=document_id)
        .update(state=DocumentState.RUNNING, leased_until=clock.now() + LEASE, attempts=F("attempts") + 1, done_count=0)
    )
    if not taken:
        return None
    document = Document.objects.get(pk=document_id)
    if document.attempts <= MOST_ATTEMPTS:
        return document
    _give_up(document, _("生成多次未完成，已停止。请联系管理员查看运行日志。"))
    return None


def _held(document: Document):
    return Document.objects.filter(pk=document.pk, state=DocumentState.RUNNING, attempts=document.attempts)


def _finish(document: Document, built: Built) -> bool:
    """Store the file and mark the row done, unless another worker has taken the lease meanwhile."""
    suffix = built.filename.rpartition(".")[2]
    field_file = document.file
    field_file.save(f"{document.pk}-{document.attempts}.{suffix}", ContentFile(built.body), save=False)
    done = _held(document).update(
        state=DocumentState.DONE,
        file=field_file.name,
        filename=built.filename,
        sha256=hashlib.sha256(built.body).hexdigest(),
        pages=built.pages,
        parameters=document.parameters | ({"details": dict(built.details)} if built.details else {}),
        done_count=F("total_count"),
        leased_until=None,
        error="",
        finished_at=clock.now(),
    )
    if not done:
        field_file.storage.delete(field_file.name)
    return bool(done)


def _give_up(document: Document, sentence: str) -> None:
    _held(document).update(state=DocumentState.FAILED, error=sentence, leased_until=None, finished_at=clock.now())


def _try_later(document: Document) -> None:
    if document.attempts >= MOST_ATTEMPTS:
        return _give_up(document, _("生成时出错，原因已记入运行日志。请稍后重试，仍有问题请联系管理员。"))
    _held(document).update(state=DocumentState.QUEUED, leased_until=None)
    return None
