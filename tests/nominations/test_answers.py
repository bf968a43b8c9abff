"""Saving answers: optimistic locking, sealing, normalisation, what is closed when (COM-07, COM-11, AMB-22)."""

import datetime as dt

import pytest
from django.db import connection

from accounts.models import Consent
from audit.record import history
from nominations import facts
from nominations.actions import answers, chain, corrections
from nominations.actions.answers import Change
from nominations.models import Answer, Nomination
from programmes import clock as portal_clock
from programmes.refusal import Refused
from tests.factories import accounts
from tests.factories.nominations import clerk_of, head_of, nomination, season

pytestmark = pytest.mark.django_db
NUMBER = "11010519491231002X"


def save(made, key, value, version=0, by=None):
    return answers.save(made, [Change(key, value, version)], by=by or clerk_of(made.recommender))


@pytest.fixture
def empty():
    return nomination(is_complete=False)


def stored(made, key):
    return Answer.objects.get(nomination=made, key=key)


def test_save_counts_versions_and_remembers_who(empty):
    by = clerk_of(empty.recommender)

    first = save(empty, "post", " 班长 ", by=by)
    second = save(empty, "post", "组长", version=1, by=by)

    assert (first.versions["post"], second.versions["post"]) == (1, 2)
    assert stored(empty, "post").value == "组长"
    assert stored(empty, "post").changed_by == by


def test_save_normalises_the_middle_dot_of_a_name(empty):
    save(empty, "name", "买买提•艾力")

    assert stored(empty, "name").value == "买买提·艾力"
    assert Nomination.objects.get(pk=empty.pk).name == "买买提·艾力"


def test_save_on_an_old_version_is_a_conflict_and_overwrites_nothing(empty):
    first = clerk_of(empty.recommender)
    save(empty, "post", "班长", by=first)

    outcome = save(empty, "post", "组长", version=0)

    conflict = outcome.conflicts["post"]
    assert (conflict.value, conflict.version, conflict.by) == ("班长", 1, first.name)
    assert stored(empty, "post").value == "班长"


def test_save_of_the_same_value_is_no_conflict(empty):
    save(empty, "post", "班长")

    outcome = save(empty, "post", "班长", version=0)

    assert outcome.conflicts == {}
    assert stored(empty, "post").version == 1


def test_save_keeps_an_answer_with_a_mistake_and_says_so(empty):
    outcome = save(empty, "craft_spirit", "工" * 112)

    assert stored(empty, "craft_spirit").value == "工" * 112
    assert [finding.field for finding in outcome.errors["craft_spirit"]] == ["craft_spirit"]
    assert "超出 12 字" in outcome.errors["craft_spirit"][0].sentence


def test_private_answer_is_unreadable_in_the_database(empty):
    save(empty, "id_no", NUMBER)

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(a)::text FROM nominations_answer a WHERE nomination_id = %s", [empty.pk])
        text = " ".join(row[0] for row in cursor.fetchall())
    assert "id_no" in text
    assert NUMBER not in text
    assert NUMBER[:6] not in text
    assert facts.answers_of(Nomination.objects.get(pk=empty.pk))["id_no"] == NUMBER


def test_emptied_private_answer_leaves_nothing_sealed(empty):
    save(empty, "id_no", NUMBER)
    save(empty, "id_no", "", version=1)

    assert (stored(empty, "id_no").sealed, stored(empty, "id_no").value) == ("", None)


def test_save_updates_what_lists_show(empty):
    employer = accounts.organisation("汇达电力工程有限公司")

    answers.save(
        empty,
        [Change("name", "陆衡仲"), Change("employer", employer.pk, 1), Change("job_type", "高压电气试验工")],
        by=clerk_of(empty.recommender),
    )

    row = Nomination.objects.get(pk=empty.pk)
    assert (row.name, row.employer, row.employer_name) == ("陆衡仲", employer, "汇达电力工程有限公司")
    assert row.position_name == "高压电气试验工"
    assert 0 < row.completeness < 100
    assert {part["code"] for part in row.progress} == {section.code for section in row.form.sections}


def test_complete_nomination_counts_as_complete():
    assert nomination().completeness == 100


def test_save_refuses_an_unknown_question(empty):
    with pytest.raises(Refused):
        save(empty, "salary", "1")


@pytest.mark.parametrize("role", ["clerk", "head"])
def test_save_refuses_a_stranger(empty, role):
    with pytest.raises(Refused):
        save(empty, "post", "班长", by=accounts.member(role))
    assert not Answer.objects.filter(nomination=empty, key="post").exists()


def test_save_refuses_the_head_who_signs(empty):
    with pytest.raises(Refused):
        save(empty, "post", "班长", by=head_of(empty.recommender))


def test_save_after_the_deadline_is_refused_and_keeps_what_was_there(clock):
    clock(dt.datetime(2026, 3, 1, 9, tzinfo=portal_clock.SHANGHAI))
    made = nomination(season(deadline_at=portal_clock.end_of(dt.date(2026, 3, 10))), is_complete=False)
    save(made, "post", "班长")

    clock(dt.datetime(2026, 3, 11, 0, 0, 1, tzinfo=portal_clock.SHANGHAI))
    with pytest.raises(Refused) as refused:
        save(made, "post", "组长", version=1)

    assert refused.value.findings[0].rule == "QC23-31"
    assert "3 月 10 日 24 时截止" in refused.value.findings[0].sentence
    assert stored(made, "post").value == "班长"


def test_save_in_the_last_second_is_accepted(clock):
    clock(dt.datetime(2026, 3, 1, 9, tzinfo=portal_clock.SHANGHAI))
    made = nomination(season(deadline_at=portal_clock.end_of(dt.date(2026, 3, 10))), is_complete=False)

    clock(dt.datetime(2026, 3, 10, 23, 59, 59, tzinfo=portal_clock.SHANGHAI))

    assert save(made, "post", "班长").versions["post"] == 1


def test_save_after_submission_is_refused():
    made = nomination(state="endorsing")

    with pytest.raises(Refused) as refused:
        save(made, "post", "组长", version=1)
    assert refused.value.findings[0].rule == "COM-08"


@pytest.fixture
def returned():
    made = nomination(state="submitted")
    corrections.Correction.objects.create(
        nomination=made,
        items=[{"target": "post", "note": "职务与证明不一致"}],
        due_at=portal_clock.now() + dt.timedelta(days=5),
        issued_by=accounts.user(),
    )
    Nomination.objects.filter(pk=made.pk).update(state="returned")
    return Nomination.objects.select_related("season", "recommender").get(pk=made.pk)


def test_correction_unlocks_only_what_it_names(returned):
    save(returned, "post", "组长", version=1)

    assert stored(returned, "post").value == "组长"
    with pytest.raises(Refused) as refused:
        save(returned, "job_type", "钳工", version=1)
    assert refused.value.findings[0].rule == "AMB-22"


def test_correction_past_its_day_unlocks_nothing(returned, clock):
    clock(portal_clock.now() + dt.timedelta(days=6))

    with pytest.raises(Refused) as refused:
        save(returned, "post", "组长", version=1)
    assert refused.value.findings[0].rule == "AMB-22"


def test_consent_of_the_applicant_is_kept_by_tick_and_version():
    person = accounts.user("陆衡仲")
    made = nomination(is_complete=False, applicant=person)

    save(made, "consent.privacy", ["general", "story"], by=person)

    given = set(Consent.objects.filter(user=person, withdrawn_at=None).values_list("kind", "version"))
    assert given == {("privacy.general", "2026-1"), ("privacy.story", "2026-1")}


def test_consent_taken_back_is_withdrawn():
    person = accounts.user("陆衡仲")
    made = nomination(is_complete=False, applicant=person)
    save(made, "consent.privacy", ["general", "story"], by=person)

    save(made, "consent.privacy", ["general"], version=1, by=person)

    assert set(Consent.objects.live().filter(user=person).values_list("kind", flat=True)) == {"privacy.general"}


def test_consent_is_personal_once_the_applicant_has_an_account():
    made = nomination(is_complete=False, applicant=accounts.user("陆衡仲"))

    with pytest.raises(Refused):
        save(made, "consent.privacy", ["general"])


def test_consent_set_in_somebodys_place_goes_into_the_record(empty):
    save(empty, "consent.privacy", ["general"])

    event = history(empty).first()
    assert event.verb == "tick_on_behalf"
    assert event.details["ticks"] == ["general"]
    assert Consent.objects.count() == 0


def test_begin_puts_name_and_employer_into_the_form():
    of, unit = accounts.recommender(), accounts.organisation("申电检修有限公司", kind="state", address="江边路 1 号")

    made = answers.begin(season(), recommender=of, by=clerk_of(of), name="于砚秋", employer=unit)

    given = facts.answers_of(made)
    assert (given["name"], given["employer"], given["unit_nature"]) == ("于砚秋", unit.pk, "state")
    assert (made.name, made.employer_name) == ("于砚秋", "申电检修有限公司")


def test_unmask_gives_the_answer_and_records_the_reason(empty):
    by = clerk_of(empty.recommender)
    save(empty, "id_no", NUMBER, by=by)

    assert answers.unmask(empty, "id_no", reason="核对身份证复印件", by=by) == NUMBER

    event = history(empty).first()
    assert (event.verb, event.note, event.details) == ("unmask", "核对身份证复印件", {"question": "id_no"})


@pytest.mark.parametrize(("key", "reason"), [("id_no", " "), ("post", "核对身份证")])
def test_unmask_refuses_without_a_reason_and_for_open_answers(empty, key, reason):
    with pytest.raises(Refused):
        answers.unmask(empty, key, reason=reason, by=clerk_of(empty.recommender))


def test_unmask_refuses_a_head(empty):
    with pytest.raises(Refused):
        answers.unmask(empty, "id_no", reason="核对身份证", by=head_of(empty.recommender))


def test_submit_twice_makes_one_version():
    made = nomination()
    by = clerk_of(made.recommender)

    chain.submit(made, by=by)
    chain.submit(made, by=by)

    assert made.versions.count() == 1
    assert history(made).filter(verb="submit").count() == 1
