"""The long form as one page: sections with their fields, file slots and consents, each with its state and errors."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from accounts.models import Organisation
from nominations import facts, permissions
from nominations.actions import answers as saving
from nominations.forms.fields import FieldView
from nominations.models import Batch
from nominations.progress import SectionProgress, from_rows
from programmes.refusal import Finding, Mark
from programmes.spec import ConsentText, Kind, MaterialKind, Section

STATE_WORDS = {"done": "已完成", "part": "填报中", "todo": "未开始", "bad": "处要改"}


@dataclass(frozen=True, kw_only=True)
class Slot:
    """One thing to be proved by files: a material kind, or one declared item of it."""

    kind: MaterialKind
    item: str
    label: str
    files: tuple
    is_needed: bool
    is_editable: bool
    error: str = ""

    @property
    def id(self):
        return f"m-{self.kind.code}-{self.item}" if self.item else f"m-{self.kind.code}"

    @property
    def title(self):
        return self.label or self.kind.label

    @property
    def replaces(self):
        """The file that a new one takes the place of, where only one may stand; empty otherwise."""
        return self.files[0].pk if self.files and self.kind.at_most == 1 else ""

    @property
    def may_add(self):
        return bool(self.replaces) or len(self.files) < self.kind.at_most

    @property
    def many(self):
        return self.kind.at_most > 1

    @property
    def count_words(self):
        """How many of a fixed number are there; empty where any number will do."""
        return f"{len(self.files)} / {self.kind.exactly} 个" if self.kind.exactly else ""

    @property
    def accept(self):
        return ",".join(f".{name}" for name in (*self.kind.formats, *(("jpeg",) if "jpg" in self.kind.formats else ())))

    @property
    def limits(self):
        """The limits in words: kinds of file, size, pages, number, sides, length."""
        kind = self.kind
        parts = ["、".join(name.upper() for name in kind.formats), f"不超过 {kind.max_mb} MB"]
        said = {
            f"{kind.max_pages} 页以内": kind.max_pages,
            f"须为 {kind.exactly} 个": kind.exactly,
            f"长边不少于 {kind.min_side_px} 像素": kind.min_side_px,
            f"{kind.max_seconds} 秒以内": kind.max_seconds,
        }
        return "，".join(parts + [words for words, is_so in said.items() if is_so])


@dataclass(frozen=True, kw_only=True)
class ConsentView:
    """A text with its separate ticks; never ticked beforehand (G1)."""

    text: ConsentText
    ticks: tuple
    version: int
    is_editable: bool
    on_behalf: bool
    error: str = ""

    @property
    def key(self):
        return facts.CONSENT + self.text.code

    @property
    def id(self):
        return self.key


@dataclass(kw_only=True)
class SectionView:
    section: Section
    number: int
    fields: list[FieldView]
    slots: list[Slot]
    consents: list[ConsentView]
    progress: SectionProgress | None = None

    @property
    def id(self):
        return f"s-{self.section.code}"

    @property
    def state(self):
        return self.progress.state if self.progress else "todo"

    @property
    def state_words(self):
        words = STATE_WORDS[self.state]
        return f"{self.progress.bad} {words}" if self.state == "bad" else words

    @property
    def shown_fields(self):
        return [view for view in self.fields if view.is_shown]


@dataclass(kw_only=True)
class FormPage:
    """Everything the page shows of one nomination, or of the summary form of one batch.

    ``findings`` are those to be listed at the top, in form order.
    """

    nomination: Any
    sections: list[SectionView]
    findings: list[Finding] = field(default_factory=list)
    is_editable: bool = True
    refusal: Finding | None = None
    unlocked: frozenset[str] | None = None

    @property
    def upload_url(self):
        """Where files of this form are sent."""
        if self.is_summary:
            return reverse("nominations:summary-upload", args=[self.nomination.pk])
        return reverse("nominations:material-upload", args=[self.nomination.code])

    @property
    def material_url(self):
        """The name of the address of one of its files."""
        return "nominations:summary-material" if self.is_summary else "nominations:material"

    @property
    def is_summary(self):
        return isinstance(self.nomination, Batch)

    @property
    def title(self):
        """The title of the form with the season's year in it."""
        return self.nomination.form.title.format(year=self.nomination.season.year)

    @property
    def fields(self):
        return [view for section in self.sections for view in section.fields]

    @property
    def fields_unsent(self):
        return [view for view in self.fields if view.is_unsent]

    @property
    def slots(self):
        return [slot for section in self.sections for slot in section.slots]

    def anchor(self, finding) -> str:
        """The id to which a finding leads: a question, a slot of files, a consent; "" when it is about the whole."""
        slots = [slot for slot in self.slots if slot.kind.code == finding.field]
        if slots:
            named = [slot for slot in slots if slot.label and slot.label in finding.sentence]
            return (named or slots)[0].id
        if any(view.key == finding.field for view in self.fields):
            return finding.field
        return anchor_of_consent(self.nomination.form, finding.field)

    @property
    def blocking(self):
        return [finding for finding in self.findings if finding.mark == Mark.HARD]

    @property
    def exceptions(self):
        return [finding for finding in self.findings if finding.mark == Mark.EXCEPTION]

    @property
    def warnings(self):
        return [finding for finding in self.findings if finding.mark == Mark.WARN]

    @property
    def conflicts(self):
        return [view for view in self.fields if view.theirs]


@dataclass(kw_only=True)
class _Reading:
    """What building the views needs, read once: four queries."""

    nomination: Any
    by: Any
    answers: dict
    stored: dict
    materials: dict
    organisations: dict
    refusal: Finding | None
    unlocked: frozenset[str] | None
    errors: dict
    warnings: dict
    extra_row: str
    conflicts: dict
    typed: dict

    def may_change(self, key):
        return self.refusal is None and saving.is_unlocked(self.unlocked, key)


def build(nomination, *, by, findings=(), extra_row="", outcome=None, typed=None) -> FormPage:
    """The form of ``nomination`` for ``by``. ``typed`` are values not stored yet that the page must show again."""
    stored = {answer.key: answer for answer in nomination.answers.all()}
    answers = {key: saving.plain(a) for key, a in stored.items() if not key.startswith(facts.CONSENT)}
    answers |= typed or {}
    reading = _Reading(
        nomination=nomination,
        by=by,
        answers=answers,
        stored=stored,
        materials=_by_slot(nomination),
        organisations=_organisations(nomination.form, answers),
        refusal=_refusal(nomination, by),
        unlocked=None if isinstance(nomination, Batch) else saving.unlocked(nomination),
        errors=_sentences(findings, warn=False),
        warnings=_sentences(findings, warn=True),
        extra_row=extra_row,
        conflicts=outcome.conflicts if outcome else {},
        typed=typed or {},
    )
    measured = {row.code: row for row in from_rows(nomination.progress)}
    sections = [
        _section(reading, number, section, measured) for number, section in enumerate(nomination.form.sections, 1)
    ]
    return FormPage(
        nomination=nomination,
        sections=sections,
        findings=list(findings),
        is_editable=reading.refusal is None,
        refusal=reading.refusal,
        unlocked=reading.unlocked,
    )


def _refusal(filled, by):
    if isinstance(filled, Batch):
        return saving.refusal_to_summarise(filled, by=by)
    return saving.refusal_to_fill(filled, by=by)


def _sees_private(filled, by):
    """Those who fill a form see all of it; everybody else a mask."""
    if isinstance(filled, Batch):
        return permissions.may_send_batch(by, filled)
    return permissions.fills(by, filled)


def _by_slot(nomination):
    found = defaultdict(list)
    for material in nomination.materials.current().select_related("uploaded_by"):
        found[material.kind, material.item].append(material)
    return found


def _organisations(form, answers):
    keys = [q.key for q in form.questions if q.kind == Kind.ORGANISATION]
    ids = [answers[key] for key in keys if isinstance(answers.get(key), int)]
    return Organisation.objects.in_bulk(ids) if ids else {}


def _sentences(findings, *, warn):
    found = defaultdict(list)
    for finding in findings:
        if (finding.mark == Mark.WARN) == warn and finding.sentence not in found[finding.field]:
            found[finding.field].append(finding.sentence)
    return found


def _section(reading, number, section, measured):
    form = reading.nomination.form
    kinds = [form.material(code) for code in section.materials]
    texts = [text for text in form.consents if text.code in section.consents and text.given_by == "applicant"]
    return SectionView(
        section=section,
        number=number,
        fields=[_field(reading, question) for question in section.questions],
        slots=[slot for kind in kinds for slot in _slots(reading, kind)],
        consents=[_consent(reading, text) for text in texts],
        progress=measured.get(section.code),
    )


def _field(reading, question):
    stored = reading.stored.get(question.key)
    conflict = reading.conflicts.get(question.key)
    value = reading.answers.get(question.key)
    return FieldView(
        question=question,
        value=value,
        version=stored.version if stored else 0,
        limit=limit_of(reading.nomination.season, question),
        errors=reading.errors.get(question.key, []),
        warnings=reading.warnings.get(question.key, []),
        is_editable=question.derived is None and reading.may_change(question.key),
        is_required=question.required_if(reading.answers),
        is_shown=question.shown_if(reading.answers),
        is_masked=question.private and not _sees_private(reading.nomination, reading.by),
        extra_row=reading.extra_row == question.key,
        organisation=reading.organisations.get(value) if isinstance(value, int) else None,
        theirs=_theirs(question, conflict) if conflict else None,
        is_unsent=question.key in reading.typed and reading.refusal is not None,
    )


def limit_of(season, question):
    """The most 字 of a question in this season (rules.md §14)."""
    return season.values.get(question.limit_parameter) or question.limit


def _theirs(question, conflict):
    view = FieldView(question=question, value=conflict.value)
    return {
        "words": view.words,
        "rows": view.given_rows,
        "by": conflict.by,
        "at": conflict.at,
        "version": conflict.version,
    }


def slot_titles(form, answers) -> dict[str, str]:
    """Id → title of the slots that ``answers`` ask for; a page whose own differ loads its slots again."""
    kinds = [kind for kind in form.materials if kind.provided_by == "applicant"]
    return {
        f"m-{kind.code}-{item.key}" if item.key else f"m-{kind.code}": item.label or kind.label
        for kind in kinds
        for item in kind.items(answers)
    }


def _slots(reading, kind):
    """Slots of a kind: one per declared item, and those of files whose item is no longer declared."""
    if kind.provided_by != "applicant":
        return []
    declared = {item.key: item.label for item in kind.items(reading.answers)}
    filed = [item for code, item in reading.materials if code == kind.code and item not in declared]
    wanted = list(declared.items()) + [(item, _undeclared(kind, item)) for item in filed]
    if not wanted and not kind.required:
        wanted = [("", "")]
    return [_slot(reading, kind, item, label, item in declared) for item, label in wanted]


def _undeclared(kind, item):
    """The title over files of nothing that is declared now; an optional kind that hangs on no item keeps its own name."""
    return f"{kind.label}（原事项已不再申报）" if item or kind.required else ""


def _slot(reading, kind, item, label, is_declared):
    files = tuple(reading.materials.get((kind.code, item), ()))
    errors = [sentence for sentence in reading.errors.get(kind.code, []) if not label or label in sentence]
    return Slot(
        kind=kind,
        item=item,
        label=label,
        files=files,
        is_needed=kind.required and is_declared,
        is_editable=reading.may_change(kind.code),
        error="；".join(errors),
    )


def _consent(reading, text):
    stored = reading.stored.get(facts.CONSENT + text.code)
    given = frozenset(stored.value["ticks"]) if stored and stored.value else frozenset()
    codes = [text.code, facts.CONSENT + text.code, *(tick.code for tick in text.ticks)]
    errors = [sentence for code in codes for sentence in reading.errors.get(code, [])]
    may = saving.may_tick(reading.nomination, reading.by)
    return ConsentView(
        text=text,
        ticks=tuple({"tick": tick, "given": tick.code in given} for tick in text.ticks if tick.asked == "submit"),
        version=stored.version if stored else 0,
        is_editable=reading.may_change(facts.CONSENT + text.code) and may,
        on_behalf=may and reading.nomination.applicant_id != reading.by.pk,
        error="；".join(errors),
    )


def anchor_of_consent(form, field) -> str:
    """The id of the consent that a finding names by text or by tick; "" for any other field."""
    code = field.removeprefix(facts.CONSENT)
    for text in form.consents:
        if code and (code == text.code or any(tick.code == code for tick in text.ticks)):
            return facts.CONSENT + text.code
    return ""
