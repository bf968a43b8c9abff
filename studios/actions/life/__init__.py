"""What moves a studio through its life: naming, building, assessment, acceptance, cycles, a new leader, the ways out.

Called by the outcomes of decided nominations and by the pages; plain values in. Every verb is one transaction.
"""

from studios.actions.life.beginning import adjust_plan, name, start_building
from studios.actions.life.endings import abandon, leave, revoke
from studios.actions.life.leaders import change_leader
from studios.actions.life.verdicts import (
    acknowledge,
    apply_for_acceptance,
    decide_acceptance,
    mark_of,
    record_assessment,
    review_cycle,
)

__all__ = [
    "abandon", "acknowledge", "adjust_plan", "apply_for_acceptance", "change_leader", "decide_acceptance", "leave",
    "mark_of", "name", "record_assessment", "review_cycle", "revoke", "start_building",
]  # fmt: skip
