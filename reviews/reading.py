"""What a reviewer reads of a nomination: the frozen version in words, its files by kind, nothing private.

Experts see no ID number, phone, address or birth, and no sex, age or education beside the scores (QC23-04).
"""

from dataclasses import dataclass, field

from nominations.forms.fields import in_words
from nominations.models import Material
from programmes.spec import Kind

#: Answers that no expert needs to judge quality, whether or not the form calls them private.
NOT_FOR_EXPERTS = frozenset(
    {
        "gender",
        "birth",
        "education",
        "political",
        "hukou_type",
        "migrant_worker",
        "nationality",
        "id_type",
        "retire_due",
        "email",
        "contact_person",
        "contact_person_of_unit",
        "mobile",
        "home_address",
        "home_postcode",
        "id_no",
        "photo",
        "contact_phone",
        "unit_address",
        "unit_postcode",
        "rec_basis",
        "identity",
        "employment_status",
        "admin_rank",
        "is_head",
        "managed_by",
        "union_member",
        "honours_none",
    }
)
LONG = frozenset({Kind.LONG_TEXT})
TABLES = frozenset({Kind.HONOURS, Kind.TABLE})
SKIPPED = frozenset({Kind.FILE})


@dataclass
class Table:
    label: str
    titles: list[str]
    rows: list[list[tuple[str, str]]]


@dataclass
class Part:
    """One section of the form: short facts, long texts, tables."""

    code: str
    title: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    @property
    def is_empty(self):
        return not (self.facts or self.texts or self.tables)


@dataclass
class Folder:
    """All files of one kind, as a tab of the review."""

    code: str
    label: str
    files: list


def frozen_version(nomination):
    """The version that was handed in last, without its private part. One query."""
    rows = nomination.versions.filter(number=nomination.form_version).defer("private")
    return rows.first()


def parts(nomination, version, *, for_expert) -> list[Part]:
    """The form's sections with their answers in words, empty sections left out."""
    answers = version.answers if version else {}
    hidden = NOT_FOR_EXPERTS if for_expert else frozenset()
    made = [_part(section, answers, hidden, nomination) for section in nomination.form.sections]
    return [part for part in made if not part.is_empty]


def _part(section, answers, hidden, nomination):
    part = Part(section.code, section.title)
    for question in section.questions:
        value = answers.get(question.key)
        if question.private or question.key in hidden or question.kind in SKIPPED or value in (None, "", [], {}):
            continue
        if question.kind in TABLES:
            part.tables.append(_table(question, value))
        elif question.kind in LONG:
            part.texts.append((question.label, str(value)))
        elif question.kind == Kind.ORGANISATION:
            part.facts.append((question.label, _organisation(nomination, value)))
        else:
            part.facts.append((question.label, in_words(question, value)))
    return part


def _organisation(nomination, value):
    known = {nomination.recommender_id: nomination.recommender, nomination.employer_id: nomination.employer}
    found = known.get(int(value)) if str(value).isdecimal() else None
    return str(found or nomination.employer_name)


def _table(question, rows):
    cells = [[(column.label, _cell(column, row.get(column.key))) for column in question.columns] for row in rows]
    return Table(question.label, [column.label for column in question.columns], cells)


def _cell(column, value):
    return next((option.label for option in column.options if option.code == value), str(value or ""))


def folders(nomination, version, *, for_expert) -> list[Folder]:
    """The files of the frozen version by kind in the order of the form; experts see no private kind. One query."""
    ids = [row["id"] for row in version.materials] if version else []
    by_kind = {}
    for material in Material.objects.filter(pk__in=ids, nomination=nomination).order_by("item", "pk"):
        by_kind.setdefault(material.kind, []).append(material)
    return [
        Folder(kind.code, kind.label, by_kind[kind.code])
        for kind in nomination.form.materials
        if kind.code in by_kind and not (for_expert and kind.private)
    ]
