"""Assigning experts to entries: balanced, by hand, and again after a recusal (QC23-41, AMB-24, practice.md §4)."""

from django.db import transaction
from django.db.models import Max

from audit.record import record
from audit.transitions import move
from nominations.models import Nomination
from programmes import clock
from programmes.refusal import Finding, Refused
from reviews import conflicts, gates, industries, matching
from reviews.actions import progress, tell
from reviews.actions.conflicts import compute
from reviews.models import Assignment, Draw, Entry, Expert
from reviews.permissions import may_assign
from reviews.states import LIVE_ENTRY, AssignmentSource, AssignmentState, StageState


@transaction.atomic
def assign(stage_run, *, by, entries=None, draw=None) -> matching.Matching:
    """Fill every entry (or the given ones) up to the stage's number of experts; returns pairs and what is missing.

    Loads are even, fields match where they can, no pair has a conflict (QC23-41). With ``draw`` only the drawn
    experts take part, and only once the supervisor has countersigned (E16).
    """
    _require_open(stage_run, by)
    compute(stage_run)
    short = progress.short_of_experts(stage_run)
    short = list(short.filter(pk__in=[entry.pk for entry in entries]) if entries is not None else short)
    progress.lock([entry.pk for entry in short])
    _require_paper(stage_run, [entry.nomination_id for entry in short])
    experts = _experts(draw)
    result = matching.balance(
        {entry.pk: entry.missing for entry in short},
        [expert.pk for expert in experts],
        blocked=set(conflicts.blocked(stage_run)) | _taken(short),
        fitting=_fitting(short, experts),
        load=_load(stage_run),
    )
    source = AssignmentSource.DRAWN if draw else AssignmentSource.BALANCED
    create(stage_run, result.pairs, by=by, source=source, draw=draw)
    return result


@transaction.atomic
def assign_by_hand(entry, expert, *, by) -> Assignment:
    """Give one expert one entry; refused with every reason against it."""
    progress.lock([entry.pk])
    entry = Entry.objects.select_related("stage_run__season", "nomination").get(pk=entry.pk)
    _require_open(entry.stage_run, by)
    _require_paper(entry.stage_run, [entry.nomination_id])
    compute(entry.stage_run)
    against = reasons_against(entry, expert)
    if against:
        raise Refused(Finding("QC23-41", sentence, "expert") for sentence in against)
    create(entry.stage_run, [(entry.pk, expert.pk)], by=by, source=AssignmentSource.HAND)
    return Assignment.objects.get(entry=entry, expert=expert)


@transaction.atomic
def replace(assignment, expert, *, by, note) -> Assignment:
    """Give an expert's entry to another one; what the first has written stays but no longer counts."""
    if not note.strip():
        raise Refused.because("请写明改派的理由。", rule="COM-10", field="note")
    progress.lock([assignment.entry_id])
    entry = Entry.objects.select_related("stage_run__season", "nomination").get(pk=assignment.entry_id)
    _require_open(entry.stage_run, by)
    compute(entry.stage_run)
    against = reasons_against(entry, expert)
    if against:
        raise Refused(Finding("QC23-41", sentence, "expert") for sentence in against)
    if assignment.state != AssignmentState.RECUSED:
        move(assignment, "replace", by=by, note=note)
    create(entry.stage_run, [(entry.pk, expert.pk)], by=by, source=AssignmentSource.REPLACEMENT, replaces=assignment)
    return Assignment.objects.get(entry=entry, expert=expert)


@transaction.atomic
def recuse(assignment, *, by, note) -> Assignment:
    """Take an expert off an entry at the expert's own or the association's request."""
    if not note.strip():
        raise Refused.because("请写明回避的理由。", rule="COM-10", field="note")
    progress.lock([assignment.entry_id])
    assignment = move(assignment, "recuse", by=by, note=note)
    progress.refresh([assignment.entry_id])
    tell.officers_of_recusal(assignment, note)
    return assignment


def reasons_against(entry, expert) -> list[str]:
    """Why ``expert`` must not get ``entry``: not in the pool, a conflict, had it before, or the entry is decided."""
    found = []
    if not (expert.is_active and expert.user.is_active):
        found.append(f"{expert.code} {expert.name}已停用。")
    conflict = conflicts.blocked(entry.stage_run).get((entry.pk, expert.pk))
    if conflict:
        found.append(f"{expert.code} {expert.name}应当回避：{conflict}。")
    before = Assignment.objects.filter(entry=entry, expert=expert).first()
    if before:
        found.append(f"{expert.code} {expert.name}已分派过这份申报（{before.get_state_display()}）。")
    if entry.state not in LIVE_ENTRY:
        found.append(f"这份申报已经是“{entry.get_state_display()}”，不能再分派。")
    return found


def choices_for(entry) -> list[dict]:
    """Every active expert for one entry with load and, where there is one, the reason against; best first."""
    stage_run = entry.stage_run
    blocked, taken = conflicts.blocked(stage_run), _taken([entry])
    industry = industries.codes_of([entry.nomination_id]).get(entry.nomination_id)
    experts = list(Expert.objects.active().select_related("organisation").with_load(stage_run))
    against = conflicts.blocked_now(entry.nomination, experts)
    rows = [
        {
            "expert": expert,
            "load": expert.load,
            "fits": industry in expert.fields,
            "against": blocked.get((entry.pk, expert.pk))
            or against.get(expert.pk)
            or ("已分派过" if (entry.pk, expert.pk) in taken else ""),
        }
        for expert in experts
    ]
    return sorted(rows, key=lambda row: (bool(row["against"]), not row["fits"], row["load"], row["expert"].code))


def _require_open(stage_run, by):
    if not may_assign(by, stage_run):
        raise Refused.because("只有主办单位的工作人员可以分派专家。")
    if stage_run.state != StageState.OPEN:
        raise Refused.because(f"“{stage_run.title}”还没有开始或已经完成，不能分派专家。", rule="QC23-47")


def _experts(draw):
    pool = Expert.objects.active()
    if draw is None:
        return list(pool)
    if draw.countersigned_at is None:
        raise Refused.because("抽取记录须经监督员签认后才能用于分派。", rule="E16")
    return list(pool.filter(code__in=panel(draw)))


def panel(draw: Draw) -> list[str]:
    """Codes of the drawn experts after declines and their replacements."""
    gone = {row["code"] for row in draw.declined}
    return [code for code in draw.drawn if code not in gone] + [
        row["replacement"] for row in draw.declined if row.get("replacement") and row["replacement"] not in gone
    ]


def _taken(entries):
    rows = Assignment.objects.filter(entry__in=[entry.pk for entry in entries])
    return set(rows.values_list("entry_id", "expert_id"))


def _require_paper(stage_run, nominations):
    """Paper may turn out to be of another version after the stage began (COM-08): then nobody is assigned to it."""
    found = gates.against(stage_run, Nomination.objects.filter(pk__in=nominations), verb="分派")
    if found:
        raise Refused(found)


def _fitting(entries, experts):
    codes = industries.codes_of(entry.nomination_id for entry in entries)
    return {
        (entry.pk, expert.pk)
        for entry in entries
        for expert in experts
        if codes.get(entry.nomination_id) and codes[entry.nomination_id] in expert.fields
    }


def _load(stage_run):
    return dict(Expert.objects.with_load(stage_run).filter(load__gt=0).values_list("pk", "load"))


def create(stage_run, pairs, *, by, source, draw=None, replaces=None):
    """Write assignments, count the entries anew, record once for the stage, tell each expert once."""
    if not pairs:
        return
    last = dict(
        Assignment.objects.filter(entry__stage_run=stage_run)
        .values_list("expert_id")
        .annotate(last=Max("position"))
        .values_list("expert_id", "last")
    )
    rows = []
    for entry, expert in pairs:
        last[expert] = last.get(expert, 0) + 1
        rows.append(
            Assignment(
                entry_id=entry,
                expert_id=expert,
                source=source,
                draw=draw,
                replaces=replaces,
                position=last[expert],
                due_at=stage_run.due_at,
                assigned_by=by,
                assigned_at=clock.now(),
            )
        )
    Assignment.objects.bulk_create(rows, batch_size=2000)
    progress.refresh({entry for entry, _expert in pairs})
    details = {"source": source, "pairs": len(pairs), "draw": draw.pk if draw else None}
    record(stage_run, "assign", by=by, label=f"分派专家 {len(pairs)} 人次", rules=["QC23-41"], details=details)
    tell.experts_of_assignments(stage_run, {expert for _entry, expert in pairs})
