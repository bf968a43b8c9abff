"""Check-ins of invented craftsmen, and the people of the unit that answers."""

from datetime import date
from types import SimpleNamespace

from accounts.states import Role
from craftsmen import actions
from craftsmen.actions import checkins
from craftsmen.actions.answers import Given
from craftsmen.models import CheckIn, CheckRow, StatusReview
from programmes import clock
from tests.factories import accounts
from tests.factories import craftsmen as register

CODE = "quality-craftsman"
OPENING = date(2026, 11, 1)


def place(*names: str, employer=None) -> SimpleNamespace:
    """An organiser with its staff, a unit with clerk and head, and a valid title with an account for each name."""
    organiser, employer = accounts.organiser(), employer or accounts.organisation()
    made = SimpleNamespace(organiser=organiser, employer=employer)
    made.officer, made.second = (accounts.member(Role.OFFICER, organiser) for _ in range(2))
    made.leader, made.supervisor = accounts.member(Role.LEADER, organiser), accounts.member(Role.SUPERVISOR, organiser)
    made.clerk, made.head = accounts.member(Role.CLERK, employer), accounts.member(Role.HEAD, employer)
    made.honours = [title(made, name) for name in names or ("陆尺度",)]
    made.honour = made.honours[0]
    return made


def title(of, name: str, *, employer=..., **fields):
    """A title of one more person of the place."""
    held = {"employer": of.employer if employer is ... else employer, "unit": of.employer.name} | fields
    with clock.at(date(2025, 12, 3)):
        return register.honour(
            register.person(name, user=accounts.user(name)), organiser=of.organiser, by=of.leader, **held
        )


def opened(of, *, on: date = OPENING) -> CheckIn:
    """The check-in as it opens by itself."""
    checkins.open_due(today=on)
    return CheckIn.objects.get(organiser=of.organiser, year=on.year)


def row_of(honour, year: int = 2026) -> CheckRow:
    return CheckRow.objects.select_related("checkin", "honour__person").get(honour=honour, checkin__year=year)


def answered(honour, presence: str, *, by, since_on=None, note="", year: int = 2026) -> CheckRow:
    """What the unit says of one person."""
    row = row_of(honour, year)
    actions.answer(row.checkin, {row.pk: Given(presence=presence, since_on=since_on, note=note)}, by=by)
    return row_of(honour, year)


def review_of(honour) -> StatusReview:
    return StatusReview.objects.select_related("honour__person").get(honour=honour)
