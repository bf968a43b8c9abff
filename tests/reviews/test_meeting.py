import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from audit.transitions import transition_names, why_not
from documents import jobs
from nominations.models import Nomination
from programmes import clock
from programmes.refusal import Refused
from reviews.actions import meetings
from reviews.models import Entry, Meeting, StageRun
from reviews.states import EntryState, MeetingState, StageState
from tests.factories.nominations import PDF
from tests.reviews import panels

pytestmark = pytest.mark.django_db
NAMES = ("方既明", "叶知秋", "苏景行", "卫之远")
MINUTES = {
    "deliberation": "会议逐一审议了建议名单。",
    "method": "无记名投票",
    "resolution": "会议同意将得票过半数的人员列为候选人。",
}


@pytest.fixture
def world():
    """Two proposed, one in reserve, one that is out; the approval stage is open and a meeting of six is called."""
    one = panels.season(**{"awards.intended": 2})
    runs = {run.code: run for run in StageRun.objects.filter(season=one.season)}
    states = (EntryState.SELECTED, EntryState.SELECTED, EntryState.RESERVE, EntryState.RESERVE)
    for rank, (name, state) in enumerate(zip(NAMES, states, strict=True), 1):
        Entry.objects.create(stage_run=runs["defence"], nomination=panels.nomination(one, name), state=state, rank=rank)
    panels.close(runs["written"])
    panels.close(runs["defence"])
    one.run = panels.open_run(one, "approval")
    one.meeting = meetings.plan(one.run, agenda(), by=one.officer)
    return one


def agenda(**values):
    given = {
        "title": "2026 年度名单审定会议",
        "held_at": clock.now() - dt.timedelta(hours=2),
        "place": "协会会议室",
        "chair_name": "贺望舒",
        "recorder_name": "齐简",
        "expected_count": 6,
    }
    return meetings.Agenda(**given | values)


def person(number, capacity="industry", **values):
    return meetings.Person(name=f"委员{number}", organisation_name="市级专家组", capacity=capacity, **values)


def people(present, *more):
    return [person(place) for place in range(present)] + list(more)


def begun(world, present=5):
    meetings.set_attendance(world.meeting, people(present), by=world.officer)
    return meetings.begin(world.meeting, by=world.officer)


def ballot(world, name):
    return world.meeting.ballots.get(entry__nomination__name=name)


def vote(world, **by_name):
    votes = {ballot(world, name).pk: meetings.Votes(*figures) for name, figures in by_name.items()}
    return meetings.count_votes(world.meeting, votes, by=world.officer)


def scan(name="纪要.pdf"):
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


def ready(world, **votes):
    """A meeting that lacks nothing for its resolution."""
    begun(world)
    vote(world, **votes or {"方既明": (5, 0, 0), "叶知秋": (4, 1, 0)})
    meetings.write_minutes(world.meeting, by=world.officer, **MINUTES)
    return meetings.sign_minutes(world.meeting, by=world.officer, signed_on=clock.today(), minutes_scan=scan())


def states():
    return dict(Nomination.objects.values_list("name", "state"))


def test_approval_stage_takes_in_the_proposed_list(world):
    assert list(world.run.entries.values_list("nomination__name", flat=True)) == ["方既明", "叶知秋"]


def test_meeting_without_its_particulars_is_refused_with_everything(world):
    with pytest.raises(Refused) as caught:
        meetings.plan(
            world.run, agenda(title="", place="", chair_name="", held_at=None, expected_count=0), by=world.officer
        )
    fields = [finding.field for finding in caught.value.findings]
    assert fields == ["title", "place", "chair_name", "held_at", "expected_count"]


@pytest.mark.parametrize(("present", "holds"), [(3, False), (4, True), (6, True), (7, False)])
def test_quorum_is_two_thirds_of_the_invited(world, present, holds):
    """E7; 4 of 6 are exactly two thirds."""
    meetings.set_attendance(world.meeting, people(present), by=world.officer)
    assert (meetings.quorum_findings(world.meeting) == []) is holds


def test_observers_recorder_and_absent_people_do_not_count(world):
    more = [person(7, "observer"), person(8, "recorder"), person(9, is_present=False)]
    meetings.set_attendance(world.meeting, people(3, *more), by=world.officer)
    with pytest.raises(Refused, match="有表决权的到会 3 人，不足 2/3"):
        meetings.begin(world.meeting, by=world.officer)


def test_attendance_needs_name_unit_and_capacity(world):
    wrong = meetings.Person(name="", organisation_name="", capacity="guest")
    with pytest.raises(Refused) as caught:
        meetings.set_attendance(world.meeting, [wrong], by=world.officer)
    assert [finding.field for finding in caught.value.findings] == ["name-0", "capacity-0"]


def test_beginning_keeps_the_figures_and_makes_a_ballot_for_each_proposed_name(world):
    meeting = begun(world)
    assert meeting.figures == {"applied": 4, "formality": 0, "written": 0, "defence": 4, "proposed": 2}
    assert sorted(meeting.ballots.values_list("entry__nomination__name", flat=True)) == ["叶知秋", "方既明"]


def test_votes_cannot_be_more_than_the_people_present(world):
    begun(world)
    with pytest.raises(Refused, match="票数合计 6，多于到会有表决权的 5 人"):
        vote(world, 方既明=(4, 1, 1))


def test_name_beside_the_list_comes_from_the_reserve_and_has_a_reason(world):
    begun(world)
    reserve = Entry.objects.get(nomination__name="苏景行")
    with pytest.raises(Refused, match="须写明理由"):
        meetings.add_name(world.meeting, reserve, by=world.officer, reason=" ")
    with pytest.raises(Refused, match="只能增加上一环节列为备选"):
        meetings.add_name(
            world.meeting,
            Entry.objects.get(stage_run=world.run, nomination__name="方既明"),
            by=world.officer,
            reason="补",
        )
    added = meetings.add_name(world.meeting, reserve, by=world.officer, reason="一线岗位名额不足。")
    assert (added.entry.stage_run, added.reason) == (world.run, "一线岗位名额不足。")


def test_resolution_says_everything_that_is_missing(world):
    begun(world)
    with pytest.raises(Refused) as caught:
        meetings.resolve(world.meeting, by=world.leader)
    assert [finding.field for finding in caught.value.findings][1:] == [
        "deliberation",
        "method",
        "resolution",
        "chair_signed_on",
        "minutes_scan",
    ]


def test_no_resolution_without_the_minutes(world):
    """QC23-44."""
    begun(world)
    vote(world, 方既明=(5, 0, 0), 叶知秋=(5, 0, 0))
    meetings.write_minutes(world.meeting, by=world.officer, **MINUTES)
    meetings.sign_minutes(world.meeting, by=world.officer, signed_on=clock.today())
    with pytest.raises(Refused, match="没有签字的会议纪要不能形成决议"):
        meetings.resolve(world.meeting, by=world.leader)
    assert set(states().values()) == {"in_review"}


def test_approved_names_become_candidates_the_rest_is_dropped_and_the_stage_closes(world):
    ready(world, 方既明=(3, 1, 1), 叶知秋=(2, 2, 1))
    meetings.resolve(world.meeting, by=world.leader)
    assert states() == {
        "方既明": "candidate",
        "叶知秋": "not_selected",
        "苏景行": "not_selected",
        "卫之远": "not_selected",
    }
    assert panels.fresh(world.run).state == StageState.CLOSED
    entries = dict(world.run.entries.values_list("nomination__name", "state"))
    assert entries == {"方既明": EntryState.SELECTED, "叶知秋": EntryState.NOT_SELECTED}


def test_recused_members_do_not_count_against_a_name_and_must_be_explained(world):
    ready(world, 方既明=(2, 1, 0, 2), 叶知秋=(5, 0, 0))
    with pytest.raises(Refused, match="请写明回避情况"):
        meetings.resolve(world.meeting, by=world.leader)
    meetings.write_minutes(world.meeting, by=world.officer, recusals="委员1、委员2 与方既明同单位，已回避。")
    meetings.resolve(world.meeting, by=world.leader)
    assert states()["方既明"] == "candidate"


def test_resolving_twice_changes_nothing(world):
    ready(world)
    first = meetings.resolve(world.meeting, by=world.leader)
    assert meetings.resolve(world.meeting, by=world.leader).resolved_at == first.resolved_at


@pytest.mark.parametrize("who", ["officer", "supervisor"])
def test_only_the_leader_resolves(world, who):
    ready(world)
    with pytest.raises(Refused, match="没有权限"):
        meetings.resolve(world.meeting, by=getattr(world, who))
    assert set(states().values()) == {"in_review"}


@pytest.mark.parametrize("who", ["leader", "supervisor"])
def test_only_the_officer_keeps_the_meeting(world, who):
    user = getattr(world, who)
    acts = [
        lambda: meetings.plan(world.run, agenda(), by=user),
        lambda: meetings.change(world.meeting, agenda(), by=user),
        lambda: meetings.set_attendance(world.meeting, people(4), by=user),
        lambda: meetings.begin(world.meeting, by=user),
        lambda: meetings.count_votes(world.meeting, {}, by=user),
        lambda: meetings.write_minutes(world.meeting, by=user, others="x"),
        lambda: meetings.sign_minutes(world.meeting, by=user, signed_on=clock.today()),
    ]
    for act in acts:
        with pytest.raises(Refused, match="只有主办单位的工作人员"):
            act()


def test_resolved_meeting_cannot_be_changed(world):
    ready(world)
    meetings.resolve(world.meeting, by=world.leader)
    with pytest.raises(Refused, match="已形成决议"):
        meetings.set_attendance(world.meeting, people(4), by=world.officer)
    with pytest.raises(Refused, match="已形成决议"):
        meetings.write_minutes(world.meeting, by=world.officer, others="补充")


@pytest.mark.parametrize("days", [-1, 1])
def test_signature_is_dated_between_the_meeting_and_today(world, days):
    begun(world)
    with pytest.raises(Refused, match="签字日期不能早于会议日期"):
        meetings.sign_minutes(world.meeting, by=world.officer, signed_on=clock.today() + dt.timedelta(days=days))


TABLE = {"begin": {MeetingState.PLANNED}, "resolve": {MeetingState.VOTING}}


def test_whole_state_table_is_listed():
    assert transition_names(Meeting) == sorted(TABLE)


@pytest.mark.parametrize("name", sorted(TABLE))
@pytest.mark.parametrize("state", MeetingState.values)
def test_state_table(world, name, state):
    Meeting.objects.filter(pk=world.meeting.pk).update(state=state)
    by = world.leader if name == "resolve" else world.officer
    assert (why_not(panels.fresh(world.meeting), name, by=by) == []) is (state in TABLE[name])


def test_minutes_are_printed(world):
    ready(world)
    document = jobs.request("reviews.e7", subject=world.meeting, by=world.officer)
    assert jobs.run(document.pk) is True


def post(client, name, world, **values):
    return client.post(reverse(f"reviews:{name}", args=[world.meeting.pk]), values)


def test_pages_walk_through_a_meeting(world, client):
    client.force_login(world.officer)
    rows = {}
    for place in range(5):
        rows |= {
            f"name-{place}": f"委员{place}",
            f"unit-{place}": "市级专家组",
            f"capacity-{place}": "industry",
            f"present-{place}": "on",
        }
    assert post(client, "meeting-attendance", world, **rows).status_code == 302
    assert post(client, "meeting-begin", world).status_code == 302
    votes = {f"for-{pk}": "9" for pk in world.meeting.ballots.values_list("pk", flat=True)}
    answer = post(client, "meeting-votes", world, **votes)
    assert (answer.status_code, 'value="9"' in answer.content.decode()) == (422, True)
    votes = dict.fromkeys(votes, "5")
    assert post(client, "meeting-votes", world, **votes).status_code == 302
    assert post(client, "meeting-minutes", world, **MINUTES).status_code == 302
    signed = {"chair_signed_on": clock.today().isoformat(), "minutes_scan": scan()}
    assert post(client, "meeting-sign", world, **signed).status_code == 302
    assert post(client, "meeting-resolve", world).status_code == 404
    client.force_login(world.leader)
    assert post(client, "meeting-resolve", world).status_code == 302
    assert states()["方既明"] == "candidate"
    client.force_login(world.supervisor)
    assert client.get(reverse("reviews:meeting", args=[world.meeting.pk])).status_code == 200


def test_pages_are_hidden_from_experts_and_others(world, client):
    client.force_login(panels.expert().user)
    assert client.get(reverse("reviews:meetings")).status_code == 404
    assert client.get(reverse("reviews:meeting", args=[world.meeting.pk])).status_code == 404
    assert post(client, "meeting-votes", world).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_queries_of_the_list_of_meetings(world, client, django_assert_num_queries, number):
    for _ in range(number - 1):
        meetings.plan(world.run, agenda(), by=world.officer)
    client.force_login(world.officer)
    client.get("/desk/")
    with django_assert_num_queries(8):
        client.get(reverse("reviews:meetings"))
