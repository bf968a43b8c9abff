"""Read-only assembly over the register: ``rules`` (facts for other floors), ``life`` (one studio), ``board``, ``halfyear``."""

from studios.reports.rules import (
    STARTED,
    Sought,
    counted_since,
    holds_leader_honour,
    honour_codes,
    led_by,
    led_by_each,
    ledger_counts,
    outcomes_of,
    plan_progress,
    programmes,
    services_of,
    studio_facts,
    titles_like,
    titles_like_each,
)

__all__ = [
    "STARTED", "Sought", "counted_since", "holds_leader_honour", "honour_codes", "led_by", "led_by_each", "ledger_counts",
    "outcomes_of", "plan_progress", "programmes", "services_of", "studio_facts", "titles_like", "titles_like_each",
]  # fmt: skip
