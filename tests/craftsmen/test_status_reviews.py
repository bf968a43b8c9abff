"""An absence of more than six months opens a review; people decide, the second approver revokes (QC26-57, AMB-18)."""

from datetime import date, datetime

import pytest

from accounts.states import Role
from audit.transitions import move
from craftsmen import actions
from craftsmen.actions.status_reviews import evidence_of
from craftsmen.models import Honour, Revocation, StatusReview
from craftsmen.tasks import care_of_the_day
from notifications.models import Message
from programmes.refusal import Refused
from tests.factories import accounts, care
from tests.publicity.calendar2026 import load

pytestmark = pytest.mark.django_db
SINCE = date(2026, 9, 1)
WHY = "本人因工伤休养，单位证明属实，预计年内返岗。"


@pytest.fixture
def place(clock):
    load()
    clock(datetime(2026, 11, 1, 10))
    made = care.place()
    care.opened(made)
    care.answered(made.honour, "absent", since_on=SINCE, note="病休", by=made.clerk)
    return made


@pytest.fixture
def review(place, clock):
    clock(datetime(2027, 3, 2, 1))
    care_of_the_day()
    return care.review_of(place.honour)


@pytest.mark.parametrize(("moment", "count"), [(datetime(2027, 3, 1, 23, 59), 0), (datetime(2027, 3, 2, 0, 20), 1)])
def test_it_opens_on_the_first_day_beyond_six_months(place, clock, moment, count):
    clock(moment)

    assert (care_of_the_day(), care_of_the_day()) == (count, 0)
    assert StatusReview.objects.count() == count


def test_opening_it_changes_no_title_and_opens_no_case(place, review):
    assert (review.state, Honour.objects.get().state, Revocation.objects.count()) == ("opened", "valid", 0)


def test_person_unit_and_officers_are_told(place, review):
    told = Message.objects.filter(code="status-review").values_list("recipient", flat=True)

    everyone = (place.honour.person.user, place.clerk, place.head, place.officer, place.second)
    assert sorted(told) == sorted(user.pk for user in everyone)


def test_who_came_back_in_time_is_not_reviewed(place, clock):
    care.answered(place.honour, "present", by=place.clerk)
    clock(datetime(2027, 6, 1, 1))

    assert care_of_the_day() == 0


def test_an_unanswered_next_year_leaves_the_absence_standing(place, clock):
    care.answered(place.honour, "absent", since_on=date(2026, 10, 20), note="病休", by=place.clerk)
    place.honour.person.name = "陆尺度"
    clock(datetime(2027, 11, 1, 1))

    assert care_of_the_day() == 2  # the new check-in, and the review
    assert care.review_of(place.honour).row.checkin.year == 2026


def test_a_dismissed_absence_is_looked_at_again_only_after_another_answer(place, review, clock):
    actions.dismiss(review, conclusion=WHY, by=place.officer)
    clock(datetime(2027, 10, 31, 1))
    assert care_of_the_day() == 0
    clock(datetime(2027, 11, 1, 9))
    care.opened(place, on=date(2027, 11, 1))
    assert care_of_the_day() == 0
    care.answered(place.honour, "absent", since_on=SINCE, note="病休", by=place.clerk, year=2027)
    clock(datetime(2027, 11, 2, 1))

    assert care_of_the_day() == 1
    assert list(StatusReview.objects.order_by("pk").values_list("state", flat=True)) == ["closed", "opened"]


def test_a_return_during_the_review_is_told_to_the_officers(place, review, clock):
    clock(datetime(2027, 3, 10, 9))
    care.answered(place.honour, "present", by=place.clerk)

    told = Message.objects.filter(code="status-review-changed").values_list("recipient", flat=True)
    assert sorted(told) == sorted([place.officer.pk, place.second.pk])
    assert care.review_of(place.honour).state == "opened"


def test_the_person_explains_and_strangers_cannot(place, review):
    for user in (place.clerk, place.supervisor, accounts.user()):
        with pytest.raises(Refused, match="只有本人或办理人员"):
            actions.state_in_review(review, text="我在养伤。", by=user)
    with pytest.raises(Refused, match="请填写说明"):
        actions.state_in_review(review, text=" ", by=place.honour.person.user)

    actions.state_in_review(review, text="工伤休养，五月返岗。", by=place.honour.person.user)

    assert care.review_of(place.honour).statement == "工伤休养，五月返岗。"
    assert Message.objects.filter(code="status-review-statement").count() == 2


def test_dismissing_needs_a_reason_and_tells_the_person(place, review):
    with pytest.raises(Refused, match="至少 10 个字"):
        actions.dismiss(review, conclusion="可以", by=place.officer)

    ended = actions.dismiss(review, conclusion=WHY, by=place.officer)

    assert (ended.state, ended.decided_by, Honour.objects.get().state) == ("closed", place.officer, "valid")
    assert Message.objects.get(code="status-review-closed").recipient == place.honour.person.user
    with pytest.raises(Refused, match="复核已经结束"):
        actions.state_in_review(review, text="补充说明", by=place.honour.person.user)


def test_the_evidence_names_answer_absence_and_statement(place, review):
    actions.state_in_review(review, text="工伤休养。", by=place.honour.person.user)

    assert evidence_of(StatusReview.objects.get()) == (
        f"2026 年度在岗情况核对（{place.employer.name}由{place.clerk.name}填报，2026-11-01）："
        "2026-09-01 起离岗，至 2027-03-02 没有返岗的记录。\n填报的说明：病休。\n本人说明：工伤休养。"
    )


def test_the_evidence_says_when_the_unit_has_changed_its_answer(place, review, clock):
    clock(datetime(2027, 3, 10, 9))
    care.answered(place.honour, "present", by=place.clerk)

    assert "2026-09-01 起离岗，2027-03-10 改报“在岗”。" in evidence_of(StatusReview.objects.get())


def test_referring_opens_a_case_for_long_absence(place, review):
    referred = actions.refer(review, facts=evidence_of(review), by=place.officer)

    case = Revocation.objects.get()
    assert (referred.state, referred.revocation, case.ground, case.state) == ("referred", case, "absent", "opened")
    assert (case.opened_by, case.ban, Honour.objects.get().state) == (place.officer, False, "valid")


def test_referring_is_refused_while_another_case_is_pending(place, review):
    actions.open_case(place.honour, ground="other", facts="另有事由正在核查，已经立案。", by=place.officer)

    with pytest.raises(Refused, match="正在办理"):
        actions.refer(review, facts=evidence_of(review), by=place.officer)
    assert care.review_of(place.honour).state == "opened"


@pytest.mark.parametrize("name", ["dismiss", "refer"])
def test_nobody_else_decides(place, review, name):
    own = place.honour.person.user
    for user in (None, place.supervisor, place.clerk, own, accounts.member(Role.OFFICER), accounts.member(Role.LEADER)):
        with pytest.raises(Refused, match="没有权限"):
            move(review, name, by=user)


def test_a_craftsman_who_is_an_officer_does_not_decide_about_the_own_absence(place, review):
    own = place.honour.person.user
    own.memberships.create(organisation=place.organiser, role=Role.OFFICER)
    own.forget_roles()

    with pytest.raises(Refused, match="没有权限"):
        actions.dismiss(review, conclusion=WHY, by=own)


def test_the_list_is_seen_by_staff_and_the_person_only(place, review):
    seen = {
        name: StatusReview.objects.visible_to(user).count()
        for name, user in {
            "officer": place.officer,
            "supervisor": place.supervisor,
            "own": place.honour.person.user,
            "clerk": place.clerk,
            "other": accounts.member(Role.OFFICER),
        }.items()
    }

    assert seen == {"officer": 1, "supervisor": 1, "own": 1, "clerk": 0, "other": 0}
