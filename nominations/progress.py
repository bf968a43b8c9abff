"""How complete a form is, per section and as a whole, as lists and the side navigation show it; no query of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from programmes import validation
from programmes.facts import Attachment
from programmes.refusal import Finding
from programmes.spec import Form, Section


@dataclass(frozen=True)
class SectionProgress:
    """``done`` of ``total`` required things are there (questions, files, ticks); ``bad`` answers are there but wrong."""

    code: str
    done: int
    total: int
    bad: int = 0
    begun: bool = False

    @property
    def state(self) -> str:
        """bad, done, part or todo, as the side navigation shows it; a section that asks for nothing waits for a start."""
        if self.bad:
            return "bad"
        if self.done >= self.total:
            return "done" if self.total or self.begun else "todo"
        return "part" if self.begun else "todo"


def is_empty(value) -> bool:
    """Whether a stored value counts as no answer; a consent without ticks does."""
    if isinstance(value, Mapping) and "ticks" in value:
        return not value["ticks"]
    return validation.is_empty(value)


def measure(
    form: Form,
    *,
    answers: Mapping,
    attachments: Iterable[Attachment],
    ticks: frozenset[str],
    findings: Iterable[Finding],
) -> list[SectionProgress]:
    """Progress of every section in its order. ``ticks`` are the codes of consents given."""
    files = tuple(attachments)
    kinds, wrong = {file.kind for file in files}, {finding.field for finding in findings if finding.blocks}
    counted = validation.completeness(form, answers, files, consents=ticks)
    return [
        _section(form, section, count, answers, kinds, ticks, wrong)
        for section, count in zip(form.sections, counted, strict=True)
    ]


def _section(form, section: Section, count, answers, kinds, ticks, wrong) -> SectionProgress:
    given = {question.key for question in section.questions if not is_empty(answers.get(question.key))}
    asked = {tick.code for text in form.consents if text.code in section.consents for tick in text.ticks}
    return SectionProgress(
        code=section.code,
        done=count.done,
        total=count.total,
        bad=len(given & wrong),
        begun=bool(given or kinds & set(section.materials) or ticks & asked),
    )


def completeness(sections: Iterable[SectionProgress]) -> int:
    """Whole percent of everything required, rounded down: 100 only when nothing is missing."""
    sections = list(sections)
    total = sum(section.total for section in sections)
    return sum(section.done for section in sections) * 100 // total if total else 0


def as_rows(sections: Iterable[SectionProgress]) -> list[dict]:
    """As stored in ``Nomination.progress``."""
    return [asdict(section) for section in sections]


def from_rows(rows: Iterable[Mapping]) -> list[SectionProgress]:
    return [SectionProgress(**row) for row in rows]
