from celery import shared_task

from programmes import clock
from studios.actions import duties, events


@shared_task
def refresh_duties() -> int:
    """The day's change: leaders whose known day has come, duties that have begun to exist; safe to run twice."""
    today = clock.today()
    return events.begin_due(today=today) + duties.refresh(today=today)
