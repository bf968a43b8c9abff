"""培育对象清单: one list a person, attested, sealed, confirmed by the head, filed or sent back (QC26-20, QC26-22)."""

from datetime import date

import pytest
from django.core.files.base import ContentFile

from accounts.states import Role
from audit.record import history
from cultivation.actions import cohorts, rosters
from cultivation.models import Roster, Trainee
from notifications.models import Message
from programmes import clock
from programmes.refusal import Refused
from tests.factories import accounts
from tests.factories import cultivation as made
from tests.factories.nominations import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture
def roster():
    return made.roster()


def sentences(refused):
    return [finding.sentence for finding in refused.value.findings]


def test_a_year_opens_once_under_a_notice():
    cohort = made.cohort()

    with pytest.raises(Refused) as again:
        made.cohort(organiser=cohort.organiser)
    assert sentences(again) == ["这个年度的培育已经开展。"]
    with pytest.raises(Refused) as bare:
        cohorts.open_year(
            programme_code=made.PROGRAMME, edition_code=made.EDITION, year=2028, organiser=cohort.organiser,
            notice_number="", parameters={}, by=cohort.opened_by,
        )  # fmt: skip
    assert [finding.rule for finding in bare.value.findings] == ["QC26-21"]


def test_units_that_recommend_hear_of_a_new_year():
    clerk = accounts.member(Role.CLERK, accounts.recommender())

    made.cohort()

    assert [message.code for message in Message.objects.filter(recipient=clerk)] == ["cultivation-opened"]


def test_a_scheme_is_issued_complete():
    cohort = made.cohort()

    with pytest.raises(Refused) as refused:
        cohorts.issue_scheme(cohort, issue_number="", issued_on=None, by=cohort.opened_by)
    assert [finding.field for finding in refused.value.findings] == [
        "targets", "scope", "division", "evaluation_rules", "contact", "issue_number", "issued_on",
    ]  # fmt: skip


def test_a_written_scheme_is_issued():
    cohort = made.cohort()
    texts = dict.fromkeys(cohorts.REQUIRED, "内容")
    cohorts.write_scheme(cohort, by=cohort.opened_by, lists_due_on=date(2026, 5, 1), **texts)

    issued = cohorts.issue_scheme(
        cohort, issue_number="沪质协（2026）20号", issued_on=date(2026, 4, 1), by=cohort.opened_by
    )

    assert (issued.is_published, issued.targets, issued.lists_due_on) == (True, "内容", date(2026, 5, 1))


def test_only_the_officer_writes_the_scheme():
    cohort = made.cohort()

    with pytest.raises(Refused):
        cohorts.write_scheme(cohort, by=accounts.member(Role.OFFICER), targets="内容")


def test_a_unit_has_one_list_a_year(roster):
    again = rosters.draw_up(roster.cohort, roster.unit, by=roster.created_by)

    assert again == roster


def test_only_a_clerk_of_a_recommending_unit_draws_a_list_up():
    cohort, unit = made.cohort(), accounts.organisation()

    with pytest.raises(Refused):
        rosters.draw_up(cohort, unit, by=accounts.member(Role.CLERK, unit))


def test_a_row_says_everything_that_is_wrong_with_it(roster):
    row = rosters.Listed(name=" ", id_number="310101199003070010", features=("famous",))

    with pytest.raises(Refused) as refused:
        rosters.add(roster, row, by=roster.created_by)
    assert [finding.field for finding in refused.value.findings] == [
        "name",
        "id_number",
        "employer",
        "post",
        "features",
    ]


def test_a_person_stands_on_one_list(roster):
    listed = made.listed("顾无尘")
    rosters.add(roster, listed, by=roster.created_by)
    other = made.roster(roster.cohort)

    with pytest.raises(Refused) as elsewhere:
        rosters.add(other, listed, by=other.created_by)
    with pytest.raises(Refused) as twice:
        rosters.add(roster, listed, by=roster.created_by)

    assert [finding.rule for finding in elsewhere.value.findings] == ["COM-19"]
    assert sentences(twice) == ["这个人已经在本清单中。"]


def test_whoever_left_may_be_listed_again(roster):
    trainee = made.cultivating(roster)
    made.leave(trainee, reason="调离本市工作", by=accounts.member(Role.HEAD, roster.unit))
    other = made.roster(made.cohort(organiser=roster.cohort.organiser, year=2027))

    again = rosters.add(other, made.listed(id_number=trainee.person.id_number), by=other.created_by)

    assert again.person == trainee.person


def test_gender_and_birth_come_from_the_number(roster):
    trainee = made.trainee(roster, id_number="310115197602290039")

    assert (trainee.person.gender, trainee.person.birth_on) == ("1", date(1976, 2, 29))


def test_a_changed_row_is_to_be_attested_again(roster):
    trainee = made.trainee(roster)
    rosters.attest(roster, [trainee], by=roster.created_by)

    changed = rosters.change(
        trainee, made.listed(id_number=trainee.person.id_number, post="磨工"), by=roster.created_by
    )

    assert (changed.post, changed.attested_by) == ("磨工", None)


def test_a_row_does_not_become_another_person(roster):
    trainee = made.trainee(roster)

    with pytest.raises(Refused) as refused:
        rosters.change(trainee, made.listed(), by=roster.created_by)
    assert [finding.field for finding in refused.value.findings] == ["id_number"]


def test_a_row_is_taken_off_while_it_is_drawn_up(roster):
    trainee = made.trainee(roster)

    rosters.remove(trainee, by=roster.created_by)

    assert list(roster.trainees.all()) == []
    assert history(roster)[0].label == f"移出清单：{trainee.person.name}"


def test_another_unit_changes_nothing(roster):
    trainee, stranger = made.trainee(roster), accounts.member(Role.CLERK, accounts.recommender())

    for verb in (
        lambda: rosters.add(roster, made.listed(), by=stranger),
        lambda: rosters.change(trainee, made.listed(), by=stranger),
        lambda: rosters.remove(trainee, by=stranger),
        lambda: rosters.attest(roster, [trainee], by=stranger),
        lambda: rosters.keep_contact(roster, contact_name="甲", contact_phone="1", by=stranger),
        lambda: rosters.keep_scan(roster, ContentFile(PDF, name="a.pdf"), by=stranger),
    ):
        with pytest.raises(Refused):
            verb()


def test_a_list_is_confirmed_when_everything_is_there(roster):
    head = accounts.member(Role.HEAD, roster.unit)
    made.trainee(roster)

    with pytest.raises(Refused) as refused:
        rosters.confirm(roster, opinion="同意列入。", confirmed_on=clock.today(), by=head)
    assert sentences(refused) == ["请上传加盖公章的清单扫描件。", "请逐人确认政治素质等情况（QC26 §4）。"]

    confirmed = made.confirmed(roster, head=head)
    assert (confirmed.state, list(confirmed.trainees.values_list("state", flat=True))) == ("confirmed", ["listed"])


def test_an_empty_list_is_not_confirmed(roster):
    rosters.keep_scan(roster, ContentFile(PDF, name="清单.pdf"), by=roster.created_by)

    with pytest.raises(Refused) as refused:
        rosters.confirm(
            roster, opinion="同意。", confirmed_on=clock.today(), by=accounts.member(Role.HEAD, roster.unit)
        )
    assert "清单中还没有人。" in sentences(refused)


def test_a_clerk_does_not_confirm_and_the_day_is_not_to_come(roster):
    made.trainee(roster)
    with pytest.raises(Refused) as late:
        rosters.confirm(roster, opinion="同", confirmed_on=date(2999, 1, 1), by=accounts.member(Role.HEAD, roster.unit))
    assert [finding.field for finding in late.value.findings] == ["opinion", "confirmed_on"]
    with pytest.raises(Refused):
        made.confirmed(roster, head=roster.created_by)


def test_a_confirmed_list_does_not_change(roster):
    made.trainee(roster)
    made.confirmed(roster)

    with pytest.raises(Refused) as refused:
        rosters.add(roster, made.listed(), by=roster.created_by)
    assert sentences(refused) == ["清单待协会备案，不能修改。"]


def test_the_association_sends_a_list_back_with_its_reason(roster):
    trainee, officer = made.trainee(roster), accounts.member(Role.OFFICER, roster.cohort.organiser)
    confirmed = made.confirmed(roster)

    with pytest.raises(Refused):
        rosters.send_back(confirmed, reason=" ", by=officer)
    back = rosters.send_back(confirmed, reason="产业方向请补全", by=officer)

    assert (back.state, back.returned_note, made.fresh(trainee).state) == ("draft", "产业方向请补全", "proposed")
    assert Message.objects.filter(recipient=roster.created_by, code="roster-returned").count() == 1


def test_filing_begins_the_period_and_numbers_the_files(roster):
    first, second = made.trainee(roster), made.trainee(roster)
    made.filed(roster, starts_on=date(2026, 6, 1))
    other = made.roster(roster.cohort)
    third = made.cultivating(other, starts_on=date(2026, 2, 28))

    rows = [(row.file_number, row.starts_on, row.ends_on, row.state) for row in map(made.fresh, (first, second, third))]

    assert rows == [
        ("PY2026-0001", date(2026, 6, 1), date(2027, 6, 1), "cultivating"),
        ("PY2026-0002", date(2026, 6, 1), date(2027, 6, 1), "cultivating"),
        ("PY2026-0003", date(2026, 2, 28), date(2027, 2, 28), "cultivating"),
    ]


def test_only_an_officer_of_the_organiser_files(roster):
    made.trainee(roster)
    confirmed = made.confirmed(roster)

    with pytest.raises(Refused):
        rosters.file(confirmed, starts_on=date(2026, 6, 1), by=accounts.member(Role.OFFICER))
    with pytest.raises(Refused):
        rosters.file(confirmed, starts_on=None, by=accounts.member(Role.OFFICER, roster.cohort.organiser))


def test_who_sees_a_list(roster):
    trainee = made.trainee(roster)
    clerk, officer = roster.created_by, accounts.member(Role.OFFICER, roster.cohort.organiser)
    stranger = accounts.member(Role.CLERK, accounts.recommender())

    def seen():
        users = (clerk, officer, stranger)
        return [(Roster.objects.visible_to(u).count(), Trainee.objects.visible_to(u).count()) for u in users]

    before = seen()
    made.confirmed(roster)

    assert (before, seen()) == ([(1, 1), (0, 0), (0, 0)], [(1, 1), (1, 1), (0, 0)])
    assert trainee in Trainee.objects.visible_to(officer)
