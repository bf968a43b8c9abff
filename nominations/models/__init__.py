from nominations.models.answers import Answer, Material, Version
from nominations.models.batches import Batch, BatchAnswer, BatchMaterial
from nominations.models.chain import Correction, Invitation, Opinion
from nominations.models.decisions import RuleException, Sanction, WarningConfirmation
from nominations.models.nomination import Nomination
from nominations.models.papers import Paper
from nominations.models.season import Season

__all__ = [
    "Answer",
    "Batch",
    "BatchAnswer",
    "BatchMaterial",
    "Correction",
    "Invitation",
    "Material",
    "Nomination",
    "Opinion",
    "Paper",
    "RuleException",
    "Sanction",
    "Season",
    "Version",
    "WarningConfirmation",
]
