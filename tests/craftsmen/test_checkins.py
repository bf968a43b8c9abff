"""The yearly check-in: how it opens, who is asked, what an answer must say, and what follows from it (QC26-56)."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from accounts.states import Role
from audit.models import Event
from craftsmen import actions
from craftsmen.actions import checkins
from craftsmen.actions.answers import Given
from craftsmen.facts import own_care
from craftsmen.models import CheckIn, CheckRow, Employment
from craftsmen.tasks import care_of_the_day
from notifications.models import Message
from notifications.reminders import remind
from programmes import clock as portal_clock
from programmes.refusal import Refused
from tests.factories import accounts, care
from tests.factories.craftsmen import honour, person

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


@pytest.fixture
def place(clock):
    clock(datetime(2026, 11, 1, 10))
    return care.place("丁砚耕", "卫澄澜")


@pytest.fixture
def checkin(place):
    return care.opened(place)


def fields_of(refused):
    return [finding.field.partition("-")[2] or finding.field for finding in refused.value.findings]


@pytest.mark.parametrize(
    ("today", "count"),
    [(date(2026, 10, 31), 0), (FIRST, 1), (date(2026, 11, 20), 1), (LAST, 1), (date(2026, 12, 1), 0)],
)
def test_it_opens_by_itself_inside_the_window_only(place, today, count):
    assert checkins.open_due(today=today) == count
    assert list(CheckIn.objects.values_list("opens_on", "due_on")) == [(today, LAST)] * count


def test_the_task_runs_twice_without_harm(place):
    assert (care_of_the_day(), care_of_the_day()) == (1, 0)
    assert CheckRow.objects.count() == 2
    assert Event.objects.get(subject_type="craftsmen.checkin").actor_label == "系统"


def test_a_body_without_a_valid_title_is_not_asked(place):
    for one in place.honours:
        actions.cancel(one, reason="本人放弃称号", by=place.leader)

    assert checkins.open_due(today=FIRST) == 0


def test_an_officer_opens_the_year_by_hand_once(place):
    made = actions.open_checkin(place.organiser, care.CODE, due_on=LAST, by=place.officer)

    assert (made.year, made.opened_by, made.rows.count()) == (2026, place.officer, 2)
    assert checkins.open_due(today=FIRST) == 0
    with pytest.raises(Refused, match="已经开启"):
        actions.open_checkin(place.organiser, care.CODE, due_on=LAST, by=place.officer)


def test_opening_says_everything_that_is_wrong_at_once(place):
    with pytest.raises(Refused) as refused:
        actions.open_checkin(place.organiser, "quality-studio", due_on=FIRST, by=place.leader)

    assert fields_of(refused) == ["", "programme_code", "due_on"]


def test_titles_from_outside_and_of_other_bodies_have_no_row(place):
    honour(person("谢知砚"), honour_code="municipal_craftsman", programme_code="", organiser=place.organiser, year=2024)
    honour(person("穆知微"), year=2023)
    care.opened(place)

    rows = CheckRow.objects.filter(checkin__organiser=place.organiser)
    assert sorted(rows.values_list("honour__name", flat=True)) == ["丁砚耕", "卫澄澜"]


def test_the_clerk_answers_for_all_at_once_and_the_head_need_not_sign(place, checkin):
    first, second = (care.row_of(one) for one in place.honours)
    given = {
        first.pk: Given(presence="present"),
        second.pk: Given(presence="absent", since_on=date(2026, 9, 1), note="脱产学习"),
    }

    assert actions.answer(checkin, given, by=place.clerk) == 2
    second = care.row_of(place.honours[1])
    assert (second.presence, second.since_on, second.note) == ("absent", date(2026, 9, 1), "脱产学习")
    assert (second.channel, second.answered_by) == ("online", place.clerk)
    assert CheckRow.objects.unanswered().count() == 0


def test_all_mistakes_come_at_once_and_nothing_is_written(place, checkin):
    first, second = (care.row_of(one) for one in place.honours)
    given = {
        first.pk: Given(presence="absent", since_on=date(2026, 11, 2)),
        second.pk: Given(presence="moved"),
    }
    with pytest.raises(Refused) as refused:
        actions.answer(checkin, given, by=place.clerk)

    assert [finding.field for finding in refused.value.findings] == [
        f"{first.pk}-since_on", f"{first.pk}-note", f"{second.pk}-since_on", f"{second.pk}-note",
    ]  # fmt: skip
    assert CheckRow.objects.unanswered().count() == 2


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        (Given(presence="present"), []),
        (Given(presence="retired", since_on=date(2027, 1, 1)), []),  # known ahead
        (Given(presence="left", since_on=date(2027, 1, 1)), ["since_on"]),
        (Given(presence="left"), ["since_on"]),
        (Given(presence="deceased", since_on=date(2026, 10, 2)), []),
        (Given(presence="other"), ["note"]),
        (Given(presence="other", note="停薪留职手续办理中"), []),
        (Given(presence="gone"), ["presence"]),
    ],
)
def test_each_answer_asks_for_what_it_needs(place, checkin, given, wrong):
    row = care.row_of(place.honour)
    if not wrong:
        assert actions.answer(checkin, {row.pk: given}, by=place.clerk) == 1
        return
    with pytest.raises(Refused) as refused:
        actions.answer(checkin, {row.pk: given}, by=place.clerk)
    assert fields_of(refused) == wrong


def test_nobody_answers_for_another_unit_or_about_themselves(place, checkin):
    row, stranger = care.row_of(place.honour), accounts.member(Role.CLERK)
    assert actions.answer(checkin, {row.pk: Given(presence="present")}, by=stranger) == 0
    own = place.honour.person.user
    own.memberships.create(organisation=place.employer, role=Role.CLERK)
    own.forget_roles()

    with pytest.raises(Refused, match="由他人填报"):
        actions.answer(checkin, {row.pk: Given(presence="present")}, by=own)
    with pytest.raises(Refused, match="没有权限"):
        actions.answer(checkin, {row.pk: Given(presence="present")}, by=place.supervisor)
    assert care.row_of(place.honour).presence == ""


def test_an_answer_is_put_right_until_the_next_check_in_opens(place, checkin, clock):
    care.answered(place.honour, "absent", since_on=date(2026, 9, 1), note="病休", by=place.clerk)
    clock(datetime(2027, 2, 1, 9))
    care.answered(place.honour, "present", by=place.clerk)
    labels = Event.objects.filter(verb="check_in").order_by("pk").values_list("label", "note")
    assert list(labels) == [("2026 年度核对：离岗", "2026-09-01 起，单位填报"), ("2026 年度核对：在岗", "单位填报")]
    clock(datetime(2027, 11, 1, 9))
    care.opened(place, on=date(2027, 11, 1))

    with pytest.raises(Refused, match="这一年的不再修改"):
        care.answered(place.honour, "left", since_on=date(2027, 10, 1), by=place.clerk)


def test_the_record_of_an_answer_holds_no_reason(place, checkin):
    care.answered(place.honour, "absent", since_on=date(2026, 9, 1), note="因病休养", by=place.clerk)

    event = Event.objects.get(verb="check_in")
    assert "因病休养" not in f"{event.label}{event.note}{event.details}"


def test_the_same_answer_again_changes_nothing(place, checkin):
    care.answered(place.honour, "present", by=place.clerk)
    row = care.row_of(place.honour)

    assert actions.answer(checkin, {row.pk: Given(presence="present")}, by=place.head) == 0
    assert care.row_of(place.honour).answered_by == place.clerk


def test_an_officer_enters_what_came_by_telephone(place):
    alone = care.title(place, "穆知微", employer=None, unit="已注销的单位")
    care.opened(place)
    row = care.row_of(alone)
    assert row.employer is None
    entered = {"presence": "present", "since_on": None, "note": ""}
    with pytest.raises(Refused) as refused:
        actions.enter_answer(row, **entered, channel="online", by=place.officer)
    assert fields_of(refused) == ["channel"]
    for user in (place.leader, place.supervisor, place.clerk):
        with pytest.raises(Refused):
            actions.enter_answer(row, **entered, channel="phone", by=user)

    actions.enter_answer(row, **entered, channel="phone", by=place.officer)

    row = care.row_of(alone)
    assert (row.presence, row.channel, row.answered_by) == ("present", "phone", place.officer)


def test_whoever_moved_is_asked_of_the_new_unit_next_year(place, checkin, clock):
    new = accounts.organisation("临港精工有限公司")
    care.answered(place.honour, "moved", since_on=date(2026, 10, 8), note=new.name, by=place.clerk)
    jobs = place.honour.person.employments.order_by("pk")
    assert list(jobs.values_list("unit", "employer", "from_on", "until_on")) == [
        (place.employer.name, place.employer.pk, date(2025, 12, 3), date(2026, 10, 8)),
        (new.name, new.pk, date(2026, 10, 8), None),
    ]
    clock(datetime(2027, 11, 1, 9))
    care.opened(place, on=date(2027, 11, 1))

    row = care.row_of(place.honour, 2027)
    assert (row.employer, row.unit) == (new, new.name)
    assert (row.honour.employer, row.honour.unit_at_award) == (place.employer, place.employer.name)


def test_a_move_that_was_a_mistake_is_taken_back(place, checkin):
    care.answered(place.honour, "moved", since_on=date(2026, 10, 8), note="临港精工有限公司", by=place.clerk)
    care.answered(place.honour, "present", by=place.clerk)

    assert Employment.objects.count() == 0


def test_a_mistaken_second_move_leaves_the_first(place, checkin, clock):
    new = accounts.organisation("临港精工有限公司")
    clerk = accounts.member(Role.CLERK, new)
    care.answered(place.honour, "moved", since_on=date(2026, 10, 8), note=new.name, by=place.clerk)
    clock(datetime(2027, 11, 2, 9))
    care.opened(place, on=date(2027, 11, 2))
    care.answered(place.honour, "moved", since_on=date(2027, 5, 1), note="别处", by=clerk, year=2027)
    care.answered(place.honour, "present", by=clerk, year=2027)

    present = place.honour.person.employments.get(until_on=None)
    assert (present.unit, present.from_on) == (new.name, date(2026, 10, 8))


def test_nobody_is_asked_again_about_who_retired_and_the_organiser_about_who_left(place, checkin, clock):
    retired, left = place.honours
    care.answered(retired, "retired", since_on=date(2026, 8, 1), by=place.clerk)
    care.answered(left, "left", since_on=date(2026, 8, 1), by=place.clerk)
    clock(datetime(2027, 11, 1, 9))
    care.opened(place, on=date(2027, 11, 1))

    rows = CheckRow.objects.filter(checkin__year=2027)
    assert list(rows.values_list("honour", "employer")) == [(left.pk, None)]


def test_the_craftsman_objects_and_the_next_look_settles_it(place, checkin):
    care.answered(place.honour, "absent", since_on=date(2026, 9, 1), note="外派", by=place.clerk)
    row, own = care.row_of(place.honour), place.honour.person.user
    for user in (place.clerk, place.officer, accounts.user()):
        with pytest.raises(Refused, match="只有本人"):
            actions.object_to(row, text="我一直在岗。", by=user)
    with pytest.raises(Refused, match="写明哪里"):
        actions.object_to(row, text="不对", by=own)

    actions.object_to(row, text="外派期间仍在本市上岗。", by=own)

    row = care.row_of(place.honour)
    assert row.disputed_at is not None
    told = Message.objects.filter(code="checkin-objection").values_list("recipient", flat=True)
    assert sorted(told) == sorted(user.pk for user in (place.clerk, place.head, place.officer, place.second))
    same = Given(presence="absent", since_on=date(2026, 9, 1), note="外派")
    assert actions.answer(checkin, {row.pk: same}, by=place.clerk) == 1
    row = care.row_of(place.honour)
    assert (row.disputed_at, row.remarks.count()) == (None, 1)


def test_nothing_is_there_to_object_to_before_the_answer(place, checkin):
    with pytest.raises(Refused, match="最近一次"):
        actions.object_to(care.row_of(place.honour), text="我一直在岗。", by=place.honour.person.user)


def sent(now):
    before = set(Message.objects.values_list("pk", flat=True))
    remind(now)
    return list(
        Message.objects.filter(dropped_at=None).exclude(pk__in=before).values_list("recipient", "code", "subject")
    )


def at(year, month, day, hour=9):
    return datetime(year, month, day, hour, tzinfo=portal_clock.SHANGHAI)


def test_units_are_reminded_on_opening_before_on_and_after_the_last_day(place, checkin):
    title = "2026 年度上海质量工匠在岗情况核对"
    for now, words in (
        (at(2026, 11, 1, 10), "还有 29 天"),
        (at(2026, 11, 23), "还有 7 天"),
        (at(2026, 11, 30), "今天截止"),
        (at(2026, 12, 1), "已逾期 1 天"),
        (at(2026, 12, 15), "已逾期 15 天"),
    ):
        new = [(user, subject) for user, code, subject in sent(now) if code == "checkin"]
        assert sorted(new) == sorted((user.pk, f"{title}{words}") for user in (place.clerk, place.head))
    assert sent(at(2026, 12, 16)) == []


def test_the_organiser_hears_at_the_beginning_and_when_it_is_overdue(place, checkin):
    moments = [at(2026, 11, 1, 10), at(2026, 11, 23), at(2026, 11, 30), at(2026, 12, 1)]
    told = [sum(code == "checkin-behind" for _, code, _ in sent(now)) for now in moments]

    assert told == [2, 0, 0, 2]


def test_a_unit_that_has_answered_is_left_in_peace(place, checkin):
    for one in place.honours:
        care.answered(one, "present", by=place.clerk)

    assert sent(at(2026, 11, 23)) == []


def test_the_link_of_a_reminder_opens_the_units_page(client, place, checkin):
    remind(at(2026, 11, 1, 10))
    client.force_login(place.clerk)
    url = Message.objects.get(recipient=place.clerk, code="checkin").url

    assert url == reverse("craftsmen:check-answers", args=[checkin.pk])
    assert client.get(url).status_code == 200


def test_own_data_hold_the_answers_and_the_objection(place, checkin):
    care.answered(place.honour, "absent", since_on=date(2026, 9, 1), note="外派", by=place.clerk)
    own = place.honour.person.user
    actions.object_to(care.row_of(place.honour), text="外派期间仍在本市上岗。", by=own)

    (kept,) = own_care(own)["年度核对"]
    assert (kept["在岗情况"], kept["说明"], [one["内容"] for one in kept["本人异议"]]) == (
        "离岗", "外派", ["外派期间仍在本市上岗。"],
    )  # fmt: skip
    assert own_care(place.officer) == {"年度核对": [], "任职单位": [], "状态复核": []}
