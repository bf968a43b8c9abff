"""Entries, measures, mentors, notes and summaries: once each, checked, taken back with a reason (D4, QC26-23, QC26-27, QC26-28)."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile

from accounts.states import Role
from audit.record import history
from craftsmen.actions import register
from cultivation.actions import records
from cultivation.facts import file, points
from cultivation.models import Entry, MentorNote, Mentorship, Summary
from notifications.models import Message
from programmes.refusal import Refused
from tests.factories import accounts, craftsmen
from tests.factories import cultivation as made
from tests.factories.nominations import PDF

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 10)
WORDS = "上半年按计划学习和实践，完成了两项措施。"


@pytest.fixture(autouse=True)
def _today(clock):
    clock(date(2026, 9, 1))


@pytest.fixture
def trainee():
    """In cultivation since April, with an account, an employer and a plan."""
    roster = made.roster()
    employer = accounts.organisation()
    one = made.trainee(roster, name="顾无尘", employer=employer, user=accounts.user("顾无尘"))
    made.filed(roster)
    return made.with_plan(made.fresh(one))


@pytest.fixture
def clerk(trainee):
    return trainee.roster.created_by


def own(trainee):
    return trainee.person.user


def rules_and_fields(refused):
    return [(finding.rule, finding.field) for finding in refused.value.findings]


def training(trainee, by, **fields):
    values = {"kind": "training", "happened_on": DAY, "title": "质量工具", "level": "association", "hours": Decimal(8)}
    return records.add_entry(trainee, by=by, **values | fields)


def honoured(name="秦衡"):
    """Somebody with a valid honour."""
    return craftsmen.honour(craftsmen.person(name))


def mentored(trainee, clerk, honour):
    number = honour.certificate.number
    return records.assign_mentor(trainee, name=honour.person.name, certificate=number, reason="重新确定导师", by=clerk)


def test_an_entry_says_everything_that_is_wrong_with_it(trainee, clerk):
    with pytest.raises(Refused) as refused:
        records.add_entry(
            trainee, kind="training", happened_on=date(2026, 9, 2), title="讲", text="长" * 201, force="sixth",
            level="street", hours=Decimal(401), proof=ContentFile(b"MZ\x90", name="工具.exe"), by=clerk,
        )  # fmt: skip

    assert [field for _rule, field in rules_and_fields(refused)] == [
        "happened_on", "title", "text", "force", "level", "hours", "proof",
    ]  # fmt: skip
    assert Entry.objects.count() == 0


def test_an_entry_lies_within_the_cultivation(trainee, clerk):
    with pytest.raises(Refused, match="之前"):
        training(trainee, clerk, happened_on=date(2026, 3, 31))

    assert training(trainee, clerk, happened_on=date(2026, 4, 1)).happened_on == date(2026, 4, 1)
    assert training(trainee, clerk, happened_on=date(2026, 9, 1)).happened_on == date(2026, 9, 1)


def test_hours_and_level_belong_to_training_only(trainee, clerk):
    entry = training(trainee, clerk, kind="patent")

    assert (entry.hours, entry.level) == (None, "")


def test_a_proof_is_kept_with_its_hash(trainee, clerk):
    entry = training(trainee, clerk, proof=ContentFile(PDF, name="培训证书.pdf"))

    assert [(one.name, one.sha256) for one in file.compose(trainee).attachments] == [("培训证书.pdf", entry.proof_hash)]
    assert len(entry.proof_hash) == 64
    assert history(trainee).first().content_hash == entry.proof_hash


def test_a_second_tap_adds_nothing(trainee, clerk):
    key = uuid4()

    first = training(trainee, clerk, client_key=key)
    second = training(trainee, clerk, client_key=key, title="改了题目")

    assert (second.pk, second.title, Entry.objects.count()) == (first.pk, "质量工具", 1)


def test_a_key_is_not_used_for_two_people(trainee, clerk):
    key, other = uuid4(), made.cultivating(made.roster(made.cohort(year=2027)))
    training(trainee, clerk, client_key=key)

    with pytest.raises(Refused, match="请重新打开"):
        training(other, other.roster.created_by, client_key=key)


@pytest.mark.parametrize("role", [Role.CLERK, Role.HEAD])
def test_strangers_add_nothing(trainee, role):
    stranger = accounts.member(role, accounts.recommender())

    with pytest.raises(Refused):
        training(trainee, stranger)
    with pytest.raises(Refused):
        records.add_note(trainee, happened_on=DAY, content="指导装夹。", by=stranger)
    with pytest.raises(Refused):
        records.sum_up(trainee, period="2026H1", text=WORDS, by=stranger)
    with pytest.raises(Refused):
        records.assign_mentor(trainee, name="秦衡", confirmed=True, by=stranger)
    with pytest.raises(Refused):
        records.finish(trainee.plan.measures.first(), done_on=DAY, note="完成了", by=stranger)


def test_nothing_is_added_before_filing_and_after_leaving(trainee, clerk):
    proposed = made.trainee(made.roster(made.cohort(year=2027)))
    with pytest.raises(Refused):
        training(proposed, proposed.roster.created_by)

    made.leave(trainee, reason="本人申请退出", by=accounts.member(Role.HEAD, trainee.roster.unit))
    with pytest.raises(Refused):
        training(trainee, clerk)


def test_an_entry_taken_back_counts_no_longer_and_stays_readable(trainee, clerk):
    entry = training(trainee, clerk)
    assert points.figures([trainee])[trainee.pk].hours == Decimal(8)

    with pytest.raises(Refused, match="至少 4 个字"):
        records.void(entry, reason="错", by=clerk)
    records.void(entry, reason="重复登记", by=clerk)

    assert points.figures([trainee])[trainee.pk].hours == Decimal(0)
    assert file.compose(trainee).training == []
    assert [(one.title, one.void_note) for one in file.taken_back(trainee)] == [("质量工具", "重复登记")]
    assert records.void(entry, reason="再来一次", by=clerk).void_note == "重复登记"


def test_only_the_registrar_and_the_organising_unit_take_back(trainee, clerk):
    entry = training(trainee, clerk)
    mine = training(trainee, own(trainee))

    with pytest.raises(Refused, match="只有登记人和组织单位经办可以作废"):
        records.void(entry, reason="不是我登记的", by=own(trainee))
    records.void(mine, reason="重复登记", by=own(trainee))

    assert [one.pk for one in file.taken_back(trainee)] == [mine.pk]


def test_a_measure_is_done_once_and_opened_again_with_a_reason(trainee, clerk):
    measure = trainee.plan.measures.first()
    with pytest.raises(Refused) as refused:
        records.finish(measure, done_on=None, note="好", by=clerk)
    assert rules_and_fields(refused) == [("QC26-28", "done_on"), ("QC26-23", "note")]

    records.finish(measure, done_on=DAY, note="按计划完成", by=clerk)
    again = records.finish(measure, done_on=date(2026, 7, 1), note="再登记一次", by=own(trainee))
    assert (again.done_on, again.done_note, again.done_by) == (DAY, "按计划完成", clerk)

    with pytest.raises(Refused, match="理由"):
        records.reopen(measure, reason="", by=clerk)
    opened = records.reopen(measure, reason="成果没有验收", by=clerk)
    assert (opened.done_on, opened.done_note, opened.done_by) == (None, "", None)
    assert records.reopen(measure, reason="再撤一次也不变", by=clerk).done_on is None


def test_a_measure_of_an_earlier_plan_is_not_touched(trainee, clerk):
    old = trainee.plan.measures.first()
    changed = made.with_plan(trainee)

    with pytest.raises(Refused, match="计划已经调整"):
        records.finish(old, done_on=DAY, note="按计划完成", by=clerk)

    assert changed.plan.number == 2


def test_a_mentor_is_found_by_the_number_of_a_valid_honour(trainee, clerk):
    honour = honoured()

    mentorship = mentored(trainee, clerk, honour)

    assert (mentorship.person, mentorship.name) == (honour.person, "秦衡")
    assert trainee.mentorships.present().count() == 1
    assert [one.reason for one in trainee.mentorships.filter(until_on__isnull=False)] == ["重新确定导师"]


def test_the_present_mentor_again_changes_nothing(trainee, clerk):
    first = mentored(trainee, clerk, honoured())
    told = Message.objects.count()

    assert mentored(trainee, clerk, first.person.honours.get()).pk == first.pk
    assert (Mentorship.objects.filter(trainee=trainee).count(), Message.objects.count()) == (2, told)


def test_a_mentor_without_a_valid_honour_needs_the_confirmed_warning(trainee, clerk):
    with pytest.raises(Refused) as refused:
        records.assign_mentor(trainee, name="钱未名", reason="原导师退休", by=clerk)
    assert rules_and_fields(refused) == [("QC26-27", "confirmed")]
    with pytest.raises(Refused) as refused:
        records.assign_mentor(trainee, name="钱未名", certificate="没有这个号", reason="原导师退休", by=clerk)
    assert rules_and_fields(refused) == [("QC26-27", "certificate")]

    mentorship = records.assign_mentor(trainee, name="钱未名", reason="原导师退休", confirmed=True, by=clerk)

    assert (mentorship.person, mentorship.name) == (None, "钱未名")


def test_nobody_is_their_own_mentor_nor_under_another_name(trainee, clerk):
    title = craftsmen.honour(trainee.person)
    with pytest.raises(Refused, match="本人"):
        mentored(trainee, clerk, title)
    with pytest.raises(Refused, match="另一个人"):
        records.assign_mentor(
            trainee, name="钱未名", certificate=honoured().certificate.number, reason="原导师退休", by=clerk
        )


def test_another_mentor_needs_a_reason(trainee, clerk):
    with pytest.raises(Refused) as refused:
        records.assign_mentor(trainee, name="钱未名", confirmed=True, by=clerk)

    assert rules_and_fields(refused) == [("COM-10", "reason")]


def test_a_mentor_who_loses_the_honour_is_shown(trainee, clerk):
    honour = honoured()
    mentored(trainee, clerk, honour)
    assert points.figures([trainee])[trainee.pk].is_mentor_revoked is False

    lose(honour)

    assert points.figures([trainee])[trainee.pk].is_mentor_revoked is True
    assert next((one.name, one.has_honour) for one in file.compose(trainee).mentorships) == ("秦衡", False)


def test_a_mentor_outside_the_register_is_not_called_revoked(trainee, clerk):
    records.assign_mentor(trainee, name="钱未名", reason="原导师退休", confirmed=True, by=clerk)

    assert points.figures([trainee])[trainee.pk].is_mentor_revoked is False


def lose(honour):
    """The honour was entered by mistake."""
    register.cancel(honour, reason="登记有误，予以注销", by=accounts.member(Role.LEADER, honour.organiser))


def test_a_mentor_with_an_account_notes_what_was_taught(trainee, clerk):
    honour = honoured()
    teacher = accounts.user("秦衡")
    honour.person.user = teacher
    honour.person.save(update_fields=["user"])
    mentorship, key = mentored(trainee, clerk, honour), uuid4()

    note = records.add_note(trainee, happened_on=DAY, content="指导装夹。", client_key=key, by=teacher)
    again = records.add_note(trainee, happened_on=DAY, content="指导装夹。", client_key=key, by=teacher)

    assert (note.mentorship, again.pk, MentorNote.objects.count()) == (mentorship, note.pk, 1)
    records.void(note, reason="写错了日期", by=teacher)
    assert file.compose(trainee).notes == []


@pytest.mark.parametrize("content", ["短", "长" * 101])
def test_a_note_has_4_to_100_characters(trainee, clerk, content):
    with pytest.raises(Refused) as refused:
        records.add_note(trainee, happened_on=DAY, content=content, by=clerk)

    assert rules_and_fields(refused) == [("QC26-27", "content")]


def test_a_note_needs_a_mentor(clerk):
    alone = made.cultivating(made.roster(made.cohort(year=2027)))

    with pytest.raises(Refused, match="还没有确定导师"):
        records.add_note(alone, happened_on=date(2026, 6, 1), content="指导装夹。", by=alone.roster.created_by)


def test_the_later_summary_of_a_half_year_counts(trainee):
    records.sum_up(trainee, period="2026H1", text=WORDS, by=own(trainee))
    records.sum_up(trainee, period="2026H1", text=WORDS, by=own(trainee))
    records.sum_up(trainee, period="2026H1", text=WORDS + "补充。", by=own(trainee))

    assert Summary.objects.count() == 2
    assert [one.text for one in file.compose(trainee).summaries] == [WORDS + "补充。"]


@pytest.mark.parametrize(
    ("period", "text", "field"),
    [
        ("2025H2", WORDS, "period"),
        ("2027H1", WORDS, "period"),
        ("2026H1", "太短", "text"),
        ("2026H1", "长" * 501, "text"),
    ],
)
def test_a_summary_is_about_a_half_year_in_cultivation(trainee, period, text, field):
    with pytest.raises(Refused) as refused:
        records.sum_up(trainee, period=period, text=text, by=own(trainee))

    assert rules_and_fields(refused) == [("QC26-28", field)]


def test_half_years_since_the_beginning_newest_first(trainee):
    assert records.half_years(trainee, date(2027, 1, 1)) == ["2027H1", "2026H2", "2026H1"]
    assert records.half_years(trainee, date(2026, 6, 30)) == ["2026H1"]
