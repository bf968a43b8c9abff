"""E7 审定会议纪要, E8 公示公告 and E10 命名决定, laid out as 公文 (GB/T 9704)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

LINE = 20  # characters of a title in one line, two Latin letters or digits counting as one


def title_lines(title: str) -> tuple[str, ...]:
    """A long title in two lines, broken behind the quoted name so that no word is cut (GB/T 9704)."""
    head, quote, tail = title.rpartition("”")
    width = sum(0.5 if sign.isascii() else 1 for sign in title)
    return (head + quote, tail) if quote and tail and width > LINE else (title,)


@dataclass(frozen=True)
class Attendee:
    name: str
    unit_name: str
    post: str
    capacity: str


@dataclass(frozen=True)
class Vote:
    name: str
    unit_name: str
    in_favour: str
    against: str
    abstained: str


@dataclass(frozen=True)
class PaperE7:
    """Minutes of the approval meeting; texts are paragraphs, tables are printed where they are not empty."""

    TEMPLATE: ClassVar[str] = "documents/e7.html"
    SETUP: ClassVar[str] = "S2"

    title: str
    meeting: str
    held_at: str
    place: str
    chair: str
    recorder: str
    attendees: Sequence[Attendee]
    absent: str = ""
    observers: str = ""
    reports: Sequence[str] = ()
    deliberation: Sequence[str] = ()
    recusals: Sequence[str] = ()
    vote_method: str = ""
    votes: Sequence[Vote] = ()
    resolution: Sequence[str] = ()
    candidates: Sequence[tuple[str, str]] = ()
    other: Sequence[str] = ()
    name_heading: str = "姓名"

    @property
    def title_lines(self) -> tuple[str, ...]:
        return title_lines(self.title)


@dataclass(frozen=True)
class PaperE8:
    """Publicity notice: names and units only, by strokes of the surname; ``recommender_name`` of a row may be empty.

    ``candidates`` are (name, leader, unit, recommender); a leader stands where studios are listed. Never identity, phone,
    birth, home, politics, scores or ranks.
    """

    TEMPLATE: ClassVar[str] = "documents/e8.html"
    SETUP: ClassVar[str] = "S2"

    title: str
    paragraphs: Sequence[str]
    period: str
    objections: Sequence[str]
    channels: Sequence[str]
    candidates: Sequence[tuple[str, str, str, str]]
    issuer: str
    issued_on: str
    sorted_by: str = "（按姓氏笔画排序）"

    @property
    def title_lines(self) -> tuple[str, ...]:
        return title_lines(self.title)

    @property
    def shows_recommender(self) -> bool:
        return any(recommender for *_names, recommender in self.candidates)

    @property
    def shows_leader(self) -> bool:
        return any(leader for _name, leader, *_rest in self.candidates)


@dataclass(frozen=True)
class PaperE10:
    """The decision that names people; ``people`` are (name, unit, certificate number), printed as its annex.

    ``has_red_head`` only when the issuer itself issues the paper; ``is_draft`` says 拟稿 beside the number.
    """

    TEMPLATE: ClassVar[str] = "documents/e10.html"
    SETUP: ClassVar[str] = "S2"

    title: str
    number: str
    recipients: str
    paragraphs: Sequence[str]
    annex_title: str
    people: Sequence[tuple[str, str, str]]
    issuer: str
    issued_on: str
    copies_to: str = ""
    has_red_head: bool = False
    is_draft: bool = False

    @property
    def title_lines(self) -> tuple[str, ...]:
        return title_lines(self.title)
