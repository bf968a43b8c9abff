"""Procedures that differ: who begins, which tiers sign, what is sent alone, what is about a studio, what has no deadline."""

import datetime as dt

import pytest

from accounts.models import Organisation
from accounts.states import Role
from audit.record import history
from craftsmen.models import Person
from nominations import facts, permissions
from nominations.actions import answers, batches, chain, seasons
from nominations.models import Batch, Nomination, Season
from nominations.states import NominationState, SeasonState
from notifications.models import Message
from programmes import clock as portal_clock
from programmes.facts import Moment
from programmes.refusal import Refused
from studios.models import LeaderEvent
from tests.factories import accounts
from tests.factories import chain as made
from tests.factories.nominations import clerk_of, fill, head_of, identity_number

pytestmark = pytest.mark.django_db
S = NominationState


def begin(season, code, *, by, **fields):
    return answers.begin(season, procedure=season.edition.procedure(code), by=by, **fields)


def answered(row, by, **given):
    version = {answer.key: answer.version for answer in row.answers.all()}
    changes = [answers.Change(key, value, version.get(key, 0)) for key, value in given.items()]
    return answers.save(row, changes, by=by).nomination


def plan(sample, employer, season=None, **given):
    """A complete plan of an employer, submitted by its clerk."""
    season = season or sample.season(edition="standing")
    row = begin(season, "plan", by=clerk_of(employer), employer=employer, name="闻人既白")
    row.answers.all().delete()
    fill(row, sample.complete_answers(**given) | {"employer": employer.pk})
    row = Nomination.objects.get(pk=row.pk)
    return chain.submit(row, by=clerk_of(employer), confirmed_warnings=["S-37"])


def assessment(sample, studio, year="2026", season=None):
    season = season or sample.season(edition="standing", organiser=studio.organiser)
    row = begin(season, "assessment", by=clerk_of(studio.employer), studio=studio)
    return answered(row, clerk_of(studio.employer), year=year, opinion="运行正常，台账齐全。")


def submitted(row):
    return chain.submit(row, by=clerk_of(row.employer))


# ——— who begins ———


def test_an_employers_clerk_begins_where_the_procedure_says_so(sample):
    employer, union = accounts.organisation(), accounts.recommender()

    row = begin(
        sample.season(), "nomination", by=clerk_of(employer), employer=employer, recommender=union, name="闻人既白"
    )

    given = facts.answers_of(row)
    assert (row.name, given["leader_name"], given["employer"]) == ("闻人既白样例创新工作室", "闻人既白", employer.pk)
    assert (row.recommender, row.employer, row.applicant, row.state) == (union, employer, None, S.DRAFT)


@pytest.mark.parametrize("whose", ["recommender", "stranger", "head"])
def test_nobody_else_begins_it(sample, whose):
    employer, union = accounts.organisation(), accounts.recommender()
    by = {"recommender": clerk_of(union), "stranger": accounts.user(), "head": head_of(employer)}[whose]

    with pytest.raises(Refused) as refused:
        begin(sample.season(), "nomination", by=by, employer=employer, recommender=union, name="闻人既白")

    assert str(refused.value) == "只有所在单位的经办或领衔人可以新建申报。"
    assert not Nomination.objects.exists()


def test_a_craftsman_with_the_leaders_honour_begins_and_is_the_applicant(sample):
    user = accounts.user("闻人既白")
    sample.person(user=user, honour="sample_craftsman")

    row = begin(sample.season(edition="standing"), "plan", by=user, name="闻人既白")

    assert row.applicant == user


def test_a_craftsman_without_that_honour_does_not(sample):
    user = accounts.user("闻人既白")
    sample.person(user=user)

    with pytest.raises(Refused):
        begin(sample.season(edition="standing"), "plan", by=user, name="闻人既白")


@pytest.mark.parametrize("union", ["none", "no recommender", "not active"])
def test_the_recommender_is_one_that_recommends(sample, union):
    employer = accounts.organisation()
    other = {
        "none": None,
        "no recommender": accounts.organisation(),
        "not active": accounts.recommender(is_active=False),
    }

    with pytest.raises(Refused) as refused:
        begin(
            sample.season(),
            "nomination",
            by=clerk_of(employer),
            employer=employer,
            recommender=other[union],
            name="陆衡仲",
        )

    assert [finding.field for finding in refused.value.findings] == ["recommender"]


# ——— chains ———


def test_a_chain_of_the_employer_alone_sends_with_its_opinion(sample):
    employer = accounts.organisation()
    row = plan(sample, employer)
    officer = accounts.member(Role.OFFICER, row.season.organiser)

    sent = made.endorse(row)

    assert (sent.state, sent.recommender_id, sent.batch_id) == (S.SUBMITTED, None, None)
    assert sent.receipt_number == f"HZ{row.season.year}-0001" and sent.dispatched_at
    assert history(sent)[0].verb == "endorse_and_send"
    told = Message.objects.filter(recipient=officer, code="nomination-arrived")
    assert [message.subject for message in told] == ["收到闻人既白样例创新工作室的建设计划，等待受理"]
    assert Message.objects.filter(recipient=clerk_of(employer), code="nomination-dispatched").count() == 1
    assert sent in Nomination.objects.dispatched() and sent in Nomination.objects.visible_to(officer)


def test_a_chain_of_two_without_a_batch_sends_with_the_last_opinion(sample):
    union = accounts.recommender()
    studio = sample.studio(recommender=union)
    row = begin(sample.season(edition="standing"), "change", by=clerk_of(studio.employer), studio=studio)

    row = made.endorse(submitted(row))
    assert (row.state, row.receipt_number, row.state_label) == (S.RECOMMENDING, "", "区局（产业）工会审核")
    row = made.confirm(row)

    assert (row.state, row.receipt_number[:2]) == (S.SUBMITTED, "HZ")


def test_a_batched_one_waits_for_its_batch(sample):
    row = made.confirm(made.endorse(sample.nomination(state=S.ENDORSING)))

    assert (row.state, row.receipt_number, row.dispatched_at) == (S.CONFIRMED, "", None)


def confirmed_field(sample, count):
    """Confirmed nominations of one union in one season, and their batch."""
    season, union = sample.season(), accounts.recommender()
    rows = [made.confirm(made.endorse(sample.nomination(season, S.ENDORSING, recommender=union))) for _ in range(count)]
    return rows, made.batch(*rows)


@pytest.mark.parametrize("count", [1, 3])
def test_a_batch_of_studios_asks_the_register_once_for_all(sample, count, django_assert_num_queries):
    _rows, batch = confirmed_field(sample, count)

    # batch, rows, summary form (its answers, 3 times files), prefetches of the rows (4), bans, titles (2), leaders
    with django_assert_num_queries(14):
        batches.dispatch_findings(Batch.objects.select_related("season", "recommender").get(pk=batch.pk))


def test_a_batch_names_whose_leader_has_a_studio_by_now(sample):
    rows, batch = confirmed_field(sample, 2)
    leader = sample.person()
    Person.objects.filter(pk=leader.pk).update(id_key=rows[1].person_key)
    sample.studio(leader=leader)

    found = [one.sentence for one in batches.dispatch_findings(batch) if one.rule == "AMB-25"]

    assert found == [f"{rows[1].name}：领衔人已有一个在册的工作室。"]


def test_the_tiers_words_and_limits_are_those_of_the_chain(sample):
    row = sample.nomination(state=S.ENDORSING)
    head = head_of(row.employer)

    found = chain.opinion_findings(row, "employer", head, "agree", "字" * 301, portal_clock.today(), "scan", None, ())

    assert row.state_label == "本单位工会审核"
    assert found[0].sentence == "意见须为 10 至 300 字。"
    message = Message.objects.get(code="nomination-to-endorse", recipient=clerk_of(row.employer))
    assert "等待本单位工会审核" in message.subject and "签署本单位工会意见" in message.body


def test_an_empty_recommender_opens_nothing(sample):
    row = plan(sample, accounts.organisation())
    stranger, other = accounts.user(), head_of(accounts.recommender())

    for user in (stranger, other, clerk_of(accounts.organisation())):
        assert row not in Nomination.objects.visible_to(user)
        verbs = (
            "may_fill",
            "may_confirm",
            "may_withdraw",
            "may_send_back",
            "may_dispatch",
            "may_unmask",
            "may_print",
            "signs",
        )
        assert [verb for verb in verbs if getattr(permissions, verb)(user, row)] == []


def test_without_a_recommender_the_employer_takes_it_back(sample):
    row = made.endorse(plan(sample, accounts.organisation()))

    assert chain.withdraw(row, by=head_of(row.employer), reason="计划有调整").state == S.WITHDRAWN


# ——— about a studio of the register ———


def test_a_form_about_a_studio_begins_with_what_the_register_knows(sample):
    user = accounts.user("闻人既白")
    studio = sample.studio(leader=sample.person(user=user))

    row = begin(sample.season(edition="standing"), "assessment", by=clerk_of(studio.employer), studio=studio)

    assert (row.studio, row.employer, row.name, row.applicant) == (studio, studio.employer, studio.name, user)
    assert facts.answers_of(row) == {"ws_name": studio.name}


def test_the_leader_begins_for_the_own_studio_only(sample):
    user = accounts.user("闻人既白")
    own, other = sample.studio(leader=sample.person(user=user)), sample.studio()
    season = sample.season(edition="standing")

    assert begin(season, "assessment", by=user, studio=own).studio == own
    with pytest.raises(Refused):
        begin(season, "assessment", by=user, studio=other)


def test_a_leader_who_is_lost_is_no_applicant_of_the_change(sample):
    studio = sample.studio(leader=sample.person(user=accounts.user()), recommender=accounts.recommender())
    today = portal_clock.today()
    LeaderEvent.objects.create(studio=studio, person=studio.leader, kind="left", happens_on=today, due_on=today)

    row = begin(sample.season(edition="standing"), "change", by=clerk_of(studio.employer), studio=studio)

    assert row.applicant is None


def test_a_studio_in_another_state_cannot_begin_it(sample):
    studio = sample.studio(state="preparing")

    with pytest.raises(Refused) as refused:
        begin(sample.season(edition="standing"), "assessment", by=clerk_of(studio.employer), studio=studio)

    assert str(refused.value) == "工作室当前为“筹建”，不能办理年度考核。"


def test_one_is_under_way_for_a_studio(sample):
    studio = sample.studio()
    row = assessment(sample, studio)

    with pytest.raises(Refused) as refused:
        begin(row.season, "assessment", by=clerk_of(studio.employer), studio=studio)

    assert str(refused.value) == "这个工作室已有一份年度考核正在办理，办结后才能再提出。"


def test_a_period_is_handed_in_once(sample):
    studio = sample.studio()
    first = submitted(assessment(sample, studio))
    Nomination.objects.filter(pk=first.pk).update(state=S.CONFERRED)
    second = assessment(sample, studio, season=first.season)
    Nomination.objects.filter(pk=first.pk).update(state=S.ENDORSING)

    with pytest.raises(Refused) as refused:
        submitted(second)
    assert str(refused.value) == "这个工作室的年度考核本期已经提交，不能重复提交。"

    later = answered(second, clerk_of(studio.employer), year="2027")
    assert submitted(later).period == "2027"


def test_a_period_that_ended_well_stays_taken(sample):
    studio = sample.studio()
    first = submitted(assessment(sample, studio))
    Nomination.objects.filter(pk=first.pk).update(state=S.CONFERRED)
    second = submitted(assessment(sample, studio, season=first.season))

    with pytest.raises(Exception, match="nomination_once_per_period"):
        Nomination.objects.filter(pk=second.pk).update(state=S.CONFERRED)


# ——— one place a leader (COM-19) ———


def test_the_leader_has_one_place_in_a_procedure_of_the_season(sample):
    year, number = sample.season(), identity_number()
    sample.nomination(year, S.ENDORSING, leader_id_no=number)
    second = sample.nomination(year, leader_id_no=number)

    with pytest.raises(Refused) as refused:
        chain.submit(second, by=clerk_of(second.employer), confirmed_warnings=["S-37"])

    assert [(f.rule, f.field) for f in refused.value.findings] == [("COM-19", "leader_id_no")]
    other = plan(sample, accounts.organisation(), season=year, leader_id_no=number)
    assert other.state == S.ENDORSING


def test_rules_hear_what_the_leader_leads_elsewhere_in_the_register(sample):
    leader = sample.person()
    sample.studio(leader=leader)
    row = sample.nomination(leader_id_no=leader.id_number)

    known = facts.build(row, Moment.SUBMIT)

    assert (known.leads_here, known.leads_elsewhere, known.studio) == (1, 0, None)
    assert [f.rule for f in facts.findings(row, Moment.SUBMIT) if f.blocks] == ["AMB-25"]


def test_of_a_studio_the_own_one_is_not_counted_and_its_leader_is_the_person(sample):
    leader = sample.person(honour="sample_craftsman")
    studio = sample.studio(leader=leader, recommender=accounts.recommender())
    successor = sample.person("顾言舟", honour="sample_craftsman")
    row = begin(sample.season(edition="standing"), "change", by=clerk_of(studio.employer), studio=studio)
    before = facts.build(row, Moment.SUBMIT)
    row = answered(row, clerk_of(studio.employer), new_leader_id_no=successor.id_number)

    after = facts.build(Nomination.objects.get(pk=row.pk), Moment.SUBMIT)

    assert (before.leads_here, before.held_honours, before.studio.name) == (0, {"sample_craftsman"}, studio.name)
    assert (before.new_leader_honours, after.new_leader_honours) == (None, {"sample_craftsman"})
    assert (before.new_leader_key, after.new_leader_key) == ("", successor.id_key)
    assert after.studio_titles == ()


def test_a_successor_whom_the_register_does_not_know_holds_no_honour(sample):
    studio = sample.studio(leader=sample.person(honour="sample_craftsman"), recommender=accounts.recommender())
    row = begin(sample.season(edition="standing"), "change", by=clerk_of(studio.employer), studio=studio)
    row = answered(row, clerk_of(studio.employer), new_leader_id_no=identity_number(88))

    assert facts.build(row, Moment.SUBMIT).new_leader_honours == frozenset()


# ——— seasons without a deadline ———


def test_a_season_of_rolling_procedures_opens_without_a_deadline(sample):
    standing = sample.season(SeasonState.DRAFT, edition="standing")

    opened = seasons.open_season(standing, by=accounts.member(Role.OFFICER, standing.organiser))

    assert opened.state == SeasonState.OPEN and opened.is_accepting and opened.last_day is None
    assert seasons.close_due(portal_clock.now() + dt.timedelta(days=4000)) == 0


def test_a_season_with_a_field_needs_its_deadline(sample):
    mixed = sample.season(SeasonState.DRAFT, deadline_at=None)

    with pytest.raises(Refused):
        seasons.open_season(mixed, by=accounts.member(Role.OFFICER, mixed.organiser))


def test_the_deadline_ends_the_field_and_not_what_is_rolling(sample, clock):
    mixed, employer = sample.season(), accounts.organisation()
    field = sample.nomination(mixed)
    rolling = begin(mixed, "plan", by=clerk_of(employer), employer=employer, name="闻人既白")
    clock(mixed.deadline_at + dt.timedelta(seconds=1))

    assert seasons.close_due() == 1

    assert Nomination.objects.get(pk=field.pk).state == S.EXPIRED
    assert Nomination.objects.get(pk=rolling.pk).state == S.DRAFT
    mixed = Season.objects.get(pk=mixed.pk)
    assert begin(mixed, "plan", by=clerk_of(employer), employer=employer, name="顾言舟").state == S.DRAFT
    with pytest.raises(Refused):
        begin(
            mixed,
            "nomination",
            by=clerk_of(employer),
            employer=employer,
            recommender=accounts.recommender(),
            name="陆衡仲",
        )


def test_a_season_concludes_while_rolling_ones_are_under_way(sample):
    mixed, employer = sample.season(SeasonState.REVIEWING), accounts.organisation()
    begin(mixed, "plan", by=clerk_of(employer), employer=employer, name="闻人既白")

    assert seasons.conclude(mixed, by=accounts.member(Role.LEADER, mixed.organiser)).state == SeasonState.CONCLUDED


def test_codes_and_receipts_are_unique_across_the_programmes_of_a_year(sample):
    one = made.sent(recommender=accounts.recommender())
    year = one.season.year
    row = made.endorse(plan(sample, accounts.organisation(), season=sample.season(edition="standing", year=year)))

    assert (one.code, row.code) == (f"{year}-0001", f"{year}-0002")
    assert (one.batch.receipt_number, row.receipt_number) == (f"HZ{year}-0001", f"HZ{year}-0002")
    assert Organisation.objects.filter(pk=row.employer_id).exists()
