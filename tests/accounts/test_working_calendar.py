"""The working calendar: seeded years, drafts, confirmation (COM-04, rules.md 15.3)."""

from datetime import date

import pytest

from accounts import actions, calendar
from accounts.models import WorkingDay, WorkingYear
from accounts.states import Role
from programmes.periods import publicity_end
from programmes.refusal import Refused
from tests.factories import accounts as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return make.member(Role.ADMIN)


def days_of(year, is_workday):
    days = WorkingDay.objects.filter(working_year__year=year, is_workday=is_workday).order_by("date")
    return [f"{day.date:%m-%d}" for day in days]


def test_2026_is_exactly_the_notice():
    off = ["01-01", "01-02", "01-03", *(f"02-{d}" for d in range(15, 24)), "04-04", "04-05", "04-06"]
    off += [*(f"05-0{d}" for d in range(1, 6)), "06-19", "06-20", "06-21", "09-25", "09-26", "09-27"]
    off += [f"10-0{d}" for d in range(1, 8)]
    assert days_of(2026, is_workday=False) == off
    assert days_of(2026, is_workday=True) == ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2026, 4, 29), date(2026, 5, 9)),
        (date(2026, 9, 18), date(2026, 9, 24)),
        (date(2026, 9, 24), date(2026, 10, 9)),
        (date(2026, 2, 13), date(2026, 2, 27)),
        (date(2026, 3, 13), date(2026, 3, 20)),
    ],
)
def test_five_working_days_of_publicity_on_the_seeded_calendar(start, end):
    assert publicity_end(start, 5, calendar.current()) == end


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026])
def test_the_seeded_years_agree_with_the_published_tables(year):
    WorkingYear.objects.filter(year=year).delete()
    before = {"off": days_of(year, is_workday=False)}
    actions.load_year(year, by=make.member(Role.OFFICER))
    loaded = (days_of(year, is_workday=False), days_of(year, is_workday=True))
    assert before == {"off": []}
    assert loaded == SEEDED[year]


SEEDED = {}


@pytest.fixture(autouse=True)
def _remember_seed(db):
    for year in (2023, 2024, 2025, 2026):
        SEEDED[year] = (days_of(year, is_workday=False), days_of(year, is_workday=True))


def test_current_is_built_once_per_version(django_assert_num_queries):
    first = calendar.current()
    with django_assert_num_queries(1):
        assert calendar.current() is first


def test_a_year_that_is_not_published_is_refused_with_a_sentence(admin):
    with pytest.raises(Refused) as refused:
        actions.load_year(2031, by=admin)
    finding = refused.value.findings[0]
    assert (finding.rule, finding.field) == ("COM-04", "year")
    assert "2031 年的放假安排还没有公布" in finding.sentence


def test_a_draft_does_not_count_until_the_administrator_confirms(admin):
    officer = make.member(Role.OFFICER)
    draft = actions.load_year(2022, by=officer)
    with pytest.raises(Refused, match="2022"):
        calendar.current().require(2022)
    with pytest.raises(Refused):
        actions.confirm_year(draft, source_document="国务院办公厅通知", by=officer)
    with pytest.raises(Refused):
        actions.confirm_year(draft, source_document=" ", by=admin)
    actions.confirm_year(draft, source_document="国务院办公厅通知", by=admin)
    calendar.current().require(2022)
    assert calendar.current().is_workday(date(2022, 10, 8))


def test_days_change_in_a_draft_only(admin):
    draft = actions.load_year(2022, by=admin)
    actions.save_day(draft, date=date(2022, 10, 8), kind="plain", by=admin)
    actions.save_day(draft, date=date(2022, 3, 1), kind="off", label="测试", by=admin)
    confirmed = actions.confirm_year(draft, source_document="通知", by=admin)
    assert not calendar.current().is_workday(date(2022, 10, 8))
    assert not calendar.current().is_workday(date(2022, 3, 1))
    with pytest.raises(Refused):
        actions.save_day(confirmed, date=date(2022, 3, 2), kind="off", by=admin)
    with pytest.raises(Refused):
        actions.load_year(2022, by=admin)


def test_reopening_takes_the_year_out_and_changes_are_seen_after_it(admin):
    year = WorkingYear.objects.get(year=2025)
    reopened = actions.reopen_year(year, note="通知有变动", by=admin)
    with pytest.raises(Refused):
        calendar.current().require(2025)
    actions.save_day(reopened, date=date(2025, 3, 3), kind="off", by=admin)
    actions.confirm_year(reopened, source_document="新通知", by=admin)
    assert not calendar.current().is_workday(date(2025, 3, 3))


def test_a_day_of_another_year_is_refused(admin):
    draft = actions.load_year(2022, by=admin)
    with pytest.raises(Refused):
        actions.save_day(draft, date=date(2023, 1, 1), kind="off", by=admin)


@pytest.mark.parametrize("role", [Role.CLERK, Role.HEAD, Role.LEADER, Role.SUPERVISOR])
def test_others_may_not_load_a_year(role):
    with pytest.raises(Refused):
        actions.load_year(2022, by=make.member(role))
