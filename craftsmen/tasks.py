from celery import shared_task

from craftsmen.actions import checkins, status_reviews
from programmes import clock


@shared_task
def care_of_the_day() -> int:
    """Check-ins whose day has come, absences that have become too long; safe to run twice (QC26-56, AMB-18)."""
    today = clock.today()
    return checkins.open_due(today=today) + status_reviews.open_due(today=today)
