"""A new leader: term, name and plaque follow, the former ones stay in the history."""

from django.db import transaction

from audit.transitions import move
from certificates import actions as certificates
from programmes import clock
from programmes.refusal import Finding, Refused
from programmes.text import normalise_line
from studios.actions import duties, events, register, telling
from studios.actions.life.rows import fresh
from studios.models import FormerName, LeaderTerm, Studio
from studios.states import StudioState as S


@transaction.atomic
def change_leader(studio, *, new_leader, new_name, changed_on, decision_number, reason, by) -> Studio:
    """领衔人变更 (GS24-42 a, AMB-09): term, name and plaque follow; the former leader and name stay in the history."""
    studio = fresh(studio)
    new_name = normalise_line(new_name) or studio.terms.name_pattern.format(leader=new_leader.name)
    against = _change_findings(studio, new_leader, new_name, changed_on)
    if against:
        raise Refused(against)
    if studio.state != S.CHANGING:
        studio = move(studio, "begin_change", by=by, rules=["GS24-42"], resumes=studio.state)
    former_leader, former_name = studio.leader, studio.name
    _hand_over(studio, new_leader, changed_on, reason)
    if new_name != former_name:
        _rename(studio, new_name, changed_on, reason, by)
    studio = move(studio, "finish_change", by=by, note=f"{former_leader.name} → {new_leader.name}。{decision_number}",
                  rules=["GS24-42", "GS24-43", "AMB-09"])  # fmt: skip
    events.settle_all(studio, on=changed_on, outcome=f"领衔人变更为{new_leader.name}", by=by)
    duties.refresh(today=clock.today(), studios=[studio])
    telling.about(
        studio,
        code="studio-leader-changed",
        subject=f"{studio.name}：领衔人变更为{new_leader.name}",
        body=f"{decision_number or '变更已审定'}，自 {changed_on} 起。" + _renamed(former_name, new_name),
        key=f"studio-leader-{studio.pk}-{new_leader.pk}-{changed_on}",
    )
    return fresh(studio)


def _renamed(before, after):
    return f"工作室原名“{before}”。请交回原铭牌，领取新铭牌。" if before != after else ""


def _change_findings(studio, new_leader, new_name, changed_on):
    found = []
    if not studio.is_live:
        found.append(Finding("GS24-42", f"工作室为“{studio.get_state_display()}”，不能变更领衔人。"))
    if new_leader.pk == studio.leader_id:
        found.append(Finding("GS24-43", "新领衔人和现领衔人是同一人。", "new_leader"))
    if changed_on is None:
        found.append(Finding("GS24-42", "请填写变更日期。", "changed_on"))
    found += register.leader_findings(studio.programme, new_leader, studio=studio)
    return found + register.name_findings(studio.programme, new_name, new_leader, studio=studio)


def _hand_over(studio, new_leader, changed_on, reason):
    studio.leader_terms.filter(until_on__isnull=True).update(until_on=changed_on, reason=reason[:200])
    LeaderTerm.objects.create(studio=studio, person=new_leader, from_on=changed_on)
    studio.members.filter(person=new_leader, left_on__isnull=True).update(left_on=changed_on)
    studio.leader = new_leader
    studio.save(update_fields=["leader"])


def _rename(studio, new_name, changed_on, reason, by):
    last = studio.former_names.first()
    FormerName.objects.create(
        studio=studio,
        name=studio.name,
        from_on=last.until_on if last else studio.founded_on or studio.created_at.astimezone(clock.SHANGHAI).date(),
        until_on=changed_on,
        reason=reason[:200] or "领衔人变更",
    )
    studio.name = new_name
    studio.save(update_fields=["name"])
    if studio.certificate_id and studio.certificate.is_valid:
        certificates.rename(
            studio.certificate, holder_name=new_name, holder=studio.leader.user, by=by, reason=reason or "领衔人变更"
        )
