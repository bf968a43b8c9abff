"""Files that are made in the background: a row first, then a task; a sweep takes up what was left (floors, §4).

An app's ``documents.py`` registers a builder for a kind; ``request`` records the row in the caller's transaction.
"""

import datetime as dt
import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from celery import current_app
from django.core.files.base import ContentFile
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from kombu.exceptions import OperationalError

from documents.models import Document, DocumentState
from programmes import clock

LEASE = dt.timedelta(minutes=5)
ATTEMPTS = 3
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Built:
    """What a builder returns: the file, the name it is downloaded under, its pages."""

    body: bytes
    filename: str
    pages: int = 0
    details: Mapping = field(default_factory=dict)


@dataclass(frozen=True)
class Builder:
    kind: str
    title: str
    build: Callable[[Document], Built]
    visible: Callable[[object, Document], bool]


_builders: dict[str, Builder] = {}


def builder(kind: str, *, title: str, visible: Callable[[object, Document], bool]):
    """Register ``build(document) -> Built`` for ``kind``; ``visible(user, document)`` decides who may download."""

    def register(build):
        _builders[kind] = Builder(kind, title, build, visible)
        return build

    return register


def builder_of(kind: str) -> Builder:
    return _builders[kind]


@transaction.atomic
def request(kind: str, *, subject: models.Model, by, parameters: Mapping | None = None, key: str = "") -> Document:
    """Record that a file is wanted and queue it after commit; the same ``key`` gives the same row."""
    if key:
        known = Document.objects.filter(kind=kind, key=key).first()
        if known:
            return known
    document = Document(
        kind=kind,
        title=_builders[kind].title,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        parameters=dict(parameters or {}),
        key=key,
        requested_by=by,
    )
    try:
        with transaction.atomic():
            document.save()
    except IntegrityError:
        return Document.objects.get(kind=kind, key=key)
    transaction.on_commit(lambda: queue(document.pk))
    return document


def queue(document_id: int) -> None:
    """Tell the worker; a broker that is away is no harm, the sweep asks again."""
    try:
        current_app.send_task("documents.tasks.build", kwargs={"document_id": document_id})
    except (OperationalError, OSError):
        log.warning("broker away, document %s waits for the sweep", document_id)


def run(document_id: int) -> bool:
    """Build one document if nobody else is at it; False when there was nothing to do. Safe to call twice."""
    now = clock.now()
    free = Q(state=DocumentState.QUEUED) | Q(state=DocumentState.RUNNING, leased_until__lt=now)
    taken = Document.objects.filter(free, pk=document_id).update(
        state=DocumentState.RUNNING, leased_until=now + LEASE, attempts=F("attempts") + 1
    )
    if not taken:
        return False
    document = Document.objects.get(pk=document_id)
    try:
        built = _builders[document.kind].build(document)
    except Exception as error:  # a builder's fault belongs to its row, where people see it
        _fail(document, error)
        return True
    _finish(document, built)
    return True


def _finish(document: Document, built: Built) -> None:
    digest = hashlib.sha256(built.body).hexdigest()
    suffix = built.filename.rpartition(".")[2]
    document.file.save(f"{document.pk}-{digest[:16]}.{suffix}", ContentFile(built.body), save=False)
    document.state, document.leased_until, document.error = DocumentState.DONE, None, ""
    document.filename, document.sha256, document.pages = built.filename, digest, built.pages
    document.done_count, document.finished_at = document.total_count, clock.now()
    document.save()


def _fail(document: Document, error: Exception) -> None:
    log.exception("document %s of kind %s failed", document.pk, document.kind)
    again = document.attempts < ATTEMPTS and not getattr(error, "final", False)
    Document.objects.filter(pk=document.pk).update(
        state=DocumentState.QUEUED if again else DocumentState.FAILED, leased_until=None, error=str(error)[:1000]
    )


def progress(document: Document, done: int, total: int) -> None:
    """Show how far a long job is, and keep its lease."""
    Document.objects.filter(pk=document.pk).update(
        done_count=done, total_count=total, leased_until=clock.now() + LEASE
    )
    document.done_count, document.total_count = done, total


def left_over() -> list[int]:
    """Ids that wait or whose worker is gone."""
    now = clock.now()
    stale = Q(state=DocumentState.RUNNING, leased_until__lt=now)
    return list(Document.objects.filter(Q(state=DocumentState.QUEUED) | stale).values_list("pk", flat=True))
