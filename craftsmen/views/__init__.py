"""Pages of the register, by noun."""

from craftsmen.views import care, checkins, industries, status_reviews, stories
from craftsmen.views.outside import (
    evidence,
    honour_end,
    honour_new,
    honours_import,
    honours_import_run,
    honours_template,
)
from craftsmen.views.register import cancel, correct, note, person, register
from craftsmen.views.revocations import revocation, revocation_act, revocation_new, revocations

__all__ = [
    "cancel", "care", "checkins", "correct", "evidence", "honour_end", "honour_new", "honours_import", "honours_import_run", "honours_template",
    "industries", "note", "person", "register", "revocation", "revocation_act", "revocation_new", "revocations",
    "status_reviews", "stories",
]  # fmt: skip
