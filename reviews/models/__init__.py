from reviews.models.experts import Conflict, Declaration, Draw, Expert
from reviews.models.formality import Check, FormalityReview
from reviews.models.meetings import Attendee, Ballot, Meeting
from reviews.models.scoring import Assignment, Score, SheetRevision
from reviews.models.sessions import Consensus, DefenceSession, DefenceSlot
from reviews.models.stages import Entry, StageRun
from reviews.models.visits import Visit, VisitPhoto

__all__ = [
    "Assignment",
    "Attendee",
    "Ballot",
    "Check",
    "Conflict",
    "Consensus",
    "Declaration",
    "DefenceSession",
    "DefenceSlot",
    "Draw",
    "Entry",
    "Expert",
    "FormalityReview",
    "Meeting",
    "Score",
    "SheetRevision",
    "StageRun",
    "Visit",
    "VisitPhoto",
]
