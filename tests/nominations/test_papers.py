"""Paper: counted against the print pack, its code compared, the receipt, and the gate before a stage (QC23-32, AMB-23)."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.states import Role
from audit.record import history
from documents.models import Document
from nominations import documents, excusing, paperwork
from nominations.actions import corrections, decisions, papers
from nominations.models import Nomination, Season
from nominations.states import PaperState
from notifications.models import Message
from programmes.clock import SHANGHAI
from programmes.refusal import Refused
from tests.factories import accounts, chain
from tests.factories.nominations import attach, clerk_of, head_of, officer_of, season
from tests.nominations.test_confirmations import save
from tests.publicity.calendar2026 import load

pytestmark = pytest.mark.django_db
FULL = {"application": 3, "summary": 1}
DAY = dt.date(2026, 4, 29)


@pytest.fixture
def row(clock):
    load(2026)
    clock(dt.datetime(2026, 4, 29, 10, tzinfo=SHANGHAI))
    return fresh(chain.sent())


def fresh(row):
    return Nomination.objects.select_related("season", "recommender", "employer", "batch").get(pk=row.pk)


def receive(row, **fields):
    given = {"received_on": DAY, "code": row.content_hash[:8], "copies": FULL}
    papers.receive(row, by=officer_of(row.season), **given | fields)
    return fresh(row)


def fields_of(refused):
    return [finding.field for finding in refused.value.findings]


@pytest.mark.parametrize(
    ("given", "state", "missing"),
    [
        ({}, PaperState.COMPLETE, []),
        ({"copies": FULL | {"application": 2}}, PaperState.PARTIAL, ["申报表及附件少 1 份"]),
        ({"copies": {"application": 3}}, PaperState.PARTIAL, ["推荐汇总表少 1 份"]),
        ({"missing": ["工会会员证件"]}, PaperState.PARTIAL, ["缺工会会员证件"]),
        ({"code": "", "missing": ["申报表原件"]}, PaperState.PARTIAL, ["缺申报表原件"]),
        ({"code": "0000 0000"}, PaperState.MISMATCH, ["页脚核对码 00000000 与网上版本不符"]),
    ],
)
def test_intake_counts_the_sets_compares_the_code_and_lists_what_is_missing(row, given, state, missing):
    row = receive(row, **given)

    assert (row.paper_state, paperwork.missing(row)) == (state, missing)


def test_the_code_is_read_as_it_is_printed(row):
    assert receive(row, code=f"{row.content_hash[:4]} {row.content_hash[4:8]}".upper()).paper_state == "complete"


def test_a_second_parcel_completes_the_first_and_both_are_on_record(row):
    receive(row, copies=FULL | {"application": 2})
    row = receive(row, received_on=DAY)

    assert row.paper_state == PaperState.COMPLETE
    assert [e.details["copies"]["application"] for e in history(row).filter(verb="receive_paper")] == [3, 2]


def test_everything_wrong_with_an_intake_is_said_at_once(row):
    with pytest.raises(Refused) as refused:
        receive(row, received_on=DAY + dt.timedelta(days=1), posted_on=DAY + dt.timedelta(days=2), code="")

    assert fields_of(refused) == ["received_on", "posted_on", "code"]


@pytest.mark.parametrize("role", [Role.LEADER, Role.SUPERVISOR])
def test_only_an_officer_books_paper(row, role):
    with pytest.raises(Refused):
        papers.receive(row, by=accounts.member(role, row.season.organiser), received_on=DAY, code="x" * 8, copies=FULL)


def test_what_was_not_sent_online_is_not_booked():
    draft = chain.nominations.nomination()
    with pytest.raises(Refused):
        papers.receive(draft, by=officer_of(draft.season), received_on=DAY, code="x" * 8, copies=FULL)


@pytest.mark.parametrize(("posted_on", "late"), [(None, True), (dt.date(2026, 5, 9), False)])
def test_paper_may_follow_for_five_working_days_by_the_postmark(row, clock, posted_on, late):
    """Sent on 2026-04-29; the fifth working day is Saturday 05-09 (15.3)."""
    clock(dt.datetime(2026, 5, 11, 10, tzinfo=SHANGHAI))
    row = receive(row, received_on=dt.date(2026, 5, 11), posted_on=posted_on)

    assert row.paper_state == PaperState.COMPLETE
    assert papers.is_late(row, row.paper) is late


def test_after_a_correction_on_paper_the_old_print_no_longer_counts(row):
    row = receive(row)
    items = [{"target": "post", "note": "不一致。"}, {"target": "union_card", "note": "看不清。"}]
    corrections.request(row, by=officer_of(row.season), items=items)
    save(row, "post", "试验班班长")
    done = corrections.hand_in(chain.confirmed_again(fresh(row)), by=clerk_of(row.recommender))

    assert fresh(done).paper_state == PaperState.MISMATCH
    assert receive(fresh(done)).paper_state == PaperState.COMPLETE


def test_after_a_correction_of_files_the_print_still_counts(row):
    row = receive(row)
    corrections.request(row, by=officer_of(row.season), items=[{"target": "union_card", "note": "看不清。"}])
    attach(row, "union_card")

    done = corrections.hand_in(fresh(row), by=clerk_of(row.recommender))

    assert fresh(done).paper_state == PaperState.COMPLETE


# ——— the pages ———


def test_the_officer_comes_from_the_nomination_and_goes_on_to_the_next_of_the_parcel(client, clock):
    clock(dt.datetime(2026, 4, 29, 10, tzinfo=SHANGHAI))
    year, group = season(), accounts.recommender()
    rows = [chain.through(year, recommender=group, name=name) for name in ("陆衡甲", "陆衡乙")]
    chain.dispatched(*rows)
    first, second = (fresh(one) for one in rows)
    client.force_login(officer_of(year))
    page = reverse("nominations:paper", args=[first.code])
    assert page in client.get(reverse("nominations:detail", args=[first.code])).content.decode()
    posted = {"received_on": "2026-04-29", "code": first.content_hash[:8], "copies-application": 3, "copies-summary": 1}

    answer = client.post(page, posted)

    assert answer["Location"] == reverse("nominations:paper", args=[second.code])
    text = client.get(answer["Location"]).content.decode()
    assert 'name="copies-summary" value="1"' in text  # the summary comes once for all of the batch
    posted["code"] = "00000000"
    answer = client.post(answer["Location"], posted)
    assert "页脚的核对码不是网上报送的版本" in client.get(answer["Location"]).content.decode()


def test_the_receipt_tells_the_recommender_what_is_missing(client, row):
    receive(row, missing=["工会会员证件"])
    client.force_login(officer_of(row.season))

    client.post(reverse("nominations:paper-receipt", args=[row.batch_id]))

    told = Message.objects.filter(code="paper-receipt").values_list("recipient", "body")
    people = (clerk_of(row.recommender), head_of(row.recommender))
    assert sorted(told) == sorted((person.pk, f"{row.name}：缺工会会员证件") for person in people)
    assert Document.objects.get(kind=documents.G5).subject_id == str(row.batch_id)
    client.force_login(clerk_of(row.recommender))
    assert "缺工会会员证件" in client.get(reverse("nominations:batch", args=[row.batch_id])).content.decode()


def test_there_is_no_receipt_while_nothing_has_come(row):
    with pytest.raises(Refused):
        papers.issue_receipt(row.batch, by=officer_of(row.season))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(client, django_assert_num_queries, count):
    year = season()
    rows = [chain.sent(year) for _ in range(count)]
    receive(rows[0], received_on=fresh(rows[0]).dispatched_at.astimezone(SHANGHAI).date())
    client.force_login(officer_of(year))
    client.get(reverse("healthz"))

    with django_assert_num_queries(10):
        text = client.get(reverse("nominations:papers", args=[year.pk])).content.decode()

    assert all(row.code in text for row in rows)


# ——— exceptions ———


def test_an_exception_for_the_paper_is_asked_by_one_and_approved_by_another(client, row):
    officer, other = officer_of(row.season), accounts.member(Role.OFFICER, row.season.organiser)
    client.force_login(officer)
    page = reverse("nominations:exception", args=[row.code])
    assert page in client.get(reverse("nominations:detail", args=[row.code])).content.decode()

    client.post(page, {"rule": "QC23-32", "reason": "原件在政府部门验证，下周补到。"})

    asked = row.exceptions.get()
    decisions.decide_exception(asked, by=other, approve=True)
    assert "QC23-32" not in [finding.rule for finding in excusing.to_be_excused(fresh(row))]


def test_a_season_without_a_gate_needs_no_exception(row):
    Season.objects.filter(pk=row.season_id).update(overrides={"paper.gate": "none"})

    assert "QC23-32" not in [finding.rule for finding in excusing.to_be_excused(fresh(row))]
