"""The paper forms: frozen contexts that know neither models nor requests, and one call that prints any of them."""

from documents.papers.a1 import Opinion, PaperA1
from documents.papers.certificate import PaperE11, PaperE12
from documents.papers.lists import PaperA2, PaperReceipt, RowA2
from documents.papers.notices import Attendee, PaperE7, PaperE8, PaperE10, Vote
from documents.papers.reviews import (
    CheckRow,
    ConditionRow,
    ConsensusRow,
    PaperE1,
    PaperE3,
    PaperE4,
    PaperE6,
    ScoreRow,
    TotalRow,
)
from documents.papers.ticks import ticks
from documents.pdf import Footer, render

__all__ = [
    "Attendee",
    "CheckRow",
    "ConditionRow",
    "ConsensusRow",
    "Footer",
    "Opinion",
    "PaperA1",
    "PaperA2",
    "PaperE1",
    "PaperE3",
    "PaperE4",
    "PaperE6",
    "PaperE7",
    "PaperE8",
    "PaperE10",
    "PaperE11",
    "PaperE12",
    "PaperReceipt",
    "RowA2",
    "ScoreRow",
    "TotalRow",
    "Vote",
    "print_paper",
    "ticks",
]


def print_paper(paper, *, footer: Footer | None = None) -> bytes:
    """Return the PDF of a paper in its own set-up; raises MissingGlyph."""
    return render(paper.TEMPLATE, paper, setup=paper.SETUP, footer=footer)
