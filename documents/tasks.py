"""What the worker runs for generated files: ids in, one action."""

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from documents import jobs

logger = logging.getLogger(__name__)


@shared_task
def build(document_id: int) -> bool:
    """The fast path after a commit."""
    return jobs.run(document_id)


@shared_task
def sweep() -> int:
    """Queue again what is waiting or whose worker was killed; returns how many."""
    left = jobs.unfinished()
    for document_id in left:
        enqueue(document_id)
    return len(left)


def enqueue(document_id: int) -> None:
    """Hand the id to a worker; without a broker the row waits for the sweep."""
    try:
        build.delay(document_id)
    except OperationalError:
        logger.warning("no broker: document %s waits for the sweep", document_id)
