"""What is due around publicity and objections (rules.md §13)."""

from django.urls import reverse

from notifications.reminders import Due, source
from programmes import clock
from publicity import tell
from publicity.models import Objection, Publicity


@source
def publicity_ends(now):
    """The day before the end, to the organiser's staff."""
    for publicity in Publicity.objects.running().select_related("season"):
        yield Due(
            code="publicity-ends",
            key=f"publicity-ends-{publicity.pk}-{publicity.ends_on}",
            anchor_at=clock.end_of(publicity.ends_on),
            recipients=tell.staff(publicity.season.organiser_id),
            subject=f"{publicity.title}将于 {tell.day(publicity.ends_on)} 24 时期满",
            body="期满后不再受理异议。请核对异议是否都已登记。",
            url=reverse("publicity:detail", args=[publicity.pk]),
            offsets_days=(-1,),
        )


@source
def objections_due(now):
    """Three days before, one day before, on the day and after, to the handler, or to all officers while there is none."""
    for objection in Objection.objects.open().select_related("publicity__season", "handler"):
        yield Due(
            code="objection-due",
            key=f"objection-due-{objection.pk}-{objection.next_due_on}",
            anchor_at=clock.end_of(objection.next_due_on),
            recipients=[objection.handler]
            if objection.handler
            else tell.staff(objection.publicity.season.organiser_id),
            subject=f"异议 {objection.number} 应在 {tell.day(objection.next_due_on)} 24 时前办理",
            body="受理答复在 3 个工作日内，办结在 15 个工作日内，可以延期一次。",
            url=reverse("publicity:objection", args=[objection.number]),
            offsets_days=(-3, -1, 0, 1),
        )
