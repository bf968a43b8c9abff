"""Invented craftsmen."""

from datetime import date
from itertools import count

from accounts.states import Role
from craftsmen import actions
from craftsmen.models import Honour, Person, Revocation
from tests.factories import accounts, certificates

ID_NUMBERS = ("310101199003070019", "310101198501010022", "310115197602290039", "31010119910101001X")
STORY = "三十年守着一台磨床，把公差从五微米磨到一微米，带出十二名徒弟。"
_numbers = count(1)


def person(name: str = "陆尺度", *, id_number: str = "", **fields) -> Person:
    return actions.enrol(name=name, id_number=id_number, by=None, **fields)


def honour(of: Person | None = None, *, organiser=None, year: int = 2025, by=None, **fields) -> Honour:
    """A valid honour with its certificate."""
    organiser = organiser or accounts.organiser()
    of = of or person()
    by = by or accounts.member(Role.LEADER, organiser)
    series = certificates.series(organiser, year=year, programme_code=fields.get("programme_code", "quality-craftsman"))
    values = {
        "programme_code": "quality-craftsman",
        "title": "上海质量工匠",
        "unit": "申岚精密机械有限公司",
        "granted_on": date(year, 12, 3),
        "decision_number": f"沪质协〔{year}〕{next(_numbers)}号",
        "certificate": certificates.certificate(series, name=of.name, by=by),
    } | fields
    return actions.confer(of, organiser=organiser, year=year, by=by, **values)


def case(of: Honour | None = None, *, by=None, **fields) -> Revocation:
    of = of or honour()
    by = by or accounts.member(Role.OFFICER, of.organiser)
    values = {"ground": "fraud", "facts": "经核查，申报材料中的专利证书与登记不符。"} | fields
    return actions.open_case(of, by=by, **values)
