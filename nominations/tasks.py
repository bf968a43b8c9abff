from celery import shared_task

from nominations.actions import corrections, seasons


@shared_task
def close_deadlines():
    """Close seasons whose deadline has passed and fail corrections that lapsed; every minute, safe to run twice."""
    seasons.close_due()
    corrections.lapse_due()
