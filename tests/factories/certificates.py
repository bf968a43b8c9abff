"""Invented certificates."""

from datetime import date
from itertools import count

from accounts.states import Role
from certificates import actions
from certificates.models import Certificate, Series
from tests.factories import accounts

PATTERN = "沪质工匠〔{year}〕{n:03}号"
_numbers = count(1)


def series(organiser=None, *, year: int = 2026, programme_code: str = "quality-craftsman", **fields) -> Series:
    values = {"title": "上海质量工匠", "pattern": PATTERN, "prefix": "QC"} | fields
    return actions.open_series(
        programme_code=programme_code, year=year, organiser=organiser or accounts.organiser(), **values
    )


def certificate(of: Series | None = None, *, name: str = "陆尺度", by=None, user=None, **fields) -> Certificate:
    of = of or series()
    values = {"decision_number": f"沪质协〔{of.year}〕{next(_numbers)}号", "issued_on": date(of.year, 12, 3)} | fields
    holder = actions.Holder(name=name, unit="申岚精密机械有限公司", user=user)
    return actions.issue(of, holder, by=by or accounts.member(Role.LEADER, of.organiser), **values)
