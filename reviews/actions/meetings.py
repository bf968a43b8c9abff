"""名单审定 (QC23-44, forms.md E7): the meeting, its quorum and ballots, the resolution that makes candidates."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from audit.record import record
from audit.transitions import move
from nominations.actions import chain
from nominations.models import Nomination
from nominations.states import NominationState
from programmes import clock
from programmes.refusal import Finding, Refused
from programmes.scoring import at_least_ratio
from programmes.spec import StageKind
from programmes.text import normalise
from reviews import quotas, scans
from reviews.actions import stages
from reviews.models import Attendee, Ballot, Entry, Meeting
from reviews.permissions import may_hold_meeting
from reviews.reports import meetings as report
from reviews.states import VOTING_CAPACITIES, Capacity, EntryState, MeetingState, StageState

TEXTS = ("deliberation", "recusals", "method", "resolution", "others")
SCANS = ("signin_scan", "ballots_scan", "minutes_scan")


@dataclass(frozen=True)
class Agenda:
    """What is fixed about a meeting before it begins; ``expected_count`` are the people with a vote who were invited."""

    title: str
    held_at: dt.datetime | None
    place: str
    chair_name: str
    recorder_name: str = ""
    expected_count: int = 0


@dataclass(frozen=True)
class Person:
    """One line of the attendance table."""

    name: str
    organisation_name: str
    capacity: str
    post: str = ""
    is_present: bool = True


@transaction.atomic
def plan(stage_run, agenda: Agenda, *, by) -> Meeting:
    """Call a meeting in the open approval stage."""
    if not may_hold_meeting(by, stage_run):
        raise Refused.because("只有主办单位的工作人员可以安排审定会议。")
    if stage_run.kind != StageKind.APPROVAL or stage_run.state != StageState.OPEN:
        raise Refused.because(f"“{stage_run.title}”没有在进行，不能安排审定会议。", rule="QC23-47")
    _refuse(agenda_findings(agenda))
    quorum = {
        name: int(stage_run.parameters[f"approval.{name}"]) for name in ("quorum_numerator", "quorum_denominator")
    }
    meeting = Meeting.objects.create(stage_run=stage_run, created_by=by, **vars(agenda), **quorum)
    record(meeting, "plan", by=by, label="安排审定会议", rules=["QC23-44"])
    return meeting


@transaction.atomic
def change(meeting, agenda: Agenda, *, by) -> Meeting:
    """Change a meeting that has not begun."""
    meeting = _in_state(meeting, by, MeetingState.PLANNED, "会议已经开始，不能再改会议安排。")
    _refuse(agenda_findings(agenda))
    for name, value in vars(agenda).items():
        setattr(meeting, name, value)
    meeting.save()
    return meeting


def agenda_findings(agenda: Agenda) -> list[Finding]:
    asked = (("title", "会议名称"), ("place", "地点"), ("chair_name", "主持人"))
    found = [Finding("E7", f"请填写{label}。", name) for name, label in asked if not getattr(agenda, name).strip()]
    if agenda.held_at is None:
        found.append(Finding("E7", "请填写会议时间。", "held_at"))
    if agenda.expected_count < 1:
        found.append(Finding("E7", "请填写应到人数。", "expected_count"))
    return found


@transaction.atomic
def set_attendance(meeting, people: Sequence[Person], *, by) -> Meeting:
    """Replace the attendance table; allowed until the resolution."""
    meeting = _unresolved(meeting, by)
    _refuse(_people_findings(people))
    meeting.attendees.all().delete()
    Attendee.objects.bulk_create(
        [Attendee(meeting=meeting, position=place, **vars(person)) for place, person in enumerate(people, 1)]
    )
    return meeting


def _people_findings(people):
    found = []
    for place, person in enumerate(people):
        if not person.name.strip() or not person.organisation_name.strip():
            found.append(Finding("E7", f"第 {place + 1} 行请填写姓名和单位。", f"name-{place}"))
        if person.capacity not in Capacity.values:
            found.append(Finding("E7", f"第 {place + 1} 行请选择身份。", f"capacity-{place}"))
    return found


@transaction.atomic
def begin(meeting, *, by) -> Meeting:
    """Open the vote: quorum checked, the report's figures computed and kept, one ballot for each proposed name."""
    meeting = _in_state(meeting, by, MeetingState.PLANNED, "会议已经开始。")
    _refuse(quorum_findings(meeting))
    begun = move(meeting, "begin", by=by, rules=["QC23-44"], figures=report.figures(meeting.stage_run))
    proposed = meeting.stage_run.entries.active().order_by("pk")
    Ballot.objects.bulk_create([Ballot(meeting=begun, entry=entry) for entry in proposed])
    return begun


def quorum_findings(meeting) -> list[Finding]:
    """At least two thirds of the invited people with a vote are present, by integers only (E7, COM-05)."""
    present, expected = voters(meeting), meeting.expected_count
    if present > expected:
        return [Finding("E7", f"有表决权的到会 {present} 人，多于应到 {expected} 人，请核对。", "expected_count")]
    top, bottom = meeting.quorum_numerator, meeting.quorum_denominator
    if not at_least_ratio(present, expected, numerator=top, denominator=bottom) or present == 0:
        sentence = f"应到 {expected} 人，有表决权的到会 {present} 人，不足 {top}/{bottom}，不能审议。"
        return [Finding("E7", sentence, "attendees")]
    return []


def voters(meeting) -> int:
    """Present people with a vote."""
    return meeting.attendees.filter(is_present=True, capacity__in=VOTING_CAPACITIES).count()


@transaction.atomic
def add_name(meeting, entry, *, by, reason) -> Ballot:
    """Put a name to the vote that is not on the proposed list, only from those in reserve and with a reason (E7)."""
    meeting = _in_state(meeting, by, MeetingState.VOTING, "只能在审议表决时增加人选。")
    before = meeting.stage_run.previous
    if entry is None or entry.stage_run_id != before.pk or entry.state != EntryState.RESERVE:
        raise Refused.because("只能增加上一环节列为备选的人选。", rule="E7", field="entry")
    if not reason.strip():
        raise Refused.because("不在建议名单中的人选须写明理由。", rule="E7", field="reason")
    added, _made = Entry.objects.get_or_create(
        stage_run=meeting.stage_run, nomination=entry.nomination, defaults={"reason": normalise(reason)}
    )
    ballot, _made = Ballot.objects.get_or_create(meeting=meeting, entry=added, defaults={"reason": normalise(reason)})
    details = {"nomination": entry.nomination.code}
    record(meeting, "add_name", by=by, label="增加审议人选", note=reason, rules=["E7"], details=details)
    return ballot


@dataclass(frozen=True)
class Votes:
    """赞成, 反对, 弃权 and how many withdrew from this name."""

    votes_for: int = 0
    votes_against: int = 0
    abstentions: int = 0
    recused_count: int = 0

    @property
    def total(self):
        return self.votes_for + self.votes_against + self.abstentions + self.recused_count


@transaction.atomic
def count_votes(meeting, votes: Mapping[int, Votes], *, by) -> Meeting:
    """Write the votes of ballots, {ballot id: Votes}; refused where they are more than the people present."""
    meeting = _in_state(meeting, by, MeetingState.VOTING, "会议没有在审议表决，不能登记票数。")
    ballots = list(meeting.ballots.filter(pk__in=votes).select_related("entry__nomination"))
    present = voters(meeting)
    _refuse([finding for ballot in ballots for finding in _vote_findings(ballot, votes[ballot.pk], present)])
    for ballot in ballots:
        for name, value in vars(votes[ballot.pk]).items():
            setattr(ballot, name, value)
    Ballot.objects.bulk_update(ballots, list(vars(Votes())), batch_size=500)
    return meeting


def _vote_findings(ballot, votes, present):
    name = ballot.entry.nomination.name
    if min(vars(votes).values()) < 0:
        yield Finding("E7", f"{name}的票数不能为负。", f"for-{ballot.pk}")
    if votes.total > present:
        sentence = f"{name}的票数合计 {votes.total}，多于到会有表决权的 {present} 人。"
        yield Finding("E7", sentence, f"for-{ballot.pk}")


@transaction.atomic
def write_minutes(meeting, *, by, **texts) -> Meeting:
    """Keep what was said and resolved: deliberation, recusals, method, resolution, others; until the resolution."""
    meeting = _unresolved(meeting, by)
    for name in TEXTS:
        if name in texts:
            setattr(meeting, name, normalise(texts[name])[: meeting._meta.get_field(name).max_length or 20_000])
    meeting.save(update_fields=list(TEXTS))
    return meeting


@transaction.atomic
def sign_minutes(meeting, *, by, signed_on, **papers) -> Meeting:
    """The chair's signature with its date; ``papers`` are files by name of ``SCANS``: minutes, sign-in sheet, ballots."""
    meeting = _in_state(meeting, by, MeetingState.VOTING, "请在表决以后、形成决议以前登记签字。")
    held_on = meeting.held_at.astimezone(clock.SHANGHAI).date()
    if signed_on is None or not held_on <= signed_on <= clock.today():
        raise Refused.because("签字日期不能早于会议日期，也不能晚于今天。", rule="E7", field="chair_signed_on")
    meeting.chair_signed_on = signed_on
    for name in SCANS:
        if papers.get(name) is not None:
            kept = scans.checked(papers[name], field=name)
            getattr(meeting, name).save(kept.name, kept, save=False)
    meeting.save()
    record(meeting, "sign_minutes", by=by, label="主持人签字", rules=["E7"], details={"on": signed_on.isoformat()})
    return meeting


def resolve_findings(meeting) -> list[Finding]:
    """Everything that stands against a resolution, at once (QC23-44: no naming without minutes)."""
    found = quorum_findings(meeting)
    ballots = list(meeting.ballots.select_related("entry__nomination"))
    present = voters(meeting)
    uncounted = [ballot for ballot in ballots if counted(ballot) != present]
    if uncounted:
        names = "、".join(ballot.entry.nomination.name for ballot in uncounted[:5])
        found.append(Finding("E7", f"{names}的票数还没有登记完整，须合计 {present} 票。", f"for-{uncounted[0].pk}"))
    texts = (("deliberation", "审议情况"), ("method", "表决方式"), ("resolution", "决议"))
    found += [Finding("E7", f"请填写{label}。", name) for name, label in texts if not getattr(meeting, name).strip()]
    if any(ballot.recused_count for ballot in ballots) and not meeting.recusals.strip():
        found.append(Finding("E7", "有人回避，请写明回避情况。", "recusals"))
    if is_last(meeting.stage_run):
        found += _quota_findings(meeting.stage_run, ballots)
    if meeting.chair_signed_on is None:
        found.append(Finding("E7", "请登记主持人签字的日期。", "chair_signed_on"))
    if not meeting.minutes_scan:
        found.append(Finding("QC23-44", "没有签字的会议纪要不能形成决议，请上传扫描件。", "minutes_scan"))
    return found


def _quota_findings(stage_run, ballots):
    """No more names than the programme allows are put on the list of candidates (GS24-25)."""
    approved = sum(is_approved(ballot) for ballot in ballots)
    return quotas.findings(stage_run.season, stage_run.procedure, approved, field="votes")


def counted(ballot) -> int:
    return ballot.votes_for + ballot.votes_against + ballot.abstentions + ballot.recused_count


def is_approved(ballot) -> bool:
    """More than half of those who took part in this name's vote said yes."""
    return ballot.votes_for * 2 > counted(ballot) - ballot.recused_count


@transaction.atomic
def resolve(meeting, *, by) -> Meeting:
    """Form the resolution: approved names become candidates, all others of the field are dropped, the stage closes.

    Where another meeting follows (终审, then 审定), the approved go on to it and become candidates there. Of a field as many
    as the programme allows (GS24-25). What is decided one by one is not dropped: its decision follows.
    Only the organiser's leader can, because naming candidates is the leader's. Refused with all findings at once,
    those of live eligibility included (COM-18). A second call changes nothing.
    """
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("stage_run__season").get(pk=meeting.pk)
    if meeting.state == MeetingState.RESOLVED:
        return meeting
    _refuse(resolve_findings(meeting))
    resolved = move(meeting, "resolve", by=by, rules=["QC23-44", "E7"])
    ballots = list(resolved.ballots.select_related("entry__nomination__season").order_by("entry__nomination__number"))
    approved = [ballot for ballot in ballots if is_approved(ballot)]
    for ballot in approved:
        move(ballot.entry, "select", by=by, rules=["E7"], reason=ballot.reason)
    if is_last(resolved.stage_run):
        _nominate(approved, by)
    for ballot in ballots:
        if not is_approved(ballot):
            move(ballot.entry, "pass_over", by=by, note=f"{resolved.stage_run.title}未通过", rules=["E7"])
    stages.close_stage(resolved.stage_run, by=by)
    _drop_rest(resolved.stage_run, by)
    return resolved


def is_last(stage_run) -> bool:
    """Whether no further meeting of its procedure follows: its approved names are the candidates."""
    return not stage_run.siblings.filter(kind=StageKind.APPROVAL, position__gt=stage_run.position).exists()


def _nominate(ballots, by):
    """Candidates one by one, but every reason against any of them in one refusal."""
    against = []
    for ballot in ballots:
        nomination = ballot.entry.nomination
        try:
            chain.nominate(nomination, by=by, note="审定会议通过")
        except Refused as refused:
            against += [
                Finding(finding.rule, f"{nomination.name}：{finding.sentence}", f"for-{ballot.pk}")
                for finding in refused.findings
            ]
    _refuse(against)


def _drop_rest(stage_run, by):
    """Whoever is still in review now and was not approved, the reserve included, is not selected."""
    if stage_run.is_own:
        return
    rest = Nomination.objects.filter(
        season=stage_run.season_id, procedure_code=stage_run.procedure_code, state=NominationState.IN_REVIEW
    ).exclude(entries__in=stage_run.entries.filter(state=EntryState.SELECTED))
    for nomination in rest.select_related("season").order_by("number"):
        chain.drop(nomination, by=by, note="审定会议后未入选")


def _unresolved(meeting, by):
    meeting = _held_by(meeting, by)
    if meeting.state == MeetingState.RESOLVED:
        raise Refused.because("会议已形成决议，不能再改。", rule="E7")
    return meeting


def _in_state(meeting, by, state, sentence):
    meeting = _held_by(meeting, by)
    if meeting.state != state:
        raise Refused.because(sentence, rule="E7")
    return meeting


def _held_by(meeting, by):
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("stage_run__season").get(pk=meeting.pk)
    if not may_hold_meeting(by, meeting):
        raise Refused.because("只有主办单位的工作人员可以登记审定会议。")
    return meeting


def _refuse(found):
    if found:
        raise Refused(found)
