"""Rules marked X that stand against a nomination now, and the cells that only such an exception opens (rules.md 0.2)."""

from nominations.facts import excused_rules, findings
from nominations.models import Nomination
from nominations.states import NominationState, PaperState
from programmes.facts import Moment
from programmes.refusal import Finding, Mark
from programmes.spec import Question

PAPER_RULE, FROZEN_RULE = "QC23-32", "A1-frozen"


def to_be_excused(nomination: Nomination) -> list[Finding]:
    """Rules marked X that stand against a nomination now: those of filing before dispatch, afterwards paper and frozen cells."""
    if nomination.dispatched_at is None:
        return [finding for finding in findings(nomination, Moment.SUBMIT) if finding.mark == Mark.EXCEPTION]
    found = [*_paper_against(nomination), *_frozen_against(nomination)]
    excused = excused_rules(nomination)
    return [finding for finding in found if finding.rule not in excused]


def _paper_against(nomination):
    is_asked = nomination.season.values.get("paper.gate", "none") != "none"
    if not is_asked or nomination.paper_state == PaperState.COMPLETE:
        return []
    words = f"纸质材料{nomination.get_paper_state_display()}，评审前须收齐。"
    return [Finding(PAPER_RULE, words, "paper", Mark.EXCEPTION)]


def _frozen_against(nomination):
    """While the organiser may still ask for a correction, a clerical error in a frozen cell is for an exception."""
    if nomination.state != NominationState.SUBMITTED or not frozen_questions(nomination):
        return []
    labels = "、".join(question.label for question in frozen_questions(nomination))
    return [Finding(FROZEN_RULE, f"{labels}报送后不再修改；确系笔误的可以列入补正。", "frozen", Mark.EXCEPTION)]


def frozen_questions(nomination: Nomination) -> list[Question]:
    """Cells that must equal the identity card and stay as they were sent (forms.md A1)."""
    return [question for question in nomination.form.questions if question.frozen]


def frozen_now(nomination: Nomination) -> frozenset[str]:
    """Keys that not even a correction opens, unless an exception for a clerical error was approved."""
    if FROZEN_RULE in excused_rules(nomination):
        return frozenset()
    return frozenset(question.key for question in frozen_questions(nomination))
