"""Verbs of publicity: ``lists`` (draft to conclusion), ``corrections``, ``objections``, ``conferral``, ``bans``."""

from publicity.actions.conferral import confer
from publicity.actions.corrections import draft_correction, publish_correction
from publicity.actions.lists import (
    add_channel,
    attach,
    check,
    conclude,
    detach,
    draft,
    edit,
    end,
    end_due,
    publish,
    reopen,
)

__all__ = [
    "add_channel", "attach", "check", "conclude", "confer", "detach", "draft", "draft_correction", "edit", "end",
    "end_due", "publish", "publish_correction", "reopen",
]  # fmt: skip
