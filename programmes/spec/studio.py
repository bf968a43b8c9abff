"""What a programme says about a studio's life: ledgers, duties with their windows, conditions, ways out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from programmes.spec.form import Column, Option


class Anchor(StrEnum):
    """The date of a studio that a one-time duty counts from; the field of the register that holds it."""

    NAMED = "named_on"
    BUILDING_START = "building_starts_on"
    BUILDING_END = "building_ends_on"
    CYCLE_END = "cycle_ends_on"
    RECTIFY_END = "rectify_until"


@dataclass(frozen=True)
class YearDay:
    """A day of each calendar year; `years_later` moves it into a following year (report by 31 January)."""

    month: int
    day: int
    years_later: int = 0


@dataclass(frozen=True, kw_only=True)
class Duty:
    """Something a studio owes (rules.md §13).

    Either yearly: `opens` and `due` are `YearDay`s and `reminders` too; or once per value of `anchor`: then `opens`, `due`
    and `reminders` are days from that date, negative before it. `procedure` is the form that fulfils it ("" = a plain
    confirmation). `owed_in` are the studio states in which it is owed. `audience` names who is reminded: studio, employer,
    recommender, organiser.
    """

    code: str
    title: str
    article: str
    opens: YearDay | int
    due: YearDay | int
    reminders: tuple[YearDay | int, ...]
    owed_in: frozenset[str]
    anchor: Anchor | None = None
    procedure: str = ""
    audience: tuple[str, ...] = ("studio", "employer")
    help: str = ""

    @property
    def is_yearly(self) -> bool:
        """True when it comes back every calendar year."""
        return self.anchor is None


class LedgerSubject(StrEnum):
    """What a line of a ledger tells of; its standard columns follow from it (programmes/ledgers.py, forms.md F4)."""

    ACTIVITY = "activity"
    OUTCOME = "outcome"
    MEMBER = "member"


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """One 台账: what an entry of it records. The date, title, people, text and files are common to every ledger.

    `subject` decides the standard columns; `kinds` are the kinds of entry; `columns` the further facts of this ledger
    alone, kept by key.
    """

    code: str
    title: str
    article: str
    kinds: tuple[Option, ...]
    subject: LedgerSubject = LedgerSubject.ACTIVITY
    columns: tuple[Column, ...] = ()
    help: str = ""

    def kind_label(self, code: str) -> str:
        """The words of a kind; the code itself when an older edition knew it."""
        return next((option.label for option in self.kinds if option.code == code), code)


class Counted(StrEnum):
    """What a measure adds up: lines of a ledger, the people in them, their 万元, or services to enterprises."""

    ENTRIES = "entries"
    PEOPLE = "people"
    BENEFIT = "benefit"
    SERVICES = "services"


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A figure counted from the ledgers. A target of the plan with the same `key` is measured by it (F1 五, F2).

    `ledger` "" counts in every ledger, `kinds` () every kind of entry.
    """

    key: str
    title: str
    unit: str
    counts: Counted = Counted.ENTRIES
    ledger: str = ""
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class StudioCondition:
    """One of the conditions that a studio must keep meeting, checked one by one with evidence (WS24 §3)."""

    code: str
    title: str
    requirement: str
    article: str


@dataclass(frozen=True, kw_only=True)
class LeaderTerm:
    """What follows when the leader is lost: `due_days` after the event a change must be filed (WS24-23, GS24-41).

    `forewarn_days` before a known date (the sign does not matter) and `remind_days` after the event are the reminders.
    `procedure` is the form with which the change is filed; `audience` as of a duty.
    """

    article: str
    due_days: int
    forewarn_days: tuple[int, ...]
    remind_days: tuple[int, ...]
    procedure: str
    audience: tuple[str, ...] = ("studio", "employer", "recommender")


@dataclass(frozen=True, kw_only=True)
class StudioTerms:
    """A studio programme beyond its forms. `leader_honour` is the honour code that the leader must hold ("" = none).

    `name_pattern` builds the default name ({leader}); `minimum_members` counts the leader (AMB-10).
    `builds_first` is true where a building period comes before operation (WS24 §9).
    `idle_months` without an entry puts a studio on the list of those at risk. `named_after_leader`: the name must hold the
    leader's own (WS24-01). `build_parameter`, `cycle_parameter` and `rectify_parameter` name the parameters with the years
    of building, the years of one management cycle ("" = there is none) and the days of 限期整改. `measures` are what its
    ledgers count; `ledger_lock_days` after the end of a quarter its entries can no longer change [D].
    From `near_retirement_age` on, or `leaving_days` before a known last day, a leader is near leaving: a hint for the organiser,
    the day itself is reported by the unit [D].
    """

    name_pattern: str
    ledgers: tuple[Ledger, ...]
    duties: tuple[Duty, ...]
    leader_term: LeaderTerm | None = None
    leader_honour: str = ""
    conditions: tuple[StudioCondition, ...] = ()
    minimum_members: int = 0
    builds_first: bool = False
    idle_months: int = 3
    near_retirement_age: int = 58
    leaving_days: int = 180
    priority_targets: tuple[Option, ...] = ()
    named_after_leader: bool = False
    build_parameter: str = ""
    cycle_parameter: str = ""
    rectify_parameter: str = ""
    measures: tuple[Measure, ...] = ()
    ledger_lock_days: int = 15

    def ledger(self, code: str) -> Ledger:
        """The ledger with this code; KeyError when there is none."""
        for ledger in self.ledgers:
            if ledger.code == code:
                return ledger
        raise KeyError(code)

    def duty(self, code: str) -> Duty:
        """The duty with this code; KeyError when there is none."""
        for duty in self.duties:
            if duty.code == code:
                return duty
        raise KeyError(code)
