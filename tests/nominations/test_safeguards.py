"""Ways around the rules that stay shut: foreign accounts, foreign units, changed prints, half corrections, quiet exceptions."""

import re

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.states import Role
from documents.models import Document
from nominations import documents, reminders
from nominations.actions import answers, batches, chain, confirmations, corrections, decisions, invitations, starting
from nominations.models import Invitation, Nomination, RuleException, Sanction
from nominations.states import NominationState
from notifications.models import Message
from programmes import clock
from programmes.refusal import Refused
from tests.factories import accounts
from tests.factories import chain as made
from tests.factories.accounts import PASSWORD
from tests.factories.nominations import clerk_of, head_of, identity_number, nomination, officer_of, season

pytestmark = pytest.mark.django_db
S = NominationState
KIND = Invitation.Kind


def rules_of(refused):
    return [finding.rule for finding in refused.value.findings]


def fresh(row):
    return Nomination.objects.select_related("season", "recommender", "employer").get(pk=row.pk)


def invite(row, kind, email="luhengzhong@example.org"):
    """The token of the mail that goes out."""
    invitations.invite(row, kind=kind, name="陆衡仲", email=email, by=clerk_of(row.recommender))
    return re.search(r"/invitation/([^/\s]+)/", Message.objects.order_by("-pk").first().body).group(1)


def excuse(row, rule="A1-frozen"):
    """A clerical error in a frozen cell, asked by one officer and approved by another."""
    asked = decisions.request_exception(
        row, rule=rule, reason="录入时号码末位写错，以证件为准。", by=officer_of(row.season)
    )
    return decisions.decide_exception(asked, by=accounts.member(Role.OFFICER, row.season.organiser), approve=True)


def save(row, key, value):
    version = row.answers.filter(key=key).values_list("version", flat=True).first() or 0
    return answers.save(fresh(row), [answers.Change(key, value, version)], by=clerk_of(row.recommender))


# ——— invitations ———


def test_a_link_never_replaces_the_password_of_an_account_in_use():
    known = accounts.user(password=PASSWORD)
    token = invite(nomination(is_complete=False), KIND.APPLICANT, email=known.email)

    with pytest.raises(Refused):
        invitations.accept(token, password="another horse 9 staple")

    assert User.objects.get(pk=known.pk).check_password(PASSWORD)
    assert invitations.accept(token, user=known) == known


@pytest.mark.parametrize("part", ["is_recommender", "is_organiser"])
def test_nobody_is_invited_into_a_recommending_or_organising_unit(part):
    row = nomination(is_complete=False, employer=accounts.organisation(**{part: True}))

    with pytest.raises(Refused):
        invite(row, KIND.EMPLOYER_HEAD)

    assert not row.invitations.exists()


def test_nobody_is_invited_beside_the_head_that_a_unit_has():
    row = nomination(is_complete=False)
    head_of(row.employer)

    with pytest.raises(Refused):
        invite(row, KIND.EMPLOYER_HEAD)


def test_a_link_does_not_follow_the_nomination_to_another_unit():
    row, other = nomination(is_complete=False), accounts.recommender()
    token = invite(row, KIND.EMPLOYER_HEAD)
    save(row, "employer", other.pk)

    with pytest.raises(Refused):
        invitations.accept(token, password=PASSWORD)

    assert not other.memberships.filter(role=Role.HEAD).exists()


# ——— rules at their moment ———


def test_a_banned_recommender_begins_nothing():
    unit, today = accounts.recommender(), clock.today()
    Sanction.objects.create(
        subject="recommender", organisation=unit, decision_number="沪质协〔2026〕9号", facts="材料不实，经核查属实。",
        starts_on=today, ends_on=today, decided_by=accounts.member(Role.LEADER),
    )  # fmt: skip

    with pytest.raises(Refused) as refused:
        starting.start(season(), recommender=unit, by=clerk_of(unit), name="陆衡仲")

    assert rules_of(refused) == ["AMB-06"]
    assert not Nomination.objects.exists()


def test_a_seal_taken_off_a_proof_stops_the_endorsement():
    row = nomination(state=S.ENDORSING)
    row.materials.filter(stamped=True).update(stamped=False)

    with pytest.raises(Refused) as refused:
        made.endorse(row)

    assert "QC23-28" in rules_of(refused)
    assert fresh(row).state == S.ENDORSING


def test_a_correction_cannot_empty_what_the_form_requires():
    row = made.sent()
    corrections.request(row, by=officer_of(row.season), items=[{"target": "post", "note": "岗位与证明不一致。"}])
    save(row, "post", "")

    with pytest.raises(Refused) as refused:
        corrections.hand_in(row, by=clerk_of(row.recommender))

    assert [(finding.rule, finding.field) for finding in refused.value.findings] == [
        ("QC23-24", "post"),
        ("AMB-22", ""),
    ]
    assert fresh(row).state == S.RETURNED


def test_a_corrected_identity_number_takes_the_place_of_that_person():
    row, right = made.sent(), identity_number()
    excuse(row)
    taken = nomination(row.season, S.ENDORSING, id_no=right)
    corrections.request(row, by=officer_of(row.season), items=[{"target": "id_no", "note": "与证件复印件不一致。"}])
    save(row, "id_no", right)

    with pytest.raises(Refused) as refused:
        confirmations.put_to_heads(row, by=clerk_of(row.recommender))
    assert rules_of(refused) == ["COM-19"]

    chain.withdraw(taken, by=clerk_of(taken.recommender), reason="由另一推荐单位推荐。")
    done = corrections.hand_in(made.confirmed_again(row), by=clerk_of(row.recommender))
    assert done.person_key not in ("", row.person_key)


def test_priorities_are_kept_for_reviewers_at_submission_and_after_a_correction():
    row = fresh(made.sent())
    assert row.priority_flags == ["近三年为质量主管部门、中国质量协会或上海市质量协会表彰团队的主要人员"]
    corrections.request(row, by=officer_of(row.season), items=[{"target": "honours", "note": "请补获奖角色。"}])
    honour = row.answers.get(key="honours").value[0]
    save(row, "honours", [honour | {"role": "member"}])

    corrections.hand_in(row, by=clerk_of(row.recommender))

    assert fresh(row).priority_flags == []


# ——— prints ———


def test_a_print_of_changed_answers_is_a_draft_without_the_code_of_the_version():
    row = made.submit(nomination())
    before = documents.print_key(row)
    assert documents.footer_of(row).digest == row.content_hash

    chain.send_back(row, by=head_of(row.employer), reason="岗位填写有误。")
    save(row, "post", "试验班班长")

    footer = documents.footer_of(fresh(row))
    assert (footer.form, footer.version, footer.digest) == ("A1 草稿", 0, "")
    assert documents.print_key(fresh(row)) != before


def test_a_print_with_an_identity_number_is_not_for_the_supervisor(client):
    row = made.sent()
    document = Document.objects.create(
        kind=documents.A1, title="申报表", subject_type="nominations.nomination", subject_id=str(row.pk), state="failed"
    )
    client.force_login(accounts.member(Role.SUPERVISOR, row.season.organiser))
    assert client.get(reverse("documents:status", args=[document.pk])).status_code == 404
    assert client.post(reverse("documents:retry", args=[document.pk])).status_code == 404

    client.force_login(officer_of(row.season))
    assert client.get(reverse("documents:status", args=[document.pk])).status_code == 200


# ——— who is told ———


def test_a_withdrawn_nomination_reminds_nobody_of_its_correction():
    row = made.sent()
    corrections.request(row, by=officer_of(row.season), items=[{"target": "post", "note": "岗位与证明不一致。"}])
    assert len(list(reminders.correction_deadlines(clock.now()))) == 1

    chain.withdraw(row, by=head_of(row.recommender), reason="本人申请撤回。")

    assert list(reminders.correction_deadlines(clock.now())) == []


def test_an_exception_is_told_to_the_organiser_and_its_decision_to_who_asked():
    row = nomination(admin_rank="deputy_bureau")
    clerk, officer, other = clerk_of(row.recommender), officer_of(row.season), accounts.member(
        Role.OFFICER, row.season.organiser
    )  # fmt: skip
    asked = decisions.request_exception(row, rule="QC23-08", reason="该同志长期在一线，原职级已不再担任。", by=clerk)
    assert set(Message.objects.filter(code="exception-requested").values_list("recipient", flat=True)) == {
        officer.pk,
        other.pk,
    }

    decisions.decide_exception(asked, by=other, approve=True)
    decisions.decide_exception(RuleException.objects.get(pk=asked.pk), by=other, approve=True)

    assert list(Message.objects.filter(code="exception-decided").values_list("recipient", flat=True)) == [clerk.pk]


# ——— papers of a batch ———


def test_dispatch_asks_for_the_final_summary_and_the_receipt(client):
    row = made.through()
    batch = made.batch(row)
    client.force_login(clerk_of(row.recommender))

    for _ in range(2):
        client.post(reverse("nominations:batch-dispatch", args=[batch.pk]))

    kinds = Document.objects.filter(subject_type="nominations.batch").values_list("kind", flat=True)
    assert sorted(kinds) == [documents.A2, documents.RECEIPT]
    assert batches.dispatch(batch, by=clerk_of(row.recommender)).receipt_number
