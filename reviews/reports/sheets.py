"""The score sheet as the page and the print show it (forms.md E3), and the way from one sheet to the next."""

from dataclasses import dataclass
from decimal import Decimal

from reviews import unfilled
from reviews.models import Assignment
from reviews.states import PENDING_ASSIGNMENT, AssignmentState


@dataclass
class Group:
    """The own assignments of one stage."""

    run: object
    rows: list

    @property
    def done(self):
        return sum(1 for row in self.rows if row.state == AssignmentState.SUBMITTED)

    @property
    def left(self):
        return len(self.rows) - self.done

    @property
    def first_open(self):
        return next((row for row in self.rows if row.state in PENDING_ASSIGNMENT), None)

    @property
    def criteria_count(self):
        return len(self.run.rubric.criteria) if self.run.rubric else 0


@dataclass(frozen=True)
class Item:
    """One criterion with what stands there: ``value`` is the text of the input, also when it is not valid."""

    code: str
    title: str
    maximum: str
    value: str
    is_invalid: bool
    grade: str
    help: str


@dataclass(frozen=True)
class Block:
    title: str
    maximum: str
    items: tuple[Item, ...]
    subtotal: Decimal | None
    left_out: str = ""


@dataclass(frozen=True)
class Sheet:
    blocks: tuple[Block, ...]
    conditions: tuple
    total: str
    maximum: str
    scale: str
    step: str
    left: int
    anchors: tuple
    suggestions: tuple
    comment_minimum: int
    comment_maximum: int
    note: str


def build(assignment) -> Sheet:
    """The sheet of one assignment in the rubric of its season's edition. One query."""
    rubric, asked = assignment.entry.stage_run.rubric, unfilled.asked(assignment.entry)
    scores = dict(assignment.scores.values_list("criterion", "value"))
    return Sheet(
        blocks=tuple(_block(group, scores, assignment.invalid, rubric, asked) for group in rubric.groups),
        conditions=tuple(_condition(condition, assignment.conditions, asked) for condition in rubric.conditions),
        total=f"{asked.total(scores.values()):.1f}",
        maximum=plain(rubric.maximum),
        scale=f"{asked.scale:f}",
        step=plain(rubric.step),
        left=len(asked.criteria) - len(scores),
        anchors=rubric.anchors,
        suggestions=rubric.suggestions,
        comment_minimum=rubric.comment_minimum,
        comment_maximum=rubric.comment_maximum,
        note=rubric.note,
    )


def _block(group, scores, invalid, rubric, asked):
    if group.code in asked.left_out:
        return Block(group.title, plain(group.maximum), (), None, asked.words)
    items = tuple(_item(criterion, scores, invalid, rubric.anchors) for criterion in group.criteria)
    given = [scores[criterion.code] for criterion in group.criteria if criterion.code in scores]
    return Block(group.title, plain(group.maximum), items, sum(given, Decimal(0)) if given else None)


def _item(criterion, scores, invalid, anchors):
    value = scores.get(criterion.code)
    return Item(
        code=criterion.code,
        title=criterion.title,
        maximum=plain(criterion.maximum),
        value=str(value) if value is not None else invalid.get(criterion.code, ""),
        is_invalid=criterion.code in invalid,
        grade=grade(value, criterion.maximum, anchors),
        help=criterion.help,
    )


def grade(value, maximum, anchors) -> str:
    """The word for a score: the highest anchor whose share it reaches (优 ≥ 90 %, 良 ≥ 75 %, 中 ≥ 60 %)."""
    if value is None:
        return ""
    reached = [anchor for anchor in anchors if value >= anchor.from_share * maximum]
    return max(reached, key=lambda anchor: anchor.from_share).label if reached else ""


def plain(number) -> str:
    """A decimal without needless zeros: 8, 7.5."""
    return f"{number.normalize():f}"


def _condition(condition, given, asked):
    row = given.get(condition.code, {})
    return {
        "code": condition.code,
        "title": condition.title,
        "help": condition.help,
        "options": condition.options,
        "chosen": row.get("condition", ""),
        "evidence": row.get("evidence", ""),
        "left_out": asked.words if condition.code in asked.left_out else "",
    }


def neighbours(user, assignment) -> dict:
    """Place of a sheet among the own readable ones of its stage: ``place``, ``count``, ``previous``, ``next``, ``unfinished``."""
    rows = Assignment.objects.of_expert(user).readable().filter(entry__stage_run=assignment.entry.stage_run_id)
    own = list(rows.values_list("pk", "state"))
    ids = [pk for pk, _state in own]
    place = ids.index(assignment.pk)
    rest = own[place + 1 :] + own[:place]
    return {
        "place": place + 1,
        "count": len(ids),
        "previous": ids[place - 1] if place else None,
        "next": ids[place + 1] if place + 1 < len(ids) else None,
        "unfinished": next((pk for pk, state in rest if state in PENDING_ASSIGNMENT), None),
    }
