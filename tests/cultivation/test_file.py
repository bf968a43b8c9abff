"""The training file composes itself; what belongs to it, what is missing, points that follow from it (D4, D5)."""

from datetime import date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest

from academy.actions import attending, planning
from academy.actions.attending import Sighting
from accounts.states import Role
from cultivation.actions import records
from cultivation.facts import file, points
from notifications.models import Message
from programmes.clock import SHANGHAI
from studios.actions import services
from tests.factories import academy, accounts, workbench
from tests.factories import cultivation as made

pytestmark = pytest.mark.django_db
ALL = ("推荐清单", "培育计划", "培训学习记录", "阶段小结")


@pytest.fixture
def trainee(clock):
    clock(date(2026, 4, 1))
    return made.cultivating(user=accounts.user("顾无尘"))


def clerk_of(trainee):
    return trainee.roster.created_by


def attended(trainee, clock, day):
    """An activity of three and a half hours that the person attended on this day."""
    start = datetime(day.year, day.month, day.day, 13, 30, tzinfo=SHANGHAI)
    clock(start - 48 * academy.HOUR)
    row = academy.enrolled(academy.opened(starts_at=start), trainee.person)
    clock(start)
    seen = Sighting(client_uuid=uuid4(), enrolment_id=row.pk, arrived_at=start)
    attending.attend(row.activity, seen, by=row.activity.by)
    planning.hold(row.activity, by=row.activity.by)


def test_required_sections_are_missing_until_they_are_there(trainee, clock):
    assert file.missing(trainee) == ALL[1:]  # the list has been filed with its seal

    planned = made.with_plan(trainee)
    assert file.missing(planned) == ALL[2:]
    clock(date(2026, 9, 1))
    records.add_entry(planned, kind="training", happened_on=date(2026, 6, 1), title="质量工具", level="association",
                      hours=Decimal(8), by=clerk_of(planned))  # fmt: skip
    assert file.missing(planned) == ALL[3:]
    assert file.compose(planned).completeness == 66
    records.sum_up(planned, period="2026H1", text="上半年按计划学习和实践，完成了两项措施。", by=trainee.person.user)

    assert file.missing(planned) == ()
    assert file.compose(planned).completeness == 83
    clock(date(2027, 4, 1))
    assert file.compose(made.evaluated(made.fresh(planned))).completeness == 100


def test_what_happened_before_and_after_the_cultivation_is_not_in_its_file(trainee, clock):
    person = trainee.person
    for day in (date(2026, 5, 10), date(2026, 9, 10)):
        attended(trainee, clock, day)
    head = accounts.member(Role.HEAD, trainee.roster.unit)
    clock(date(2026, 6, 1))
    made.leave(trainee, reason="本人申请退出", by=head)
    again = made.trainee(made.roster(made.cohort(year=2027)), name=person.name, id_number=person.id_number)
    clock(date(2026, 9, 1))
    made.filed(again.roster, starts_on=date(2026, 9, 1))
    first, second = made.fresh(trainee), made.fresh(again)

    days = {one: [row.on for row in file.compose(one).training] for one in (first, second)}
    seen = points.figures([first, second])

    assert days == {first: [date(2026, 5, 10)], second: [date(2026, 9, 10)]}
    assert {one: seen[one.pk].hours for one in (first, second)} == {first: Decimal("3.5"), second: Decimal("3.5")}
    assert file.compose(second).hours == Decimal("3.5")


def test_training_says_whether_it_was_attended_or_typed_in_by_date(trainee, clock):
    attended(trainee, clock, date(2026, 5, 10))
    entry = records.add_entry(trainee, kind="training", happened_on=date(2026, 4, 20), title="质量工具", level="organising",
                              hours=Decimal(8), by=clerk_of(trainee))  # fmt: skip

    found = file.compose(trainee)

    assert [(one.on, one.level, one.proof, one.entry) for one in found.training] == [
        (date(2026, 4, 20), "组织单位", "", entry),
        (date(2026, 5, 10), "市质协", "工匠学院签到", None),
    ]
    assert found.hours == Decimal("11.5")


def test_only_confirmed_services_of_the_period_are_listed(trainee, clock):
    clock(date(2026, 6, 1))
    before, asked, confirmed = (
        workbench.service(None, person=trainee.person, by=trainee.person.user, happened_on=day)
        for day in ("2026-03-20", "2026-05-06", "2026-05-07")
    )
    for one in (before, confirmed):
        services.ask_host(one, by=trainee.person.user)
        link = Message.objects.filter(code="studio-service").latest("pk").url
        services.answer(link.rstrip("/").rsplit("/", 1)[1], agrees=True, name="盛言")

    assert [one.pk for one in file.compose(trainee).services] == [confirmed.pk]
    assert asked.confirmed_at is None


def test_points_follow_from_measures_and_hours(trainee, clock):
    planned = made.with_plan(trainee)
    assert points.computed_points(planned) == {"plan": 0, "hours": 0}
    clock(date(2026, 9, 1))
    for measure in list(planned.plan.measures.all())[:2]:
        records.finish(measure, done_on=date(2026, 8, 1), note="按计划完成", by=clerk_of(planned))
    records.add_entry(planned, kind="training", happened_on=date(2026, 6, 1), title="质量工具", level="association",
                      hours=Decimal(22), by=clerk_of(planned))  # fmt: skip

    assert points.computed_points(planned) == {"plan": 6, "hours": 6}  # 15 × 2/5; 10 × 22/40 is 5.5, half up


def test_figures_know_what_is_late_by_force(trainee):
    planned = made.with_plan(trainee)

    seen = points.figures([planned], date(2026, 7, 1))[planned.pk]

    assert (seen.done, seen.planned, seen.late, seen.has_plan) == (0, 5, 2, True)
    assert seen.by_force == tuple(
        (force, 0, 1) for force in ("leading", "practice", "innovation", "tackling", "passing_on")
    )


def test_figures_ask_the_same_for_one_and_for_three(trainee, django_assert_num_queries):
    roster = made.roster(trainee.cohort)
    for _ in range(2):
        made.trainee(roster)
    made.filed(roster)
    people = [trainee, *map(made.with_plan, map(made.fresh, roster.trainees.all()))]

    for chosen in (people[:1], people):
        with django_assert_num_queries(6):
            assert len(points.figures(chosen)) == len(chosen)


def test_figures_are_those_of_the_plan_that_holds(trainee, clock):
    first = made.with_plan(trainee)
    records.finish(first.plan.measures.first(), done_on=date(2026, 4, 1), note="按计划完成", by=clerk_of(first))
    fewer = made.plan_answers()["measures"][1:]

    second = made.with_plan(first, measures=fewer)
    seen = points.figures([second])[second.pk]

    assert (seen.done, seen.planned, seen.by_force[0]) == (0, 4, ("leading", 0, 0))


def test_a_file_asks_no_more_when_it_is_long(trainee, clock, django_assert_num_queries):
    clock(date(2026, 9, 1))
    planned = made.with_plan(trainee)
    clerk = clerk_of(planned)
    for count in (1, 3):
        for number in range(count):
            records.add_entry(planned, kind="project", happened_on=date(2026, 6, 1), title=f"攻关{number}号", by=clerk)
            records.add_note(planned, happened_on=date(2026, 6, 1), content="指导装夹。", by=clerk)
        fresh = type(planned).objects.select_related("person", "roster__cohort").get(pk=planned.pk)
        with django_assert_num_queries(10):
            file.compose(fresh)
