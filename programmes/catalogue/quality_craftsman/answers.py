"""What the answers of form A1 say: the four blocks and the patents."""

from __future__ import annotations

from programmes.answers import code, codes, number
from programmes.facts import Answers


def patent_counts(answers: Answers) -> dict[str, int]:
    """The three printed counts by patent kind."""
    return {kind: number(answers, f"patent_{kind}") for kind in ("invention", "utility", "design")}


def has_patents(answers: Answers) -> bool:
    """True when 是否获得专利 is 是."""
    return code(answers, "has_patent") == "yes"


def has_specialty(answers: Answers) -> bool:
    """Block 1, 工艺专长."""
    return bool(codes(answers, "specialty"))


def has_skill(answers: Answers) -> bool:
    """Block 2, 高超技能: a technical level, or a patent; 否 alone fills nothing."""
    return bool(code(answers, "tech_level")) or has_patents(answers)


def has_leadership(answers: Answers) -> bool:
    """Block 3, 领军作用."""
    return bool(codes(answers, "teaching_ways"))


def has_contribution(answers: Answers) -> bool:
    """Block 4, 突出贡献."""
    return bool(codes(answers, "contribution_scope"))
