"""What a correction changed on paper, cell by cell, for the page that hands it on and for the heads who sign it again."""

from dataclasses import dataclass

from accounts.models import Organisation
from nominations import facts, printed
from nominations.forms.fields import masked
from programmes.spec import Kind


@dataclass(frozen=True)
class Changed:
    """One printed cell before and after; private answers masked, empty is “”."""

    label: str
    before: str
    after: str


def changes(nomination) -> list[Changed]:
    """Printed cells that differ from what the organiser has, in the order of the form (AMB-22)."""
    before, after = facts.handed_in_answers(nomination), facts.answers_of(nomination)
    asked = facts.printed_changes(nomination)
    names = _names(asked, before, after)
    return [Changed(one.label, _words(one, before, names), _words(one, after, names)) for one in asked]


def _names(asked, *answers):
    keys = [question.key for question in asked if question.kind is Kind.ORGANISATION]
    ids = [given[key] for given in answers for key in keys if isinstance(given.get(key), int)]
    return Organisation.objects.in_bulk(ids) if ids else {}


def _words(question, answers, names):
    value = answers.get(question.key)
    if question.private:
        return masked(question, value)
    if question.kind is Kind.ORGANISATION:
        return str(names.get(value) or "")
    if question.kind is Kind.HONOURS:
        return printed.honours_text(answers)
    words = printed.words(question, value)
    return "、".join(words) if isinstance(words, list) else words
