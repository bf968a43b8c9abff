"""Invented courses, rooms and activities of the academy."""

import datetime as dt
from decimal import Decimal
from itertools import count

from academy.actions import enrolling, kept, planning
from academy.models import Activity, Course, Enrolment, Room
from academy.states import ASSOCIATION
from accounts.states import Role
from craftsmen.models import Person
from programmes import clock
from tests.factories import accounts

_numbers = count(1)
START = dt.datetime(2026, 5, 20, 13, 30, tzinfo=clock.SHANGHAI)
NOW = dt.datetime(2026, 5, 10, 10, tzinfo=clock.SHANGHAI)
HOUR = dt.timedelta(hours=1)


def craftsman(name: str = "陆尺度") -> Person:
    """Somebody of the register with an account."""
    return Person.objects.create(name=name, user=accounts.user(name))


def course(organiser=None, *, by=None, **fields) -> Course:
    organiser = organiser or accounts.organiser()
    by = by or accounts.member(Role.OFFICER, organiser)
    values = {"title": f"精密测量第 {next(_numbers)} 讲", "force": "practice", "hours": Decimal("4.0")} | fields
    return kept.keep_course(None, organiser=organiser, by=by, **values)


def room(organiser=None, *, by=None, **fields) -> Room:
    organiser = organiser or accounts.organiser()
    by = by or accounts.member(Role.OFFICER, organiser)
    values = {"name": f"{next(_numbers)} 号教室", "address": "虚构路 1 号三楼", "capacity": 40} | fields
    return kept.keep_room(None, organiser=organiser, by=by, **values)


def values(**fields) -> dict:
    """What the form of an activity gives, beginning at ``starts_at``."""
    start = fields.pop("starts_at", START)
    given = {
        "course": None, "title": f"磨削热变形研讨 {next(_numbers)}", "carrier": "academy", "forces": ["practice", "tackling"],
        "hours": Decimal("3.5"), "summary": "带一件自己的量具。", "starts_at": start, "ends_at": start + 3 * HOUR, "room": None,
        "address": "虚构路 2 号报告厅", "capacity": 2, "enrol_until": start - 24 * HOUR,
    }  # fmt: skip
    return given | fields


def planned(organiser=None, *, level=ASSOCIATION, by=None, **fields) -> Activity:
    role = Role.OFFICER if level == ASSOCIATION else Role.CLERK
    make = accounts.organiser if level == ASSOCIATION else accounts.recommender
    organiser = organiser or make()
    return planning.plan(
        organiser=organiser, level=level, by=by or accounts.member(role, organiser), **values(**fields)
    )


def opened(organiser=None, **fields) -> Activity:
    """Open for enrolment, by whoever planned it."""
    made = planned(organiser, **fields)
    return planning.open_enrolment(made, by=made.by)


def enrolled(activity, person=None) -> Enrolment:
    """A person of the register enrols."""
    person = person or craftsman()
    return enrolling.enrol(activity, person=person, by=person.user)
