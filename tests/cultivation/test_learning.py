"""What the academy credits stands in the training file, and a unit enrols those whom it sends (QC26-25, QC26-28)."""

from decimal import Decimal
from uuid import uuid4

import pytest

from academy.actions import attending, planning
from academy.actions.attending import Sighting
from academy.audience import people_of
from accounts.states import Role
from cultivation.documents import scheme
from cultivation.facts import file, points
from tests.factories import academy, accounts
from tests.factories import cultivation as made

pytestmark = pytest.mark.django_db


def test_hours_of_an_attended_activity_stand_in_the_file(clock):
    clock(academy.NOW)
    trainee = made.cultivating(user=accounts.user("顾无尘"))
    row = academy.enrolled(academy.opened(), trainee.person)
    activity = row.activity
    clock(academy.START)
    attending.attend(
        activity, Sighting(client_uuid=uuid4(), enrolment_id=row.pk, arrived_at=academy.START), by=activity.by
    )
    planning.hold(activity, by=activity.by)

    composed = file.compose(trainee)

    assert [(one.title, one.hours, one.proof) for one in composed.training] == [
        (activity.title, activity.hours, "工匠学院签到")
    ]
    assert composed.hours == points.figures([trainee])[trainee.pk].hours == activity.hours
    assert points.computed_points(trainee)["hours"] == 1  # 3.5 of 40 hours, of ten points


def test_an_activity_that_was_missed_counts_nothing(clock):
    clock(academy.NOW)
    trainee = made.cultivating(user=accounts.user("顾无尘"))
    academy.enrolled(academy.opened(), trainee.person)

    assert file.compose(trainee).training == []
    assert points.figures([trainee])[trainee.pk].hours == Decimal(0)


def test_a_unit_enrols_its_people_in_cultivation():
    employer = accounts.organisation()
    trainee = made.cultivating(employer=employer)
    others = made.cultivating(made.roster(made.cohort(year=2027)))

    sending = people_of(accounts.member(Role.CLERK, employer))

    assert list(sending) == [trainee.person]
    assert others.person not in people_of(accounts.member(Role.HEAD, trainee.roster.unit))
    assert list(people_of(accounts.user())) == []


def test_a_scheme_lists_what_the_association_offers(clock):
    clock(academy.NOW)
    cohort = made.cohort()
    activity = academy.opened(cohort.organiser)

    table = next(section.table for section in scheme(cohort).sections if section.table)

    assert table.rows == [[activity.title, "3.5", "实践力、攻关力", "", "2026-05-20"]]
