"""The register: ``register`` (people, honours, corrections, stories, revocations) and ``care`` (what follows a title)."""

from craftsmen.models.care import CheckIn, CheckRow, Contact, Employment, Remark, StatusReview
from craftsmen.models.register import (
    Correction,
    Honour,
    Note,
    Person,
    Revocation,
    Story,
    TargetIndustry,
    photo_path,
    private_storage,
)

__all__ = [
    "CheckIn", "CheckRow", "Contact", "Correction", "Employment", "Honour", "Note", "Person", "Remark", "Revocation",
    "StatusReview", "Story", "TargetIndustry", "photo_path", "private_storage",
]  # fmt: skip
