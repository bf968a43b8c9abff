from celery import shared_task

from publicity import pages
from publicity.actions import lists
from publicity.models import Publicity


@shared_task
def end_periods():
    """End publicities whose last working day is over (24:00, Asia/Shanghai); every minute, safe to run twice."""
    return lists.end_due()


@shared_task
def refresh_pages():
    """Write today's pages of running publicities, because they count days; shortly after midnight."""
    running = list(Publicity.objects.running().values_list("pk", flat=True))
    for pk in running:
        pages.write_list(pk)
    return len(running)
