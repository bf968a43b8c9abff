"""One studio's page: its leader's honour, the line of its duties, its former names, leaders and places."""

import datetime as dt
from dataclasses import dataclass

from craftsmen.models import Honour
from programmes import duties as dates
from studios import charts
from studios.models import DutyItem, Studio
from studios.states import LIVE, StudioState


def leader_honour(studio: Studio) -> Honour | None:
    """The title by which the leader leads, the valid one first; None where the programme asks for none or it is unknown."""
    wanted = studio.terms.leader_honour
    if not wanted:
        return None
    held = studio.leader.honours.filter(honour_code=wanted).select_related("certificate")
    return min(held, key=lambda one: (one.state != "valid", -one.year), default=None)


@dataclass(frozen=True)
class Owed:
    """A duty on the page: the row, how it stands (tone, words), and whether a plain confirmation fulfils it."""

    item: DutyItem
    tone: str
    words: str
    is_plain: bool
    procedure: str
    is_open: bool


def owed(items, today: dt.date) -> list[Owed]:
    """The duties in the order in which somebody has to act; needs the studio of each."""
    return [_owed(item, today) for item in items]


def _owed(item, today):
    declared = item.declared
    tone, words = standing(item, today)
    procedure = declared.procedure if declared else ""
    return Owed(item, tone, words, not procedure, procedure, item.is_open(today))


def standing(item: DutyItem, today: dt.date) -> tuple[str, str]:
    """(tone, words) of a duty on a day."""
    if item.done_on:
        return "ok", f"{item.done_on} 完成"
    if item.waived_at:
        return "mute", f"免除：{item.waived_note}"
    if item.due_on < today:
        return "stop", f"已逾期 {(today - item.due_on).days} 天"
    if item.opens_on > today:
        return "mute", f"{item.opens_on} 开始"
    days = (item.due_on - today).days
    return "wait", f"还有 {days} 天" if days else "今天截止"


def drawn(studio: Studio, items, today: dt.date) -> dict | None:
    """The line of the studio's time: start, duties with rows, those of the coming year that have none yet, the end."""
    marks = _marks(studio, items, today) + _coming(studio, items, today)
    if studio.state not in LIVE or not marks:
        return None
    first, last = _window(studio, marks, today)
    inside = [mark for mark in marks if first <= mark.on <= last]
    return charts.timeline(inside, first=first, last=last, today=today)


def _window(studio, marks, today):
    """The building period while it lasts, the cycle where there is one, else the year around today."""
    if studio.state != StudioState.OPERATING and studio.building_starts_on:
        return studio.building_starts_on, studio.building_ends_on + dt.timedelta(days=60)
    if studio.cycle_starts_on:
        return studio.cycle_starts_on, studio.cycle_ends_on
    half = dt.timedelta(days=183)
    began = studio.named_on or studio.building_starts_on or studio.founded_on or today
    return max(began, today - half), today + 2 * half


def _marks(studio, items, today):
    found = []
    for day, title in ((studio.building_starts_on, "启动建设"), (studio.named_on, "命名")):
        if day:
            found.append(charts.Mark(day, title, str(day), "done"))
    for item in items:
        if item.waived_at is None:
            found.append(_mark(item, today))
    return found


def _mark(item, today):
    if item.done_on:
        return charts.Mark(item.done_on, item.title, str(item.done_on), "done")
    tone = "due" if item.opens_on <= today else "honour" if item.declared and item.declared.anchor else "todo"
    return charts.Mark(item.due_on, item.title, f"{item.due_on} 前", tone)


def _coming(studio, items, today):
    """Yearly duties of the following year, which have no rows before it begins."""
    known = {(item.code, item.period) for item in items}
    terms = [dates.yearly(duty, today.year + 1) for duty in studio.terms.duties if duty.is_yearly]
    titles = {duty.code: duty.title for duty in studio.terms.duties}
    return [
        charts.Mark(term.due_on, titles[term.code], f"{term.due_on} 前", "todo")
        for term in terms
        if (term.code, term.period) not in known
    ]


def month_of(studio: Studio, today: dt.date) -> str:
    """How far building or cycle have come, in words; empty where neither runs."""
    began = studio.building_starts_on if studio.state != StudioState.OPERATING else studio.cycle_starts_on
    if not began or began > today:
        return ""
    months = (today.year - began.year) * 12 + today.month - began.month - (today.day < began.day) + 1
    return f"第 {months} 个月"
