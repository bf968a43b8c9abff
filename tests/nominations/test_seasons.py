"""Seasons: once a year, parameters with their origin, opening, extending, locking, ending (COM-01, QC26-40, AMB-24)."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import WorkingYear
from accounts.states import Role
from audit.models import Seal
from audit.record import history
from nominations.actions import seasons
from nominations.models import Season
from nominations.states import NominationState, SeasonState
from programmes import catalogue
from programmes import clock as portal_clock
from programmes.clock import SHANGHAI
from programmes.refusal import Refused
from programmes.spec import Origin
from tests.factories import accounts
from tests.factories.nominations import PROGRAMME, nomination, officer_of, season

pytestmark = pytest.mark.django_db
TODAY = dt.datetime(2026, 3, 1, 9, tzinfo=SHANGHAI)
DEADLINE = portal_clock.end_of(dt.date(2026, 4, 12))


@pytest.fixture
def officer(clock):
    clock(TODAY)
    return accounts.member(Role.OFFICER)


@pytest.fixture
def organiser(officer):
    return officer.memberships.get().organisation


@pytest.fixture
def leader(organiser):
    return accounts.member(Role.LEADER, organiser)


def create(officer, **fields):
    given = {
        "programme_code": PROGRAMME,
        "edition_code": catalogue.get(PROGRAMME).latest.code,
        "year": 2026,
        "organiser": officer.memberships.get().organisation,
        "notice_number": "沪质协〔2026〕13号",
        "notice_text": "现开展本年度培养选树工作。",
        "opens_at": TODAY,
        "deadline_at": DEADLINE,
    }
    return seasons.create(by=officer, **given | fields)


def rules_of(refused):
    return [finding.rule for finding in refused.value.findings]


def test_a_season_is_made_from_the_blueprint(officer):
    made = create(officer)

    assert (made.state, made.year, made.overrides) == (SeasonState.DRAFT, 2026, {})
    assert made.parameter("ban.years") == 3


def test_there_is_one_season_a_year(officer):
    create(officer)

    with pytest.raises(Refused) as refused:
        create(officer)

    assert rules_of(refused) == ["QC26-40"]


def test_a_cancelled_season_makes_room_for_another(officer, leader):
    seasons.cancel(create(officer), reason="通知有误，另行发布。", by=leader)

    assert create(officer).state == SeasonState.DRAFT


@pytest.mark.parametrize("role", [Role.LEADER, Role.SUPERVISOR, Role.ADMIN])
def test_only_an_officer_of_the_organiser_creates(officer, organiser, role):
    with pytest.raises(Refused):
        create(accounts.member(role, organiser), organiser=organiser)


def test_an_officer_of_another_organiser_does_not_create(officer, organiser):
    with pytest.raises(Refused):
        create(accounts.member(Role.OFFICER), organiser=organiser)


# ——— parameters ———


def test_only_values_that_differ_are_kept(officer):
    made = create(officer)

    changed = seasons.change(made, by=officer, overrides={"ban.years": 3, "experts.written.min": 5})

    assert changed.overrides == {"experts.written.min": 5}
    assert history(made)[0].details["changed"]["overrides"] == {"experts.written.min": 5}


def test_each_parameter_shows_its_origin(officer):
    edition = create(officer).edition

    assert edition.parameter("ban.years").origin == Origin.STATED
    assert edition.parameter("publicity.workdays").origin == Origin.DEFAULT


def test_a_share_is_kept_exactly(officer):
    made = create(officer)

    changed = seasons.change(made, by=officer, overrides={"shortlist.ratio": Decimal("1.25")})

    assert changed.parameter("shortlist.ratio") == Decimal("1.25")


def test_weights_that_do_not_add_up_to_one_are_refused(officer):
    made = create(officer)

    with pytest.raises(Refused) as refused:
        seasons.change(made, by=officer, overrides={"score.weight_written": Decimal("0.5"), "publicity.workdays": 0})

    assert rules_of(refused) == ["AMB-24", ""]
    assert [finding.field for finding in refused.value.findings] == ["score.weight_written", "publicity.workdays"]


def test_both_weights_may_move_together(officer):
    weights = {"score.weight_written": Decimal("0.5"), "score.weight_defence": Decimal("0.5")}

    assert seasons.change(create(officer), by=officer, overrides=weights).parameter("score.weight_defence") == Decimal(
        "0.5"
    )


def test_a_new_season_takes_the_next_number(officer, leader):
    create(officer, number=5)

    assert create(officer, year=2027).number == 6
    seasons.cancel(Season.objects.get(year=2027), reason="通知有误，另行发布。", by=leader)
    assert create(officer, year=2028).number == 6


def test_the_page_shows_mistakes_of_dates_and_parameters_at_once(client, officer):
    made = create(officer)
    client.force_login(officer)
    typed = {"title": "2026 年度", "number": 1, "opens_on": "2026-04-12", "closes_on": "2026-04-01"}

    page = client.post(reverse("nominations:season", args=[made.pk]), typed | {"p-publicity-workdays": "999"})

    assert page.status_code == 422
    summary = page.content.decode().split("errsum-title")[2].split("</section>")[0]
    assert "截止日期不能早于开始日期。" in summary
    assert 'href="#id_p-publicity-workdays"' in summary


def test_seasons_are_listed_newest_first(client, officer):
    for year in (2025, 2027, 2026):
        create(officer, year=year)
    client.force_login(officer)

    listed = client.get(reverse("nominations:seasons")).context["seasons"]

    assert [season.year for season in listed] == [2027, 2026, 2025]


def test_a_value_out_of_bounds_is_refused(officer):
    made = create(officer)

    with pytest.raises(Refused) as refused:
        seasons.change(made, by=officer, overrides={"publicity.workdays": 1})

    assert refused.value.findings[0].field == "publicity.workdays"


def test_locked_parameters_do_not_change(officer):
    made = seasons.lock_parameters(create(officer), by=officer)
    moment = made.parameters_locked_at

    with pytest.raises(Refused) as refused:
        seasons.change(made, by=officer, overrides={"experts.written.min": 5})

    assert rules_of(refused) == ["AMB-24"]
    assert seasons.lock_parameters(made, by=officer).parameters_locked_at == moment


# ——— open, extend, end ———


def test_opening_needs_a_notice_and_a_future_deadline(officer):
    bare = create(
        officer, notice_text="", deadline_at=TODAY - dt.timedelta(days=1), opens_at=TODAY - dt.timedelta(days=9)
    )

    with pytest.raises(Refused) as refused:
        seasons.open_season(bare, by=officer)

    assert rules_of(refused) == ["QC26-21", "COM-01"]


def test_opening_needs_the_working_calendar_of_its_year(officer):
    made = create(officer)
    WorkingYear.objects.filter(year=2026).update(confirmed_at=None, confirmed_by=None)

    with pytest.raises(Refused):
        seasons.open_season(made, by=officer)

    assert Season.objects.get(pk=made.pk).state == SeasonState.DRAFT


def test_an_open_season_accepts_from_its_opening_to_the_end_of_its_last_day(officer, clock):
    made = seasons.open_season(create(officer), by=officer)
    moments = {
        TODAY - dt.timedelta(seconds=1): False,
        TODAY: True,
        dt.datetime(2026, 4, 12, 23, 59, 59, tzinfo=SHANGHAI): True,
        dt.datetime(2026, 4, 13, 0, 0, 0, tzinfo=SHANGHAI): False,
    }

    found = {}
    for moment in moments:
        clock(moment)
        found[moment] = made.is_accepting

    assert found == moments


def test_the_leader_extends_with_a_reason(officer, leader):
    made, later = seasons.open_season(create(officer), by=officer), portal_clock.end_of(dt.date(2026, 4, 20))

    for by, reason in ((officer, "台风影响"), (leader, " ")):
        with pytest.raises(Refused):
            seasons.extend(made, deadline_at=later, reason=reason, by=by)

    assert seasons.extend(made, deadline_at=later, reason="台风影响", by=leader).last_day == dt.date(2026, 4, 20)


def test_a_deadline_never_comes_nearer(officer, leader):
    made = seasons.open_season(create(officer), by=officer)

    with pytest.raises(Refused):
        seasons.extend(made, deadline_at=DEADLINE - dt.timedelta(days=1), reason="提前结束", by=leader)


@pytest.mark.parametrize("day", [dt.date(2026, 3, 20), dt.date(2026, 5, 20)])
def test_an_officer_does_not_move_the_deadline_of_an_open_season(officer, day):
    made = seasons.open_season(create(officer), by=officer)

    with pytest.raises(Refused) as refused:
        seasons.change(made, by=officer, deadline_at=portal_clock.end_of(day))

    assert rules_of(refused) == ["COM-01"]
    assert seasons.change(made, by=officer, deadline_at=DEADLINE, contact="会员部").contact == "会员部"


def test_after_the_deadline_nothing_of_a_season_changes(officer, clock):
    made = seasons.open_season(create(officer), by=officer)
    clock(DEADLINE + dt.timedelta(seconds=1))
    seasons.close_due()

    with pytest.raises(Refused):
        seasons.change(made, by=officer, contact="会员部")


def test_a_season_with_somebody_undecided_is_not_concluded(clock):
    year = season()
    nomination(year, NominationState.IN_REVIEW)
    clock(year.deadline_at + dt.timedelta(seconds=1))
    seasons.close_due()
    leader = accounts.member(Role.LEADER, year.organiser)

    with pytest.raises(Refused) as refused:
        seasons.conclude(year, by=leader)
    assert rules_of(refused) == ["QC23-47"]

    year.nominations.update(state=NominationState.NOT_SELECTED)
    assert seasons.conclude(year, by=leader).state == SeasonState.CONCLUDED
    assert Seal.objects.count() == 1


def test_the_supervisor_reads_a_season_and_changes_nothing(client):
    year = season()
    client.force_login(accounts.member(Role.SUPERVISOR, year.organiser))
    page = reverse("nominations:season", args=[year.pk])

    assert client.get(page).status_code == 200
    assert client.post(page, {"title": "改名"}).status_code == 404
    assert client.post(reverse("nominations:season-cancel", args=[year.pk]), {"reason": "取消"}).status_code == 404


def test_the_page_saves_parameters_and_shows_what_differs(client):
    year = season(SeasonState.DRAFT)
    client.force_login(officer_of(year))
    page = reverse("nominations:season", args=[year.pk])
    form = client.get(page).context
    posted = {name: form["form"][name].value() for name in form["form"].fields}
    posted |= {name: form["parameters"][name].value() for name in form["parameters"].fields}
    posted = {name: value for name, value in posted.items() if value is not None and value is not False}

    response = client.post(page, posted | {"p-experts-written-min": "5"})

    assert response.status_code == 302
    assert Season.objects.get(pk=year.pk).overrides == {"experts.written.min": 5}
