"""From what a browser sends to changes of answers, and back: the shapes of controls, not yet those of answers.

A control that belongs to a part of an answer has a key of its own: ``specialty.text.trick`` is the text beside one ticked
option of ``specialty``. An organisation is sent by name.
"""

from accounts.models import Organisation
from nominations import facts
from nominations.actions.answers import Change, plain
from nominations.forms import reading
from nominations.forms.fields import codes_of, texts_of
from programmes.refusal import Finding, Refused
from programmes.spec import Kind

NO_SUCH_UNIT = "名录中没有这个单位。请从列表中选择，或联系推荐单位登记后再选。"
NO_SUCH_QUESTION = "表中没有这一项。"


def change(nomination, key, value, version) -> Change:
    """One change sent by the script; raises ``Refused`` for an unknown question or organisation."""
    if key.startswith(facts.CONSENT):
        return Change(key, list(value or ()), version)
    question, part = _question(nomination, key)
    if question.has_texts and question.kind in (Kind.CHOICE, Kind.CHOICES):
        value = _merged(nomination, question, part, value)
    elif question.kind == Kind.ORGANISATION:
        value = _organisation_id(question, value)
    elif question.kind in reading.TABLES:
        value = [row for row in value or () if any(str(v).strip() for k, v in row.items() if k != "row")]
    return Change(question.key, value, version)


def _question(nomination, key):
    name, _, part = str(key).partition(".")
    question = next((q for q in nomination.form.questions if q.key == name), None)
    if question is None:
        raise Refused.because(NO_SUCH_QUESTION, field=str(key))
    return question, part


def _merged(nomination, question, part, value):
    """The whole answer with one part replaced: the codes, or the text beside one option."""
    stored = nomination.answers.filter(key=question.key).first()
    now = plain(stored) if stored else None
    codes, texts = list(codes_of(now)), dict(texts_of(now))
    if not part:
        codes = [value] if isinstance(value, str) else list(value or ())
    elif part == "text":
        texts = {code: str(value) for code in codes}
    else:
        texts[part.removeprefix("text.")] = str(value)
    if question.kind == Kind.CHOICE:
        code = codes[0] if codes else ""
        return {"code": code, "text": texts.get(code, "")}
    return {"codes": codes, "texts": {code: text for code, text in texts.items() if code in codes and text}}


def _organisation_id(question, name):
    if isinstance(name, int) or not str(name or "").strip():
        return name or None
    found = list(Organisation.objects.filter(name=str(name).strip(), is_active=True)[:2])
    if len(found) != 1:
        raise Refused([Finding("", NO_SUCH_UNIT, question.key)])
    return found[0].pk


def as_typed(nomination, key, value):
    """A stored value as the control of ``key`` would send it, for comparing two windows."""
    if key.startswith(facts.CONSENT):
        return value["ticks"] if value else []
    question, part = _question(nomination, key)
    if question.kind == Kind.ORGANISATION:
        return str(Organisation.objects.filter(pk=value or 0).first() or "")
    if part:
        return (
            texts_of(value).get(part.removeprefix("text."), "") if part != "text" else "".join(texts_of(value).values())
        )
    if question.kind == Kind.CHOICE:
        return (codes_of(value) or ("",))[0]
    if question.kind == Kind.CHOICES:
        return list(codes_of(value))
    if question.kind in reading.TABLES:
        return [{cell: "" if v is None else str(v) for cell, v in row.items()} for row in value or ()]
    if question.kind == Kind.TICK:
        return bool(value)
    return "" if value is None else str(value)


def changes(nomination, post) -> tuple[list[Change], list[Finding]]:
    """Every question of a page that was posted as a whole, and what could not be read (an unknown organisation)."""
    found, misread = [], []
    for question in nomination.form.questions:
        if not reading.is_posted(question, post):
            continue
        value = reading.read(question, post)
        try:
            value = _organisation_id(question, value) if question.kind == Kind.ORGANISATION else value
        except Refused as refused:
            misread += refused.findings
            continue
        found.append(Change(question.key, value, reading.version_of(question, post)))
    return found + _consents(nomination, post), misread


def _consents(nomination, post):
    keys = [facts.CONSENT + text.code for text in nomination.form.consents]
    return [
        Change(key, post.getlist(key), int(post[f"{key}.version"] or 0)) for key in keys if f"{key}.version" in post
    ]


def values(nomination, post) -> dict:
    """Everything typed on a posted page by question, to be shown again when it could not be saved."""
    posted = [question for question in nomination.form.questions if reading.is_posted(question, post)]
    return {question.key: reading.read(question, post) for question in posted}
