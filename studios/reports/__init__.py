"""Read-only assembly over the register: ``rules`` (facts for other floors), ``life`` (one studio), ``board``, ``halfyear``."""

from studios.reports.rules import (
    STARTED,
    counted_since,
    holds_leader_honour,
    honour_codes,
    led_by,
    ledger_counts,
    plan_progress,
    programmes,
    studio_facts,
    titles_like,
)

__all__ = [
    "STARTED", "counted_since", "holds_leader_honour", "honour_codes", "led_by", "ledger_counts", "plan_progress",
    "programmes", "studio_facts", "titles_like",
]  # fmt: skip
