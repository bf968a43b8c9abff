"""The training file (forms.md D4): what of it is still missing."""

from cultivation.states import EntryKind

#: Sections without which the file cannot be closed, the evaluation itself apart (D4: 1 to 4, 9).
LIST, PLAN, TRAINING, SUMMARY = "推荐清单", "培育计划", "培训学习记录", "阶段小结"


def missing(trainee) -> tuple[str, ...]:
    """Titles of the required sections that are empty; the evaluation is not among them. Three queries."""
    there = {
        LIST: bool(trainee.roster.scan),
        PLAN: trainee.plan is not None,
        TRAINING: trainee.entries.standing().filter(kind=EntryKind.TRAINING).exists(),
        SUMMARY: trainee.summaries.exists(),
    }
    return tuple(title for title, is_there in there.items() if not is_there)
