"""Verbs of the register.

``register`` (people, honours, corrections), ``outside``, ``stories``, ``revocations``; and of what follows a title:
``checkins``, ``answers``, ``contacts``, ``status_reviews``, ``industries``.
"""

from craftsmen.actions.answers import answer, enter_answer, object_to
from craftsmen.actions.checkins import open_checkin
from craftsmen.actions.contacts import log_contact
from craftsmen.actions.industries import set_industry
from craftsmen.actions.outside import end_outside, record_honour
from craftsmen.actions.register import add_note, cancel, confer, correct, enrol
from craftsmen.actions.revocations import approve, close, drop, notify, open_case, review, state
from craftsmen.actions.status_reviews import dismiss, refer, state_in_review
from craftsmen.actions.stories import agree, consent_text, disagree, publish, retract, tell

__all__ = [
    "add_note", "agree", "answer", "approve", "cancel", "close", "confer", "consent_text", "correct", "disagree", "dismiss",
    "drop", "end_outside", "enrol", "enter_answer", "log_contact", "notify", "object_to", "open_case", "open_checkin",
    "publish", "record_honour", "refer", "retract", "review", "set_industry", "state", "state_in_review", "tell",
]  # fmt: skip
