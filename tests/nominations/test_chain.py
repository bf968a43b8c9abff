"""The chain of opinions: submit, endorse, confirm, send back, decline, withdraw, expire; each refusal once."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import Membership
from accounts.states import Role
from audit.record import history
from audit.transitions import move
from nominations import navigation
from nominations.actions import chain, seasons
from nominations.models import Nomination, Opinion
from nominations.states import Decision, NominationState
from notifications.models import Message
from programmes.clock import SHANGHAI
from programmes.refusal import Refused
from tests.factories import accounts
from tests.factories import chain as made
from tests.factories.nominations import attach, clerk_of, head_of, identity_number, nomination, season

pytestmark = pytest.mark.django_db
S = NominationState
NOON = dt.datetime(2026, 4, 8, 12, tzinfo=SHANGHAI)


def rules_of(refused):
    return [finding.rule for finding in refused.value.findings]


def state_of(row):
    return Nomination.objects.get(pk=row.pk).state


# ——— submit ———


def test_submit_twice_makes_one_version_and_tells_once():
    row = made.submit(nomination())

    again = chain.submit(row, by=clerk_of(row.recommender))

    assert (again.state, again.form_version, row.versions.count()) == (S.ENDORSING, 1, 1)
    assert [event.verb for event in history(row)].count("submit") == 1
    heads = {head_of(row.employer).pk}
    assert set(Message.objects.filter(code="nomination-to-endorse").values_list("recipient", flat=True)) <= heads


def test_submit_of_a_form_that_somebody_else_handed_in_is_refused():
    row = made.submit(nomination())
    colleague = accounts.member(Role.CLERK, row.recommender)

    with pytest.raises(Refused):
        chain.submit(row, by=colleague)


def test_the_same_person_by_two_recommenders_is_refused_for_the_later_one():
    number, year = identity_number(), season()
    first = made.submit(nomination(year, id_no=number))
    second = nomination(year, id_no=number)

    with pytest.raises(Refused) as refused:
        made.submit(second)

    assert rules_of(refused) == ["COM-19"]
    assert first.recommender.name not in str(refused.value) and first.code not in str(refused.value)
    assert state_of(second) == S.DRAFT


def test_an_unread_warning_refuses_and_a_confirmed_one_is_kept():
    row = nomination(gender="2")  # the identity number is a man's (15.1)

    with pytest.raises(Refused) as refused:
        chain.submit(row, by=clerk_of(row.recommender))
    open_warnings = set(rules_of(refused))
    chain.submit(row, by=clerk_of(row.recommender), confirmed_warnings=open_warnings)

    assert open_warnings and set(row.warnings.values_list("rule", flat=True)) == open_warnings


# ——— opinions ———


def test_both_opinions_lead_to_confirmed():
    row = made.through()

    assert row.state == S.CONFIRMED
    assert list(row.opinions.values_list("tier", "decision")) == [("employer", "agree"), ("recommender", "agree")]


def test_everything_wrong_with_an_opinion_is_said_at_once(clock):
    clock(NOON)
    row = nomination(state=S.ENDORSING)

    with pytest.raises(Refused) as refused:
        chain.endorse(
            row, by=head_of(row.employer), decision=Decision.AGREE, text="同意", signed_on=dt.date(2026, 4, 9)
        )

    found = [(finding.rule, finding.field) for finding in refused.value.findings]
    assert found[:3] == [("QC23-29", "text"), ("QC23-38", "signed_on"), ("QC23-38", "scan")]
    assert ("COM-15", "statements") in found
    assert state_of(row) == S.ENDORSING


def test_the_recommender_cannot_sign_with_an_earlier_date_than_the_employer(clock):
    clock(NOON)
    row = made.endorse(nomination(state=S.ENDORSING), signed_on=dt.date(2026, 4, 2))

    with pytest.raises(Refused) as refused:
        made.confirm(row, signed_on=dt.date(2026, 4, 1))

    assert rules_of(refused) == ["QC23-38"]
    assert made.confirm(row, signed_on=dt.date(2026, 4, 2)).state == S.CONFIRMED


def test_one_person_cannot_sign_both_tiers():
    group = accounts.recommender()
    row = made.endorse(nomination(state=S.ENDORSING, employer=group, recommender=group))

    with pytest.raises(Refused) as refused:
        made.confirm(row, by=head_of(group))

    assert "两位不同的负责人" in str(refused.value)
    assert made.confirm(row, by=accounts.member(Role.HEAD, group)).state == S.CONFIRMED


def test_whoever_signed_one_tier_is_not_asked_for_the_other(client):
    group = accounts.recommender()
    row = nomination(state=S.ENDORSING, employer=group, recommender=group)
    signer, other = head_of(group), accounts.member(Role.HEAD, group)
    asked = "有 1 份申报等待您签署意见"

    made.endorse(row, by=signer)

    assert [navigation.waiting_count(one) for one in (signer, other)] == [0, 1]
    for person, is_asked in ((signer, False), (other, True)):
        client.force_login(person)
        assert (asked in client.get(reverse("nominations:unit")).content.decode()) == is_asked


def test_a_head_of_both_units_signs_only_one_of_them():
    row = nomination(state=S.ENDORSING)
    both = head_of(row.employer)
    row = made.endorse(row)
    Membership.objects.create(user=both, organisation=row.recommender, role=Role.HEAD)

    with pytest.raises(Refused):
        made.confirm(row, by=type(both).objects.get(pk=both.pk))

    assert state_of(row) == S.RECOMMENDING


def test_an_applicant_who_is_head_of_the_employer_cannot_endorse():
    row = nomination(state=S.ENDORSING)
    Nomination.objects.filter(pk=row.pk).update(applicant=head_of(row.employer))

    with pytest.raises(Refused):
        made.endorse(row)


@pytest.mark.parametrize("role", [Role.CLERK, Role.ADMIN])
def test_only_a_head_endorses(role):
    row = nomination(state=S.ENDORSING)

    with pytest.raises(Refused):
        made.endorse(row, by=accounts.member(role, row.employer))


@pytest.mark.parametrize(("step", "state"), [("endorse", S.ENDORSING), ("confirm", S.RECOMMENDING)])
def test_declining_needs_no_seal_and_gives_the_place_back(step, state):
    number, year = identity_number(), season()
    row = nomination(year, S.ENDORSING, id_no=number)
    row = made.endorse(row) if state == S.RECOMMENDING else row

    declined = getattr(made, step)(row, decision=Decision.DECLINE, text="工作年限不符合推荐要求。", scan=None)

    assert (declined.state, declined.person_key) == (S.DECLINED, "")
    assert made.submit(nomination(year, id_no=number)).state == S.ENDORSING


# ——— back and out ———


def test_sending_back_supersedes_the_opinions_and_the_next_submission_is_version_two():
    row = made.through()

    back = chain.send_back(row, by=head_of(row.recommender), reason="成果数据需要重新核对。")

    assert (back.state, back.person_key, back.live_opinions) == (S.DRAFT, "", [])
    assert Opinion.objects.filter(nomination=row, superseded_at__isnull=False).count() == 2
    again = made.submit(Nomination.objects.get(pk=row.pk))
    assert (again.form_version, again.versions.count()) == (2, 2)
    assert made.confirm(made.endorse(again)).state == S.CONFIRMED


def test_sending_back_needs_a_reason():
    row = nomination(state=S.ENDORSING)

    with pytest.raises(Refused) as refused:
        chain.send_back(row, by=head_of(row.employer), reason="  ")

    assert rules_of(refused) == ["COM-10"]


@pytest.mark.parametrize(("state", "unit"), [(S.ENDORSING, "recommender"), (S.RECOMMENDING, "employer")])
def test_only_the_tier_whose_turn_it_is_sends_back(state, unit):
    row = nomination(state=state, signed=True)

    with pytest.raises(Refused):
        chain.send_back(row, by=head_of(getattr(row, unit)), reason="请再核对一次。")


def test_what_lies_in_a_batch_is_not_sent_back():
    row = made.through()
    made.batch(row)

    with pytest.raises(Refused):
        chain.send_back(row, by=head_of(row.recommender), reason="请再核对一次。")


def test_the_applicant_withdraws_before_dispatch():
    applicant = accounts.user()
    row = nomination(state=S.ENDORSING, applicant=applicant)

    assert chain.withdraw(row, by=applicant, reason="本人工作调动。").state == S.WITHDRAWN


def test_withdrawing_takes_the_nomination_out_of_an_open_batch():
    row = made.through()
    batch = made.batch(row)

    withdrawn = chain.withdraw(Nomination.objects.get(pk=row.pk), by=clerk_of(row.recommender), reason="本人工作调动。")

    assert (withdrawn.state, withdrawn.batch_id, batch.nominations.count()) == (S.WITHDRAWN, None, 0)


def test_after_dispatch_only_the_recommending_head_withdraws():
    applicant = accounts.user()
    row = nomination(state=S.SUBMITTED, applicant=applicant)

    for who in (applicant, clerk_of(row.recommender), head_of(row.employer)):
        with pytest.raises(Refused):
            chain.withdraw(row, by=who, reason="本人工作调动。")

    assert chain.withdraw(row, by=head_of(row.recommender), reason="本人申请撤回。").state == S.WITHDRAWN


def test_a_withdrawn_person_may_be_nominated_again():
    number, year = identity_number(), season()
    row = made.submit(nomination(year, id_no=number))
    chain.withdraw(row, by=clerk_of(row.recommender), reason="改由上级单位推荐。")

    assert made.submit(nomination(year, id_no=number)).state == S.ENDORSING


# ——— the deadline ———


def at_deadline(clock):
    clock(dt.datetime(2026, 4, 12, 9, tzinfo=SHANGHAI))
    year = season(deadline_at=dt.datetime(2026, 4, 12, 23, 59, 59, 999999, tzinfo=SHANGHAI))
    return year, nomination(year)


def test_one_second_before_midnight_is_in_time(clock):
    _, row = at_deadline(clock)
    clock(dt.datetime(2026, 4, 12, 23, 59, 59, tzinfo=SHANGHAI))

    assert made.submit(row).state == S.ENDORSING


def test_midnight_is_too_late_and_the_draft_stays(clock):
    _, row = at_deadline(clock)
    clock(dt.datetime(2026, 4, 13, 0, 0, 0, tzinfo=SHANGHAI))

    with pytest.raises(Refused) as refused:
        made.submit(row)

    assert "QC23-31" in rules_of(refused)
    assert (state_of(row), row.versions.count()) == (S.DRAFT, 0)


def test_the_deadline_expires_what_was_not_dispatched_and_nothing_else(clock):
    year, draft = at_deadline(clock)
    waiting, confirmed = nomination(year, S.ENDORSING), made.through(year)
    sent = made.through(year, recommender=confirmed.recommender)
    made.dispatched(sent)
    clock(dt.datetime(2026, 4, 12, 23, 59, 59, tzinfo=SHANGHAI))
    assert seasons.close_due() == 0

    clock(dt.datetime(2026, 4, 13, 0, 0, 0, tzinfo=SHANGHAI))
    assert (seasons.close_due(), seasons.close_due()) == (1, 0)

    assert [state_of(row) for row in (draft, waiting, confirmed)] == [S.EXPIRED] * 3
    assert state_of(sent) == S.SUBMITTED
    assert Nomination.objects.get(pk=draft.pk).answers.filter(key="achievements").exists()


def test_nobody_expires_a_nomination_by_hand():
    row = nomination()

    with pytest.raises(Refused):
        move(row, "expire", by=clerk_of(row.recommender))


def test_a_replaced_scan_of_another_nomination_is_no_seal():
    row, other = nomination(state=S.ENDORSING), nomination(state=S.ENDORSING)

    with pytest.raises(Refused):
        made.endorse(row, scan=attach(other, "base_scan"))
