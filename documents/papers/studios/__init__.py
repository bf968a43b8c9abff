"""Papers of the studio programmes, found by the template that a form names (forms.md B, C, F)."""

from collections.abc import Callable

from documents.papers.studios import b1, b2, b3, c1, flow
from documents.papers.studios.grid import FormPrint, Named, PaperGrid
from documents.papers.studios.notice import PaperF8

#: Template of a form → its paper.
PAPERS: dict[str, Callable[[FormPrint], PaperGrid | flow.PaperFlow]] = {
    "documents/studios/b1.html": b1.paper,
    "documents/studios/b3.html": b3.paper,
    "documents/studios/c1.html": c1.paper,
    "documents/studios/c2.html": flow.paper,
    "documents/studios/f1.html": flow.plan,
    "documents/studios/f2.html": flow.paper,
    "documents/studios/f3.html": flow.paper,
    "documents/cultivation/d2.html": flow.paper,
    "documents/cultivation/d5.html": flow.paper,
}

__all__ = ["PAPERS", "FormPrint", "Named", "PaperF8", "PaperGrid", "b2"]
