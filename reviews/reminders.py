"""Reminders of the reviews: sheets of experts at −3, −1 and overdue (rules.md §13)."""

from django.urls import reverse

from notifications.reminders import Due, source
from reviews.models import Assignment
from reviews.states import StageState

OFFSETS_DAYS = (-3, -1, 1, 3, 7)


@source
def open_sheets(now):
    """One deadline per expert, stage and due moment, for as long as a sheet of it is open."""
    rows = Assignment.objects.pending().filter(due_at__isnull=False, entry__stage_run__state=StageState.OPEN)
    seen = {}
    for assignment in rows.select_related("expert__user", "entry__stage_run__season").order_by("pk"):
        run = assignment.entry.stage_run
        seen.setdefault((assignment.expert_id, run.pk, assignment.due_at), []).append(assignment)
    for (expert, run, due_at), waiting in seen.items():
        stage_run = waiting[0].entry.stage_run
        yield Due(
            code="expert-scoring",
            key=f"{run}:{expert}",
            anchor_at=due_at,
            recipients=[waiting[0].expert.user],
            subject=f"{stage_run.title}还有 {len(waiting)} 份未提交，{{when}}",
            body=f"{stage_run.season.title}{stage_run.title}：请完成评分并提交。提交后不能修改。",
            url=reverse("reviews:mine"),
            offsets_days=OFFSETS_DAYS,
            about=stage_run,
            since=min(assignment.assigned_at for assignment in waiting),
        )
