"""公示: drafting, the four eyes, the period (rules.md 15.3), the end."""

from datetime import date, datetime

import pytest

from accounts.models import WorkingDay, WorkingYear
from accounts.states import Role
from audit.record import history
from audit.transitions import move, why_not
from nominations.models import Nomination
from notifications.models import Message
from programmes.refusal import Refused
from publicity import actions
from publicity.models import Notice, Publicity
from publicity.states import PublicityState
from publicity.tasks import end_periods
from tests.factories import accounts
from tests.factories import publicity as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db):
    return made.Desk(accounts.organiser("上海市质量协会"))


@pytest.fixture(autouse=True)
def april(clock):
    return clock(datetime(2026, 4, 29, 10))


def test_the_list_is_drafted_from_the_candidates_in_stroke_order(desk):
    publicity = made.drafted(desk, names=("周克勤", "王砚舟", "丁禾川", "李守中"))
    assert [e.name for e in publicity.entries.all()] == ["丁禾川", "王砚舟", "李守中", "周克勤"]
    assert "2026 年度“上海质量工匠”候选人名单的公示" in publicity.title


def test_without_candidates_there_is_nothing_to_draft(desk):
    with pytest.raises(Refused, match="名单审定"):
        actions.draft(made.season(desk.organiser), by=desk.officer)


def test_a_stranger_drafts_nothing(desk):
    season = made.season(desk.organiser)
    made.candidate(season)
    for user in (accounts.member(Role.OFFICER), desk.supervisor, accounts.member(Role.CLERK)):
        with pytest.raises(Refused):
            actions.draft(season, by=user)


def test_who_drafted_cannot_check(desk):
    publicity = made.drafted(desk)
    with pytest.raises(Refused, match="没有权限"):
        actions.check(publicity, by=desk.officer)
    assert actions.check(publicity, by=desk.second).state == "checked"


def test_a_leak_in_the_text_stops_the_check(desk):
    publicity = actions.edit(made.drafted(desk), by=desk.officer, basis="联系人电话 13900001234，请核对名单。")
    with pytest.raises(Refused, match="手机号码"):
        actions.check(publicity, by=desk.second)


def test_the_offices_own_mail_is_no_leak(desk):
    publicity = actions.edit(made.drafted(desk), by=desk.officer, mail="yiyi@example.org")
    publicity = actions.edit(publicity, by=desk.officer, objection_rule="请发邮件至 yiyi@example.org 实名提出。")
    assert actions.check(publicity, by=desk.second).state == "checked"


def withdraw(name):
    Nomination.objects.filter(name=name).update(state="withdrawn")


def test_who_withdraws_after_the_draft_leaves_the_list_before_the_check(desk):
    publicity = made.drafted(desk)
    withdraw("丁禾川")

    with pytest.raises(Refused, match="候选人有变化"):
        actions.check(publicity, by=desk.second)
    publicity = actions.edit(publicity, by=desk.officer)

    assert [(e.position, e.name) for e in publicity.entries.all()] == [(1, "王砚舟"), (2, "方既明")]
    assert "候选人 2 名" in publicity.basis
    assert actions.check(publicity, by=desk.second).state == "checked"


def test_who_withdraws_after_the_check_does_not_stop_the_others(desk):
    publicity = actions.check(made.drafted(desk), by=desk.second)
    withdraw("丁禾川")

    with pytest.raises(Refused, match="退回修改"):
        actions.publish(publicity, by=desk.officer, channels=[made.CHANNEL])
    publicity = actions.check(actions.reopen(publicity, by=desk.officer, reason="有人退出。"), by=desk.second)
    published = actions.publish(publicity, by=desk.officer, channels=[made.CHANNEL])

    assert [e.name for e in published.entries.all()] == ["王砚舟", "方既明"]


def test_after_the_check_nothing_changes_without_a_new_check(desk):
    publicity = actions.check(made.drafted(desk), by=desk.second)
    with pytest.raises(Refused, match="先退回修改"):
        actions.edit(publicity, by=desk.officer, basis="改了一句话的依据和过程。")
    Publicity.objects.filter(pk=publicity.pk).update(basis="绕过页面改的。")
    with pytest.raises(Refused, match="重新复核"):
        actions.publish(Publicity.objects.get(pk=publicity.pk), by=desk.officer, channels=[made.CHANNEL])


def test_a_list_without_a_channel_is_not_published(desk):
    publicity = actions.check(made.drafted(desk), by=desk.second)
    with pytest.raises(Refused, match="发布渠道"):
        actions.publish(publicity, by=desk.officer)
    assert Publicity.objects.get().state == "checked"


@pytest.mark.parametrize(
    ("published_on", "last_day"),
    [
        ("2026-04-29", "2026-05-09"),
        ("2026-09-18", "2026-09-24"),
        ("2026-09-24", "2026-10-09"),
        ("2026-03-20", "2026-03-27"),
    ],
)
def test_five_working_days_with_the_first_day_not_counted(desk, clock, published_on, last_day):
    clock(datetime.fromisoformat(f"{published_on}T10:00"))
    publicity = made.published(desk)
    assert publicity.ends_on == date.fromisoformat(last_day)
    assert len(publicity.calendar_days) == 5
    assert publicity.calendar_days[-1] == last_day


def test_a_longer_period_in_days_counts_and_a_shorter_one_does_not(desk):
    publicity = actions.edit(made.drafted(desk), by=desk.officer, until=date(2026, 5, 15))
    publicity = actions.publish(actions.check(publicity, by=desk.second), by=desk.officer, channels=[made.CHANNEL])
    assert publicity.ends_on == date(2026, 5, 15)


def test_a_period_below_five_days_is_refused(desk):
    with pytest.raises(Refused, match="不少于 5 个工作日"):
        actions.edit(made.drafted(desk), by=desk.officer, workdays=4)


def test_a_year_without_its_calendar_refuses_publication(desk):
    publicity = actions.check(made.drafted(desk), by=desk.second)
    WorkingDay.objects.all().delete()
    WorkingYear.objects.all().delete()
    with pytest.raises(Refused) as refused:
        actions.publish(publicity, by=desk.officer, channels=[made.CHANNEL])
    assert refused.value.findings[0].rule == "COM-04"
    assert Publicity.objects.get().state == "checked"


def test_publication_moves_the_people_and_tells_them(desk):
    publicity = made.published(desk)
    assert set(Nomination.objects.values_list("state", flat=True)) == {"publicised"}
    entry = publicity.entries.select_related("nomination__applicant").first()
    assert Message.objects.filter(recipient=entry.nomination.applicant, code="publicity-published").count() == 1
    assert Notice.objects.get().publicity == publicity
    assert len(publicity.list_sha256) == 64
    assert history(publicity).first().content_hash == publicity.checked_sha256


def test_the_period_ends_at_24_of_its_last_day_by_the_clock_alone(desk, clock):
    publicity = made.published(desk)
    clock(datetime(2026, 5, 9, 23, 59, 59))
    assert end_periods() == 0
    assert Publicity.objects.get().is_running
    clock(datetime(2026, 5, 10, 0, 0, 1))
    assert not Publicity.objects.get().is_running
    assert (end_periods(), end_periods()) == (1, 0)
    assert Publicity.objects.get().state == "ended"
    assert Message.objects.filter(code="publicity-ended", about_id=str(publicity.pk)).count() == 2


def test_a_published_list_never_changes_and_a_correction_stands_beside_it(desk):
    publicity = made.published(desk)
    before = publicity.rows()
    entry = publicity.entries.get(name="丁禾川")
    with pytest.raises(Refused):
        actions.edit(publicity, by=desk.officer, title="换一个标题")
    correction = actions.draft_correction(entry, field="name", after="丁和川", reason="公示稿录入有误", by=desk.officer)
    with pytest.raises(Refused, match="没有权限"):
        actions.publish_correction(correction, by=desk.officer)
    actions.publish_correction(correction, by=desk.second)
    entry.refresh_from_db()
    again = Publicity.objects.get()
    assert (entry.name, entry.final_name) == ("丁禾川", "丁和川")
    assert (again.rows(), again.ends_on) == (before, date(2026, 5, 9))
    assert Notice.objects.filter(kind="correction").count() == 1


def test_a_correction_may_count_the_period_anew(desk, clock):
    publicity = made.published(desk)
    clock(datetime(2026, 5, 11, 9))
    end_periods()
    correction = actions.draft_correction(
        publicity.entries.first(), field="unit", after="申岚精密机械股份有限公司", reason="单位名称有误", by=desk.officer,
        restarts_period=True,
    )  # fmt: skip
    actions.publish_correction(correction, by=desk.second)
    again = Publicity.objects.get()
    assert (again.state, again.ends_on) == ("published", date(2026, 5, 18))


def test_a_correction_is_scanned(desk):
    entry = made.published(desk).entries.first()
    with pytest.raises(Refused, match="身份证号码"):
        actions.draft_correction(entry, field="unit", after="310101199003070019", reason="误填了号码", by=desk.officer)


def test_the_conclusion_waits_for_the_end_and_publishes_the_result(desk, clock):
    publicity = made.published(desk)
    with pytest.raises(Refused):
        actions.conclude(publicity, by=desk.officer)
    clock(datetime(2026, 5, 10, 9))
    end_periods()
    done = actions.conclude(Publicity.objects.get(), by=desk.officer)
    assert done.result == "公示期（2026-04-29 至 2026-05-09）内没有受理异议。"
    assert Notice.objects.get(kind="result").body == done.result


ALLOWED = {
    "check_off": {"draft"},
    "reopen": {"checked"},
    "publish": {"checked"},
    "resume": {"ended"},
    "conclude": {"ended"},
}


@pytest.mark.parametrize("name", sorted(ALLOWED))
@pytest.mark.parametrize("state", PublicityState.values)
def test_state_table(desk, name, state):
    publicity = made.drafted(desk)
    Publicity.objects.filter(pk=publicity.pk).update(
        state=state, channels=[made.CHANNEL], checked_sha256=publicity.digest(), ends_on=date(2026, 4, 1)
    )
    publicity = Publicity.objects.get()
    assert (not why_not(publicity, name, by=desk.second)) == (state in ALLOWED[name])


@pytest.mark.parametrize("name", [*sorted(ALLOWED), "end"])
def test_every_transition_refuses_strangers(desk, name):
    publicity = made.drafted(desk)
    state = min(ALLOWED.get(name, {"published"}))
    Publicity.objects.filter(pk=publicity.pk).update(state=state, ends_on=date(2026, 5, 9), channels=[made.CHANNEL])
    for user in (accounts.member(Role.OFFICER), desk.supervisor, accounts.member(Role.CLERK), accounts.user()):
        with pytest.raises(Refused):
            move(Publicity.objects.get(), name, by=user)


def test_lists_are_seen_by_the_organisers_staff_only(desk):
    made.drafted(desk)
    assert Publicity.objects.visible_to(desk.supervisor).exists()
    assert not Publicity.objects.visible_to(accounts.member(Role.OFFICER)).exists()
    assert not Publicity.objects.public().exists()
