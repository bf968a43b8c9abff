"""Verbs of publicity: lists, corrections, objections, naming with its paper, cases, results from elsewhere, bans."""

from publicity.actions.conferral import confer, confer_approved
from publicity.actions.corrections import draft_correction, publish_correction
from publicity.actions.deciding import decide
from publicity.actions.decisions import add_scan, print_decision
from publicity.actions.decisions import draft as draft_decision
from publicity.actions.external import enter
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
    "add_channel", "add_scan", "attach", "check", "conclude", "confer", "confer_approved", "decide", "detach", "draft",
    "draft_correction", "draft_decision", "edit", "end", "end_due", "enter", "print_decision", "publish",
    "publish_correction", "reopen",
]  # fmt: skip
