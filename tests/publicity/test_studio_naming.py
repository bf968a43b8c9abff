"""Studios of a field are named: without a publicity where none is declared, with one where it is; never more than the cap."""

from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.states import Role
from certificates.documents import paper
from certificates.models import Certificate
from craftsmen.models import Honour
from documents.models import Document
from programmes import clock as portal_clock
from programmes.refusal import Refused
from publicity import actions
from publicity.documents import paper as notice_paper
from publicity.models import Award, Publicity
from publicity.tasks import end_periods
from reviews.actions import meetings, stages
from reviews.minutes import paper_e7
from reviews.models import Entry, Meeting, StageRun
from studios.models import Studio
from studios.states import StudioState
from tests.factories import accounts
from tests.factories import publicity as lists
from tests.factories import trial_studios as made
from tests.factories.nominations import PDF

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trial_programmes")]
LEADERS = ("方既明", "王砚舟", "丁禾川")
NUMBER = "沪试〔2026〕30号"


def candidates(place, leaders=LEADERS):
    return [made.sent(place, leader=leader, state="candidate") for leader in leaders]


def closed_before(place, code):
    """All stages before ``code`` are done; that one is open with everybody in it."""
    runs = {run.code: run for run in stages.prepare(place.season)}
    before = runs[code].previous
    for nomination in place.season.nominations.all():
        Entry.objects.create(stage_run=before, nomination=nomination, state="selected")
    StageRun.objects.filter(season=place.season, position__lt=runs[code].position).update(
        state="closed", closed_at=portal_clock.now()
    )
    return stages.open_stage(StageRun.objects.get(pk=runs[code].pk), by=place.officer)


def voted(place, run, in_favour):
    """A meeting with everything that a resolution needs; ``in_favour`` are names of leaders."""
    agenda = meetings.Agenda("审定会议", portal_clock.now(), "三楼会议室", "秦衡", "许可", 3)
    meeting = meetings.plan(run, agenda, by=place.officer)
    people = [meetings.Person(name=f"委员{n}", organisation_name="市级专家组", capacity="industry") for n in range(3)]
    meetings.set_attendance(meeting, people, by=place.officer)
    meeting = meetings.begin(meeting, by=place.officer)
    votes = {}
    for ballot in meeting.ballots.select_related("entry__nomination"):
        yes = 3 if ballot.entry.nomination.position_name in in_favour else 0
        votes[ballot.pk] = meetings.Votes(votes_for=yes, votes_against=3 - yes)
    meetings.count_votes(meeting, votes, by=place.officer)
    texts = {"deliberation": "逐个审议。", "method": "无记名投票", "resolution": "同意。"}
    meetings.write_minutes(meeting, by=place.officer, **texts)
    scan = SimpleUploadedFile("minutes.pdf", PDF)
    meetings.sign_minutes(meeting, by=place.officer, signed_on=portal_clock.today(), minutes_scan=scan)
    return Meeting.objects.get(pk=meeting.pk)


def confer(place, **fields):
    values = {"decision_number": NUMBER, "decided_on": portal_clock.today(), "by": place.leader} | fields
    return actions.confer_approved(place.season, **values)


def test_two_meetings_follow_each_other_and_only_the_last_makes_candidates(trial_programmes):
    place = made.world()
    for leader in LEADERS:
        made.sent(place, leader=leader, state="in_review")
    final = closed_before(place, "final")
    meetings.resolve(voted(place, final, {"王砚舟", "丁禾川"}), by=place.leader)
    assert dict(place.season.nominations.values_list("position_name", "state")) == {
        "方既明": "not_selected", "王砚舟": "in_review", "丁禾川": "in_review",
    }  # fmt: skip
    approval = stages.open_stage(StageRun.objects.get(season=place.season, code="approval"), by=place.officer)
    meeting = voted(place, approval, {"王砚舟", "丁禾川"})
    printed = paper_e7(meeting)
    assert [vote.name for vote in printed.votes] == ["王砚舟创新工作室（王砚舟）", "丁禾川创新工作室（丁禾川）"]
    assert [name for name, _unit in printed.candidates] == ["丁禾川创新工作室（丁禾川）", "王砚舟创新工作室（王砚舟）"]
    meetings.resolve(meeting, by=place.leader)
    assert place.season.nominations.filter(state="candidate").count() == 2


def test_the_meeting_cannot_approve_more_than_the_cap(trial_programmes, client):
    """GS24-25: of two places three names are refused until the list is corrected."""
    place = made.world()
    for leader in LEADERS:
        made.sent(place, leader=leader, state="in_review")
    meeting = voted(place, closed_before(place, "approval"), set(LEADERS))
    client.force_login(place.leader)
    page = client.post(reverse("reviews:meeting-resolve", args=[meeting.pk])).content.decode()
    assert "本届命名不超过 2 个，名单上有 3 个" in page
    assert not place.season.nominations.filter(state="candidate").exists()
    one = meeting.ballots.get(entry__nomination__position_name="方既明")
    meetings.count_votes(meeting, {one.pk: meetings.Votes(votes_for=1, votes_against=2)}, by=place.officer)
    meetings.resolve(meeting, by=place.leader)
    assert place.season.nominations.filter(state="candidate").count() == 2


def test_an_approved_list_is_named_without_publicity(trial_programmes, client):
    place = made.world()
    candidates(place, LEADERS[:2])
    closed_stages(place)
    client.force_login(place.leader)
    page = client.get(reverse("publicity:desk")).content.decode()
    assert reverse("publicity:confer-season", args=[place.season.pk]) in page
    address = reverse("publicity:confer-season", args=[place.season.pk])
    assert "名单审定后直接命名" in client.get(address).content.decode()
    sent = {"decision_number": NUMBER, "decided_on": portal_clock.today().isoformat()}
    answer = client.post(address, sent)
    page = client.get(answer.url).content.decode()
    assert "王砚舟创新工作室" in page
    assert [(s.name, s.state, s.decision_number) for s in Studio.objects.order_by("name")] == [
        ("方既明创新工作室", StudioState.OPERATING, NUMBER), ("王砚舟创新工作室", StudioState.OPERATING, NUMBER),
    ]  # fmt: skip
    assert sorted(
        Certificate.objects.filter(series__programme_code=made.CODE).values_list("number", "holder_name")
    ) == [
        (f"沪试工作室〔{place.season.year}〕001号", "王砚舟创新工作室"),
        (f"沪试工作室〔{place.season.year}〕002号", "方既明创新工作室"),
    ]
    assert paper(Certificate.objects.get(holder_name="王砚舟创新工作室")).salutation == ""
    assert Document.objects.filter(kind="certificates.batch").count() == 1
    assert set(place.season.nominations.values_list("state", flat=True)) == {"conferred"}
    assert StageRun.objects.get(season=place.season, code="conferral").state == "closed"
    results = client.get(reverse("publicity:results", args=[place.season.pk])).content.decode()
    assert "命名 2 个（不超过 2 个）" in results
    assert client.get(reverse("publicity:results-export", args=[place.season.pk])).status_code == 200


def closed_stages(place):
    stages.prepare(place.season)
    rows = StageRun.objects.filter(season=place.season, nomination=None).exclude(code="conferral")
    rows.exclude(code="publicity").update(state="closed", opened_at=portal_clock.now(), closed_at=portal_clock.now())


def test_the_third_name_of_two_is_refused_at_the_naming(trial_programmes, client):
    place = made.world()
    candidates(place)
    closed_stages(place)
    with pytest.raises(Refused, match="本届命名不超过 2 个，名单上有 3 个"):
        confer(place)
    client.force_login(place.leader)
    assert (
        "本届命名不超过 2 个" in client.get(reverse("publicity:confer-season", args=[place.season.pk])).content.decode()
    )
    assert not Studio.objects.exists()


def test_a_leader_whose_honour_was_revoked_is_caught_at_the_naming(trial_programmes):
    place = made.world()
    first, _second = candidates(place, LEADERS[:2])
    closed_stages(place)
    Honour.objects.filter(pk=first.honour.pk).update(state="revoked")
    with pytest.raises(Refused, match="方既明创新工作室：领衔人须持有有效的"):
        confer(place)
    assert not Award.objects.exists()


def test_who_may_not_name_does_not_reach_the_page(trial_programmes, client):
    place = made.world()
    candidates(place, LEADERS[:1])
    for user in (place.officer, place.supervisor, accounts.member(Role.LEADER)):
        client.force_login(user)
        assert client.get(reverse("publicity:confer-season", args=[place.season.pk])).status_code == 404


def test_a_list_of_studios_is_public_before_its_naming_where_declared(trial_programmes, client, clock):
    clock(datetime(2026, 4, 29, 10))
    lists.load(2025, 2027)
    place = made.world(made.PUBLIC)
    candidates(place)
    closed_stages(place)
    with pytest.raises(Refused):
        confer(place)
    draft = actions.draft(place.season, by=place.officer)
    assert draft.title == "关于 2026 年度“公示创新工作室”候选工作室名单的公示"
    assert draft.basis.startswith("根据沪试〔2026〕2号，经受理核对和专项审定会议，产生 2026 年度")
    assert [row[1:3] for row in draft.rows()] == [
        ["丁禾川创新工作室", "丁禾川"], ["王砚舟创新工作室", "王砚舟"], ["方既明创新工作室", "方既明"],
    ]  # fmt: skip
    listed = actions.publish(actions.check(draft, by=place.second), by=place.officer, channels=[lists.CHANNEL])
    page = client.get(reverse("publicity:list", args=[listed.pk])).content.decode()
    assert "工作室名称" in page
    assert "领衔人" in page
    assert notice_paper(listed).candidates[0][:2] == ("丁禾川创新工作室", "丁禾川")
    clock(datetime(2026, 5, 20, 10))
    end_periods()
    listed = Publicity.objects.get()
    actions.confer(listed, decision_number=NUMBER, decided_on=date(2026, 5, 20), by=place.leader)
    assert Studio.objects.filter(state=StudioState.OPERATING).count() == 3
    notice = client.get(reverse("publicity:notice", args=[listed.conferrals.get().notice.pk])).content.decode()
    assert "授予下列工作室“公示创新工作室”称号" in notice
