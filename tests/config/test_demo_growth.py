"""What the demo promises of growing: cultivation, the academy, recommending upwards, seeded without its seasons' nominations."""

from collections import Counter

import pytest
from django.db import transaction

from academy.models import Activity, Attendance, Enrolment, Feedback
from accounts.models import User
from audit import record, verify
from craftsmen.models import Person
from cultivation.facts import points, progress
from cultivation.models import Cohort, Roster, Trainee
from fixtures.demo import seasons
from fixtures.demo.cast import make_cast, recall_cast
from fixtures.demo.growth import grow
from nominations.models import Nomination
from pathways import reports
from pathways.models import Nominee, Round
from programmes import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup, django_db_blocker):
    """The seasons without anybody in them, and everything of growing; taken back after this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.at(seasons.at_nine(seasons.dt.date(2023, 3, 1))):
            make_cast()
        cast, today = recall_cast(), clock.today()
        for year, days in ((2025, 600), (2026, 132), (2028, 26)):
            opens_on = today - seasons.dt.timedelta(days=days)
            last_day = opens_on + seasons.dt.timedelta(days=38)
            seasons.open_season(
                cast, year=year, number=year - 2022, edition="2026", notice_number=f"沪质协〔{year}〕1号", opens_on=opens_on,
                last_day=last_day,
            )  # fmt: skip
        grow(cast, print, share=0.4)
        yield
        transaction.set_rollback(True)


def test_two_years_have_lists_in_every_state():
    assert list(Cohort.objects.order_by("year").values_list("year", flat=True)) == [2025, 2026]
    assert all(cohort.is_published for cohort in Cohort.objects.all())
    assert Counter(Roster.objects.values_list("state", flat=True)) == {"filed": 3, "confirmed": 1, "draft": 1}


def test_people_on_lists_stand_at_every_step():
    found = Counter(Trainee.objects.values_list("state", flat=True))

    assert set(found) == {
        "proposed", "listed", "cultivating", "suspended", "evaluating", "evaluated", "recommended", "exited",
    }  # fmt: skip
    assert Trainee.objects.filter(is_carried_over=True).count() == 1
    assert Trainee.objects.filter(state="cultivating", grade="failed").count() == 1


def test_the_board_has_every_kind_of_reason():
    people, today = list(Trainee.objects.active().for_list()), clock.today()
    seen = points.figures(people, today)
    reasons = {words[:5] for found in progress.reasons_of(people, seen, today).values() for words in found}

    wanted = {"备案后 3", "已暂停", "培育期已满", "导师的称号", "2 个月以"}
    assert wanted <= reasons


def test_plans_and_evaluations_went_through_their_chain():
    settled = Nomination.objects.filter(trainee__isnull=False, state="conferred")

    assert Counter(settled.values_list("procedure_code", flat=True)) == {
        "cultivation_plan": 15, "cultivation_evaluation": 4,
    }  # fmt: skip
    assert Nomination.objects.under_way().filter(procedure_code="cultivation_evaluation").count() == 1


def test_the_academy_has_a_past_a_present_and_a_waiting_list():
    states = Counter(Activity.objects.values_list("state", flat=True))

    assert states == {"closed": 1, "held": 1, "open": 4, "planned": 1, "cancelled": 1}
    assert Activity.objects.filter(state="open", starts_at__date=clock.today()).count() == 1
    assert Enrolment.objects.filter(state="waiting").count() == 3
    assert (Attendance.objects.count(), Feedback.objects.count()) == (17, 9)


def test_upwards_has_answers_of_every_kind_and_a_result():
    assert sorted(Round.objects.values_list("year", flat=True)) == [clock.today().year - 1, clock.today().year]
    assert Counter(Nominee.objects.filter(round__year=clock.today().year - 1).values_list("state", flat=True)) == {
        "named": 1, "not_named": 1,
    }  # fmt: skip
    assert Nominee.objects.filter(round__year=clock.today().year, state="refused").count() == 1


def test_figures_towards_the_target_have_something_to_show():
    edition = reports.edition()
    rows = reports.rows_of([recall_cast().organiser.pk], edition.targets)

    assert {2023, 2024, 2025} <= {row.granted_on.year for row in rows}
    assert len({row.district for row in rows if row.district}) >= 3
    assert len({row.group for row in rows if row.group}) >= 2
    assert {row.state for row in rows} == {"valid", "cancelled"}


def test_people_of_each_part_sign_in_on_the_login_page():
    titles = Counter(User.objects.exclude(demo_role="").values_list("demo_role", flat=True))

    assert titles["培育对象"] == 3
    assert titles["工匠"] == 2
    assert Person.objects.filter(user__username="craftsman3").get().honours.valid().count() == 3


def test_the_record_of_all_of_it_is_whole():
    rows = list(record.export_rows())

    assert (
        verify.faults([row for row in rows if row["kind"] == "event"], [r for r in rows if r["kind"] == "seal"]) == []
    )
