from publicity.models.announcements import CorrectionNotice, Notice
from publicity.models.conferral import Award, Conferral, Decision
from publicity.models.objections import Investigation, Objection, ObjectionFile, ReceiptSeries
from publicity.models.publicity import Attachment, Entry, Publicity

__all__ = [
    "Attachment", "Award", "Conferral", "CorrectionNotice", "Decision", "Entry", "Investigation", "Notice", "Objection",
    "ObjectionFile", "Publicity", "ReceiptSeries",
]  # fmt: skip
