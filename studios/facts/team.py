"""The structure of a team by age, education, specialty and department (WS24-05, F1 三)."""

from collections import Counter
from dataclasses import dataclass

from programmes import clock
from programmes.dictionaries import EDUCATION

BANDS = ((0, "35 岁及以下"), (36, "36 至 45 岁"), (46, "46 至 55 岁"), (56, "56 岁及以上"))
UNKNOWN = "未填写"


@dataclass(frozen=True)
class Part:
    """One bar of a structure: how many of the team, and in per cent of it."""

    label: str
    count: int
    percent: int


@dataclass(frozen=True)
class Structure:
    code: str
    title: str
    parts: tuple[Part, ...]


def structures(members) -> tuple[Structure, ...]:
    """The four structures of the present members; nothing is asked of the database."""
    members = list(members)
    return (
        _structure("age", "年龄", [_band(member.birth_month) for member in members], [label for _age, label in BANDS]),
        _structure("education", "学历", [_education(member) for member in members], [one.label for one in EDUCATION]),
        _structure("major", "专业", [member.major or UNKNOWN for member in members]),
        _structure("department", "部门", [member.department or UNKNOWN for member in members]),
    )


def _structure(code, title, values, order=()) -> Structure:
    counted = Counter(values)
    known = [label for label in order if label in counted]
    rest = sorted(
        (label for label in counted if label not in known), key=lambda one: (one == UNKNOWN, -counted[one], one)
    )
    parts = (Part(label, counted[label], round(counted[label] * 100 / len(values))) for label in (*known, *rest))
    return Structure(code, title, tuple(parts))


def _band(birth_month: str) -> str:
    if not birth_month:
        return UNKNOWN
    today = clock.today()
    year, month = map(int, birth_month.split("-"))
    age = today.year - year - (today.month < month)
    return next(label for start, label in reversed(BANDS) if age >= start)


def _education(member) -> str:
    return next((one.label for one in EDUCATION if one.code == member.education), member.education or UNKNOWN)
