"""Verbs of the register: ``register`` (people, honours, corrections), ``stories`` and ``revocations``."""

from craftsmen.actions.outside import end_outside, record_honour
from craftsmen.actions.register import add_note, cancel, confer, correct, enrol
from craftsmen.actions.revocations import approve, close, drop, notify, open_case, review, state
from craftsmen.actions.stories import agree, consent_text, disagree, publish, retract, tell

__all__ = [
    "add_note", "agree", "approve", "cancel", "close", "confer", "consent_text", "correct", "disagree", "drop",
    "end_outside", "enrol", "notify", "open_case", "publish", "record_honour", "retract", "review", "state", "tell",
]  # fmt: skip
