"""Conflicts of interest: computed before every assignment, recorded by hand, lifted with a reason."""

from django.db import transaction

from audit.record import record
from programmes import clock
from programmes.refusal import Refused
from reviews import conflicts
from reviews.models import Conflict, Expert
from reviews.permissions import may_assign
from reviews.states import ConflictSource, Ground


@transaction.atomic
def compute(stage_run) -> int:
    """Compare all active experts with all entries of a stage; new conflicts are added, none is taken away."""
    entries = stage_run.entries.active().select_related("nomination__employer", "nomination__recommender")
    experts = Expert.objects.active().select_related("organisation")
    rows = conflicts.computed([entry.nomination for entry in entries], experts)
    return len(Conflict.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000))


@transaction.atomic
def record_conflict(expert, nomination, *, by, ground, detail) -> Conflict:
    """Note a conflict that the portal cannot know, such as an expert whom the applicant asks to avoid."""
    if not may_assign(by, nomination):
        raise Refused.because("只有主办单位的工作人员可以登记利害关系。")
    if ground not in Ground.values or not detail.strip():
        raise Refused.because("请选择事由并写明情况。", field="detail")
    row, _made = Conflict.objects.get_or_create(
        expert=expert,
        nomination=nomination,
        ground=ground,
        lifted_at=None,
        defaults={"source": ConflictSource.RECORDED, "detail": detail, "recorded_by": by},
    )
    record(
        nomination, "record_conflict", by=by, label="登记利害关系", details={"expert": expert.code, "ground": ground}
    )
    return row


@transaction.atomic
def lift(conflict, *, by, note) -> Conflict:
    """Take back a conflict that was recorded by hand; computed and declared ones stand."""
    conflict = Conflict.objects.select_for_update().get(pk=conflict.pk)
    if not may_assign(by, conflict.nomination):
        raise Refused.because("只有主办单位的工作人员可以解除利害关系。")
    if conflict.source != ConflictSource.RECORDED or not note.strip():
        raise Refused.because("系统比对和专家声明的利害关系不能解除；解除须写明理由。", field="note")
    conflict.lifted_at = clock.now()
    conflict.save(update_fields=["lifted_at"])
    record(conflict.nomination, "lift_conflict", by=by, label="解除利害关系", note=note)
    return conflict
