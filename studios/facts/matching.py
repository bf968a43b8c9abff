"""Who on the exchange may be of use to a studio, and why (WS24-26: same industry and cross-field)."""

import datetime as dt
from dataclasses import dataclass
from difflib import SequenceMatcher

from studios.models import Offer
from studios.states import OfferKind

#: Words that every studio uses say nothing about a field.
COMMON = (
    "技术",
    "创新",
    "质量",
    "工艺",
    "管理",
    "项目",
    "提升",
    "改进",
    "研究",
    "工作",
    "方法",
    "设备",
    "生产",
    "控制",
    "系统",
    "问题",
)
LEAST = 2  # characters that two texts must share
FACING = {(OfferKind.NEED, OfferKind.OFFER), (OfferKind.OFFER, OfferKind.NEED)}
MOST = 6


@dataclass(frozen=True)
class Match:
    """An announcement of another studio with every reason that speaks for it; the strongest stands first."""

    offer: Offer
    reasons: tuple[str, ...]
    weight: int


def suggestions(studio, today: dt.date) -> list[Match]:
    """Open announcements of others that fit, best first, at most six. Three queries."""
    own = list(studio.offers.open_on(today))
    answered = studio.interests.values("offer")
    others = Offer.objects.open_on(today).exclude(studio=studio).exclude(pk__in=answered).for_list()
    found = [_match(studio, own, offer) for offer in others]
    return sorted((one for one in found if one.reasons), key=lambda one: (-one.weight, -one.offer.pk))[:MOST]


def _match(studio, own, offer) -> Match:
    reasons: list[tuple[int, str]] = []
    for mine in own:
        words = shared(f"{mine.field} {mine.title}", f"{offer.field} {offer.title}")
        if (mine.kind, offer.kind) in FACING and words:
            ask = "对方能提供贵工作室求助的" if mine.kind == OfferKind.NEED else "对方求助的正是贵工作室能提供的"
            reasons.append((4, f"{ask}“{words}”"))
            break
    is_same = bool(studio.industry) and studio.industry == offer.studio.industry
    if is_same:
        reasons.append((2, f"同行业：{studio.industry}"))
    words = shared(studio.specialty, f"{offer.field} {offer.title} {offer.studio.specialty}")
    if words:
        reasons.append((3 if not is_same else 2, f"{'领域相近' if is_same else '跨行业、领域相近'}：“{words}”"))
    reasons.sort(reverse=True)
    return Match(offer, tuple(sentence for _weight, sentence in reasons), sum(weight for weight, _ in reasons))


def shared(one: str, other: str) -> str:
    """The longest run of characters that two texts share, without words that say nothing; "" when it is too short."""
    for word in COMMON:
        one, other = one.replace(word, "\n"), other.replace(word, "\r")
    found = SequenceMatcher(None, one, other, autojunk=False).find_longest_match()
    words = one[found.a : found.a + found.size].strip(" 、，。的和及与")
    return words if len(words) >= LEAST else ""
