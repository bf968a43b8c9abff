"""Badges of long tables, rendered once per kind and not once per row."""

from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from reviews.states import ENTRY_TONES, EntryState

WIDE = 20


@lru_cache(maxsize=64)
def badge(tone: str, icon: str, words: str) -> SafeString:
    return render_to_string("reviews/badge.html", {"tone": tone, "icon": icon, "words": words})


def of_entry(entry) -> SafeString:
    """The most urgent word about a row: late experts, a doubt, a wide spread, else its state."""
    if getattr(entry, "is_overdue", False):
        return badge("wait", "clock", "专家逾期")
    if getattr(entry, "is_doubted", False):
        return badge("stop", "flag", "材料存疑")
    if entry.state == EntryState.SCORED and (entry.spread or 0) > WIDE:
        return badge("stop", "triangle-alert", "分差偏大")
    tone, icon = ENTRY_TONES[entry.state]
    return badge(tone, icon, EntryState(entry.state).label)
