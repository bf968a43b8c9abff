"""What scoring standards have in common: anchors, suggestions, groups of items."""

from __future__ import annotations

from decimal import Decimal

from programmes.spec import Anchor, Criterion, CriterionGroup, Option

ANCHORS = (
    Anchor("excellent", "优", Decimal("0.90"), "该项满分的 90% 及以上"),
    Anchor("good", "良", Decimal("0.75"), "该项满分的 75%–89%"),
    Anchor("fair", "中", Decimal("0.60"), "该项满分的 60%–74%"),
    Anchor("poor", "差", Decimal(0), "低于该项满分的 60%"),
)
SUGGESTIONS = (Option("recommend", "推荐入围"), Option("possible", "可入围"), Option("no", "不推荐"))


def group(code: str, title: str, *items: tuple[str, int]) -> CriterionGroup:
    """A group whose items are (title, maximum in points); item codes are the group's code and the position from 1."""
    criteria = tuple(
        Criterion(code=f"{code}_{place}", title=text, maximum=Decimal(points))
        for place, (text, points) in enumerate(items, 1)
    )
    return CriterionGroup(code=code, title=title, criteria=criteria)
