"""The honours that a rule may ask about: those the programmes confer, and those from outside (rules.md §3, QC26 §6)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from programmes import catalogue
from programmes.spec import Subject


class Level(StrEnum):
    """Who stands behind an honour (forms.md, dictionary `honour_level`)."""

    NATIONAL = "national"
    CITY = "city"
    DISTRICT = "district"
    ASSOCIATION = "association"

    @property
    def label(self) -> str:
        """The words on the screen."""
        return {"national": "国家级", "city": "省部级（市级）", "district": "区级（局级）", "association": "协会"}[
            self.value
        ]


@dataclass(frozen=True, kw_only=True)
class HonourKind:
    """A sort of honour; `step` is its place on the path of growth (QC26 §6: 1, 2, 3), 0 beside it."""

    code: str
    title: str
    level: Level
    issuer: str
    subject: Subject = Subject.PERSON
    step: int = 0


OUTSIDE = (
    HonourKind(
        code="quality_skill_talent",
        title="高水平质量技能型人才",
        level=Level.ASSOCIATION,
        issuer="上海市质量协会",
        step=1,
    ),
    HonourKind(code="municipal_craftsman", title="上海工匠", level=Level.CITY, issuer="上海市总工会", step=3),
    HonourKind(
        code="model_worker_studio",
        title="上海市劳模创新工作室",
        level=Level.CITY,
        issuer="上海市总工会",
        subject=Subject.STUDIO,
    ),
    HonourKind(
        code="skill_master_studio",
        title="上海市技能大师工作室",
        level=Level.CITY,
        issuer="上海市人力资源和社会保障局",
        subject=Subject.STUDIO,
    ),
)


def outside(subject: Subject) -> tuple[HonourKind, ...]:
    """Honours that are not conferred here, of people or of studios."""
    return tuple(kind for kind in OUTSIDE if kind.subject is subject)


def path() -> tuple[HonourKind, ...]:
    """The stages of growth in their order: 高水平质量技能型人才 → 上海质量工匠 → 上海工匠 (QC26 §6)."""
    own = tuple(
        HonourKind(
            code=one.honour, title=one.honour_title, level=Level.ASSOCIATION, issuer=one.organiser, step=one.step
        )
        for one in catalogue.all()
        if one.step
    )
    return tuple(sorted((kind for kind in (*OUTSIDE, *own) if kind.step), key=lambda kind: kind.step))


def title_of(code: str) -> str:
    """The words for an honour code, from outside or of a programme; the code itself when nobody knows it."""
    titles = {kind.code: kind.title for kind in OUTSIDE}
    titles |= {programme.honour: programme.honour_title for programme in catalogue.all()}
    return titles.get(code, code)
