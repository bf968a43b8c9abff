"""专家合议 (forms.md E4): the panel's conclusions on the ranked entries, signed by its head, then carried out.

The same record closes the written review (入围名单) and the defence (候选人建议名单).
"""

from django.db import transaction
from django.db.models import Q

from audit.record import record
from audit.transitions import move
from nominations.actions import chain
from nominations.states import NominationState
from programmes import clock
from programmes.refusal import Finding, Refused
from programmes.text import count_chars, normalise
from reviews import order, scans
from reviews.actions import stages
from reviews.models import Assignment, Consensus, Entry, StageRun
from reviews.permissions import may_hold_consensus
from reviews.reports import lines
from reviews.states import LIVE_ASSIGNMENT, ConsensusState, EntryState, StageState

LONGEST_OPINION = 100
FEWEST_EXPERTS = 3
LEFT = frozenset({NominationState.WITHDRAWN, NominationState.DISQUALIFIED})
VERBS = {EntryState.SELECTED: "select", EntryState.RESERVE: "keep_in_reserve", EntryState.NOT_SELECTED: "pass_over"}


@transaction.atomic
def open_consensus(stage_run, *, by) -> Consensus:
    """Begin the panel's record of a ranked stage; every entry starts with the conclusion of the score order."""
    stage_run = StageRun.objects.select_for_update(of=("self",)).select_related("season").get(pk=stage_run.pk)
    if not may_hold_consensus(by, stage_run):
        raise Refused.because("只有主办单位的工作人员可以登记专家合议。")
    existing = stage_run.consensuses.first()
    if existing:
        return existing
    if stage_run.state != StageState.OPEN or not stage_run.entries.active().filter(rank__isnull=False).exists():
        raise Refused.because("请先计算名次，再开始合议。", rule="QC23-41")
    consensus = Consensus.objects.create(stage_run=stage_run, created_by=by)
    propose_by_score(stage_run)
    record(consensus, "open", by=by, label="开始合议", rules=["E4"])
    return consensus


def propose_by_score(stage_run) -> None:
    """Give every entry without a conclusion the one of the score order. Two queries."""
    rows = list(stage_run.entries.active())
    wanted = order.by_score([order.Ranked(row.pk, row.rank) for row in rows], lines.size_of(stage_run, len(rows)))
    open_rows = [row for row in rows if not row.conclusion]
    for row in open_rows:
        row.conclusion = wanted[row.pk]
    Entry.objects.bulk_update(open_rows, ["conclusion"], batch_size=500)


@transaction.atomic
def save(consensus, *, by, held_at=None, place="", experts=(), chair=None, doubts="", note="") -> Consensus:
    """Who met when and where, and how doubts were handled; a draft may be incomplete."""
    consensus = _draft(consensus, by)
    consensus.held_at, consensus.place, consensus.chair = held_at, place.strip()[:120], chair
    consensus.doubts, consensus.note = normalise(doubts), normalise(note)
    consensus.save(update_fields=["held_at", "place", "chair", "doubts", "note"])
    consensus.experts.set(experts)
    return consensus


@transaction.atomic
def opine(consensus, *, by, opinions) -> list[Entry]:
    """Store {entry id: {conclusion, opinion, reason}} of the panel; what a row leaves out stays. Three queries."""
    consensus = _draft(consensus, by)
    rows = list(consensus.stage_run.entries.active().filter(pk__in=opinions))
    for row in rows:
        given = opinions[row.pk]
        if given.get("conclusion", row.conclusion) not in order.CONCLUSIONS:
            raise Refused.because("请选择入围、备选或不入围。", rule="E4", field=f"conclusion-{row.pk}")
        row.conclusion = given.get("conclusion", row.conclusion)
        row.opinion = normalise(given.get("opinion", row.opinion))
        row.reason = normalise(given.get("reason", row.reason))
    Entry.objects.bulk_update(rows, ["conclusion", "opinion", "reason"], batch_size=500)
    return rows


def _draft(consensus, by):
    consensus = (
        Consensus.objects.select_for_update(of=("self",)).select_related("stage_run__season").get(pk=consensus.pk)
    )
    if not may_hold_consensus(by, consensus):
        raise Refused.because("只有主办单位的工作人员可以登记专家合议。")
    if consensus.state != ConsensusState.DRAFT:
        raise Refused.because("合议意见已由组长签字，不能再改。", rule="E4")
    return consensus


def findings(consensus) -> list[Finding]:
    """Everything that stands against signing, at once: who met, opinions, reasons against the score order, doubts."""
    rows = list(consensus.stage_run.entries.active().select_related("nomination").order_by("rank", "pk"))
    return _head_findings(consensus) + _doubt_findings(consensus) + _row_findings(consensus, rows)


def _head_findings(consensus):
    experts = set(consensus.experts.values_list("pk", flat=True)) if consensus.pk else set()
    found = []
    if consensus.held_at is None or consensus.held_at > clock.now():
        found.append(Finding("E4", "请填写合议的时间，不能晚于现在。", "held_at"))
    if not consensus.place:
        found.append(Finding("E4", "请填写合议的地点。", "place"))
    if len(experts) < FEWEST_EXPERTS:
        found.append(Finding("AMB-24", f"参加合议的专家不少于 {FEWEST_EXPERTS} 人。", "experts"))
    if consensus.chair_id is None or consensus.chair_id not in experts:
        found.append(Finding("E4", "请在参加合议的专家中选定组长。", "chair"))
    return found


def _doubt_findings(consensus):
    doubted = Assignment.objects.filter(
        entry__stage_run=consensus.stage_run, state__in=LIVE_ASSIGNMENT, entry__in=consensus.stage_run.entries.active()
    ).exclude(doubt_note="")
    rows = list(doubted.select_related("entry__nomination", "expert"))
    found = [
        Finding(
            "E4", f"{row.entry.nomination.name}：专家 {row.expert.code} 的存疑还没有答复。", f"opinion-{row.entry_id}"
        )
        for row in rows
        if row.doubt_answered_at is None
    ]
    if rows and not consensus.doubts:
        found.append(Finding("E4", f"有 {len(rows)} 处材料存疑，请写明存疑处理。", "doubts"))
    return found


def _row_findings(consensus, rows):
    missing = [row for row in rows if not row.conclusion]
    found = [Finding("E4", f"{row.nomination.name}还没有结论。", f"conclusion-{row.pk}") for row in missing]
    against = departing(rows)
    near, wide = lines.near_ids(consensus.stage_run), lines.wide_spread(consensus.stage_run)
    for row in rows:
        found += _findings_of(row, row.pk in against, row.pk in near, wide)
    return found


def departing(rows) -> set[int]:
    """Ids of entries whose conclusion departs from the score order."""
    concluded = [row for row in rows if row.conclusion]
    return order.departures(
        [order.Ranked(row.pk, row.rank) for row in concluded], {row.pk: row.conclusion for row in concluded}
    )


def _findings_of(row, is_departing, is_near, wide):
    name, count = row.nomination.name, count_chars(row.opinion)
    if is_departing and not row.reason.strip():
        yield Finding(
            "E4", f"{name}（第 {row.rank or '—'} 名）的结论与得分顺序不一致，请写明理由。", f"reason-{row.pk}"
        )
    if (row.spread or 0) > wide and not row.opinion.strip():
        yield Finding("E4", f"{name}的分差 {row.spread} 分，超过 {wide} 分，须有合议意见。", f"opinion-{row.pk}")
    elif is_near and not row.opinion.strip():
        yield Finding("E4", f"{name}在临界区，须有合议意见。", f"opinion-{row.pk}")
    if count > LONGEST_OPINION:
        yield Finding("E4", f"{name}的合议意见 {count} 字，不超过 {LONGEST_OPINION} 字。", f"opinion-{row.pk}")


@transaction.atomic
def sign(consensus, *, by, scan=None) -> Consensus:
    """The head of the panel signs; every entry then gets its result. An officer signs with the scan of the signed form.

    Refused with all findings at once. A second call changes nothing.
    """
    consensus = (
        Consensus.objects.select_for_update(of=("self",))
        .select_related("stage_run__season", "chair")
        .get(pk=consensus.pk)
    )
    if consensus.state == ConsensusState.SIGNED:
        return consensus
    found = findings(consensus)
    if not is_by_chair(consensus, by) and scan is None and not consensus.scan:
        found.append(Finding("E4", "请上传组长签字的合议意见表扫描件，或由组长用自己的账号签字。", "scan"))
    if found:
        raise Refused(found)
    if scan is not None:
        kept = scans.checked(scan, field="scan")
        consensus.scan.save(kept.name, kept)
    signed = move(consensus, "sign", by=by, rules=["E4", "QC23-41"])
    _carry_out(signed)
    return signed


def is_by_chair(consensus, user) -> bool:
    return consensus.chair is not None and consensus.chair.user_id == user.pk


def _carry_out(consensus):
    """Conclusions become states, as the panel's signed will and therefore by the system."""
    rows = consensus.stage_run.entries.active().order_by("rank", "pk")
    for row in rows:
        if row.state != row.conclusion:
            move(
                row,
                VERBS[row.conclusion],
                by=None,
                note=row.reason,
                rules=["E4"],
                opinion=row.opinion,
                reason=row.reason,
            )


@transaction.atomic
def finish(stage_run, *, by) -> StageRun:
    """Close the stage once its record is signed, and tell those who are not selected (QC23-41, QC23-43).

    Those in reserve stay in review until the approval meeting has decided. A stage of one nomination needs the panel's
    record only where the programme asks for it; its points go to whoever decides.
    """
    if stage_run.is_own:
        return _finish_own(stage_run, by)
    if not stage_run.consensuses.filter(state=ConsensusState.SIGNED).exists():
        raise Refused.because("合议意见还没有经组长签字，不能结束本环节。", rule="E4")
    closed = stages.close_stage(stage_run, by=by)
    out = Entry.objects.filter(
        stage_run=closed, state=EntryState.NOT_SELECTED, nomination__state=NominationState.IN_REVIEW
    )
    for entry in out.select_related("nomination__season").order_by("pk"):
        chain.drop(entry.nomination, by=by, note=f"{closed.title}未入围")
    return closed


def _finish_own(stage_run, by):
    signed = stage_run.consensuses.filter(state=ConsensusState.SIGNED).exists()
    if stage_run.stage.has_consensus and not signed:
        raise Refused.because("合议意见还没有经组长签字，不能结束本环节。", rule="E4")
    entry = stage_run.entries.active().filter(rank__isnull=False).first()
    if entry is None:
        raise Refused.because("评分还没有全部提交、汇总，不能结束本环节。", rule="QC23-41")
    if not signed:
        move(entry, "select", by=by, rules=["QC23-41"])
    return stages.close_stage(stage_run, by=by)


@transaction.atomic
def promote(entry, *, by, reason) -> Entry:
    """Take an entry in reserve into the place of a selected one that left, with a reason; the next stage takes it in."""
    StageRun.objects.select_for_update(of=("self",)).get(pk=entry.stage_run_id)  # one vacancy is filled once
    found = against_promotion(entry)
    if not reason.strip():
        found.append(Finding("E4", "请写明递补的理由。", "reason"))
    if found:
        raise Refused(found)
    moved = move(entry, "select", by=by, note=reason.strip(), rules=["E4"], reason=reason.strip())
    following = entry.stage_run.next
    if following and following.state == StageState.OPEN:
        stages.take_in(following)
    return moved


def against_promotion(entry) -> list[Finding]:
    """What stands against 递补: no place is free, or the next stage has ended already."""
    following = entry.stage_run.next
    if entry.state != EntryState.RESERVE:
        return [Finding("E4", "只有列为备选的人可以递补。")]
    if following is not None and following.state == StageState.CLOSED:
        return [Finding("E4", f"“{following.title}”已经结束，不能再递补。")]
    if vacancies(entry.stage_run) < 1:
        return [Finding("E4", "入围名单没有空缺；有人撤回或被取消资格后才能递补。")]
    return []


def vacancies(stage_run) -> int:
    """Places of selected ones who have left since, less those that the reserve has taken. Two queries."""
    left = stage_run.entries.filter(conclusion=EntryState.SELECTED, nomination__state__in=LEFT).count()
    taken = stage_run.entries.filter(conclusion=EntryState.RESERVE, state=EntryState.SELECTED).count()
    return left - taken


def consensus_of(user, stage_run) -> Consensus | None:
    """The record of a stage for staff and for its head."""
    rows = Consensus.objects.filter(stage_run=stage_run)
    visible = Consensus.objects.visible_to(user).values("pk")
    return rows.filter(Q(pk__in=visible) | Q(chair__user=user, chair__is_active=True)).first()
