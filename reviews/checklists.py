"""The 形式审查表 of one nomination (forms.md E1): declared rows, what the portal finds by itself, what the reviewer set."""

from dataclasses import dataclass

from nominations import facts
from programmes.facts import Moment
from programmes.refusal import Finding
from reviews.models import Check, FormalityReview
from reviews.states import FLAGGED_RESULTS, CheckResult

ELIGIBILITY = "eligibility"


@dataclass
class Line:
    """One row as the page and the print show it; ``is_required`` is false where the row does not apply."""

    number: int
    code: str
    title: str
    requirement: str
    part: str
    by_system: bool
    is_required: bool
    targets: tuple[str, ...]
    result: str = ""
    note: str = ""

    @property
    def label(self):
        return str(CheckResult(self.result).label) if self.result else ""

    @property
    def is_flagged(self):
        return self.result in FLAGGED_RESULTS

    @property
    def blocks(self):
        """通过 is impossible while a required row is 缺 or 不清晰, or has no result."""
        return self.is_required and (not self.result or self.is_flagged)


def latest(nomination) -> FormalityReview | None:
    """The newest round, with its rows. Two queries."""
    rows = FormalityReview.objects.filter(entry__nomination=nomination, entry__stage_run__kind="formality")
    return (
        rows.select_related("reviewer", "second_checker", "entry").prefetch_related("checks").order_by("-round").first()
    )


def lines(nomination, review=None) -> list[Line]:
    """All rows: a decided round as it was decided, an open one with the system's rows looked up now (COM-18)."""
    if review and not review.is_open:
        return [_line(number, item, _stored(review, item), True) for number, item in _numbered(nomination)]
    found = facts.findings(nomination, Moment.FORMALITY)
    answers = facts.answers_of(nomination)
    return [
        _line(
            number, item, _looked_up(item, found) if item.by_system else _stored(review, item), item.needed_if(answers)
        )
        for number, item in _numbered(nomination)
    ]


def _numbered(nomination):
    return enumerate(nomination.procedure.checklist, 1)


def _line(number, item, check, is_needed):
    result, note = check
    if not is_needed and not result:
        result = CheckResult.NOT_NEEDED
    return Line(
        number=number,
        code=item.code,
        title=item.title,
        requirement=item.requirement,
        part=item.part,
        by_system=item.by_system,
        is_required=bool(is_needed),
        targets=item.targets,
        result=result,
        note=note,
    )


def _stored(review, item):
    if review is None or review.pk is None:
        return "", ""
    return next(((check.result, check.note) for check in review.checks.all() if check.item == item.code), ("", ""))


def _looked_up(item, found: list[Finding]) -> tuple[str, str]:
    """A row filled by the portal: what the rules say now, or 符合."""
    against = [finding for finding in found if finding.rule in item.rules]
    blocking = [finding.sentence for finding in against if finding.blocks]
    if blocking:
        return CheckResult.MISSING, "；".join(blocking)[:300]
    return CheckResult.OK, "；".join(["系统查询", *(finding.sentence for finding in against)])[:300]


def blocking(rows: list[Line]) -> list[Finding]:
    """Why 通过 is impossible now, one sentence per row."""
    return [
        Finding(
            "QC23-40",
            f"第 {row.number} 项“{row.title}”" + (f"为“{row.label}”。" if row.result else "还没有结果。"),
            row.code,
        )
        for row in rows
        if row.blocks
    ]


def beside(nomination) -> list[Finding]:
    """What the rules say against 通过 that no row of the list speaks about, such as an opinion without its seal."""
    spoken = {rule for item in nomination.procedure.checklist for rule in item.rules}
    found = facts.findings(nomination, Moment.FORMALITY)
    return [finding for finding in found if finding.blocks and finding.rule not in spoken]


def as_checks(review, rows: list[Line]) -> list[Check]:
    """Rows of a decided round as they are stored for good."""
    return [
        Check(review=review, item=row.code, result=row.result, note=row.note, by_system=row.by_system) for row in rows
    ]
