import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from audit.transitions import transition_names, why_not
from notifications.models import Message
from programmes import clock
from programmes.refusal import Refused
from reviews.actions import consensus, ranking, sessions, stages
from reviews.models import Assignment, Conflict, DefenceSession, Entry
from reviews.states import AssignmentState, Attendance, EntryState, SessionState, StageState
from tests.factories import accounts
from tests.reviews import panels

pytestmark = pytest.mark.django_db
NAMES = ("方既明", "叶知秋", "苏景行")


@pytest.fixture
def world():
    """Three selected in writing (92, 90, 88), the defence open, a new panel of five."""
    one = panels.season(**{"awards.intended": 2})
    one.written_panel = panels.experts(3)
    one.written = one.run
    for name, total in zip(NAMES, (92, 90, 88), strict=True):
        panels.entry(one, [total - 1, total, total + 1], name=name, by=one.written_panel)
    ranking.rank_stage(one.run, by=one.officer)
    Entry.objects.update(state=EntryState.SELECTED)
    panels.close(one.run)
    one.run = panels.open_run(one, "defence")
    one.panel = panels.experts(5)
    return one


def sitting(world, **values):
    starts = clock.now().replace(hour=1, minute=0, second=0, microsecond=0) + dt.timedelta(days=3)
    given = {"starts_at": starts, "place": "三楼报告厅", "experts": tuple(world.panel), "chair": world.panel[0]}
    return sessions.Sitting(**given | values)


def planned(world, **values):
    return sessions.plan(world.run, sitting(world, **values), by=world.officer)


def drawn(world, seed="2026-08-28", **values):
    return sessions.draw_order(planned(world, **values), by=world.officer, seed=seed)


def codes(session):
    return list(session.slots.order_by("order_no").values_list("entry__nomination__code", flat=True))


def score(world, session, name, totals):
    """Sheets of all experts of the session for one candidate, handed in."""
    sheets = Assignment.objects.filter(entry__defence_slot__session=session, entry__nomination__name=name)
    for sheet, total in zip(sheets.order_by("expert__code"), totals, strict=True):
        Assignment.objects.filter(pk=sheet.pk).update(state=AssignmentState.SUBMITTED, total=Decimal(str(total)))
    entry = Entry.objects.get(stage_run=world.run, nomination__name=name)
    Entry.objects.filter(pk=entry.pk).update(submitted_count=len(totals), state=EntryState.SCORED)


def attend_all(world, session, attendance=Attendance.PRESENT):
    for slot in session.slots.all():
        sessions.attend(slot, by=world.officer, attendance=attendance)


def test_opening_takes_in_who_was_selected_and_locks_the_weights(world):
    assert world.run.entries.count() == 3
    assert (world.written.weight, world.run.weight) == (Decimal("0.4"), Decimal("0.6"))


@pytest.mark.parametrize("number", [3, 4, 6])
def test_panel_is_odd_and_at_least_five(world, number):
    """AMB-24."""
    panel = tuple(panels.experts(number))
    with pytest.raises(Refused, match="不少于 5 人的单数"):
        planned(world, experts=panel, chair=panel[0])


def test_everything_wrong_with_a_session_is_said_at_once(world):
    with pytest.raises(Refused) as caught:
        planned(world, starts_at=None, place=" ", chair=world.written_panel[0], talk_minutes=0)
    assert [finding.field for finding in caught.value.findings] == ["starts_at", "place", "chair", "talk_minutes"]


def test_more_than_half_from_the_written_panel_warns(world):
    mixed = tuple(world.written_panel + world.panel[:2])
    session = planned(world, experts=mixed, chair=mixed[0])
    assert [one.sentence for one in sessions.warnings(session)] == [
        "5 位答辩专家中有 3 位参加过书面初评，宜有一半以上更换。"
    ]
    fresh = sessions.change(
        session,
        sitting(world, experts=tuple(world.written_panel[:2] + world.panel[:3]), chair=world.panel[0]),
        by=world.officer,
    )
    assert sessions.warnings(fresh) == []


def test_same_seed_gives_the_same_order_and_another_seed_another(world):
    session = drawn(world, seed="a")
    first = codes(session)
    again = sessions.draw_order(session, by=world.officer, seed="a", note="复核")
    assert codes(again) == first
    orders = {tuple(sessions.order_of(session.slots.select_related("entry__nomination"), seed)) for seed in "abcdefgh"}
    assert len(orders) > 1


def test_drawn_order_fixes_times_and_gives_each_expert_the_sheets_in_that_order(world):
    session = drawn(world)
    starts = list(session.slots.order_by("order_no").values_list("starts_at", flat=True))
    assert [start - session.starts_at for start in starts] == [dt.timedelta(minutes=15 * place) for place in range(3)]
    own = Assignment.objects.filter(expert=world.panel[0]).order_by("position")
    assert list(own.values_list("entry__nomination__code", flat=True)) == codes(session)
    assert session.algorithm == "sha256-order-1"


def test_expert_with_a_conflict_gets_no_sheet_for_that_candidate(world):
    nomination = Entry.objects.filter(stage_run=world.run).first().nomination
    Conflict.objects.create(
        expert=world.panel[0], nomination=nomination, ground="kin", source="recorded", detail="亲属"
    )
    drawn(world)
    assert Assignment.objects.filter(expert=world.panel[0]).count() == 2


def test_drawing_again_needs_a_reason_and_ends_with_the_countersignature(world):
    session = drawn(world)
    with pytest.raises(Refused, match="重新抽签须写明理由"):
        sessions.draw_order(session, by=world.officer)
    sessions.countersign(session, by=world.supervisor)
    with pytest.raises(Refused, match="监督员已经签认"):
        sessions.draw_order(session, by=world.officer, note="再抽一次")


def test_countersigning_finds_an_order_that_was_changed(world):
    session = drawn(world)
    first, second = session.slots.order_by("order_no")[:2]
    session.slots.filter(pk=first.pk).update(order_no=99)
    session.slots.filter(pk=second.pk).update(order_no=1)
    with pytest.raises(Refused, match="与记录不一致"):
        sessions.countersign(session, by=world.supervisor)


@pytest.mark.parametrize("who", ["officer", "leader"])
def test_only_the_supervisor_countersigns(world, who):
    session = drawn(world)
    with pytest.raises(Refused, match="只有监督员"):
        sessions.countersign(session, by=getattr(world, who))


def test_only_the_officer_plans_draws_and_notes(world):
    session = drawn(world)
    for user in (world.supervisor, world.leader, world.panel[0].user):
        with pytest.raises(Refused, match="只有主办单位的工作人员"):
            sessions.draw_order(session, by=user, note="x")
        with pytest.raises(Refused, match="只有主办单位的工作人员"):
            sessions.attend(session.slots.first(), by=user, attendance=Attendance.PRESENT)


def test_absent_candidate_gave_up_and_loses_the_sheets(world):
    """AMB-14."""
    session = drawn(world)
    slot = session.slots.order_by("order_no").first()
    with pytest.raises(Refused, match="缺席视为放弃，请写明情况"):
        sessions.attend(slot, by=world.officer, attendance=Attendance.ABSENT)
    sessions.attend(slot, by=world.officer, attendance=Attendance.ABSENT, note="未到场，电话未接通。")
    assert set(slot.entry.assignments.values_list("state", flat=True)) == {AssignmentState.REPLACED}
    with pytest.raises(Refused, match="已登记缺席"):
        sessions.attend(slot, by=world.officer, attendance=Attendance.PRESENT)


def test_new_time_lies_within_the_days_of_the_defence_and_is_approved_in_words(world):
    session = drawn(world)
    slot = session.slots.first()
    late = session.starts_at + dt.timedelta(days=2)
    for values in ({"starts_at": late, "note": "批准"}, {"starts_at": session.starts_at, "note": ""}):
        with pytest.raises(Refused, match="改期须写明批准情况"):
            sessions.attend(slot, by=world.officer, attendance=Attendance.RESCHEDULED, **values)
    at = session.starts_at + dt.timedelta(hours=5)
    changed = sessions.attend(
        slot, by=world.officer, attendance=Attendance.RESCHEDULED, starts_at=at, note="组长批准下午补答辩。"
    )
    assert changed.starts_at == at


def test_ending_a_session_says_everything_that_is_open(world):
    session = drawn(world)
    with pytest.raises(Refused) as caught:
        sessions.hold(session, by=world.officer)
    assert [finding.sentence for finding in caught.value.findings] == [
        "监督员还没有签认答辩顺序。",
        "还有 3 位答辩人没有登记到场。",
        "还有 15 张答辩评分表没有提交。",
    ]


def test_whole_defence_combines_by_the_weights_fixed_at_opening(world):
    session = drawn(world)
    sessions.countersign(session, by=world.supervisor)
    attend_all(world, session)
    for name, totals in zip(NAMES, ([80, 81, 82, 83, 84], [90, 91, 92, 93, 94], [90, 91, 92, 93, 94]), strict=True):
        score(world, session, name, totals)
    assert sessions.hold(session, by=world.officer).state == SessionState.HELD
    ranking.rank_stage(world.run, by=world.officer)
    rows = Entry.objects.filter(stage_run=world.run).order_by("rank").values_list("nomination__name", "exact", "rank")
    assert list(rows) == [("叶知秋", "456/5", 1), ("苏景行", "452/5", 2), ("方既明", "86", 3)]


def test_equal_totals_are_parted_by_the_defence_first(world):
    """AMB-13: 0.4 × 92 + 0.6 × 82 = 0.4 × 89 + 0.6 × 84."""
    Entry.objects.filter(stage_run=world.written, nomination__name="叶知秋").update(exact="89", mean=89, total=89)
    session = drawn(world)
    sessions.attend(
        session.slots.get(entry__nomination__name="苏景行"), by=world.officer, attendance="absent", note="请假未获批准"
    )
    score(world, session, "方既明", [82] * 5)
    score(world, session, "叶知秋", [84] * 5)
    ranking.rank_stage(world.run, by=world.officer)
    rows = Entry.objects.filter(stage_run=world.run, rank__isnull=False).order_by("rank")
    assert list(rows.values_list("nomination__name", "exact", "tie_break")) == [
        ("叶知秋", "86", "总分相同，按答辩得分排序"),
        ("方既明", "86", "总分相同，按答辩得分排序"),
    ]


def test_absent_candidate_has_no_rank_and_is_not_proposed(world):
    session = drawn(world)
    sessions.attend(
        session.slots.get(entry__nomination__name="方既明"), by=world.officer, attendance="absent", note="未到场"
    )
    for name in NAMES[1:]:
        score(world, session, name, [90] * 5)
    ranking.rank_stage(world.run, by=world.officer)
    record = consensus.open_consensus(world.run, by=world.officer)
    found = dict(record.stage_run.entries.values_list("nomination__name", "conclusion"))
    assert found == {"方既明": "not_selected", "叶知秋": "selected", "苏景行": "selected"}


def test_notices_go_to_candidates_and_their_recommending_unit_without_a_score(world):
    accounts.member("clerk", world.recommender)
    session = drawn(world)
    with pytest.raises(Refused, match="监督员签认以后"):
        sessions.announce(session, by=world.officer)
    sessions.countersign(session, by=world.supervisor)
    assert sessions.announce(session, by=world.officer) == 3
    assert Message.objects.filter(code="defence").count() == 3
    sessions.announce(session, by=world.officer)
    assert Message.objects.filter(code="defence").count() == 3


TABLE = {
    "draw_order": {SessionState.PLANNED, SessionState.DRAWN},
    "hold": {SessionState.DRAWN},
}


def test_whole_state_table_is_listed():
    assert transition_names(DefenceSession) == sorted(TABLE)


@pytest.mark.parametrize("name", sorted(TABLE))
@pytest.mark.parametrize("state", SessionState.values)
def test_state_table(world, name, state):
    session = planned(world)
    DefenceSession.objects.filter(pk=session.pk).update(state=state)
    assert (why_not(panels.fresh(session), name, by=world.officer) == []) is (state in TABLE[name])


def test_session_cannot_be_planned_in_a_stage_that_is_not_open(world):
    world.run.__class__.objects.filter(pk=world.run.pk).update(state=StageState.CLOSED)
    with pytest.raises(Refused, match="没有在进行"):
        sessions.plan(panels.fresh(world.run), sitting(world), by=world.officer)


def test_defence_opens_only_after_the_written_stage(world):
    other = panels.season()
    with pytest.raises(Refused, match="还没有完成"):
        stages.open_stage(other.run.next, by=other.officer)


def test_pages_walk_through_a_session(world, client):
    client.force_login(world.officer)
    starts = sitting(world).starts_at.astimezone(clock.SHANGHAI).strftime("%Y-%m-%dT%H:%M")
    posted = {
        "starts_at": starts, "place": "三楼报告厅", "talk_minutes": "8", "question_minutes": "7",
        "experts": [expert.pk for expert in world.panel[:4]], "chair": world.panel[0].pk,
        "entries": [entry.pk for entry in world.run.entries.all()],
    }  # fmt: skip
    new = reverse("reviews:session-new", args=[world.season.pk])
    answer = client.post(new, posted)
    assert (answer.status_code, "三楼报告厅" in answer.content.decode()) == (422, True)
    client.post(new, posted | {"experts": [expert.pk for expert in world.panel]})
    session = DefenceSession.objects.get()
    page = reverse("reviews:session", args=[session.pk])
    client.post(reverse("reviews:session-draw", args=[session.pk]), {"seed": "x"})
    assert "与记录一致" in client.get(page).content.decode()
    assert client.post(reverse("reviews:session-countersign", args=[session.pk])).status_code == 404
    slot = session.slots.first()
    client.post(reverse("reviews:session-attend", args=[session.pk, slot.pk]), {"attendance": "present"})
    assert panels.fresh(slot).attendance == Attendance.PRESENT
    client.force_login(world.supervisor)
    assert client.get(page).status_code == 200
    client.post(reverse("reviews:session-countersign", args=[session.pk]))
    assert panels.fresh(session).supervisor == world.supervisor
    client.force_login(world.panel[0].user)
    assert client.get(page).status_code == 404
    assert client.get(reverse("reviews:sessions", args=[world.season.pk])).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_queries_of_the_list_of_sessions(world, client, django_assert_num_queries, number):
    for _ in range(number):
        planned(world)
    client.force_login(world.officer)
    client.get("/desk/")
    with django_assert_num_queries(9):
        client.get(reverse("reviews:sessions", args=[world.season.pk]))
