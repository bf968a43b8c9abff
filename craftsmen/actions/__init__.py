"""Verbs of the register: ``register`` (people, honours, corrections) and ``revocations``."""

from craftsmen.actions.outside import end_outside, record_honour
from craftsmen.actions.register import add_note, cancel, confer, correct, enrol, publish_story
from craftsmen.actions.revocations import approve, close, drop, notify, open_case, review, state

__all__ = [
    "add_note", "approve", "cancel", "close", "confer", "correct", "drop", "end_outside", "enrol", "notify",
    "open_case", "publish_story", "record_honour", "review", "state",
]  # fmt: skip
