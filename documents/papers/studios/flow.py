"""Forms of ours without a layout of record (F1, F2, F3, C2): sections flow, tables keep their heads, seals keep their room."""

from dataclasses import dataclass
from typing import ClassVar

from documents.papers.studios.grid import FormPrint, Named


@dataclass(frozen=True)
class PaperFlow:
    """``has_cover`` puts a title page and its notes before the sections."""

    TEMPLATE: ClassVar[str] = "documents/studios/flow.html"
    SETUP: ClassVar[str] = "S1"

    form: FormPrint
    has_cover: bool = False

    @property
    def opinions(self) -> tuple[Named, ...]:
        return tuple(self.form.opinions)


def paper(form: FormPrint) -> PaperFlow:
    """A form that begins with its title."""
    return PaperFlow(form)


def plan(form: FormPrint) -> PaperFlow:
    """The plan: cover, notes, thirteen sections, schedule, opinions."""
    return PaperFlow(form, has_cover=True)
