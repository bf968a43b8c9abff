"""What the worker runs: ids in, one action."""

from celery import shared_task

from notifications import delivery, reminders
from programmes import clock


@shared_task
def deliver(message_ids: list[int]) -> int:
    """The fast path after a commit."""
    return delivery.deliver(message_ids)


@shared_task
def sweep() -> int:
    """Everything that is due and not sent: lost tasks, killed workers, retries."""
    return delivery.deliver()


@shared_task
def remind() -> int:
    """Record the reminders that are due now; their delivery follows by the usual way."""
    return reminders.remind(clock.now())
