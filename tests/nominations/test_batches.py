"""推荐汇总: only confirmed nominations, in the recommender's order, dispatched once, frozen afterwards (QC23-30, QC23-31)."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile

from accounts.states import Role
from audit.record import history
from nominations.actions import batches
from nominations.models import Batch, Nomination, Sanction
from nominations.states import BatchState, NominationState
from notifications.models import Message
from programmes import clock as portal_clock
from programmes.refusal import Refused
from tests.factories import accounts
from tests.factories import chain as made
from tests.factories.nominations import PDF, clerk_of, head_of, nomination, officer_of, season

pytestmark = pytest.mark.django_db
S = NominationState


@pytest.fixture
def year(db):
    return season()


@pytest.fixture
def group(db):
    return accounts.recommender()


@pytest.fixture
def rows(year, group):
    return [made.through(year, recommender=group, name=name) for name in ("陆衡仲", "顾言舟", "沈知行")]


def order(batch):
    return list(batch.nominations.order_by("batch_position").values_list("name", flat=True))


def rules_of(refused):
    return [finding.rule for finding in refused.value.findings]


def test_a_batch_takes_confirmed_nominations_in_order(rows):
    assert order(made.batch(*rows)) == ["陆衡仲", "顾言舟", "沈知行"]


def test_adding_twice_changes_nothing(rows, group):
    batch = made.batch(*rows)

    batches.add(batch, rows, by=clerk_of(group))

    assert order(batch) == ["陆衡仲", "顾言舟", "沈知行"]


@pytest.mark.parametrize("state", [S.DRAFT, S.ENDORSING, S.RECOMMENDING, S.WITHDRAWN])
def test_what_is_not_confirmed_does_not_enter(year, group, state):
    row = nomination(year, state, recommender=group, signed=True)

    with pytest.raises(Refused) as refused:
        made.batch(row)

    assert rules_of(refused) == ["QC23-30"]


def test_another_recommenders_nomination_does_not_enter(year, rows, group):
    foreign = made.through(year)

    with pytest.raises(Refused):
        batches.add(made.batch(rows[0]), [foreign], by=clerk_of(group))

    assert Nomination.objects.get(pk=foreign.pk).batch_id is None


def test_there_is_one_open_batch_of_a_recommender(year, group):
    clerk = clerk_of(group)

    first = batches.open_batch(year, group, by=clerk)

    assert batches.open_batch(year, group, by=clerk).pk == first.pk


@pytest.mark.parametrize("role", [Role.HEAD, Role.ADMIN])
def test_only_the_clerk_arranges(rows, group, role):
    batch = made.batch(*rows)

    with pytest.raises(Refused):
        batches.remove(batch, rows[0], by=accounts.member(role, group))


def test_the_order_is_the_recommenders_own(rows, group):
    batch = made.batch(*rows)

    batches.arrange(batch, [rows[2].pk, rows[0].pk, rows[1].pk], by=clerk_of(group))

    assert order(batch) == ["沈知行", "陆衡仲", "顾言舟"]


def test_an_order_that_misses_somebody_is_refused(rows, group):
    batch = made.batch(*rows)

    with pytest.raises(Refused) as refused:
        batches.arrange(batch, [rows[2].pk], by=clerk_of(group))

    assert rules_of(refused) == ["COM-11"]


def test_nothing_goes_without_the_sealed_scan(rows, group):
    batch = made.batch(*rows, scan=False)

    with pytest.raises(Refused) as refused:
        batches.dispatch(batch, by=head_of(group))

    assert ("QC23-30", "scan") in [(finding.rule, finding.field) for finding in refused.value.findings]
    assert set(Nomination.objects.values_list("state", flat=True)) == {S.CONFIRMED}


CHANGES = {
    "another row": lambda batch, rows, clerk: batches.remove(batch, rows[1], by=clerk),
    "another order": lambda batch, rows, clerk: batches.arrange(batch, [row.pk for row in reversed(rows)], by=clerk),
    "another contact": lambda batch, rows, clerk: batches.describe(batch, by=clerk, contact_name="苏砚"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_list_that_changed_after_it_was_sealed_is_sealed_again(rows, group, change):
    batch = made.batch(*rows)
    CHANGES[change](batch, rows, clerk_of(group))

    with pytest.raises(Refused) as refused:
        batches.dispatch(batch, by=head_of(group))

    assert [(found.rule, found.field) for found in refused.value.findings] == [("QC23-30", "scan")]
    batches.describe(batch, by=clerk_of(group), scan=ContentFile(PDF, name="again.pdf"))
    assert batches.dispatch(batch, by=head_of(group)).state == BatchState.DISPATCHED


def test_an_empty_batch_without_contact_says_both(year, group):
    batch = batches.open_batch(year, group, by=clerk_of(group))

    fields = {finding.field for finding in batches.dispatch_findings(batch)}

    assert fields == {"contact_name", "contact_phone", "scan", "nominations"}


def test_dispatching_twice_gives_one_receipt(rows, group):
    batch = made.dispatched(*rows)

    again = batches.dispatch(batch, by=head_of(group))

    assert (again.receipt_number, again.state) == (f"HZ{batch.season.year}-0001", BatchState.DISPATCHED)
    assert [event.verb for event in history(batch)].count("dispatch") == 1
    assert set(batch.nominations.values_list("state", flat=True)) == {S.SUBMITTED}
    told = Message.objects.filter(code="nomination-dispatched", recipient=clerk_of(group))
    assert told.count() == len(rows)


def test_receipts_count_on_within_the_season(year, group, rows):
    made.dispatched(*rows)

    second = made.dispatched(made.through(year))
    third = made.dispatched(made.through(year, recommender=group))

    assert [second.receipt_number[-4:], third.receipt_number[-4:]] == ["0002", "0003"]
    assert third.sequence == 2


def test_everything_is_frozen_after_dispatch(rows, group):
    batch, clerk = made.dispatched(*rows), clerk_of(group)
    scan = ContentFile(PDF, name="other.pdf")
    attempts = (
        lambda: batches.add(batch, rows, by=clerk),
        lambda: batches.remove(batch, rows[0], by=clerk),
        lambda: batches.arrange(batch, [row.pk for row in rows], by=clerk),
        lambda: batches.describe(batch, by=clerk, scan=scan),
    )

    for attempt in attempts:
        with pytest.raises(Refused) as refused:
            attempt()
        assert rules_of(refused) == ["COM-08"]

    assert len(Batch.objects.get(pk=batch.pk).content_hash) == 64


def test_a_stranger_does_not_dispatch(rows):
    batch = made.batch(*rows)

    with pytest.raises(Refused):
        batches.dispatch(batch, by=head_of(rows[0].employer))


def test_after_the_deadline_nothing_is_dispatched(rows, group, year, clock):
    batch = made.batch(*rows)
    clock(year.deadline_at + dt.timedelta(seconds=1))

    with pytest.raises(Refused):
        batches.dispatch(batch, by=head_of(group))

    assert Batch.objects.get(pk=batch.pk).receipt_number == ""


def test_a_ban_that_came_after_the_opinions_stops_the_batch(rows, group):
    batch, today = made.batch(*rows), portal_clock.today()
    Sanction.objects.create(
        subject="employer", organisation=rows[1].employer, decision_number="沪质协〔2026〕9号", facts="材料不实",
        starts_on=today, ends_on=today + dt.timedelta(days=1000), decided_by=accounts.user(),
    )  # fmt: skip

    with pytest.raises(Refused) as refused:
        batches.dispatch(batch, by=head_of(group))

    assert rules_of(refused) == ["AMB-06"]
    assert "顾言舟" in str(refused.value)


def test_the_organiser_is_told_once_for_the_whole_batch():
    group, year = accounts.recommender(), season()
    officer = officer_of(year)
    made.dispatched(made.through(year, recommender=group), made.through(year, recommender=group))

    told = Message.objects.filter(recipient=officer)

    assert [message.code for message in told] == ["batch-dispatched"]
