"""会审答辩 (QC23-43, forms.md E5): sittings, an order drawn from a recorded seed, attendance, no-shows (AMB-14)."""

import datetime as dt
import secrets
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max, OuterRef, Subquery

from audit.record import record
from audit.transitions import move
from programmes import clock
from programmes.refusal import Finding, Mark, Refused
from programmes.spec import StageKind
from reviews import conflicts, matching
from reviews.actions import assigning, progress, tell
from reviews.actions.conflicts import compute
from reviews.models import Assignment, DefenceSession, DefenceSlot
from reviews.permissions import may_countersign_session, may_hold_session
from reviews.states import (
    LIVE_ASSIGNMENT,
    PENDING_ASSIGNMENT,
    AssignmentSource,
    Attendance,
    SessionState,
    StageState,
)

FEWEST_EXPERTS = 5
TALKED = frozenset({Attendance.PRESENT, Attendance.ONLINE})


@dataclass(frozen=True)
class Sitting:
    """What is fixed about a session before its order is drawn; times in minutes."""

    starts_at: dt.datetime | None
    place: str
    experts: tuple
    chair: object
    talk_minutes: int = 8
    question_minutes: int = 7


@transaction.atomic
def plan(stage_run, sitting: Sitting, *, by, entries=None) -> DefenceSession:
    """Plan a session of the open defence stage; ``entries`` default to all that have no session yet."""
    _require_open(stage_run, by)
    _refuse(sitting_findings(sitting))
    last = stage_run.sessions.aggregate(last=Max("number"))["last"] or 0
    session = DefenceSession.objects.create(stage_run=stage_run, number=last + 1, created_by=by, **_fields(sitting))
    session.experts.set(sitting.experts)
    seat(session, by=by, entries=entries)
    record(session, "plan", by=by, label=f"安排第 {session.number} 场答辩", rules=["QC23-43"])
    return session


@transaction.atomic
def change(session, sitting: Sitting, *, by) -> DefenceSession:
    """Change time, place, panel or timing of a session whose order is not drawn yet."""
    session = _planned(session, by)
    _refuse(sitting_findings(sitting))
    for name, value in _fields(sitting).items():
        setattr(session, name, value)
    session.save()
    session.experts.set(sitting.experts)
    return session


def _fields(sitting):
    return {
        "starts_at": sitting.starts_at,
        "place": sitting.place.strip()[:120],
        "chair": sitting.chair,
        "talk_minutes": sitting.talk_minutes,
        "question_minutes": sitting.question_minutes,
    }


def sitting_findings(sitting: Sitting) -> list[Finding]:
    """AMB-24: at least five experts, an odd number, one of them in the chair."""
    found, count = [], len(set(sitting.experts))
    if sitting.starts_at is None:
        found.append(Finding("E5", "请填写答辩的开始时间。", "starts_at"))
    if not sitting.place.strip():
        found.append(Finding("E5", "请填写答辩的地点。", "place"))
    if count < FEWEST_EXPERTS or count % 2 == 0:
        sentence = f"答辩专家须为不少于 {FEWEST_EXPERTS} 人的单数，现在 {count} 人。"
        found.append(Finding("AMB-24", sentence, "experts"))
    if sitting.chair is None or sitting.chair not in sitting.experts:
        found.append(Finding("E5", "请在答辩专家中选定组长。", "chair"))
    if not 1 <= sitting.talk_minutes <= 60 or not 0 <= sitting.question_minutes <= 60:
        found.append(Finding("E5", "陈述须为 1 至 60 分钟，问答不超过 60 分钟。", "talk_minutes"))
    return found


def warnings(session) -> list[Finding]:
    """At least half of the defence panel should not have scored the same files in writing (practice.md §4)."""
    experts = set(session.experts.values_list("pk", flat=True))
    written = Assignment.objects.filter(
        entry__stage_run__season=session.stage_run.season_id,
        entry__stage_run__kind=StageKind.SCORING,
        state__in=LIVE_ASSIGNMENT,
        expert__in=experts,
    )
    again = set(written.values_list("expert_id", flat=True))
    if not experts or len(again) * 2 <= len(experts):
        return []
    sentence = f"{len(experts)} 位答辩专家中有 {len(again)} 位参加过书面初评，宜有一半以上更换。"
    return [Finding("AMB-24", sentence, "experts", Mark.WARN)]


@transaction.atomic
def seat(session, *, by, entries=None) -> int:
    """Put entries of the stage into a session whose order is not drawn; returns how many are new."""
    session = _planned(session, by)
    free = session.stage_run.entries.active().filter(defence_slot__isnull=True)
    if entries is not None:
        free = free.filter(pk__in=[entry.pk for entry in entries])
    rows = [DefenceSlot(session=session, entry=entry) for entry in free.order_by("nomination__number")]
    return len(DefenceSlot.objects.bulk_create(rows))


@transaction.atomic
def unseat(slot, *, by) -> None:
    """Take an entry out of a session whose order is not drawn."""
    _planned(slot.session, by)
    slot.delete()


@transaction.atomic
def draw_order(session, *, by, seed="", note="") -> DefenceSession:
    """Draw the order from a recorded seed: the same seed gives the same order (E5). Experts get their sheets.

    Drawing again needs a reason and is refused once the supervisor has countersigned or somebody has talked.
    """
    session = _locked(session, by)
    _refuse(_draw_findings(session, note))
    slots = list(session.slots.select_related("entry__nomination"))
    codes = order_of(slots, seed := seed.strip() or secrets.token_hex(16))
    session.slots.update(order_no=None)
    length = dt.timedelta(minutes=session.talk_minutes + session.question_minutes)
    for slot in slots:
        place = codes.index(slot.entry.nomination.code)
        slot.order_no, slot.starts_at = place + 1, session.starts_at + place * length
    DefenceSlot.objects.bulk_update(slots, ["order_no", "starts_at"])
    drawn = move(
        session,
        "draw_order",
        by=by,
        note=note,
        rules=["E5", "QC23-43"],
        details={"seed": seed, "algorithm": matching.DRAW_ALGORITHM, "order": codes},
        drawn_by=by,
        seed=seed,
        algorithm=matching.DRAW_ALGORITHM,
    )
    _assign(drawn, slots, by)
    return drawn


def order_of(slots, seed) -> list[str]:
    """Nomination codes in the order that ``seed`` gives."""
    return matching.draw_order([slot.entry.nomination.code for slot in slots], seed)


def _draw_findings(session, note):
    found = []
    if not session.slots.exists():
        found.append(Finding("E5", "这一场还没有答辩人。", "entries"))
    if session.countersigned_at:
        found.append(Finding("E5", "监督员已经签认，不能重新抽签。"))
    if session.slots.exclude(attendance=Attendance.PENDING).exists():
        found.append(Finding("E5", "答辩已经开始，不能重新抽签。"))
    if session.state == SessionState.DRAWN and not note.strip():
        found.append(Finding("E5", "重新抽签须写明理由。", "note"))
    return found


def _assign(session, slots, by):
    """One sheet for each expert and candidate, in the drawn order; experts with a conflict stay out of that one."""
    compute(session.stage_run)
    blocked = conflicts.blocked(session.stage_run)
    entries = [slot.entry_id for slot in sorted(slots, key=lambda slot: slot.order_no)]
    progress.lock(entries)
    taken = set(Assignment.objects.filter(entry__in=entries).values_list("entry_id", "expert_id"))
    pairs = [
        (entry, expert)
        for entry in entries
        for expert in session.experts.order_by("pk").values_list("pk", flat=True)
        if (entry, expert) not in taken and (entry, expert) not in blocked
    ]
    assigning.create(session.stage_run, pairs, by=by, source=AssignmentSource.HAND)
    place = DefenceSlot.objects.filter(entry=OuterRef("entry")).values("order_no")
    Assignment.objects.filter(entry__in=entries).update(position=Subquery(place))


@transaction.atomic
def countersign(session, *, by) -> DefenceSession:
    """监督员签认: the order is drawn again from its seed first and must be the same."""
    session = (
        DefenceSession.objects.select_for_update(of=("self",)).select_related("stage_run__season").get(pk=session.pk)
    )
    if not may_countersign_session(by, session):
        raise Refused.because("只有监督员可以签认抽签记录。")
    if session.countersigned_at:
        return session
    slots = list(session.slots.select_related("entry__nomination").order_by("order_no"))
    if session.state == SessionState.PLANNED:
        raise Refused.because("这一场还没有抽签。", rule="E5")
    if order_of(slots, session.seed) != [slot.entry.nomination.code for slot in slots]:
        raise Refused.because("按种子重新抽签的结果与记录不一致，不能签认。", rule="E5")
    session.supervisor, session.countersigned_at = by, clock.now()
    session.save(update_fields=["supervisor", "countersigned_at"])
    record(session, "countersign", by=by, label="监督员签认答辩顺序", rules=["E5"], details={"seed": session.seed})
    return session


@transaction.atomic
def attend(slot, *, by, attendance, note="", starts_at=None) -> DefenceSlot:
    """Note who came. Absent means giving up (AMB-14); a new time needs approval in words and lies within the sessions' days."""
    session = _locked(slot.session, by)
    slot = DefenceSlot.objects.select_for_update(of=("self",)).select_related("entry__nomination").get(pk=slot.pk)
    _refuse(_attendance_findings(session, slot, attendance, note, starts_at))
    before, slot.attendance, slot.note = slot.attendance, attendance, note.strip()[:300]
    if attendance == Attendance.RESCHEDULED:
        slot.starts_at = starts_at
    slot.save(update_fields=["attendance", "note", "starts_at"])
    if attendance == Attendance.ABSENT:
        _take_sheets_back(slot, by)
    details = {"nomination": slot.entry.nomination.code, "from": before, "to": attendance}
    record(session, "attend", by=by, label="登记到场", note=note, rules=["AMB-14"], details=details)
    return slot


def _attendance_findings(session, slot, attendance, note, starts_at):
    if slot.attendance == Attendance.ABSENT:
        return [Finding("AMB-14", "已登记缺席，评分表已收回，不能再改。", "attendance")]
    if session.state == SessionState.PLANNED:
        return [Finding("E5", "请先抽签，再登记到场。", "attendance")]
    if attendance not in Attendance.values or attendance == Attendance.PENDING:
        return [Finding("E5", "请选择到场情况。", "attendance")]
    if attendance == Attendance.ABSENT and not note.strip():
        return [Finding("AMB-14", "缺席视为放弃，请写明情况。", "note")]
    if attendance != Attendance.RESCHEDULED:
        return []
    days = {_day(moment) for moment in session.stage_run.sessions.values_list("starts_at", flat=True)}
    if not note.strip() or starts_at is None or _day(starts_at) not in days:
        return [Finding("AMB-14", "改期须写明批准情况，新的时间须在答辩日期之内。", "starts_at")]
    return []


def _day(moment):
    return moment.astimezone(clock.SHANGHAI).date()


def _take_sheets_back(slot, by):
    progress.lock([slot.entry_id])
    for assignment in Assignment.objects.filter(entry=slot.entry_id, state__in=LIVE_ASSIGNMENT):
        move(assignment, "replace", by=by, note="答辩人缺席", rules=["AMB-14"])
    progress.refresh([slot.entry_id])


@transaction.atomic
def hold(session, *, by) -> DefenceSession:
    """End a session: everybody is noted, every sheet of those who talked is handed in, the order is countersigned."""
    session = _locked(session, by)
    _refuse(hold_findings(session))
    return move(session, "hold", by=by, rules=["QC23-43"])


def hold_findings(session) -> list[Finding]:
    """Everything that stands against ending a session."""
    found = []
    if not session.countersigned_at:
        found.append(Finding("E5", "监督员还没有签认答辩顺序。"))
    unknown = session.slots.exclude(attendance__in=[*TALKED, Attendance.ABSENT]).count()
    if unknown:
        found.append(Finding("AMB-14", f"还有 {unknown} 位答辩人没有登记到场。", "attendance"))
    pending = Assignment.objects.filter(entry__defence_slot__session=session, state__in=PENDING_ASSIGNMENT).count()
    if pending:
        found.append(Finding("E5", f"还有 {pending} 张答辩评分表没有提交。"))
    return found


def _require_open(stage_run, by):
    if not may_hold_session(by, stage_run):
        raise Refused.because("只有主办单位的工作人员可以安排答辩。")
    if stage_run.kind != StageKind.DEFENCE or stage_run.state != StageState.OPEN:
        raise Refused.because(f"“{stage_run.title}”没有在进行，不能安排答辩。", rule="QC23-47")


def _locked(session, by):
    session = (
        DefenceSession.objects.select_for_update(of=("self",)).select_related("stage_run__season").get(pk=session.pk)
    )
    _require_open(session.stage_run, by)
    if session.state == SessionState.HELD:
        raise Refused.because("这一场答辩已经结束，不能再改。", rule="E5")
    return session


def _planned(session, by):
    session = _locked(session, by)
    if session.state != SessionState.PLANNED:
        raise Refused.because("答辩顺序已经抽定，不能再改人员和时间。", rule="E5")
    return session


def _refuse(found):
    if found:
        raise Refused(found)


@transaction.atomic
def announce(session, *, by) -> int:
    """Tell candidates and their recommending units when and where; returns how many candidates."""
    session = _locked(session, by)
    slots = list(session.slots.exclude(order_no=None).select_related("entry__nomination__season"))
    if not session.countersigned_at:
        raise Refused.because("监督员签认以后才能发答辩通知。", rule="E5")
    for slot in slots:
        tell.candidate_of_defence(slot)
    record(session, "announce", by=by, label=f"发出答辩通知 {len(slots)} 份")
    return len(slots)
