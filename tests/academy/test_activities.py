"""Planning, enrolling and the waiting list (QC26-25, QC26-26)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from academy import audience
from academy.actions import enrolling, planning, teaching
from academy.facts import clashes_of
from academy.models import Activity, Enrolment
from accounts.states import Role
from audit.record import history
from craftsmen.models import Person
from notifications.models import Message
from programmes.refusal import Refused
from tests.factories import academy, accounts, craftsmen

pytestmark = pytest.mark.django_db


def states(activity):
    return list(activity.enrolments.order_by("pk").values_list("person__name", "state"))


def told(code="academy-activity"):
    return list(Message.objects.filter(code=code).order_by("pk").values_list("recipient__name", "subject"))


def findings(action, **values):
    with pytest.raises(Refused) as refused:
        action(**values)
    return [(one.field, one.sentence) for one in refused.value.findings]


def test_activity_takes_over_what_its_course_says():
    course = academy.course(title="测量不确定度", hours=Decimal("4.5"), force="tackling")

    made = academy.planned(course.organiser, course=course, title="", hours=None, forces=[])

    assert (made.title, made.hours, made.forces, made.state) == (
        "测量不确定度",
        Decimal("4.5"),
        ["tackling"],
        "planned",
    )
    assert made.code == f"HD2026-{made.pk:04d}"


@pytest.mark.parametrize(
    ("passed", "words", "tone"),
    [
        (timedelta(hours=-25), "报名中", "info"),
        (timedelta(hours=-23), "报名截止", "wait"),
        (timedelta(0), "进行中", "now"),
        (timedelta(hours=3), "待登记举办", "wait"),
    ],
)
def test_open_activity_says_whether_one_may_still_enrol(clock, passed, words, tone):
    clock(academy.NOW)
    made = academy.opened()

    clock(academy.START + passed)

    assert (made.words, made.tone) == (words, tone)


def test_activity_that_is_not_open_says_its_state(clock):
    clock(academy.NOW)
    made = academy.planned()

    assert (made.words, made.tone) == ("筹备", "mute")


def test_day_is_said_once_when_it_ends_on_the_same():
    short, long = academy.planned(), academy.planned(ends_at=academy.START + timedelta(days=2))

    assert (short.when, long.when) == ("2026-05-20 13:30–16:30", "2026-05-20 13:30 至 2026-05-22 13:30")


def test_plan_names_everything_that_is_missing_at_once():
    organiser = accounts.organiser()
    by = accounts.member(Role.OFFICER, organiser)
    empty = academy.values(
        title="", forces=[], carrier="", hours=None, capacity=None, address="", ends_at=academy.START
    )

    found = findings(planning.plan, organiser=organiser, level="association", by=by, **empty)

    assert [field for field, _ in found] == ["title", "carrier", "forces", "hours", "capacity", "address", "ends_at"]


@pytest.mark.parametrize(
    ("role", "body", "level"),
    [
        (Role.CLERK, "recommender", "association"),
        (Role.OFFICER, "organiser", "organising"),
        (Role.SUPERVISOR, "organiser", "association"),
        (Role.CLERK, "organisation", "organising"),
    ],
)
def test_each_level_is_for_its_own_bodies(role, body, level):
    place = getattr(accounts, body)()
    by = accounts.member(role, place)

    found = findings(planning.plan, organiser=place, level=level, by=by, **academy.values())

    assert found == [("organiser", "您不能以这个单位和层级举办活动。")]


def test_room_is_booked_once_at_a_time():
    room = academy.room(capacity=30)
    first = academy.planned(room=room, title="第一场")
    by = first.by

    found = findings(
        planning.plan, organiser=first.organiser, level="association", by=by,
        **academy.values(room=room, starts_at=academy.START + 2 * academy.HOUR),
    )  # fmt: skip
    after = academy.planned(room=room, starts_at=first.ends_at)
    planning.cancel(first, reason="教师出差", by=by)
    again = academy.planned(room=room)

    assert found == [("room", f"{room.name}在 2026-05-20 13:30–16:30 已安排“第一场”。")]
    assert (after.room, again.room) == (room, room)


def test_room_holds_no_more_people_than_it_can():
    room = academy.room(capacity=1)

    assert findings(academy.planned, room=room, capacity=2) == [("capacity", f"{room.name}只能容纳 1 人。")]


def test_full_activity_has_a_waiting_list_that_moves_up_by_itself():
    activity = academy.opened(capacity=1)
    first, second, _third = (academy.enrolled(activity, academy.craftsman(name)) for name in ("甲一", "乙二", "丙三"))
    assert states(activity) == [("甲一", "enrolled"), ("乙二", "waiting"), ("丙三", "waiting")]

    enrolling.withdraw(first, by=first.person.user)

    assert states(activity) == [("甲一", "withdrawn"), ("乙二", "enrolled"), ("丙三", "waiting")]
    assert told() == [("乙二", f"候补成功：{activity.title}")]
    assert history(second)[0].actor_label == "系统"
    academy.enrolled(activity, first.person)
    assert states(activity)[-1] == ("甲一", "waiting")


def test_more_places_go_to_who_waits():
    activity = academy.opened(capacity=1)
    for name in ("甲一", "乙二", "丙三"):
        academy.enrolled(activity, academy.craftsman(name))

    planning.edit(activity, by=activity.by, **academy.values(title=activity.title, capacity=2))

    assert states(activity) == [("甲一", "enrolled"), ("乙二", "enrolled"), ("丙三", "waiting")]
    found = findings(
        planning.edit, activity=activity, by=activity.by, **academy.values(title=activity.title, capacity=1)
    )
    assert found == [("capacity", "已有 2 人报名，名额不能少于报名人数。")]


def test_enrolling_twice_is_once_and_ends_with_the_deadline(clock):
    activity = academy.opened()
    first = academy.enrolled(activity)

    assert academy.enrolled(activity, first.person) == first
    clock(activity.enrol_until + timedelta(seconds=1))
    with pytest.raises(Refused, match="现在不能报名"):
        academy.enrolled(activity)


def test_nobody_leaves_once_it_has_begun(clock):
    row = academy.enrolled(academy.opened())
    clock(row.activity.starts_at)

    with pytest.raises(Refused, match="不能再退出"):
        enrolling.withdraw(row, by=row.person.user)


def test_clash_is_a_warning_and_no_refusal():
    person = academy.craftsman()
    first, second = academy.opened(), academy.opened(starts_at=academy.START + academy.HOUR)
    third = academy.opened(starts_at=first.ends_at)
    academy.enrolled(first, person)

    assert clashes_of(person, second) == [first]
    assert clashes_of(person, third) == []
    assert academy.enrolled(second, person).state == "enrolled"


def test_people_on_the_roll_are_told_of_another_time_and_of_the_end():
    activity = academy.opened()
    row = academy.enrolled(activity)
    moved = academy.values(title=activity.title, starts_at=academy.START + academy.HOUR)

    planning.edit(activity, by=activity.by, **moved)
    done = planning.cancel(activity, reason="教师生病", by=activity.by)

    assert (done.state, done.cancel_reason, done.version) == ("cancelled", "教师生病", 3)
    assert told() == [("陆尺度", f"活动有变化：{activity.title}"), ("陆尺度", f"活动取消：{activity.title}")]
    assert Message.objects.get(subject__startswith="活动取消").body.endswith("原因：教师生病")
    assert Enrolment.objects.get(pk=row.pk).state == "enrolled"


def test_cancelling_without_a_reason_is_refused():
    activity = academy.opened()

    assert findings(planning.cancel, activity=activity, reason=" ", by=activity.by)[0][0] == "note"
    assert Activity.objects.get(pk=activity.pk).state == "open"


def test_unit_enrols_its_own_people_only():
    unit, clerk = accounts.recommender(), None
    clerk = accounts.member(Role.CLERK, unit)
    ours, others = academy.craftsman("我们的人"), academy.craftsman("别家的人")
    activity = academy.opened()

    @audience.register
    def people(user):
        return Person.objects.filter(pk=ours.pk) if user.holds(Role.CLERK, unit.pk) else Person.objects.none()

    try:
        made = enrolling.enrol_all(activity, people=[ours], by=clerk)
        assert list(audience.people_of(clerk)) == [ours]
        with pytest.raises(Refused, match="您不能为这个人报名"):
            enrolling.enrol_all(activity, people=[others], by=clerk)
        with pytest.raises(Refused, match="您不能为这个人报名"):
            enrolling.enrol(activity, person=ours, by=accounts.member(Role.CLERK))
    finally:
        audience.unregister(people)

    assert [one.person for one in made] == [ours]
    assert told() == [("我们的人", f"已报名：{activity.title}")]
    assert enrolling.withdraw(made[0], by=clerk).state == "withdrawn"


def test_plan_is_seen_by_its_makers_until_it_is_opened():
    activity = academy.planned()
    person = academy.craftsman()

    assert list(Activity.objects.visible_to(person.user)) == []
    assert list(Activity.objects.visible_to(activity.by)) == [activity]
    planning.open_enrolment(activity, by=activity.by)
    assert list(Activity.objects.visible_to(person.user)) == [activity]
    assert list(Activity.objects.visible_to(accounts.user())) == []


def test_teacher_is_a_craftsman_with_a_valid_title_or_from_outside():
    activity = academy.planned()
    honour = craftsmen.honour()
    academy.craftsman("没有称号")

    by_name = teaching.add_teacher(activity, name=honour.name, by=activity.by)
    outside = teaching.add_teacher(activity, name="何远道", is_outside=True, note="虚构大学教授", by=activity.by)

    assert (by_name.person, outside.person, str(outside)) == (honour.person, None, "何远道")
    found = findings(teaching.add_teacher, activity=activity, name="没有称号", by=activity.by)
    assert found == [("name", "名册里没有称号有效的这位工匠；外聘教师请勾选“外聘”。")]
    found = findings(teaching.add_teacher, activity=activity, name=honour.certificate.number, by=activity.by)
    assert found == [("name", f"{honour.name}已经是本次活动的教师。")]


def test_activity_is_held_after_its_beginning_only(clock):
    activity = academy.opened()
    with pytest.raises(Refused, match="活动还没有开始"):
        planning.hold(activity, by=activity.by)

    clock(activity.starts_at)
    assert planning.close(planning.hold(activity, by=activity.by), by=activity.by).state == "closed"
