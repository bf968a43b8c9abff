"""命名 (QC23-46): after the publicity, for everyone whom no objection holds, in one transaction."""

from datetime import date, datetime

import pytest

from accounts.states import Role
from certificates.models import Certificate, Plaque, Series
from craftsmen import actions as craftsmen
from craftsmen.models import Honour, Person
from documents.models import Document
from nominations.models import Nomination, Sanction
from notifications.models import Message
from programmes.refusal import Refused
from publicity import actions
from publicity.actions import objections
from publicity.models import Award, Conferral, Notice, Publicity
from publicity.tasks import end_periods
from reviews.reports import board
from tests.factories import accounts
from tests.factories import publicity as made

pytestmark = pytest.mark.django_db
NUMBER = "沪质协〔2026〕31号"
DAY = date(2026, 5, 11)


@pytest.fixture
def desk(db):
    return made.Desk(accounts.organiser("上海市质量协会"))


@pytest.fixture
def ended(desk, clock):
    """A list of three whose period is over; the clock stands at 2026-05-11."""
    clock(datetime(2026, 4, 29, 10))
    made.published(desk)
    clock(datetime(2026, 5, 11, 10))
    end_periods()
    return Publicity.objects.get()


def confer(publicity, desk, number=NUMBER, **fields):
    return actions.confer(publicity, **{"decision_number": number, "decided_on": DAY, "by": desk.leader} | fields)


def test_naming_makes_person_honour_certificate_and_plaque_for_each(ended, desk):
    conferral = confer(ended, desk)
    assert [a.honour.name for a in conferral.awards.order_by("entry__position")] == ["丁禾川", "王砚舟", "方既明"]
    assert [c.number for c in Certificate.objects.all()] == [f"沪质工匠〔2026〕00{n}号" for n in (1, 2, 3)]
    assert (Person.objects.count(), Honour.objects.valid().count(), Plaque.objects.count()) == (3, 3, 3)
    assert set(Nomination.objects.values_list("state", flat=True)) == {"conferred"}
    honour = Honour.objects.first()
    assert (honour.unit_at_award, honour.work_field, honour.granted_on) == (
        honour.award.entry.unit, "数控加工", DAY
    )  # fmt: skip
    assert Nomination.objects.exclude(person=None).count() == 3


def test_naming_queues_the_certificates_announces_and_tells(ended, desk):
    conferral = confer(ended, desk)
    assert Document.objects.get(kind="certificates.batch") == conferral.batch
    assert len(conferral.batch.parameters["certificates"]) == 3
    assert Notice.objects.get(kind="conferral").conferral == conferral
    assert Message.objects.filter(code="conferred").count() >= 3


def test_nobody_is_named_before_the_publicity_is_over(desk, clock):
    clock(datetime(2026, 4, 29, 10))
    publicity = made.published(desk)
    clock(datetime(2026, 5, 9, 23))
    with pytest.raises(Refused, match="公示期还没有结束"):
        confer(publicity, desk, decided_on=date(2026, 5, 9))
    assert not Certificate.objects.exists()


def test_only_a_leader_names(ended, desk):
    for user in (desk.officer, desk.supervisor, accounts.member(Role.LEADER), accounts.member(Role.HEAD)):
        with pytest.raises(Refused, match="负责人办理"):
            confer(ended, desk, by=user)


@pytest.mark.parametrize("day", [None, date(2026, 5, 9), date(2026, 5, 12)])
def test_the_decision_is_dated_after_the_period_and_not_in_the_future(ended, desk, day):
    with pytest.raises(Refused) as refused:
        confer(ended, desk, decided_on=day)
    assert [f.field for f in refused.value.findings] == ["decided_on"]


def test_an_open_objection_holds_one_person_who_is_named_later(desk, clock):
    clock(datetime(2026, 4, 29, 10))
    publicity = made.published(desk)
    found = made.objection(publicity, publicity.entries.get(name="王砚舟"))
    clock(datetime(2026, 5, 11, 10))
    end_periods()
    publicity = Publicity.objects.get()
    first = confer(publicity, desk)
    assert [a.honour.name for a in first.awards.all()] == ["丁禾川", "方既明"]
    with pytest.raises(Refused, match="没有可以命名的人"):
        confer(publicity, desk, "沪质协〔2026〕32号")
    found = objections.take(found, by=desk.officer)
    objections.refuse(found, refusal="unproven", basis="没有提交任何事实依据。", by=desk.officer)
    second = confer(publicity, desk, "沪质协〔2026〕33号")
    assert second.awards.get().honour.certificate.number == "沪质工匠〔2026〕003号"
    assert Series.objects.get().last_number == 3


def test_a_decision_number_is_used_once_whatever_its_brackets(ended, desk):
    confer(ended, desk)
    with pytest.raises(Refused, match="文号已经用过"):
        confer(ended, desk, "沪质协[2026]31号")
    assert Conferral.objects.count() == 1


def test_a_refusal_in_the_middle_leaves_nothing_behind(ended, desk):
    last = ended.entries.select_related("nomination").get(name="方既明")
    number = made.id_number(last.nomination.number)
    known = craftsmen.enrol(name="方既明", id_number=number, by=None)
    craftsmen.confer(
        known, programme_code="quality-craftsman", organiser=desk.organiser, title="上海质量工匠", year=2025,
        unit="申岚精密机械有限公司", granted_on=date(2025, 12, 3), decision_number="沪质协〔2025〕31号", by=desk.leader,
    )  # fmt: skip
    with pytest.raises(Refused):
        confer(ended, desk)
    assert (Certificate.objects.count(), Award.objects.count(), Conferral.objects.count()) == (0, 0, 0)
    assert Honour.objects.count() == 1
    assert set(Nomination.objects.values_list("state", flat=True)) == {"publicised"}


def test_a_corrected_name_stands_on_the_certificate(desk, clock):
    clock(datetime(2026, 4, 29, 10))
    publicity = made.published(desk)
    entry = publicity.entries.get(name="丁禾川")
    correction = actions.draft_correction(entry, field="name", after="丁和川", reason="公示稿录入有误", by=desk.officer)
    actions.publish_correction(correction, by=desk.second)
    clock(datetime(2026, 5, 11, 10))
    end_periods()
    confer(Publicity.objects.get(), desk)
    assert Certificate.objects.get(serial=1).holder_name == "丁和川"
    assert Honour.objects.get(certificate__serial=1).name == "丁和川"


def test_someone_who_withdrew_is_not_named(ended, desk):
    entry = ended.entries.get(name="方既明")
    Nomination.objects.filter(pk=entry.nomination_id).update(state="withdrawn")
    assert confer(ended, desk).awards.count() == 2


def test_a_revocation_for_fraud_bans_the_person_and_is_announced(ended, desk, clock):
    confer(ended, desk)
    honour = Honour.objects.select_related("certificate").get(name="王砚舟")
    case = craftsmen.open_case(
        honour, ground="fraud", facts="经核查，申报材料中的专利证书系伪造。", ban=True, by=desk.officer
    )
    case = craftsmen.notify(case, by=desk.officer)
    clock(datetime(2026, 5, 20, 10))
    case = craftsmen.review(case, text="逾期未陈述，建议撤销称号。", by=desk.officer)
    craftsmen.approve(case, decision_number="沪质协〔2026〕40号", decided_on=date(2026, 5, 20), by=desk.leader)
    ban = Sanction.objects.get()
    assert (ban.starts_on, ban.ends_on, ban.person_key) == (date(2026, 5, 20), date(2029, 5, 20), honour.person.id_key)
    assert list(Sanction.objects.visible_to(desk.supervisor)) == [ban]
    assert not Sanction.objects.visible_to(accounts.member(Role.OFFICER)).exists()
    notice = Notice.objects.get(kind="revocation")
    assert "王砚舟" not in notice.title + notice.body
    assert honour.certificate.number in notice.body


def test_decisions_are_seen_by_the_organisers_staff_only(ended, desk):
    confer(ended, desk)
    assert Conferral.objects.visible_to(desk.officer).exists()
    assert not Conferral.objects.visible_to(accounts.member(Role.OFFICER)).exists()


def test_the_notice_is_printed_as_it_was_published(ended, desk):
    import io

    import pikepdf

    from documents import jobs

    notice = Document.objects.get(kind="publicity.e8")
    assert jobs.run(notice.pk)
    notice.refresh_from_db()
    assert (notice.state, notice.filename) == ("done", f"{ended.title}.pdf")
    with notice.file.open("rb") as file, pikepdf.open(io.BytesIO(file.read())) as printed:
        assert len(printed.pages) == notice.pages


def test_the_board_counts_who_came_through_publicity_and_naming(ended, desk):
    runs = board.runs_of(ended.season)
    assert board.tallies(ended.season, runs)["publicity"]["selected"] == 3
    confer(ended, desk)

    counted = board.tallies(ended.season, board.runs_of(ended.season))

    assert (counted["publicity"]["selected"], counted["conferral"]["selected"]) == (3, 3)
