"""A studio's life by its verbs, with the two programmes of the tests."""

from datetime import date, timedelta

import pytest

from audit.record import history
from certificates.actions import Holder, enter_custody, issue, keep_rendered
from certificates.states import Item, Step
from craftsmen import actions as craftsmen_actions
from craftsmen.models import Honour
from notifications.models import Message
from programmes.refusal import Refused
from studios.actions import events, life, register
from studios.models import DutyItem, Plan, Studio, Support
from studios.states import StudioState as S
from tests.factories import accounts, certificates, craftsmen, studios

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 15)


def rules(refused):
    return [finding.rule for finding in refused.value.findings]


def fresh(studio):
    return Studio.objects.get(pk=studio.pk)


def certificate_of(studio, cast):
    series = certificates.series(cast.organiser, programme_code=studio.programme_code, title=studio.programme.title,
                                 prefix="WQ", pattern="沪质工室〔{year}〕{n:03}号")  # fmt: skip
    holder = Holder(name=studio.name, unit=studio.employer.name, user=studio.leader.user)
    return issue(
        series, holder, decision_number="沪质协〔2026〕9号", issued_on=DAY, plaque_title=studio.name, by=cast.head
    )


# Beginning


def test_found_makes_a_studio_in_preparation_with_term_place_and_team(cast, clock):
    clock(DAY)

    made = studios.founded(cast)

    assert (made.state, made.code, made.district) == (S.PREPARING, "WQ-2026-0001", "310115")
    assert [term.person for term in made.leader_terms.all()] == [made.leader]
    assert [(place.address, place.area_sqm) for place in made.places.all()] == [("浦东新区虚构路 2 号", 120)]
    assert [member.name for member in made.members.all()] == ["丁禾川", "卫之远"]
    assert made.contact_phone == "021-00000000"


def test_found_numbers_studios_of_each_programme_by_themselves(cast, clock):
    clock(DAY)
    codes = [studios.founded(cast).code, studios.founded(cast).code, studios.founded(cast, studios.CYCLES).code]

    assert codes == ["WQ-2026-0001", "WQ-2026-0002", "GZS-2026-0001"]


def test_found_refuses_a_second_studio_of_the_leader_in_the_programme(cast):
    person = studios.leader(organiser=cast.organiser)
    studios.founded(cast, person=person)

    with pytest.raises(Refused) as refused:
        studios.founded(cast, person=person, name="陆尺度精密上海质量工匠创新工作室")

    assert rules(refused) == ["AMB-25"]


def test_found_allows_the_leader_another_programme(cast):
    person = studios.leader(organiser=cast.organiser)
    studios.founded(cast, person=person)

    assert studios.founded(cast, studios.CYCLES, person=person).state == S.PREPARING


def test_found_says_everything_that_is_wrong(cast):
    person = craftsmen.person("方既明")

    with pytest.raises(Refused) as refused:
        studios.founded(cast, person=person, name="精密制造创新工作室")

    assert rules(refused) == ["WS24-01", "WS24-03"]


def test_building_runs_for_the_years_of_the_programme_with_the_plan_as_rows(cast, clock):
    clock(date(2024, 2, 29))

    made = studios.building(cast)

    plan = made.plans.get()
    assert (made.state, made.building_ends_on) == (S.BUILDING, date(2026, 2, 28))
    assert [(t.title, t.year, str(t.amount)) for t in plan.targets.all()] == [("攻关项目", 1, "2.00")]
    assert [(m.row, m.quarter, m.output) for m in plan.milestones.all()] == [("m1", 1, "试验方案"), ("m2", 3, "样机")]
    assert [(b.year, str(b.amount_wan)) for b in plan.budget.all()] == [(2026, "5.50")]


def test_building_is_refused_without_a_plan(cast):
    made = studios.founded(cast)

    with pytest.raises(Refused) as refused:
        life.start_building(made, starts_on=DAY, ends_on=None, answers={}, content_hash="", by=cast.head)

    assert rules(refused) == ["WS24-21"]


def test_building_is_decided_by_the_leader_of_the_organiser_alone(cast):
    made = studios.founded(cast)

    with pytest.raises(Refused, match="没有权限"):
        life.start_building(
            made, starts_on=DAY, ends_on=None, answers=studios.PLAN, content_hash=studios.HASH, by=cast.officer
        )

    assert Plan.objects.count() == 0


def test_adjust_plan_adds_a_version_and_keeps_what_was_done(cast):
    made = studios.building(cast)
    made.plans.get().milestones.filter(row="m1").update(done_on=DAY)

    plan = life.adjust_plan(made, answers=studios.PLAN, content_hash="cd" * 32, reason="项目调整", by=cast.head)

    assert (plan.version, made.plans.count()) == (2, 2)
    assert [(m.row, m.done_on) for m in plan.milestones.all()] == [("m1", DAY), ("m2", None)]


def test_naming_starts_the_first_cycle(cast, clock):
    clock(DAY)

    made = studios.named(cast)

    assert (made.state, made.cycle_number, made.cycle_ends_on) == (S.OPERATING, 1, date(2029, 1, 15))
    assert Message.objects.filter(code="studio-named").count() == 5


# Assessment


def test_qualified_is_refused_while_a_condition_is_not_met(cast):
    made = studios.building(cast)

    with pytest.raises(Refused) as refused:
        studios.assessed(made, by=cast.head, conditions={"leader": "ok", "team": {"mark": "no", "facts": "只有一人"}})

    assert [finding.sentence for finding in refused.value.findings] == ["“团队”为不符合，不能合格。"]


def test_qualified_leaves_the_state_and_fulfils_the_duty(cast, clock):
    clock(DAY)
    made = studios.building(cast)
    clock(date(2026, 11, 20))

    verdict = studios.assessed(made, by=cast.head)

    item = DutyItem.objects.get(studio=made, code="assessment", period="2026")
    assert (fresh(made).state, verdict.result_label) == (S.BUILDING, "合格")
    assert (item.done_on, item.next_reminder_on) == (date(2026, 11, 20), None)


def test_rectification_runs_for_the_days_of_the_programme_and_is_ended_by_a_pass(cast, clock):
    clock(DAY)
    made = studios.building(cast)
    clock(date(2026, 11, 20))
    studios.assessed(made, "rectify", by=cast.head)
    held = fresh(made)

    assert (held.state, held.rectify_until) == (S.RECTIFYING, date(2027, 2, 18))
    assert held.duties.pending().filter(code="rectification").count() == 1

    clock(date(2027, 2, 1))
    studios.assessed(held, by=cast.head, year=2026)

    assert (fresh(made).state, fresh(made).rectify_until) == (S.BUILDING, None)
    assert held.duties.get(code="rectification").done_on == date(2027, 2, 1)


def test_rectification_needs_words(cast):
    made = studios.building(cast)

    with pytest.raises(Refused) as refused:
        studios.assessed(made, "rectify", by=cast.head, opinion=" ")

    assert rules(refused) == ["WS24-18"]


def test_second_rectification_moves_the_last_day_and_its_duty(cast, clock):
    clock(DAY)
    made = studios.building(cast)
    studios.assessed(made, "rectify", by=cast.head)
    studios.assessed(fresh(made), "rectify", by=cast.head, rectify_until=date(2026, 6, 30))

    waived, open_ = fresh(made).duties.filter(code="rectification").order_by("due_on")
    assert (waived.waived_note, open_.due_on) == ("日期已调整", date(2026, 6, 30))
    assert fresh(made).rectified_state == S.BUILDING


def test_revocation_ends_everything_and_shows_on_the_certificate(cast, clock):
    clock(DAY)
    made = studios.building(cast)
    paper = certificate_of(made, cast)
    made.certificate = paper
    made.save(update_fields=["certificate"])

    studios.assessed(made, "revoke", by=cast.head)

    ended = fresh(made)
    assert (ended.state, ended.ended_on) == (S.REVOKED, DAY)
    assert ended.certificate.state == "revoked"
    assert ended.duties.pending().count() == 0
    assert [term.until_on for term in ended.leader_terms.all()] == [DAY]


def test_ended_studio_is_assessed_no_more(cast):
    made = studios.building(cast)
    studios.assessed(made, "revoke", by=cast.head)

    with pytest.raises(Refused) as refused:
        studios.assessed(fresh(made), by=cast.head)

    assert rules(refused) == ["WS24-17"]


def test_acknowledge_is_for_staff_and_counts_once(cast, clock):
    clock(DAY)
    verdict = studios.assessed(studios.building(cast), by=cast.head)
    with pytest.raises(Refused):
        life.acknowledge(verdict, by=cast.clerk)

    first = life.acknowledge(verdict, by=cast.officer)
    clock(DAY + timedelta(days=1))
    second = life.acknowledge(verdict, by=cast.head)

    assert second.acknowledged_at == first.acknowledged_at


# Acceptance


def decide(made, result, by, **fields):
    values = {"opinion": "按计划完成。", "conditions": {"leader": "ok"}, "figures": {}, "decided_on": date(2028, 1, 10)}
    return life.decide_acceptance(made, result=result, by=by, **values | fields)


def test_acceptance_that_passes_lets_the_studio_operate(cast, clock):
    clock(DAY)
    made = studios.building(cast)
    clock(date(2028, 1, 10))
    life.apply_for_acceptance(made, by=cast.clerk)

    decide(made, "pass", cast.head)

    assert fresh(made).state == S.OPERATING
    assert made.duties.get(code="acceptance").done_on == date(2028, 1, 10)


def test_recheck_waits_for_a_second_acceptance(cast, clock):
    clock(DAY)
    made = studios.building(cast)
    clock(date(2028, 1, 10))
    decide(made, "recheck", cast.head)
    waiting = fresh(made)

    assert (waiting.state, waiting.rectified_state) == (S.RECTIFYING, S.ACCEPTING)
    assert waiting.duties.pending().filter(code="acceptance").count() == 1

    decide(waiting, "pass", cast.head)

    assert fresh(made).state == S.OPERATING


def test_extension_moves_the_end_and_the_duty(cast, clock):
    clock(DAY)
    made = studios.building(cast)
    clock(date(2028, 1, 10))

    decide(made, "extend", cast.head, until=date(2028, 7, 15))

    extended = fresh(made)
    assert (extended.state, extended.building_ends_on) == (S.BUILDING, date(2028, 7, 15))
    assert [item.period for item in extended.duties.pending().filter(code="acceptance")] == ["2028-07-15"]


def test_extension_is_refused_without_a_day(cast):
    with pytest.raises(Refused) as refused:
        decide(studios.building(cast), "extend", cast.head)

    assert rules(refused) == ["WS24-20"]


def test_failed_acceptance_revokes(cast):
    made = studios.building(cast)

    decide(made, "fail", cast.head)

    assert fresh(made).state == S.REVOKED


# Cycles


def review(made, result, by):
    words = {"opinion": "制度完善，成果显著。", "conditions": {}, "figures": {}, "decided_on": date(2029, 1, 10)}
    return life.review_cycle(made, result=result, by=by, **words)


def test_two_cycles_renewed_then_not_kept(cast, clock):
    clock(DAY)
    made = studios.named(cast)
    clock(date(2029, 1, 10))
    review(made, "commended", cast.head)
    renewed = fresh(made)

    assert (renewed.cycle_number, renewed.cycle_starts_on, renewed.cycle_ends_on) == (
        2,
        date(2029, 1, 15),
        date(2032, 1, 15),
    )
    assert Support.objects.get(studio=made).kind == "award"
    assert [item.period for item in renewed.duties.pending().filter(code="review")] == ["2032-01-15"]

    review(renewed, "not_kept", cast.head)

    assert fresh(made).state == S.NOT_KEPT
    assert fresh(made).duties.pending().count() == 0


# Leader


def test_change_of_leader_renames_and_keeps_the_history(cast, clock):
    clock(DAY)
    made = studios.building(cast)
    made.certificate = certificate_of(made, cast)
    made.save(update_fields=["certificate"])
    former, old_name = made.leader, made.name
    new = studios.leader("方既明", organiser=cast.organiser)
    clock(date(2027, 3, 1))

    changed = life.change_leader(
        made, new_leader=new, new_name="", changed_on=date(2027, 3, 1), decision_number="沪质协〔2027〕3号",
        reason="退休", by=cast.head,
    )  # fmt: skip

    assert (changed.state, changed.leader, changed.name) == (S.BUILDING, new, "方既明上海质量工匠创新工作室")
    assert [(n.name, n.from_on, n.until_on) for n in changed.former_names.all()] == [(old_name, DAY, date(2027, 3, 1))]
    assert [(t.person, t.until_on) for t in changed.leader_terms.all()] == [(new, None), (former, date(2027, 3, 1))]
    paper = changed.certificate
    assert (paper.holder_name, paper.plaque.first_line) == (changed.name, changed.name)
    assert paper.plaque.number == f"{paper.number}-P2"


def test_old_plaque_waits_for_its_recall(cast, clock):
    clock(DAY)
    made = studios.building(cast)
    paper = certificate_of(made, cast)
    keep_rendered(paper, b"%PDF-1.7", sha256="0" * 64)
    made.certificate = paper
    made.save(update_fields=["certificate"])
    for step in (Step.MADE, Step.ISSUED):
        enter_custody(paper, item=Item.PLAQUE, step=step, by=cast.officer)
    new = studios.leader("方既明", organiser=cast.organiser)

    changed = life.change_leader(
        made, new_leader=new, new_name="", changed_on=DAY, decision_number="", reason="退休", by=cast.head
    )

    waiting = changed.certificate.to_recall()
    assert [(entry.item, entry.issue) for entry in waiting] == [(Item.PLAQUE, 0)]

    enter_custody(changed.certificate, item=Item.PLAQUE, step=Step.RECALLED, issue=0, by=cast.officer)

    assert type(paper).objects.get(pk=paper.pk).to_recall() == []


def test_change_says_everything_that_is_wrong(cast):
    made = studios.building(cast)
    stranger = craftsmen.person("方既明")

    with pytest.raises(Refused) as refused:
        life.change_leader(
            made,
            new_leader=stranger,
            new_name="精密创新工作室",
            changed_on=None,
            decision_number="",
            reason="",
            by=cast.head,
        )

    assert rules(refused) == ["GS24-42", "WS24-03", "WS24-01"]


def test_change_to_the_same_leader_is_refused(cast):
    made = studios.building(cast)

    with pytest.raises(Refused) as refused:
        life.change_leader(
            made, new_leader=made.leader, new_name="", changed_on=DAY, decision_number="", reason="", by=cast.head
        )

    assert rules(refused) == ["GS24-43"]


def test_leaving_with_the_title_keeps_the_certificate_valid(cast, clock):
    clock(DAY)
    made = studios.building(cast)
    made.certificate = certificate_of(made, cast)
    made.save(update_fields=["certificate"])

    left = life.leave(
        made, keep_title=True, decided_on=DAY, decision_number="沪质协〔2026〕8号", reason="退休", by=cast.head
    )

    assert (left.state, left.certificate.state) == (S.RETIRED, "valid")


def test_removal_cancels_the_certificate(cast, clock):
    clock(DAY)
    made = studios.building(cast)
    made.certificate = certificate_of(made, cast)
    made.save(update_fields=["certificate"])

    left = life.leave(made, keep_title=False, decided_on=DAY, decision_number="", reason="领衔人离职", by=cast.head)

    assert (left.state, left.certificate.state) == (S.REMOVED, "cancelled")


def test_abandoned_plan_frees_the_leader(cast):
    person = studios.leader(organiser=cast.organiser)
    made = studios.founded(cast, person=person)

    life.abandon(made, by=cast.officer, reason="计划未通过")

    assert studios.founded(cast, person=person).state == S.PREPARING


# Events


def test_known_retirement_leaves_the_state_until_its_day(cast, clock):
    clock(DAY)
    made = studios.building(cast)

    event = events.report(made, kind="retired", happens_on=date(2026, 6, 30), note="", by=cast.clerk)

    assert fresh(made).state == S.BUILDING
    assert (event.due_on, event.next_reminder_on) == (date(2026, 8, 29), date(2026, 4, 1))
    assert events.begin_due(today=date(2026, 6, 29)) == 0

    clock(date(2026, 6, 30))
    assert events.begin_due(today=date(2026, 6, 30)) == 1
    assert fresh(made).state == S.CHANGING
    assert events.begin_due(today=date(2026, 6, 30)) == 0


def test_change_in_the_middle_of_a_rectification_goes_back_to_it(cast, clock):
    clock(DAY)
    made = studios.building(cast)
    studios.assessed(made, "rectify", by=cast.head)
    studios.event(fresh(made), by=cast.clerk)
    new = studios.leader("方既明", organiser=cast.organiser)

    life.change_leader(
        fresh(made), new_leader=new, new_name="", changed_on=DAY, decision_number="", reason="退休", by=cast.head
    )
    assert fresh(made).state == S.RECTIFYING

    studios.assessed(fresh(made), by=cast.head)
    assert fresh(made).state == S.BUILDING
    assert made.leader_events.pending().count() == 0


def test_other_needs_its_cause(cast):
    with pytest.raises(Refused) as refused:
        studios.event(studios.building(cast), "other", by=cast.clerk)

    assert rules(refused) == ["GS24-45"]


def test_death_is_not_announced_ahead(cast, clock):
    clock(DAY)
    with pytest.raises(Refused) as refused:
        studios.event(studios.building(cast), "died", by=cast.clerk, happens_on=DAY + timedelta(days=1))

    assert rules(refused) == ["GS24-41"]


def test_stranger_reports_nothing(cast):
    with pytest.raises(Refused, match="没有权限"):
        studios.event(studios.building(cast), by=accounts.user())


def test_second_report_of_another_kind_takes_the_place_of_the_first(cast, clock):
    clock(DAY)
    made = studios.building(cast)
    studios.event(made, "retired", by=cast.clerk, happens_on=date(2026, 12, 31))

    studios.event(made, "left", by=cast.clerk)

    assert [(e.kind, e.settled_by) for e in made.leader_events.order_by("pk")] == [
        ("retired", "改报：离职"),
        ("left", ""),
    ]


def test_settled_report_puts_the_studio_back(cast, clock):
    clock(DAY)
    made = studios.building(cast)
    event = studios.event(made, "left", by=cast.clerk)
    with pytest.raises(Refused):
        events.settle(event, outcome="误报", by=cast.officer)

    events.settle(event, outcome="误报，领衔人仍在岗", by=cast.head)

    assert fresh(made).state == S.BUILDING


def test_revoked_leader_opens_the_task_of_every_studio_led(cast, clock):
    clock(DAY)
    person = studios.leader(organiser=cast.organiser)
    made = studios.building(cast, person=person)
    other = studios.named(cast, person=person)  # its programme does not ask for this honour

    craftsmen_actions.cancel(
        Honour.objects.get(person=person), reason="本人放弃称号", by=accounts.member("leader", cast.organiser)
    )

    event = made.leader_events.get()
    assert (event.kind, event.due_on, fresh(made).state) == ("revoked", date(2026, 3, 16), S.CHANGING)
    assert fresh(other).state == S.OPERATING
    with pytest.raises(Refused) as refused:
        events.settle(event, outcome="误报", by=cast.head)
    assert rules(refused) == ["WS24-23"]


# What is written in the register


def test_place_moves_and_keeps_its_history(cast, clock):
    clock(DAY)
    made = studios.building(cast)

    register.move_place(made, address="闵行区虚构路 9 号", kind="shared", area_sqm=None, from_on=DAY, by=cast.clerk)

    assert [(p.address, p.until_on) for p in made.places.order_by("pk")] == [
        ("浦东新区虚构路 2 号", DAY),
        ("闵行区虚构路 9 号", None),
    ]


def test_place_is_refused_to_the_officer_and_on_a_future_day(cast, clock):
    clock(DAY)
    made = studios.building(cast)
    values = {"address": "", "kind": "own", "area_sqm": None, "from_on": DAY + timedelta(days=1)}
    with pytest.raises(Refused, match="只有领衔人"):
        register.move_place(made, **values, by=cast.officer)

    with pytest.raises(Refused) as refused:
        register.move_place(made, **values, by=cast.clerk)

    assert [finding.field for finding in refused.value.findings] == ["address", "from_on"]


def test_showcase_is_public_by_consent_alone(cast):
    made = studios.building(cast)

    shown = register.publish_showcase(made, text="主轴热变形补偿。", consented=True, by=made.leader.user)
    assert shown.public_showcase == "主轴热变形补偿。"

    hidden = register.publish_showcase(made, text="主轴热变形补偿。", consented=False, by=cast.clerk)
    assert hidden.public_showcase == ""


def test_member_of_an_ended_studio_receives_no_benefit(cast, clock):
    clock(DAY)
    made = studios.building(cast)
    member = made.members.first()
    studios.assessed(made, "revoke", by=cast.head)

    with pytest.raises(Refused) as refused:
        register.add_support(
            fresh(made), kind="benefit", given_on=DAY, text="专利申请培训", member=member, by=cast.officer
        )

    assert rules(refused) == ["TS16-12"]


def test_every_verb_leaves_an_event(cast, clock):
    clock(DAY)
    made = studios.building(cast)
    studios.assessed(made, "revoke", by=cast.head)

    assert [event.verb for event in history(made)] == ["revoke", "assessment", "start_building", "found"]
