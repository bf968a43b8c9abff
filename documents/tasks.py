from celery import shared_task

from documents import jobs


@shared_task
def build(document_id):
    """Build one document; does nothing when it is done or another worker is at it."""
    jobs.run(document_id)


@shared_task
def sweep():
    """Queue what waits and what a killed worker left."""
    for document_id in jobs.left_over():
        jobs.queue(document_id)
