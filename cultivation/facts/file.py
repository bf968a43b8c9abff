"""The training file D4, composed by itself from what is recorded elsewhere: nothing is typed twice."""

from dataclasses import dataclass, field
from decimal import Decimal

from academy.queries import learning_of
from cultivation.states import EntryKind
from studios.models import Service

#: Sections without which the file cannot be closed (D4: 1 to 4, 9, 10).
BASIC, LIST, PLAN, TRAINING, SUMMARY, EVALUATION = (
    "基本信息", "推荐清单", "培育计划", "培训学习记录", "阶段小结", "培育考评",
)  # fmt: skip


@dataclass(frozen=True)
class Learned:
    """One line of section 4, from the academy or typed in as ``entry``; ``proof`` says what it rests on."""

    on: object
    title: str
    hours: Decimal
    level: str
    organiser: str
    proof: str
    entry: object | None = None


@dataclass(frozen=True)
class Attached:
    """One line of section 11."""

    title: str
    name: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class TrainingFile:
    """Sections 1 to 11 of D4 in their order; rows of models where the page and the paper show them as they are."""

    trainee: object
    plans: list = field(default_factory=list)
    measures: list = field(default_factory=list)
    period_changes: list = field(default_factory=list)
    training: list[Learned] = field(default_factory=list)
    mentorships: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    projects: list = field(default_factory=list)
    services: list = field(default_factory=list)
    outcomes: list = field(default_factory=list)
    summaries: list = field(default_factory=list)
    evaluations: list = field(default_factory=list)
    attachments: list[Attached] = field(default_factory=list)

    @property
    def hours(self) -> Decimal:
        return sum((row.hours for row in self.training), Decimal(0))

    @property
    def required(self) -> list[tuple[str, bool]]:
        """The sections that must not be empty, each with whether it is there."""
        return [
            (BASIC, True),
            (LIST, bool(self.trainee.roster.scan)),
            (PLAN, bool(self.plans)),
            (TRAINING, bool(self.training)),
            (SUMMARY, bool(self.summaries)),
            (EVALUATION, bool(self.evaluations)),
        ]

    @property
    def completeness(self) -> int:
        """How much of what is required is there, in per cent."""
        marks = [is_there for _title, is_there in self.required]
        return sum(marks) * 100 // len(marks)


def compose(trainee) -> TrainingFile:
    """The whole file of one person. Twelve queries at most, however long it is."""
    entries = list(trainee.entries.standing().order_by("happened_on", "pk"))
    plans = list(trainee.plans.prefetch_related("measures"))
    of = {kind: [entry for entry in entries if entry.kind == kind] for kind in EntryKind}
    return TrainingFile(
        trainee=trainee,
        plans=plans,
        measures=list(plans[0].measures.all()) if plans else [],
        period_changes=list(trainee.period_changes.select_related("by")),
        training=_training(trainee, of[EntryKind.TRAINING]),
        mentorships=list(trainee.mentorships.with_honour().select_related("person")),
        notes=list(trainee.mentor_notes.standing().select_related("mentorship").order_by("happened_on", "pk")),
        projects=of[EntryKind.PROJECT],
        services=_services(trainee),
        outcomes=[*of[EntryKind.OUTCOME], *of[EntryKind.HONOUR], *of[EntryKind.PATENT], *of[EntryKind.STANDARD]],
        summaries=_latest(trainee.summaries.all()),
        evaluations=list(trainee.evaluations.all()),
        attachments=[Attached(str(entry), entry.proof_name, entry.proof_hash) for entry in entries if entry.proof],
    )


def _training(trainee, entries) -> list[Learned]:
    held = [
        Learned(one.on, one.title, one.hours, one.level_label, one.organiser, "工匠学院签到")
        for one in learning_of(trainee.person)
        if trainee.covers(one.on)
    ]
    typed = [
        Learned(
            one.happened_on, one.title, one.hours or Decimal(0), one.level_label, one.organised_by, one.proof_name, one
        )
        for one in entries
    ]
    return sorted([*held, *typed], key=lambda row: row.on)


def _services(trainee):
    rows = Service.objects.filter(person=trainee.person, voided_at__isnull=True, confirmed_at__isnull=False)
    return [service for service in rows.order_by("happened_on", "pk") if trainee.covers(service.happened_on)]


def _latest(summaries) -> list:
    """One summary a half-year: the one written last."""
    found: dict[str, object] = {}
    for summary in summaries:
        found.setdefault(summary.period, summary)
    return list(found.values())


def taken_back(trainee) -> list:
    """Entries and notes that count no longer, the last taken back first; they stay readable. Two queries."""
    rows = [*trainee.entries.voided(), *trainee.mentor_notes.voided()]
    return sorted(rows, key=lambda row: row.voided_at, reverse=True)


def missing(trainee) -> tuple[str, ...]:
    """Titles of the required sections that are empty; the evaluation is not among them: it is what they are asked for."""
    file = compose(trainee)
    return tuple(title for title, is_there in file.required if not is_there and title != EVALUATION)
