"""Reading answers back from a posted form: from strings to the shapes of ``programmes.spec``. Nothing is checked here."""

import secrets

from programmes.spec import Kind

#: Values that end up as one string.
TABLES = frozenset({Kind.HONOURS, Kind.TABLE})


def new_row() -> str:
    """A stable id for a row of a table; files point at it."""
    return secrets.token_hex(4)


def is_posted(question, post) -> bool:
    """Whether the page that was posted held this question: each editable one carries its version along."""
    return f"{question.key}.version" in post


def version_of(question, post) -> int:
    """The version on which the posted text was based; 0 when there was no answer yet."""
    text = post.get(f"{question.key}.version", "")
    return int(text) if text.isdecimal() else 0


def read(question, post):
    """The raw answer to ``question`` as it was posted, in the shape of programmes/spec.py."""
    if question.kind in TABLES:
        return _rows(question, post)
    if question.kind == Kind.CHOICES:
        return _choices(question, post)
    if question.kind == Kind.CHOICE:
        return _choice(question, post)
    if question.kind == Kind.TICK:
        return post.get(question.key) == "yes"
    return post.get(question.key, "").replace("\r\n", "\n")


def _choice(question, post):
    code = post.get(question.key, "")
    if not question.has_texts:
        return code
    return {"code": code, "text": post.get(f"{question.key}.text.{code}", post.get(f"{question.key}.text", ""))}


def _choices(question, post):
    codes = [code for code in post.getlist(question.key) if code]
    if not question.has_texts:
        return codes
    typed = {o.code: post.get(f"{question.key}.text.{o.code}", "") for o in question.options if o.text_limit}
    return {"codes": codes, "texts": {code: text for code, text in typed.items() if code in codes and text}}


def _rows(question, post):
    """Rows in the order of the page; a row in which nothing was typed is left out."""
    found = []
    for row in post.getlist(f"{question.key}.row"):
        cells = {column.key: post.get(f"{question.key}.{row}.{column.key}", "").strip() for column in question.columns}
        if any(cells.values()) and row != post.get("remove_row", "").removeprefix(f"{question.key}."):
            found.append({"row": row, **cells})
    return found
