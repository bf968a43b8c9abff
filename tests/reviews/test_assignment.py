"""Who reviews what: balanced, never with a conflict, drawn so that anyone can repeat it."""

from collections import Counter

import pytest

from accounts.states import Role
from audit.models import Event
from audit.transitions import move
from programmes import clock
from programmes.refusal import Refused
from reviews import matching
from reviews.actions import assigning, conflicts, declaring, drawing, scoring, stages
from reviews.models import Assignment, Conflict, Entry, StageRun
from reviews.pledges import CODES
from reviews.reminders import open_sheets
from reviews.states import AssignmentState, ConflictSource, EntryState, Ground
from tests.factories import accounts, nominations, reviews


def test_balance_spreads_the_load_evenly():
    result = matching.balance(dict.fromkeys(range(100), 5), range(1, 13))

    loads = Counter(expert for _entry, expert in result.pairs)
    assert (len(result.pairs), set(loads.values()) <= {41, 42}, result.missing) == (500, True, {})


def test_balance_never_gives_a_blocked_pair_and_says_what_is_missing():
    blocked = {(1, 10), (1, 11)}

    result = matching.balance({1: 2, 2: 2}, [10, 11, 12], blocked=blocked)

    assert set(result.pairs) & blocked == set()
    assert result.missing == {1: 1}


def test_balance_prefers_the_field_among_equal_loads():
    result = matching.balance({1: 1, 2: 1}, [10, 11], fitting={(1, 11), (2, 10)})

    assert sorted(result.pairs) == [(1, 11), (2, 10)]


def test_balance_counts_what_experts_already_have():
    result = matching.balance({1: 1, 2: 1}, [10, 11], load={10: 5})

    assert {expert for _entry, expert in result.pairs} == {11}


def test_draw_with_the_same_seed_gives_the_same_list():
    pool = {f"E-{n:02d}": ["C"] for n in range(1, 31)}

    first = matching.draw(pool, wanted={"": 5}, seed="2026-08-20")

    assert first == matching.draw(dict(reversed(pool.items())), wanted={"": 5}, seed="2026-08-20")
    assert first != matching.draw(pool, wanted={"": 5}, seed="2026-08-21")


def test_draw_fills_fields_first():
    pool = {"E-01": ["C"], "E-02": ["I"], "E-03": ["C"], "E-04": ["I"]}

    drawn = matching.draw(pool, wanted={"I": 2, "": 1}, seed="x")

    assert {"E-02", "E-04"} <= set(drawn) and len(drawn) == 3


@pytest.fixture
def run(db):
    return reviews.in_written(4)


@pytest.fixture
def officer(run):
    return nominations.officer_of(run.season)


def test_assign_fills_every_entry_and_records_it_once(run, officer):
    experts = [reviews.expert() for _ in range(6)]

    result = assigning.assign(run, by=officer)

    loads = Counter(Assignment.objects.values_list("expert_id", flat=True))
    assert (len(result.pairs), result.missing) == (20, {})
    assert set(loads) == {expert.pk for expert in experts} and set(loads.values()) <= {3, 4}
    assert set(run.entries.values_list("state", "assigned_count")) == {(EntryState.SCORING, 5)}
    assert Event.objects.filter(subject_type="reviews.stagerun", verb="assign").count() == 1


def test_assign_again_adds_only_what_is_missing(run, officer):
    for _ in range(5):
        reviews.expert()
    assigning.assign(run, by=officer)

    assert assigning.assign(run, by=officer).pairs == []


def test_same_employer_group_and_recommender_are_blocked(run, officer):
    first, second, third, _rest = run.entries.select_related("nomination__employer", "nomination__recommender")
    group = accounts.organisation(is_group=True)
    employer = first.nomination.employer
    employer.parent = group
    employer.save()
    sister = accounts.organisation(parent=group)
    same = reviews.expert(organisation=second.nomination.employer)
    related = reviews.expert(organisation=sister)
    recommending = reviews.expert(organisation=third.nomination.recommender)

    conflicts.compute(run)

    found = set(Conflict.objects.values_list("expert", "nomination", "ground"))
    assert found == {
        (same.pk, second.nomination_id, Ground.EMPLOYER),
        (related.pk, first.nomination_id, Ground.GROUP),
        (recommending.pk, third.nomination_id, Ground.RECOMMENDER),
    }
    assigning.assign(run, by=officer)
    assert not Assignment.objects.filter(entry=second, expert=same).exists()


def test_a_member_of_the_employer_is_blocked_whatever_the_register_says(run):
    entry = run.entries.select_related("nomination").first()
    expert = reviews.expert()
    accounts.Membership.objects.create(user=expert.user, organisation=entry.nomination.employer, role=Role.CLERK)

    conflicts.compute(run)

    assert Conflict.objects.get(expert=expert).ground == Ground.EMPLOYER


def test_same_phone_is_blocked(db):
    season = nominations.season()
    nomination = reviews.submitted(season, mobile="13900000009")
    type(nomination).objects.filter(pk=nomination.pk).update(state="in_review")
    type(season).objects.filter(pk=season.pk).update(state="reviewing")
    season = type(season).objects.get(pk=season.pk)
    run = reviews.in_written(season=season, nominations_=[nomination])
    expert = reviews.expert(mobile="13900000009")

    conflicts.compute(run)

    assert Conflict.objects.get(expert=expert).ground == Ground.PHONE


def test_assign_by_hand_names_the_reason_against(run, officer):
    entry = run.entries.select_related("nomination").first()
    same = reviews.expert(organisation=entry.nomination.employer)

    with pytest.raises(Refused, match="同一基层单位"):
        assigning.assign_by_hand(entry, same, by=officer)


def test_nothing_can_be_assigned_before_the_stage_opens(db):
    season = reviews.reviewing_season()
    run = reviews.run(season, "scoring")
    entry = Entry.objects.create(stage_run=run, nomination=reviews.bare_nomination(season, 1))

    with pytest.raises(Refused, match="还没有开始"):
        assigning.assign_by_hand(entry, reviews.expert(), by=nominations.officer_of(season))


def test_only_officers_assign(run):
    leader = accounts.member(Role.LEADER, run.season.organiser)

    with pytest.raises(Refused, match="工作人员"):
        assigning.assign(run, by=leader)


def test_recused_expert_is_replaced_and_never_asked_again(run, officer):
    entry = run.entries.first()
    first, second = reviews.expert(), reviews.expert()
    assignment = assigning.assign_by_hand(entry, first, by=officer)

    declaring.declare(
        first, run.season, by=first.user, ticks=CODES, recused={assignment.pk: (Ground.MENTOR, "曾任其导师")}
    )

    assert Conflict.objects.get(expert=first).source == ConflictSource.DECLARED
    assert Entry.objects.get(pk=entry.pk).assigned_count == 0
    assert assigning.reasons_against(Entry.objects.get(pk=entry.pk), first)
    assignment = Assignment.objects.get(pk=assignment.pk)
    made = assigning.replace(assignment, second, by=officer, note="回避后改派")
    assert (made.replaces_id, made.expert) == (assignment.pk, second)


def test_declaration_needs_every_pledge(run, officer):
    expert = reviews.expert()
    assigning.assign_by_hand(run.entries.first(), expert, by=officer)

    with pytest.raises(Refused, match="保密"):
        declaring.declare(expert, run.season, by=expert.user, ticks=CODES - {"secrecy"}, recused={})


def test_drawn_experts_are_used_only_after_the_countersignature(run, officer):
    for _ in range(8):
        reviews.expert()
    draw = drawing.draw(run, by=officer, wanted={"": 5}, seed="0815")
    supervisor = accounts.member(Role.SUPERVISOR, run.season.organiser)

    with pytest.raises(Refused, match="监督员"):
        assigning.assign(run, by=officer, draw=draw)
    with pytest.raises(Refused, match="监督员"):
        drawing.countersign(draw, by=officer)
    draw = drawing.countersign(draw, by=supervisor)
    assigning.assign(run, by=officer, draw=draw)

    used = set(Assignment.objects.values_list("expert__code", flat=True))
    assert used == set(draw.drawn)


def test_declined_expert_is_followed_by_the_next_in_order(run, officer):
    for _ in range(8):
        reviews.expert()
    draw = drawing.draw(run, by=officer, wanted={"": 5}, seed="0815")

    changed = drawing.decline(draw, by=officer, code=draw.drawn[0], reason="出差")

    order = matching.draw_order(draw.pool, "0815")
    assert changed.declined[0]["replacement"] == order[5]
    assert drawing.repeated(changed) == draw.drawn


def test_parameters_are_locked_when_the_stage_opens(run):
    season = type(run.season).objects.get(pk=run.season_id)

    assert season.parameters_locked_at is not None
    assert (run.experts_wanted, run.trim_from, run.rubric_version) == (5, 5, run.rubric.version)


def test_a_stage_waits_for_the_one_before(db):
    season = reviews.reviewing_season()
    run = reviews.run(season, "scoring")

    with pytest.raises(Refused, match="形式审查"):
        stages.open_stage(run, by=nominations.officer_of(season), due_on=clock.today())


def test_a_stage_with_undecided_entries_does_not_close(run, officer):
    with pytest.raises(Refused, match="还有 4 份没有结果"):
        stages.close_stage(run, by=officer)


def test_withdrawal_takes_the_entry_out(run):
    entry = run.entries.select_related("nomination").first()
    nomination = entry.nomination
    move(nomination, "withdraw", by=nominations.head_of(nomination.recommender), note="本人申请")

    assert Entry.objects.get(pk=entry.pk).state == EntryState.REMOVED


def test_reminders_stop_when_the_sheet_is_submitted(run, officer):
    expert = reviews.expert()
    assignment = assigning.assign_by_hand(run.entries.first(), expert, by=officer)
    assert [due.offsets_days for due in open_sheets(None)] == [(-3, -1, 1, 3, 7)]

    Assignment.objects.filter(pk=assignment.pk).update(state=AssignmentState.SUBMITTED)
    assert list(open_sheets(None)) == []


@pytest.mark.parametrize("count", [1, 3])
def test_board_takes_at_most_thirteen_queries(db, client, count, django_assert_max_num_queries):
    run = reviews.in_written(count)
    client.force_login(nominations.officer_of(run.season))
    address = f"/desk/reviews/{run.season_id}/"
    client.get(address)

    with django_assert_max_num_queries(13):
        assert client.get(address).status_code == 200


def test_board_of_250_rows_takes_as_many_queries_as_of_one(db, client, django_assert_max_num_queries):
    season = reviews.reviewing_season()
    recommender, employer = accounts.recommender(), accounts.organisation()
    rows = [reviews.bare_nomination(season, n, recommender=recommender, employer=employer) for n in range(1, 252)]
    run = reviews.in_written(season=season, nominations_=rows)
    client.force_login(nominations.officer_of(season))
    client.get(f"/desk/reviews/{season.pk}/")

    with django_assert_max_num_queries(13):
        page = client.get(f"/desk/reviews/{season.pk}/?size=250&sort=-progress")
    assert page.content.decode().count('name="ids"') == 250
    assert StageRun.objects.get(pk=run.pk).entries.count() == 251


def test_supervisor_reads_the_board_without_any_act(run, client):
    client.force_login(accounts.member(Role.SUPERVISOR, run.season.organiser))

    page = client.get(f"/desk/reviews/{run.season_id}/").content.decode()
    load = client.get(f"/desk/reviews/{run.season_id}/{run.code}/assign/").content.decode()
    entry = client.get(f"/desk/reviews/entries/{run.entries.first().pk}/").content.decode()

    for shown in (page, load, entry):
        assert 'name="act"' not in shown and 'name="ids"' not in shown
    assert client.post(f"/desk/reviews/{run.season_id}/{run.code}/assign/", {"act": "assign"}).status_code == 404


def test_doubt_is_answered_by_an_officer_only(run, officer):
    expert = reviews.expert()
    made = assigning.assign_by_hand(run.entries.first(), expert, by=officer)
    reviews.declare(expert, run.season)
    scoring.save(made.pk, by=expert.user, changes={"doubt_page": "附页 3", "doubt_note": "金额前后不一致"})

    with pytest.raises(Refused, match="工作人员"):
        scoring.answer_doubt(made, by=expert.user, answer="一致")
    assert scoring.answer_doubt(made, by=officer, answer="财务证明已补").doubt_answer == "财务证明已补"


def test_expert_sees_nothing_of_a_file_before_the_declaration(run, officer, client):
    expert = reviews.expert()
    made = assigning.assign_by_hand(run.entries.first(), expert, by=officer)
    client.force_login(expert.user)

    answer = client.get(f"/expert/{made.pk}/")

    assert (answer.status_code, answer["Location"]) == (302, f"/expert/declare/{run.season_id}/")
    assert client.get(f"/expert/{made.pk}/materials/1/").status_code == 404
    sent = {"criterion": "comment", "value": "先写一句", "version": 0}
    assert client.post(f"/expert/{made.pk}/save/", sent, content_type="application/json").status_code == 404
