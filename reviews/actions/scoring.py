"""The score sheet (forms.md E3, E5): saved item by item, submitted and locked, unlocked only with a reason."""

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.db import transaction

from audit.transitions import move
from programmes import clock
from programmes.refusal import Finding, Refused
from programmes.text import count_chars, narrow_digits, normalise
from reviews import unfilled
from reviews.actions import progress, tell
from reviews.models import Assignment, Score, SheetRevision
from reviews.permissions import may_assign, may_score
from reviews.states import AssignmentState, StageState

#: Answers beside the points, by the names that the page uses; conditions are "condition-<code>" and "evidence-<code>".
TEXTS = ("comment", "suggestion", "doubt_page", "doubt_note")


class Stale(Exception):
    """Another window has saved since; carries what is stored now (COM-11)."""

    def __init__(self, assignment, value):
        self.assignment, self.value = assignment, value
        super().__init__("stale")


@dataclass(frozen=True)
class Saved:
    """``total`` over the valid scores and how many items are ``left``."""

    total: Decimal
    left: int
    version: int
    saved_at: object
    invalid: dict


@transaction.atomic
def save(assignment_id, *, by, changes, version=None) -> Saved:
    """Store ``changes`` {item: text} of the own sheet, scores by ONE upsert; at most eight queries with the request.

    A figure outside 0–maximum or off the step is kept as typed and not counted. Raises ``Stale`` when ``version``
    is not the stored one, unless what is stored equals what was sent (a repeated request, COM-12).
    """
    assignment = held(assignment_id, by)
    _require_open(assignment, by)
    stored = dict(Score.objects.filter(assignment=assignment).values_list("criterion", "value"))
    if version is not None and version != assignment.version:
        _refuse_stale(assignment, stored, changes)
    if assignment.state == AssignmentState.DECLARED:
        move(assignment, "begin", by=by)
    _write_scores(assignment, stored, changes)
    _write_texts(assignment, changes)
    return _count(assignment, stored)


def held(assignment_id, by) -> Assignment:
    """The own assignment, locked, with everything that a save looks at. One query; DoesNotExist for anybody else's."""
    return Assignment.objects.of_expert(by).readable().select_for_update(of=("self",)).get(pk=assignment_id)


def _require_open(assignment, by):
    if assignment.entry.stage_run.state != StageState.OPEN:
        raise Refused.because("本环节已经结束，不能再评分。", rule="QC23-47")
    if not may_score(by, assignment):
        raise Refused.because("评分表已提交并锁定。确需修改，请联系协会解锁。")


def _refuse_stale(assignment, stored, changes):
    for item, value in changes.items():
        present = _present(assignment, stored, item)
        if str(value).strip() != present:
            raise Stale(assignment, present)


def _present(assignment, stored, item):
    if item in stored:
        return str(stored[item])
    if item in TEXTS:
        return getattr(assignment, item)
    part, _dash, code = item.partition("-")
    if part in ("condition", "evidence"):
        return assignment.conditions.get(code, {}).get(part, "")
    return assignment.invalid.get(item, "")


def _write_scores(assignment, stored, changes):
    """Valid figures into rows by one upsert, empty ones out, impossible ones aside; ``stored`` follows."""
    rubric = assignment.entry.stage_run.rubric
    known = {criterion.code: criterion for criterion in unfilled.asked(assignment.entry).criteria}
    valid, gone, invalid = {}, [], dict(assignment.invalid)
    for code in known.keys() & changes.keys():
        text = narrow_digits(str(changes[code])).replace("．", ".").replace("。", ".").strip()
        invalid.pop(code, None)
        value = points(text, known[code].maximum, rubric.step)
        if value is not None:
            valid[code] = value
        else:
            gone.append(code)
            if text:
                invalid[code] = text[:12]
    changed = [
        Score(assignment=assignment, criterion=c, value=v) for c, v in sorted(valid.items()) if stored.get(c) != v
    ]
    if changed:
        Score.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["assignment", "criterion"], update_fields=["value"]
        )
    if stored.keys() & set(gone):
        Score.objects.filter(assignment=assignment, criterion__in=gone).delete()
    for code in gone:
        stored.pop(code, None)
    stored.update(valid)
    assignment.invalid = invalid


def points(text, maximum, step) -> Decimal | None:
    """``text`` as points on the scale 0–``maximum`` in steps, or None; nothing is rounded into place."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    if not value.is_finite() or not 0 <= value <= maximum or value % step:
        return None
    return value


def _write_texts(assignment, changes):
    conditions = {code: dict(row) for code, row in assignment.conditions.items()}
    for item, value in changes.items():
        part, _dash, code = item.partition("-")
        if item in TEXTS:
            setattr(assignment, item, _clean(assignment, item, value))
        elif part in ("condition", "evidence"):
            conditions.setdefault(code, {})[part] = normalise(str(value))[:200]
    assignment.conditions = conditions


def _clean(assignment, item, value):
    longest = assignment._meta.get_field(item).max_length
    return normalise(str(value))[: longest or 5000]


def _count(assignment, stored):
    asked = unfilled.asked(assignment.entry)
    assignment.total = asked.total(stored.values()) if stored else None
    assignment.scored_count = len(stored)
    assignment.version += 1
    assignment.saved_at = clock.now()
    fields = ["total", "scored_count", "version", "saved_at", "invalid", "conditions", *TEXTS]
    assignment.save(update_fields=fields)
    left = len(asked.criteria) - len(stored)
    return Saved(assignment.total or Decimal(0), left, assignment.version, assignment.saved_at, assignment.invalid)


@transaction.atomic
def submit(assignment_id, *, by) -> Assignment:
    """Submit and lock the own sheet; refused with everything that is missing. A second call changes nothing."""
    entry_id = Assignment.objects.of_expert(by).readable().values_list("entry_id", flat=True).get(pk=assignment_id)
    progress.lock([entry_id])
    assignment = held(assignment_id, by)
    if assignment.state == AssignmentState.SUBMITTED:
        return assignment
    _require_open(assignment, by)
    found = findings(assignment)
    if found:
        raise Refused(found)
    if assignment.state == AssignmentState.DECLARED:
        assignment = move(assignment, "begin", by=by)
    digest = hashlib.sha256(json.dumps(sheet_of(assignment), sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    submitted = move(assignment, "submit", by=by, content_hash=digest)
    progress.refresh([entry_id])
    if submitted.is_doubted:
        tell.officers_of_doubt(submitted)
    return submitted


def findings(assignment) -> list[Finding]:
    """Everything that a sheet lacks for submission, each with the id of its control."""
    rubric, asked = assignment.entry.stage_run.rubric, unfilled.asked(assignment.entry)
    scored = set(assignment.scores.values_list("criterion", flat=True))
    found = [
        Finding("E3", _score_sentence(assignment, criterion, rubric.step), f"score-{criterion.code}")
        for criterion in asked.criteria
        if criterion.code not in scored
    ]
    found += [
        Finding("E3", f"请判断基本条件：{condition.title}", f"condition-{condition.code}")
        for condition in asked.conditions
        if not assignment.conditions.get(condition.code, {}).get("condition")
    ]
    count = count_chars(assignment.comment)
    if not rubric.comment_minimum <= count <= rubric.comment_maximum:
        limits = f"{rubric.comment_minimum} 至 {rubric.comment_maximum} 字"
        found.append(Finding("E3", f"评语须为 {limits}，现在 {count} 字。", "comment"))
    if rubric.suggestions and assignment.suggestion not in {option.code for option in rubric.suggestions}:
        found.append(Finding("E3", "请选择建议。", "suggestion"))
    if bool(assignment.doubt_note) != bool(assignment.doubt_page):
        found.append(Finding("E3", "材料存疑请写明页码和疑点。", "doubt_page"))
    return found


def _score_sentence(assignment, criterion, step):
    typed = assignment.invalid.get(criterion.code)
    if typed:
        return f"“{criterion.title}”填了“{typed}”，请填 0 至 {criterion.maximum:f}，每级 {step:f} 分。"
    return f"“{criterion.title}”还没有评分。"


def sheet_of(assignment) -> dict:
    """The sheet as plain JSON, for its hash and for the history of changes."""
    rows = assignment.scores.order_by("criterion").values_list("criterion", "value")
    return {
        "scores": {criterion: str(value) for criterion, value in rows},
        "comment": assignment.comment,
        "suggestion": assignment.suggestion,
        "conditions": assignment.conditions,
        "doubt": {"page": assignment.doubt_page, "note": assignment.doubt_note},
        "total": str(assignment.total),
        "submitted_at": assignment.submitted_at.isoformat() if assignment.submitted_at else "",
    }


@transaction.atomic
def unlock(assignment, *, by, reason) -> Assignment:
    """Let the expert change a submitted sheet; the submitted state is kept as a revision (rules.md §3)."""
    if not reason.strip():
        raise Refused.because("请写明解锁的理由。", rule="COM-10", field="note")
    progress.lock([assignment.entry_id])
    assignment = Assignment.objects.select_related("entry__stage_run__season", "expert__user").get(pk=assignment.pk)
    if assignment.entry.stage_run.state != StageState.OPEN:
        raise Refused.because("本环节已经结束，评分表不能再改。", rule="QC23-47")
    sheet = sheet_of(assignment)
    moved = move(assignment, "unlock", by=by, note=reason)
    SheetRevision.objects.create(
        assignment=assignment, number=assignment.revisions.count() + 1, sheet=sheet, reason=reason, unlocked_by=by
    )
    progress.refresh([assignment.entry_id])
    tell.expert_of_unlock(assignment, reason)
    return moved


@transaction.atomic
def answer_doubt(assignment, *, by, answer) -> Assignment:
    """The association's answer to a doubt about the materials, before scoring ends."""
    if not may_assign(by, assignment):
        raise Refused.because("只有主办单位的工作人员可以答复存疑。")
    if not answer.strip():
        raise Refused.because("请写明核实的结果。", field="answer")
    assignment = Assignment.objects.select_for_update().get(pk=assignment.pk)
    assignment.doubt_answer, assignment.doubt_answered_at = normalise(answer), clock.now()
    assignment.save(update_fields=["doubt_answer", "doubt_answered_at"])
    tell.expert_of_answer(assignment)
    return assignment
