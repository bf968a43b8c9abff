from datetime import date, datetime

import pytest

from accounts.models import WorkingDay, WorkingYear
from accounts.states import Role
from audit.transitions import move, why_not
from certificates.actions import enter_custody
from craftsmen import actions
from craftsmen.models import Honour, Revocation
from craftsmen.states import RevocationState
from notifications.models import Message
from programmes import clock as portal_clock
from programmes.refusal import Refused
from tests.factories import accounts
from tests.factories.craftsmen import case, honour, person
from tests.publicity.calendar2026 import load

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(clock):
    """An honour, its officer who opens, another officer, and a leader; the clock stands at 2026-04-29."""
    load()
    clock(datetime(2026, 4, 29, 10))
    held = honour(person(user=accounts.user()))
    return {
        "honour": held,
        "opener": accounts.member(Role.OFFICER, held.organiser),
        "leader": accounts.member(Role.LEADER, held.organiser),
        "opening_leader": accounts.member(Role.LEADER, held.organiser),
    }


def reviewed(staff, *, opener="opener", **fields):
    found = case(staff["honour"], by=staff[opener], **fields)
    actions.notify(found, by=staff[opener])
    actions.state(found, text="情况已经说明，专利号填错一位。", by=staff["honour"].person.user)
    return actions.review(found, text="陈述不能成立，建议撤销称号。", by=staff["opener"])


def test_the_window_is_five_working_days_with_the_first_day_not_counted(staff):
    found = actions.notify(case(staff["honour"], by=staff["opener"]), by=staff["opener"])
    assert found.statement_until == portal_clock.end_of(date(2026, 5, 9))
    assert Message.objects.get(recipient=staff["honour"].person.user).code == "revocation-notice"


def test_a_shorter_window_is_refused(staff):
    found = case(staff["honour"], by=staff["opener"])
    with pytest.raises(Refused, match="不少于 5 个工作日"):
        actions.notify(found, by=staff["opener"], workdays=4)


def test_no_review_before_the_person_was_heard_or_the_window_closed(staff, clock):
    found = actions.notify(case(staff["honour"], by=staff["opener"]), by=staff["opener"])
    with pytest.raises(Refused, match="陈述申辩期还没有结束"):
        actions.review(found, text="建议撤销，事实清楚。", by=staff["opener"])
    clock(datetime(2026, 5, 10, 0, 0, 1))
    assert actions.review(found, text="逾期未陈述，建议撤销称号。", by=staff["opener"]).state == "reviewed"


def test_a_statement_after_the_window_is_refused(staff, clock):
    found = actions.notify(case(staff["honour"], by=staff["opener"]), by=staff["opener"])
    clock(datetime(2026, 5, 10, 0, 0, 1))
    with pytest.raises(Refused, match="不在陈述申辩期"):
        actions.state(found, text="我有话说", by=staff["honour"].person.user)


def test_approval_revokes_honour_and_certificate_at_once(staff):
    found = actions.approve(
        reviewed(staff), decision_number="沪质协〔2026〕21号", decided_on=date(2026, 4, 29), by=staff["leader"]
    )
    held = Honour.objects.select_related("certificate").get(pk=staff["honour"].pk)
    assert (found.state, held.state, held.certificate.state) == ("effective", "revoked", "revoked")
    assert held.certificate.ended_on == date(2026, 4, 29)


def test_who_opened_cannot_approve(staff):
    found = reviewed(staff, opener="opening_leader")
    with pytest.raises(Refused, match="没有权限"):
        actions.approve(
            found, decision_number="沪质协〔2026〕22号", decided_on=date(2026, 4, 29), by=staff["opening_leader"]
        )
    assert Honour.objects.get(pk=staff["honour"].pk).state == "valid"


def test_an_officer_cannot_approve(staff):
    other = accounts.member(Role.OFFICER, staff["honour"].organiser)
    with pytest.raises(Refused, match="没有权限"):
        actions.approve(reviewed(staff), decision_number="沪质协〔2026〕23号", decided_on=date(2026, 4, 29), by=other)


def test_a_decision_number_is_used_once_and_not_from_the_future(staff):
    found = reviewed(staff)
    with pytest.raises(Refused) as refused:
        actions.approve(found, decision_number="", decided_on=date(2026, 4, 30), by=staff["leader"])
    assert [f.field for f in refused.value.findings] == ["decision_number", "decided_on"]


def test_a_ban_needs_fraud(staff):
    with pytest.raises(Refused) as refused:
        case(staff["honour"], by=staff["opener"], ground="absent", ban=True)
    assert refused.value.findings[0].rule == "AMB-32"


def test_a_second_case_about_the_same_honour_is_refused(staff):
    case(staff["honour"], by=staff["opener"])
    with pytest.raises(Refused, match="正在办理"):
        case(staff["honour"], by=staff["opener"])


def test_the_craftsman_cannot_open_and_sees_the_case_from_the_notice_on(staff):
    user = staff["honour"].person.user
    with pytest.raises(Refused):
        case(staff["honour"], by=user)
    found = case(staff["honour"], by=staff["opener"])
    assert not Revocation.objects.visible_to(user).exists()
    actions.notify(found, by=staff["opener"])
    assert Revocation.objects.visible_to(user).get() == found
    assert not Revocation.objects.visible_to(accounts.member(Role.OFFICER)).exists()


def test_dropping_keeps_the_honour_valid(staff):
    found = actions.drop(reviewed(staff), reason="情节轻微，已经改正", by=staff["leader"])
    assert (found.state, Honour.objects.get(pk=staff["honour"].pk).state) == ("dropped", "valid")


def test_a_case_is_closed_when_everything_is_back(staff):
    held, officer = staff["honour"], staff["opener"]
    for step, name in (("made", ""), ("issued", ""), ("received", "陆尺度")):
        enter_custody(held.certificate, item="certificate", step=step, person_name=name, by=officer)
    found = actions.approve(
        reviewed(staff), decision_number="沪质协〔2026〕24号", decided_on=date(2026, 4, 29), by=staff["leader"]
    )
    assert [item for item, _ in found.recall_list()] == ["certificate"]
    with pytest.raises(Refused, match="收回"):
        actions.close(found, by=officer)
    enter_custody(held.certificate, item="certificate", step="recalled", by=officer)
    assert actions.close(found, by=officer).state == "closed"


ALLOWED = {
    "notify": {"opened"},
    "hand_up": {"notified"},
    "approve": {"reviewed"},
    "drop": {"opened", "notified", "reviewed"},
    "close": {"effective"},
}


@pytest.mark.parametrize("name", sorted(ALLOWED))
@pytest.mark.parametrize("state", RevocationState.values)
def test_state_table(staff, name, state):
    found = case(staff["honour"], by=staff["opener"])
    Revocation.objects.filter(pk=found.pk).update(
        state=state, statement="已经陈述", notified_at=portal_clock.now(), reviewed_by=staff["opener"]
    )
    found = Revocation.objects.get(pk=found.pk)
    assert (not why_not(found, name, by=staff["leader"])) == (state in ALLOWED[name])


@pytest.mark.parametrize("name", sorted(ALLOWED))
def test_every_transition_refuses_strangers_and_the_system(staff, name):
    found = case(staff["honour"], by=staff["opener"])
    Revocation.objects.filter(pk=found.pk).update(state=min(ALLOWED[name]), statement="已经陈述")
    found = Revocation.objects.get(pk=found.pk)
    supervisor = accounts.member(Role.SUPERVISOR, staff["honour"].organiser)
    for user in (None, supervisor, accounts.member(Role.LEADER), staff["honour"].person.user):
        with pytest.raises(Refused):
            move(found, name, by=user)


def test_without_the_year_in_the_working_calendar_the_notice_waits(staff, clock):
    WorkingDay.objects.all().delete()
    WorkingYear.objects.all().delete()
    with pytest.raises(Refused) as refused:
        actions.notify(case(staff["honour"], by=staff["opener"]), by=staff["opener"])
    assert refused.value.findings[0].rule == "COM-04"
