"""The rows of a studio's life, by noun."""

from studios.models.duties import DutyItem, Verdict
from studios.models.exchange import Interest, Offer, PriorityProof
from studios.models.ledgers import LedgerEntry, Service, StudioFile, Support
from studios.models.plans import BudgetLine, Milestone, Plan, ProgressNote, Spending, Target
from studios.models.studio import FormerName, LeaderEvent, LeaderTerm, Member, OutsideTitle, Place, Studio

__all__ = [
    "BudgetLine",
    "DutyItem",
    "FormerName",
    "Interest",
    "LeaderEvent",
    "LeaderTerm",
    "LedgerEntry",
    "Member",
    "Milestone",
    "Offer",
    "OutsideTitle",
    "Place",
    "Plan",
    "PriorityProof",
    "ProgressNote",
    "Service",
    "Spending",
    "Studio",
    "StudioFile",
    "Support",
    "Target",
    "Verdict",
]
