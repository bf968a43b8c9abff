"""A season with candidates, its publicity and objections. States below the publicity are set as other apps leave them."""

import json
from datetime import datetime
from itertools import count

from accounts.states import Role
from nominations.models import Answer, Nomination, Season
from nominations.states import NominationState, SeasonState
from programmes import catalogue
from programmes import clock as portal_clock
from publicity import actions
from publicity.actions import objections
from publicity.models import Publicity
from reviews.models import StageRun
from reviews.states import StageState
from tests.factories import accounts
from tests.publicity.calendar2026 import load

NAMES = ("王砚舟", "丁禾川", "方既明", "卫之远", "李守中", "周克勤", "买买提·艾力江", "欧阳知行")
ID_NUMBERS = ("310101199003070019", "310101198501010022", "310115197602290039", "31010119910101001X")
CHANNEL = {
    "name": "上海质量网",
    "url": "https://www.example.org/notice/1",
    "posted_at": "2026-04-29T10:00+08:00",
    "screenshot": "",
}
_numbers = count(1)


def season(organiser=None, *, year: int = 2026, **fields) -> Season:
    """A season in review whose stages up to 名单审定 are closed."""
    load(year - 1, year + 1)
    edition = catalogue.get("quality-craftsman").latest
    values = {
        "title": f"{year}年度“上海质量工匠”培养选树",
        "notice_number": f"沪质协〔{year}〕13号",
        "notice_text": "各有关单位：现将有关事项通知如下。",
        "opens_at": datetime(year, 1, 5, tzinfo=portal_clock.SHANGHAI),
        "deadline_at": portal_clock.end_of(datetime(year, 3, 12).date()),
    } | fields
    made = Season.objects.create(
        programme_code="quality-craftsman",
        edition_code=edition.code,
        year=year,
        organiser=organiser or accounts.organiser("上海市质量协会"),
        **values,
    )
    Season.objects.filter(pk=made.pk).update(state=SeasonState.REVIEWING)
    made = Season.objects.get(pk=made.pk)
    _close_stages(made)
    return made


def _close_stages(made):
    procedure = made.edition.procedures[0]
    for place, stage in enumerate(procedure.stages, start=1):
        done = stage.kind not in ("publicity", "conferral")
        run, _ = StageRun.objects.get_or_create(
            season=made,
            procedure_code=procedure.code,
            code=stage.code,
            defaults={"kind": stage.kind, "position": place},
        )
        state = StageState.CLOSED if done else StageState.WAITING
        moment = datetime(made.year, 3, 12 + place, tzinfo=portal_clock.SHANGHAI) if done else None
        StageRun.objects.filter(pk=run.pk).update(state=state, opened_at=moment, closed_at=moment)


def candidate(of: Season, name: str = "", *, recommender=None, applicant=None, **answers) -> Nomination:
    """A nomination that the approval meeting has put on the list, with its private answers."""
    number = next(_numbers)
    head = accounts.member(Role.CLERK, recommender or accounts.recommender())
    made = Nomination.objects.create(
        season=of,
        procedure_code=of.edition.procedures[0].code,
        number=number,
        code=f"{of.year}-{number:04d}",
        name=name or NAMES[number % len(NAMES)],
        employer=accounts.organisation(),
        recommender=head.memberships.get().organisation,
        applicant=applicant,
        position_name="数控加工",
        created_by=head,
    )
    values = {"id_no": id_number(number), "mobile": "13900001234"} | answers
    for key, value in values.items():
        Answer.objects.create(nomination=made, key=key, sealed=json.dumps(value))
    Nomination.objects.filter(pk=made.pk).update(state=NominationState.CANDIDATE)
    return Nomination.objects.get(pk=made.pk)


def id_number(number: int) -> str:
    """A valid invented identity number (GB 11643), another one for each ``number``."""
    body = f"31010119850101{number % 1000:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(w * int(d) for w, d in zip(weights, body, strict=True)) % 11]


class Desk:
    """The people of one organiser."""

    def __init__(self, organiser):
        self.organiser = organiser
        self.officer = accounts.member(Role.OFFICER, organiser, name="许可")
        self.second = accounts.member(Role.OFFICER, organiser, name="冯谨")
        self.leader = accounts.member(Role.LEADER, organiser, name="秦衡")
        self.supervisor = accounts.member(Role.SUPERVISOR, organiser, name="监察员")


def drafted(desk: Desk, of: Season | None = None, *, names=("王砚舟", "丁禾川", "方既明")) -> Publicity:
    of = of or season(desk.organiser)
    for name in names:
        candidate(of, name, applicant=accounts.user(name))
    return actions.draft(of, by=desk.officer)


def published(desk: Desk, of: Season | None = None, **kwargs) -> Publicity:
    made = actions.check(drafted(desk, of, **kwargs), by=desk.second)
    return actions.publish(made, by=desk.officer, channels=[CHANNEL])


OBJECTION = {
    "kind": "person",
    "name": "严正",
    "contact": "021-0000 0000",
    "ground": "materials",
    "facts": "申报材料中的一项专利并非本人发明，专利登记簿可以查证。",
}


def objection(of: Publicity, entry=None, **fields):
    """A valid objection by a named person."""
    return objections.receive(of, entry=entry or of.entries.first(), **OBJECTION | fields)
