"""Pages of the register, by noun."""

from craftsmen.views import stories
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
    "cancel", "correct", "evidence", "honour_end", "honour_new", "honours_import", "honours_import_run", "honours_template",
    "note", "person", "register", "revocation", "revocation_act", "revocation_new", "revocations", "stories",
]  # fmt: skip
