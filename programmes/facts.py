"""What a rule may look at: plain facts about one nomination, assembled by nominations/facts.py from the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

Answers = Mapping[str, Any]
Number = int | Decimal


class Moment(StrEnum):
    """When a rule is checked (COM-18)."""

    CREATE = "create"
    SUBMIT = "submit"
    ENDORSE = "endorse"
    BATCH = "batch"
    FORMALITY = "formality"
    #: A correction goes to the heads again: as 形式审查, but the opinions are still to come (AMB-22).
    CORRECTION = "correction"
    APPROVAL = "approval"
    PUBLICITY = "publicity"
    CONFERRAL = "conferral"
    DISQUALIFY = "disqualify"


class Tier(StrEnum):
    """Who gives an opinion along the chain."""

    EMPLOYER = "employer"
    RECOMMENDER = "recommender"
    ORGANISER = "organiser"


@dataclass(frozen=True)
class Attachment:
    """One uploaded file: its material kind, the declared item it proves ("" for kinds without items), its seal mark.

    `variant` and `caption` are what it says it shows, where the material asks; `seconds` is the length of a video.
    """

    kind: str
    item: str = ""
    stamped_by_base: bool = False
    pages: int | None = None
    variant: str = ""
    caption: str = ""
    seconds: int | None = None


@dataclass(frozen=True, kw_only=True)
class OrganisationFacts:
    """An employer or recommender as it stands now; `id` compares employer with recommender (AMB-34)."""

    id: Any
    name: str = ""
    credit_code: str = ""
    is_group: bool = False
    is_recommender: bool = False
    district: str = ""


@dataclass(frozen=True, kw_only=True)
class OpinionFacts:
    """One signed opinion of the chain; `agrees` is 同意 or 推荐."""

    tier: str
    agrees: bool = True
    text: str = ""
    signed_by: Any = None
    dated_on: date | None = None
    sealed: bool = False


@dataclass(frozen=True)
class SanctionFacts:
    """A 禁报 in the record: `subject` is person, employer or recommender; both days inclusive."""

    subject: str
    from_on: date
    to_on: date
    document: str = ""

    def covers(self, day: date) -> bool:
        """True when `day` lies inside the ban."""
        return self.from_on <= day <= self.to_on


@dataclass(frozen=True, kw_only=True)
class BatchFacts:
    """The 推荐汇总表 this nomination travels in.

    `non_public` counts the 非公企业 among the employers (AMB-11); `answers` and `files` are those of the summary form,
    `explanation` is the recommender's words for a rule it does not meet, `explained_by_head` says that the head stands
    behind them.
    """

    items: int = 0
    sealed_scan: bool = False
    contact_named: bool = False
    same_rows: bool = True
    non_public: int = 0
    is_district_union: bool = False
    explanation: str = ""
    explained_by_head: bool = False
    answers: Answers = field(default_factory=dict)
    files: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class StudioTitle:
    """A title of a studio known to the register from outside; `match` is record (same leader or name) or likeness."""

    honour: str
    name: str
    year: int | None = None
    match: str = "record"


@dataclass(frozen=True, kw_only=True)
class StudioFacts:
    """The studio that a nomination is about, as the register has it today.

    `leader_honours` are honour codes with status 有效; `ledger_counts` the standing entries by ledger since the last
    anniversary that the procedure looks at; `plan_progress` 0–100; `open_event` is the kind of the open leader event.
    """

    name: str = ""
    state: str = ""
    leader_key: str = ""
    leader_honours: frozenset[str] = frozenset()
    members: int = 0
    front_line_members: int = 0
    departments: int = 0
    ledger_counts: Mapping[str, int] = field(default_factory=dict)
    plan_progress: int | None = None
    building_ends_on: date | None = None
    cycle_ends_on: date | None = None
    named_on: date | None = None
    open_event: str = ""
    event_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class CultivationFacts:
    """The cultivation that a nomination is about, as it stands today.

    `computed` are the points that follow from the records, by part; `missing` names the sections of the training file that
    are still empty; `mentor_key` is the keyed hash of the mentor whom the form names by certificate ("" = not found) and
    `mentor_honours` what that person holds.
    """

    state: str = ""
    person_key: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    has_plan: bool = False
    computed: Mapping[str, int] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    mentor_key: str = ""
    mentor_honours: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class ApprovalFacts:
    """The 专项审定会议 as recorded."""

    minutes_signed: bool = False
    expected: int = 0
    present: int = 0
    proposed: bool = False
    reason_if_not_proposed: str = ""
    resolved: bool = False


@dataclass(frozen=True, kw_only=True)
class PublicityFacts:
    """The 公示 of the list; days inclusive. `calendar_loaded` is false when a needed year has no working calendar."""

    channel_urls: int = 0
    starts_on: date | None = None
    last_day: date | None = None
    earliest_last_day: date | None = None
    calendar_loaded: bool = True
    open_objections: int = 0
    upheld_objections: int = 0


@dataclass(frozen=True, kw_only=True)
class DisqualificationFacts:
    """The decision record of 取消参评资格 (E13); `subjects` are person, employer, recommender."""

    finding: str = ""
    evidence: int = 0
    decided_on: date | None = None
    document: str = ""
    approved_by: Any = None
    drafted_by: Any = None
    subjects: frozenset[str] = frozenset()
    unit_reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One nomination at one moment. Everything has a default, so a caller states only what it knows.

    `answers` are in plain text; `parameters` holds the season's values by key (defaults of the edition already merged);
    `consents` are the codes of the ticks given; `exceptions` are rule codes with a recorded exception (mark X);
    `live_elsewhere` counts other live nominations of the same person in this season (COM-19);
    `held_honours` are honour codes with status 有效 of the person behind the key question (the leader, for a studio);
    `stages_passed` are stage codes in the order they were passed. `studio` is set where the procedure is about a studio of
    the register, `leads_here` counts other standing studios that the leader heads in this programme and `leads_elsewhere`
    in others (AMB-25), `studio_titles` are titles of the same studio, leader or unit known from outside (GS24-06).
    `services_on_record` are the leader's services that their hosts confirmed, by level, `outcomes_on_record` the outcomes in
    the ledgers of the studios that the leader heads; both are asked for only while a form is being handed in.
    `cultivation` is set where the procedure is about somebody in cultivation, `is_cultivated` says that the person's
    cultivation is finished with a grade that passes (AMB-15).
    `new_leader_key` is the keyed hash of the successor that a change names, `new_leader_honours` what they hold (None while
    no number is given).
    """

    now: datetime
    moment: Moment = Moment.SUBMIT
    answers: Answers = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    reference_on: date | None = None
    deadline_at: datetime | None = None
    opens_at: datetime | None = None
    employer: OrganisationFacts | None = None
    recommender: OrganisationFacts | None = None
    opinions: tuple[OpinionFacts, ...] = ()
    consents: frozenset[str] = frozenset()
    sanctions: tuple[SanctionFacts, ...] = ()
    exceptions: frozenset[str] = frozenset()
    held_honours: frozenset[str] = frozenset()
    live_elsewhere: int = 0
    stages_passed: tuple[str, ...] = ()
    checklist: Mapping[str, str] = field(default_factory=dict)
    in_batch: bool = False
    batch: BatchFacts | None = None
    approval: ApprovalFacts | None = None
    publicity: PublicityFacts | None = None
    decision_number: str = ""
    disqualification: DisqualificationFacts | None = None
    studio: StudioFacts | None = None
    studio_titles: tuple[StudioTitle, ...] = ()
    leads_here: int = 0
    leads_elsewhere: int = 0
    services_on_record: Mapping[str, int] = field(default_factory=dict)
    outcomes_on_record: int = 0
    new_leader_key: str = ""
    new_leader_honours: frozenset[str] | None = None
    cultivation: CultivationFacts | None = None
    is_cultivated: bool = False

    def opinion(self, tier: str) -> OpinionFacts | None:
        """The latest opinion of a tier, or None."""
        return next((opinion for opinion in reversed(self.opinions) if opinion.tier == tier), None)

    def attached(self, kind: str, *, item: str = "", stamped: bool = False) -> bool:
        """True when a file of this kind (and declared item) is there; `stamped` also asks for the base unit's seal."""
        return any(
            file.kind == kind and (not item or file.item == item) and (file.stamped_by_base or not stamped)
            for file in self.attachments
        )

    def banned(self, subject: str) -> bool:
        """True when `subject` (person, employer, recommender) is under a ban today (AMB-06, AMB-07)."""
        today = self.now.date()
        return any(sanction.subject == subject and sanction.covers(today) for sanction in self.sanctions)
