"""Exceptions by two people; disqualification with its three-year ban (QC23-49, QC23-50, AMB-06, AMB-07, rules.md 15.4)."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.states import Role
from nominations.actions import chain, decisions
from nominations.models import Nomination, RuleException, Sanction
from nominations.states import NominationState
from programmes.clock import SHANGHAI
from programmes.refusal import Refused
from tests.factories import accounts
from tests.factories import chain as made
from tests.factories.nominations import clerk_of, identity_number, nomination, officer_of, season

pytestmark = pytest.mark.django_db
S = NominationState
FACTS = "经核查，申报材料中的专利证书与登记簿不符。"
REASON = "因企业改制，本人任职情况特殊，请予例外。"


def noon(year, month, day):
    return dt.datetime(year, month, day, 12, tzinfo=SHANGHAI)


def rules_of(refused):
    return [finding.rule for finding in refused.value.findings]


def leader_of(row):
    return accounts.member(Role.LEADER, row.season.organiser)


def disqualify(row, *, by=None, **fields):
    given = {"decision_number": "沪质协〔2026〕20号", "facts": FACTS, "subjects": {"person"}} | fields
    return decisions.disqualify(row, by=by or leader_of(row), **given)


@pytest.fixture
def banned(clock):
    """A person, an employer and a recommender, disqualified on 2026-05-20."""
    clock(noon(2026, 5, 20))
    row = nomination(season(year=2026), S.SUBMITTED, id_no=identity_number(7))
    return disqualify(row, subjects={"person", "employer", "recommender"}, unit_reason="单位审核失职，情节严重。")


# ——— the ban ———


def test_the_ban_runs_from_the_decision_to_the_corresponding_day(banned):
    assert banned.state == S.DISQUALIFIED
    assert set(Sanction.objects.values_list("subject", "starts_on", "ends_on")) == {
        (subject, dt.date(2026, 5, 20), dt.date(2029, 5, 20)) for subject in ("person", "employer", "recommender")
    }


def test_the_person_is_refused_through_another_recommender_until_the_last_day(banned, clock):
    clock(noon(2029, 5, 20))
    row = nomination(season(year=2029), id_no=identity_number(7))

    with pytest.raises(Refused) as refused:
        made.submit(row)
    assert rules_of(refused) == ["QC23-50"]

    clock(dt.datetime(2029, 5, 21, 0, 0, 0, tzinfo=SHANGHAI))
    assert made.submit(row).state == S.ENDORSING


def test_somebody_else_of_a_banned_employer_is_refused(banned, clock):
    clock(noon(2028, 1, 10))

    with pytest.raises(Refused) as refused:
        nomination(season(year=2028), employer=banned.employer, id_no=identity_number(8))

    assert rules_of(refused) == ["AMB-06"]


def test_a_banned_recommender_recommends_nobody_but_its_people_may_go_elsewhere(banned, clock):
    clock(noon(2028, 1, 10))
    year = season(year=2028)

    with pytest.raises(Refused):
        made.submit(nomination(year, recommender=banned.recommender, id_no=identity_number(9)))

    elsewhere = nomination(year, employer=banned.recommender, id_no=identity_number(9))
    assert made.submit(elsewhere).state == S.ENDORSING


def test_only_ticked_subjects_are_banned(clock):
    clock(noon(2026, 5, 20))
    row = disqualify(nomination(season(year=2026), S.SUBMITTED, id_no=identity_number(7)))

    same_unit = nomination(season(year=2027), employer=row.employer, id_no=identity_number(8))

    assert made.submit(same_unit).state == S.ENDORSING


def test_a_lifted_ban_bans_nobody(banned, clock):
    Sanction.objects.update(lifted_at=noon(2026, 6, 1))
    clock(noon(2026, 6, 2))

    assert made.submit(nomination(season(year=2027), id_no=identity_number(7))).state == S.ENDORSING


def test_a_draft_of_a_disqualified_person_keeps_its_ban(clock):
    """The person's key is taken from the form when the nomination was never submitted."""
    clock(noon(2026, 5, 20))
    row = nomination(season(year=2026), id_no=identity_number(7))

    disqualify(row)

    with pytest.raises(Refused) as refused:
        made.submit(nomination(season(year=2027), id_no=identity_number(7)))
    assert "QC23-50" in rules_of(refused)


def test_everything_missing_in_a_decision_is_said_at_once():
    row = nomination(state=S.SUBMITTED)

    with pytest.raises(Refused) as refused:
        disqualify(row, decision_number=" ", facts="不实", subjects=set())

    assert rules_of(refused) == ["QC23-49", "QC23-49", "QC23-50"]
    assert Nomination.objects.get(pk=row.pk).state == S.SUBMITTED


def test_a_unit_is_banned_only_with_its_own_reason():
    with pytest.raises(Refused) as refused:
        disqualify(nomination(state=S.SUBMITTED), subjects={"employer"})

    assert rules_of(refused) == ["AMB-06"]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR, Role.ADMIN])
def test_only_the_leader_disqualifies(role):
    row = nomination(state=S.SUBMITTED)

    with pytest.raises(Refused):
        disqualify(row, by=accounts.member(role, row.season.organiser))

    assert not Sanction.objects.exists()


def test_a_leader_does_not_disqualify_the_own_nomination():
    row = nomination(state=S.SUBMITTED)
    leader = leader_of(row)
    Nomination.objects.filter(pk=row.pk).update(applicant=leader)

    with pytest.raises(Refused):
        disqualify(Nomination.objects.get(pk=row.pk), by=leader)


# ——— exceptions ———


@pytest.fixture
def high_rank():
    """QC23-08: at or above 副局级, excluded unless the association makes an exception."""
    return nomination(admin_rank="deputy_bureau")


def ask(row, **fields):
    given = {"rule": "QC23-08", "reason": REASON, "by": clerk_of(row.recommender)}
    return decisions.request_exception(row, **given | fields)


def test_an_excluded_rank_needs_an_exception(high_rank):
    with pytest.raises(Refused) as refused:
        made.submit(high_rank)
    assert "QC23-08" in rules_of(refused)

    ask(high_rank)
    with pytest.raises(Refused):
        made.submit(high_rank)

    decisions.decide_exception(RuleException.objects.get(), by=officer_of(high_rank.season), approve=True)
    assert made.submit(high_rank).state == S.ENDORSING


def test_the_reason_of_an_exception_has_ten_characters(high_rank):
    with pytest.raises(Refused) as refused:
        ask(high_rank, reason="情况特殊")

    assert refused.value.findings[0].field == "reason"


def test_who_asked_does_not_approve(high_rank):
    officer = officer_of(high_rank.season)
    asked = ask(high_rank, by=officer)

    with pytest.raises(Refused):
        decisions.decide_exception(asked, by=officer, approve=True)

    second = accounts.member(Role.OFFICER, high_rank.season.organiser)
    assert decisions.decide_exception(asked, by=second, approve=True).approved_by == second


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ADMIN])
def test_only_staff_that_act_decide_exceptions(high_rank, role):
    asked = ask(high_rank)

    with pytest.raises(Refused):
        decisions.decide_exception(asked, by=accounts.member(role, high_rank.season.organiser), approve=True)


def test_a_refused_exception_stays_refused(high_rank):
    asked, officer = ask(high_rank), officer_of(high_rank.season)
    decisions.decide_exception(asked, by=officer, approve=False)

    decided = decisions.decide_exception(asked, by=officer, approve=True)

    assert (decided.approved_at, decided.refused_at is not None) == (None, True)
    with pytest.raises(Refused):
        chain.submit(high_rank, by=clerk_of(high_rank.recommender))


def test_evidence_that_is_no_pdf_is_refused_beside_its_field(client):
    row = nomination(state="submitted")
    client.force_login(accounts.member(Role.LEADER, row.season.organiser))
    page = SimpleUploadedFile("依据.pdf", b"<html>no</html>", "application/pdf")

    response = client.post(
        reverse("nominations:disqualify", args=[row.code]),
        {
            "decision_number": "沪质协〔2026〕40号",
            "decided_on": "2026-05-20",
            "facts": "所附证书并非本人获得，申报材料不真实。",
            "subjects": ["person"],
            "evidence": page,
        },
    )

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["evidence"]
