"""The demo's studios: every state of a life, seeded through the actions of the pages."""

from collections import Counter

import pytest
from django.db import transaction

from accounts.demo import demo_accounts
from audit import record, verify
from fixtures.demo import seasons, stages, studios
from fixtures.demo.cast import People, make_cast, recall_cast
from nominations.models import Nomination, Season
from nominations.states import NominationState as S
from programmes import clock
from studios.models import DutyItem, LeaderEvent, LedgerEntry, Member, PriorityProof, Service, Studio
from studios.reports import board
from studios.states import StudioState as T

TODAY = seasons.dt.date(2026, 11, 20)
QUALITY, TECHNICIAN, MUNICIPAL = "quality-studio", "technician-studio", "municipal-studio"

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup, django_db_blocker):
    """People and studios as ``seed_demo`` makes them on one day, seeded once for this module and taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.at(seasons.at_nine(seasons.dt.date(2023, 3, 1))):
            panel = stages.make_experts(make_cast(), People(5), 12)
        with clock.at(seasons.at_nine(TODAY)):
            studios.seed(recall_cast(), panel, print, thin=True)
        yield
        transaction.set_rollback(True)


def of(programme):
    return Studio.objects.filter(programme_code=programme)


def test_every_programme_has_studios_in_the_states_of_a_life():
    found = {code: Counter(of(code).values_list("state", flat=True)) for code in (QUALITY, TECHNICIAN, MUNICIPAL)}

    assert found == {
        QUALITY: {T.OPERATING: 1, T.BUILDING: 2, T.RECTIFYING: 1},
        TECHNICIAN: {T.OPERATING: 2},
        MUNICIPAL: {T.OPERATING: 1, T.CHANGING: 1},
    }


def test_season_of_last_year_names_two_and_the_open_one_has_nominations():
    named, running = Season.objects.filter(programme_code=MUNICIPAL).order_by("year")
    states = {one: Counter(one.nominations.values_list("state", flat=True)) for one in (named, running)}

    assert states == {named: {S.CONFERRED: 2, S.NOT_SELECTED: 1}, running: {S.SUBMITTED: 1, S.DRAFT: 1}}
    assert of(MUNICIPAL).filter(certificate__isnull=False).count() == 2


def test_forms_about_the_life_of_a_studio_are_under_way_or_decided():
    rows = Nomination.objects.exclude(procedure_code="nomination").values_list("procedure_code", "state")

    assert Counter(rows) == {
        ("plan", S.CONFERRED): 4,
        ("assessment", S.CONFERRED): 4,
        ("acceptance", S.CONFERRED): 2,
        ("cycle_review", S.RECOMMENDING): 1,
    }


def test_duties_are_overdue_and_due():
    pending = DutyItem.objects.pending()

    assert set(pending.filter(due_on__lt=TODAY).values_list("code", flat=True)) == {"rectification", "progress"}
    assert {"cycle_review", "assessment", "check_in", "acceptance"} <= set(
        pending.open_on(TODAY).filter(due_on__gte=TODAY).values_list("code", flat=True)
    )


def test_board_of_the_association_has_somebody_at_risk_for_each_reason():
    risks = {one.studio.leader.name: one.reasons for one in board.at_risk(of(QUALITY), TODAY)}

    assert set(risks) == {"潘怀素", "石听澜"}
    assert any("整改中" in reason for reason in risks["潘怀素"])
    assert risks["石听澜"] == ["1 项义务逾期", "3 个月没有台账记录"]
    (event,) = LeaderEvent.objects.pending().filter(studio__state=T.CHANGING)
    assert (event.kind, event.studio.leader.name) == ("retired", "白秉直")


def test_ledgers_have_photos_and_amounts_have_their_basis():
    rows = LedgerEntry.objects.standing()

    assert set(rows.values_list("ledger", flat=True)) == {"activity", "outcome", "member"}
    assert rows.filter(ledger="outcome").count() == 12
    assert LedgerEntry.objects.filter(benefit_wan__isnull=False).exclude(files__purpose="basis").count() == 0
    assert LedgerEntry.objects.filter(files__purpose="photo").count() >= 5


def test_services_are_confirmed_refused_and_waited_for():
    rows = Service.objects.all()

    assert rows.confirmed().count() >= 8
    assert [rows.exclude(refused_note="").count(), rows.filter(token_hash__isnull=False).count()] == [2, 3]
    assert Member.objects.filter(confirmed_at__isnull=False).count() == 5
    assert PriorityProof.objects.get().studio.leader.name == "程规远"


def test_bodies_leaders_and_a_member_stand_on_the_login_page():
    groups = {group.title: [one.name for one in group.accounts] for group in demo_accounts()}

    assert len(groups["技协工作人员"]) == len(groups["市总工会工作人员"]) == 2
    assert len(groups["技协负责人"]) == len(groups["市总工会负责人"]) == 1
    assert sorted(groups["工作室领衔人"]) == ["华行简", "叶知白", "邢若石"]
    assert groups["工作室成员"] == ["陆明澈"]


def test_showcases_are_public_by_consent():
    shown = Studio.objects.published().filter(showcase_consent_at__isnull=False)

    assert set(shown.values_list("leader__name", flat=True)) == {"程规远", "叶知白", "华行简", "邢若石"}


def test_the_association_is_found_again_among_three_bodies():
    assert recall_cast().organiser.name == "上海市质量协会"


def test_the_record_of_all_of_it_is_whole():
    rows = list(record.export_rows())
    events = [row for row in rows if row["kind"] == "event"]

    assert verify.faults(events, [row for row in rows if row["kind"] == "seal"]) == []
    assert len(events) > 700
