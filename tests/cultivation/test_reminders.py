"""Plans that are missing and periods that end are told once each; whoever's period is over waits for the evaluation (§13)."""

from datetime import date, datetime

import pytest

from accounts.models import User
from accounts.states import Role
from audit.record import history
from cultivation.actions import periods
from cultivation.reminders import ending_periods, missing_plans
from cultivation.tasks import complete_periods
from notifications.models import Message
from notifications.reminders import remind
from programmes import clock as portal_clock
from programmes.clock import SHANGHAI
from tests.factories import accounts
from tests.factories import cultivation as made

pytestmark = pytest.mark.django_db
FILED = date(2026, 4, 1)


@pytest.fixture
def trainee(clock):
    """Filed on the first of April; person, employer and organising unit have accounts."""
    clock(FILED)
    roster = made.roster()
    employer = accounts.organisation()
    accounts.member(Role.HEAD, employer, name="顾单位")
    one = made.trainee(roster, name="顾无尘", employer=employer, user=accounts.user("顾无尘"))
    accounts.member(Role.OFFICER, roster.cohort.organiser, name="协会")
    made.filed(roster)
    return made.fresh(one)


def run(day, hour=9):
    moment = datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)
    with portal_clock.at(moment):
        return remind(moment)


def told(code) -> dict[str, list[str]]:
    """Subjects that were sent, oldest first, by who got them."""
    rows = Message.objects.filter(code=code, dropped_at__isnull=True).select_related("recipient").order_by("pk")
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.recipient.name, []).append(row.subject)
    return found


def unit_of(trainee):
    """Names of clerk and head of the organising unit."""
    return set(User.objects.filter(memberships__organisation=trainee.roster.unit).values_list("name", flat=True))


def test_a_missing_plan_is_told_to_unit_and_employer_once_a_day_of_it(trainee):
    assert [run(date(2026, 4, day)) for day in (1, 23)] == [0, 0]
    first = run(date(2026, 4, 24))
    assert [run(date(2026, 4, 24), 10), run(date(2026, 4, 30))] == [0, 0]
    run(date(2026, 5, 1))
    run(date(2026, 5, 2))
    assert [run(date(2026, 5, day)) for day in (3, 20)] == [0, 0]

    expected = ["顾无尘的培育计划还有 7 天", "顾无尘的培育计划今天截止", "顾无尘的培育计划已逾期 1 天"]
    assert told("cultivation-plan") == dict.fromkeys({*unit_of(trainee), "顾单位"}, expected)
    assert first == len(unit_of(trainee)) + 1


def test_a_plan_that_holds_is_not_missed(trainee, clock):
    made.with_plan(trainee)

    assert list(missing_plans(portal_clock.now())) == []
    assert [run(date(2026, 5, day)) for day in (1, 2)] == [0, 0]


def test_who_left_is_not_reminded_of(trainee):
    made.leave(trainee, reason="本人申请退出", by=accounts.member(Role.HEAD, trainee.roster.unit))

    with portal_clock.at(datetime(2027, 4, 1, 9, tzinfo=SHANGHAI)):
        now = portal_clock.now()
        assert (list(missing_plans(now)), list(ending_periods(now))) == ([], [])


def test_the_end_is_told_before_on_and_after_the_day(trainee):
    days = [date(2027, 3, 1), date(2027, 3, 2), date(2027, 3, 2), date(2027, 4, 1), date(2027, 4, 2), date(2027, 5, 1)]
    for day in days:
        run(day)

    expected = ["顾无尘的培育期满还有 30 天", "顾无尘的培育期满今天截止", "顾无尘的培育期满已逾期 30 天"]
    assert told("cultivation-end") == dict.fromkeys({*unit_of(trainee), "顾单位", "顾无尘"}, expected)


def test_a_moved_end_is_told_anew_and_an_evaluation_ends_it(trainee, clock):
    run(date(2027, 3, 2))
    clock(date(2027, 3, 3))
    head = accounts.member(Role.HEAD, trainee.roster.unit)
    periods.adjust(trainee, ends_on=date(2027, 4, 10), reason="项目延期验收", by=head)
    run(date(2027, 3, 11))
    assert [one[-7:] for one in told("cultivation-end")["顾无尘"]] == ["还有 30 天", "还有 30 天"]

    clock(date(2027, 4, 10))
    complete_periods()
    made.evaluated(made.fresh(trainee), head=head)

    assert list(ending_periods(portal_clock.now())) == []


def test_who_goes_on_is_told_what_comes_instead(trainee, clock):
    clock(date(2027, 4, 2))
    complete_periods()
    done = made.evaluated(made.fresh(trainee))
    head = accounts.member(Role.HEAD, trainee.roster.unit)
    made.carry_over(done, ends_on=date(2027, 12, 1), reason="本年度没有认定", by=head)

    with portal_clock.at(datetime(2027, 11, 20, 9, tzinfo=SHANGHAI)):
        due = list(ending_periods(portal_clock.now()))

    assert [one.body for one in due] == [
        "培育期到 2027-12-01。继续培育期满前，组织单位可以再次推荐；到期没有推荐的，请办理继续培育或退出。"
    ]


def test_periods_that_are_over_wait_for_the_evaluation(trainee, clock):
    resting = made.cultivating(made.roster(trainee.cohort))
    made.suspend(resting, on=FILED, reason="外派项目", by=accounts.member(Role.HEAD, resting.roster.unit))
    clock(date(2027, 3, 31))
    assert complete_periods() == 0

    clock(date(2027, 4, 1))
    assert (complete_periods(), complete_periods()) == (1, 0)

    assert [made.fresh(one).state for one in (trainee, resting)] == ["evaluating", "suspended"]
    event = history(trainee).first()
    assert (event.label, event.actor_id) == ("培育期满", None)
    assert told("cultivation-complete") == {
        name: ["顾无尘的培育期已满，请进行培育考评"] for name in {*unit_of(trainee), "顾单位", "顾无尘"}
    }
