"""A studio loses its leader, or will: the change task with its last day (GS24-41, WS24-23), its state, its end."""

import datetime as dt
from urllib.parse import urlencode

from django.db import transaction
from django.urls import reverse

from audit.record import record
from audit.transitions import move
from programmes import clock
from programmes.refusal import Finding, Refused
from studios import permissions
from studios.actions import duties, telling
from studios.models import LeaderEvent, Studio
from studios.states import HOLDS_PLACE, RESUMED, EventKind
from studios.states import StudioState as S

#: What nobody knows in advance.
NEVER_AHEAD = (EventKind.DIED, EventKind.REVOKED)


@transaction.atomic
def report(studio, *, kind, happens_on, note="", by) -> LeaderEvent:
    """Open the change task. Once the day has come the studio is 变更中; a known retirement may lie ahead.

    A second report of another kind takes the place of the first. ``by`` None is the system (a revoked honour).
    """
    studio = Studio.objects.select_for_update(of=("self",)).select_related("leader__user").get(pk=studio.pk)
    pending = studio.leader_events.pending().select_for_update().first()
    found = _findings(studio, kind, happens_on, note, pending, by)
    if found:
        raise Refused(found)
    if pending:
        _settle(pending, on=clock.today(), outcome=f"改报：{EventKind(kind).label}", by=by)
    event = _open(studio, kind, happens_on, note.strip(), by)
    record(
        studio,
        "report_leader",
        by=by,
        label=f"领衔人事项：{event.get_kind_display()}",
        note=f"{happens_on}。{event.note}".rstrip("。"),
        rules=["GS24-41", "WS24-23"],
        details={"event": event.pk},
    )
    if happens_on <= clock.today():
        _begin_change(studio, by)
    _tell(studio, event)
    return event


def _findings(studio, kind, happens_on, note, pending, by):
    found = []
    if by is not None and not permissions.may_report_leader(by, studio):
        found.append(Finding("GS24-41", "您没有权限报告这个工作室的领衔人事项。"))
    if studio.state not in HOLDS_PLACE:
        found.append(Finding("GS24-41", f"工作室为“{studio.get_state_display()}”，不再办理变更。"))
    if studio.terms.leader_term is None:
        found.append(Finding("GS24-41", "本办法没有规定管理变更。"))
    if kind not in EventKind.values:
        found.append(Finding("GS24-45", "请选择事由。", "kind"))
    if pending and pending.kind == kind:
        sentence = f"已报告“{pending.get_kind_display()}”（{pending.happens_on}），请办理变更。"
        found.append(Finding("GS24-41", sentence, "kind"))
    if kind == EventKind.OTHER and not note.strip():
        found.append(Finding("GS24-45", "选择“其他”时请写明具体原因。", "note"))
    if happens_on is None:
        found.append(Finding("GS24-41", "请填写日期。", "happens_on"))
    elif kind in NEVER_AHEAD and happens_on > clock.today():
        found.append(Finding("GS24-41", "日期不能晚于今天。", "happens_on"))
    return found


def _open(studio, kind, happens_on, note, by) -> LeaderEvent:
    term = studio.terms.leader_term
    days = sorted({happens_on - dt.timedelta(days=abs(one)) for one in term.forewarn_days} | _after(term, happens_on))
    ahead = [day for day in days if day >= clock.today()]
    return LeaderEvent.objects.create(
        studio=studio,
        person=studio.leader,
        kind=kind,
        note=note[:300],
        happens_on=happens_on,
        due_on=happens_on + dt.timedelta(days=term.due_days),
        remind_on=[day.isoformat() for day in days],
        next_reminder_on=ahead[0] if ahead else None,
        reported_by=by,
    )


def _after(term, happens_on):
    return {happens_on + dt.timedelta(days=one) for one in term.remind_days}


def _begin_change(studio, by):
    """变更中 from any state at work; a studio in 筹建 or already 变更中 stays as it is."""
    if studio.state in RESUMED:
        move(studio, "begin_change", by=by, rules=["GS24-41"], resumes=studio.state)


def _tell(studio, event):
    telling.about(
        studio,
        code="studio-leader-event",
        subject=f"{studio.name}：领衔人{event.get_kind_display()}，请办理管理变更",
        body=f"日期 {event.happens_on}。请在 {event.due_on} 前提交管理变更申请。",
        key=f"studio-leader-event-{event.pk}",
    )


def to_remind(*, today: dt.date):
    """Change tasks of which somebody is to be told today or was to be told before. One query."""
    rows = LeaderEvent.objects.pending().filter(next_reminder_on__lte=today)
    return rows.select_related("studio__leader__user").order_by("pk")


@transaction.atomic
def begin_due(*, today) -> int:
    """Studios whose leader's known day has come are 变更中 from now on; returns how many. Looks at nothing else."""
    rows = LeaderEvent.objects.pending().filter(happens_on__lte=today, studio__state__in=sorted(RESUMED))
    due = list(rows.select_related("studio"))
    for event in due:
        _begin_change(event.studio, None)
    return len(due)


@transaction.atomic
def settle(event, *, outcome, by) -> LeaderEvent:
    """End a task without a change: the report was wrong, or the leader stays. The studio goes back to its state."""
    event = LeaderEvent.objects.select_for_update(of=("self",)).select_related("studio__leader").get(pk=event.pk)
    if event.settled_on is not None:
        raise Refused.because("这个事项已经办结。", rule="GS24-41")
    if not outcome.strip():
        raise Refused.because("请写明办结的理由。", rule="GS24-41", field="outcome")
    if event.kind == EventKind.REVOKED:
        raise Refused.because("领衔人称号已撤销，须变更领衔人或退出。", rule="WS24-23")
    if not permissions.may_decide(by, event.studio):
        raise Refused.because("无需变更的结论须由主办单位负责人作出。", rule="GS24-42")
    _settle(event, on=clock.today(), outcome=outcome, by=by)
    if event.studio.state == S.CHANGING:
        move(event.studio, "finish_change", by=by, note=outcome.strip(), rules=["GS24-42"])
        duties.refresh(today=clock.today(), studios=[event.studio])
    return event


def settle_all(studio, *, on, outcome, by) -> None:
    """End every open task of a studio with the outcome of its change."""
    for event in studio.leader_events.pending().select_for_update():
        _settle(event, on=on, outcome=outcome, by=by)


def _settle(event, *, on, outcome, by):
    event.settled_on, event.settled_by, event.next_reminder_on = on, outcome.strip()[:200], None
    event.save(update_fields=["settled_on", "settled_by", "next_reminder_on"])
    record(event.studio, "settle_leader", by=by, label="领衔人事项办结", note=event.settled_by, rules=["GS24-41"])


def follow_honour(honour) -> list[LeaderEvent]:
    """Every standing studio that the person leads by this title gets its change task (WS24-23, GS24-01)."""
    led = Studio.objects.standing().filter(leader=honour.person_id)
    wanted = [studio for studio in led if studio.terms.leader_honour == honour.honour_code and studio.terms.leader_term]
    pending = LeaderEvent.objects.pending().filter(kind=EventKind.REVOKED).values_list("studio_id", flat=True)
    known = set(pending.filter(studio__in=[studio.pk for studio in wanted]))
    note = f"“{honour.title}”{honour.get_state_display()}"
    day = honour.ended_on or clock.today()
    return [
        report(one, kind=EventKind.REVOKED, happens_on=day, note=note, by=None) for one in wanted if one.pk not in known
    ]


#: What a check-in of the register says → the event it would be here.
PROPOSED = {
    "retired": EventKind.RETIRED,
    "left": EventKind.LEFT,
    "moved": EventKind.LEFT,
    "deceased": EventKind.DIED,
}


def propose(person, *, presence, happens_on, note) -> list[Studio]:
    """Tell organiser and unit of the studios that the person leads, with a link to the report filled in; returns those told.

    Nothing is opened: the unit that answers a check-in need not be the studio's, a leader may go on after retiring, and a
    report puts the studio in 变更中 with a last day.
    """
    kind = PROPOSED.get(presence)
    if kind is None:
        return []
    led = Studio.objects.standing().filter(leader=person).select_related("leader__user").order_by("pk")
    known = set(LeaderEvent.objects.pending().filter(studio__in=led).values_list("studio_id", flat=True))
    wanted = [one for one in led if one.terms.leader_term and one.pk not in known]
    for one in wanted:
        _tell_proposal(one, kind, happens_on, note if presence == "moved" else "")
    return wanted


def _tell_proposal(studio, kind, happens_on, moved_to):
    note = f"调往{moved_to}" if moved_to else ""
    query = urlencode({"kind": kind.value, "happens_on": happens_on.isoformat(), "note": note})
    telling.about(
        studio,
        telling.ORGANISER,
        telling.EMPLOYER,
        code="studio-leader-departed",
        subject=f"{studio.name}：年度核对填报领衔人{kind.label}，请核实",
        body=f"{happens_on} {note or kind.label}。属实的，请报告领衔人事项并办理管理变更；继续领衔的，无需办理。",
        url=f"{reverse('studios:leader', args=[studio.code])}?{query}",
        key=f"studio-leader-departed-{studio.pk}-{kind.value}-{happens_on}",
    )
