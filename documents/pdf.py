"""From a template to a PDF in one of the five page set-ups (forms.md §0.2).

A template of ``templates/documents/`` is the inside of the body. Fonts, style sheets and artwork are read once per
process; nothing is ever fetched, neither from the network nor from the disk.
"""

import base64
import html
import io
import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import segno
from django.template.loader import get_template

from documents import fonts
from documents.fonts import MissingGlyph

__all__ = ["Footer", "MissingGlyph", "join", "page_count", "qr", "render", "render_batch"]

SETUPS = ("S1", "S2", "S3", "S4", "S5")
ARTWORK = ("certificate.svg", "plaque.svg")
FOLDER = Path(__file__).parent / "styles"
CHUNK = 75  # documents laid out together: fonts are embedded once, memory stays below 150 MB

_TAG = re.compile(r"<(style|script)\b.*?</\1>|<!--.*?-->|<[^>]*>", re.DOTALL)
_NAME = re.compile(rb"/([^\s/<>\[\](){}%]+)")
logging.getLogger("weasyprint").setLevel(logging.ERROR)


@dataclass(frozen=True)
class Footer:
    """What every page carries: left form, season and application number, right the version and its hash.

    ``version`` 0 prints none; ``code`` is what the small QR says, by default form/number/version/hash: no personal data.
    """

    form: str
    season: str = ""
    number: str = ""
    version: int = 0
    digest: str = ""
    code: str = ""

    @property
    def left(self) -> str:
        return " · ".join(filter(None, (self.form, self.season, self.number)))

    @property
    def right(self) -> str:
        return f"第 {self.version} 版 {self.digest[:8]}" if self.version else self.digest[:8]

    @property
    def address(self) -> str:
        parts = (self.form, self.number, f"v{self.version}" if self.version else "", self.digest[:8])
        return self.code or "/".join(filter(None, parts))


def render(template: str, context: Any, *, setup: str = "S1", footer: Footer | None = None) -> bytes:
    """Return the PDF of one paper; ``context`` is a mapping, or a paper that the template sees as ``paper``.

    Raises MissingGlyph, before anything is laid out, when no font draws one of the characters.
    """
    return _layout([_body(template, context)], setup=setup, footer=footer)


def render_batch(
    template: str, contexts: Iterable[Any], *, setup: str = "S4", footer: Footer | None = None
) -> list[bytes]:
    """Return one PDF per context, one page each: laid out as one document and split, five times as fast as one by one."""
    bodies = [_body(template, context) for context in contexts]
    split: list[bytes] = []
    for start in range(0, len(bodies), CHUNK):
        chunk = bodies[start : start + CHUNK]
        pages = _split(_layout(chunk, setup=setup, footer=footer))
        if len(pages) != len(chunk):
            raise ValueError(f"{template} made {len(pages)} pages of {len(chunk)} contexts")
        split.extend(pages)
    return split


def qr(text: str, *, scale: int = 4) -> str:
    """Return the code as a PNG in a data URI: a PNG is laid out faster than an SVG, and stays sharp without smoothing."""
    return segno.make(text, error="m", micro=False).png_data_uri(scale=scale, border=1)


def page_count(content: bytes) -> int:
    """Pages of a PDF."""
    with pikepdf.open(io.BytesIO(content)) as document:
        return len(document.pages)


def join(parts: Iterable[bytes]) -> bytes:
    """Return one PDF with the pages of all parts in order."""
    with pikepdf.new() as whole:
        for part in parts:
            with pikepdf.open(io.BytesIO(part)) as document:
                whole.pages.extend(document.pages)
        return _saved(whole)


def text_of(markup: str) -> str:
    """The characters that a piece of HTML prints."""
    return html.unescape(_TAG.sub(" ", markup))


def _body(template: str, context: Any) -> str:
    variables = dict(context) if isinstance(context, Mapping) else {"paper": context}
    return get_template(template).render(variables)


def _layout(bodies: Sequence[str], *, setup: str, footer: Footer | None) -> bytes:
    from weasyprint import HTML  # noqa: PLC0415  loads Pango, which web pages never need

    sheets = [_sheet(setup)]
    printed = [text_of(body) for body in bodies]
    if footer:
        printed += [footer.left, footer.right]
        sheets.append(_css(_footer_rules(footer, setup)))
    fonts.check_characters(printed)
    markup = f'<html lang="zh-CN"><head><meta charset="utf-8"></head><body class="{setup.lower()}">{"".join(bodies)}</body></html>'
    page = HTML(string=markup, url_fetcher=_fetcher(), base_url=None)
    return page.write_pdf(stylesheets=sheets, font_config=fonts.font_configuration())


@cache
def _sheet(setup: str):
    """The parsed style sheet of a set-up, kept for the life of the process."""
    if setup not in SETUPS:
        raise ValueError(f"no page set-up {setup!r}")
    files = (FOLDER / "paper.css", FOLDER / f"{setup.lower()}.css")
    rules = [fonts.stylesheet(), *(file.read_text(encoding="utf-8") for file in files)]
    text = "\n".join(rules)
    for name in ARTWORK:
        text = text.replace(f"url({name})", f"url({_artwork_uri(name)})")
    return _css(text)


def _css(rules: str):
    from weasyprint import CSS  # noqa: PLC0415  loads Pango, which web pages never need

    return CSS(string=rules, font_config=fonts.font_configuration(), url_fetcher=_fetcher())


@cache
def _artwork_uri(name: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode((FOLDER / name).read_bytes()).decode("ascii")


@cache
def _fetcher():
    from weasyprint.urls import URLFetcher  # noqa: PLC0415  loads Pango, which web pages never need

    return URLFetcher(allowed_protocols=("data",), allow_redirects=False)


def _footer_rules(footer: Footer, setup: str) -> str:
    left, right = _quoted(footer.left), _quoted(footer.right)
    if setup == "S2":  # 公文 carry their own page number; the trace stands small below it
        trace = _quoted(" · ".join(filter(None, (footer.left, footer.right))))
        return f"@page {{ @bottom-left-corner {{ content: none }} @bottom-center {{ content: {trace} }} }}"
    code = qr(footer.address, scale=3)
    return (
        f"@page {{ @bottom-left {{ content: {left} }}"
        f" @bottom-right {{ content: {right}; background: url({code}) right 2.5mm / 12mm 12mm no-repeat }} }}"
    )


def _quoted(text: str) -> str:
    """A CSS string; everything but letters, digits and Chinese is written as an escape."""
    return '"' + "".join(c if c.isalnum() or c in " ·/-" else f"\\{ord(c):06x}" for c in text) + '"'


def _split(content: bytes) -> list[bytes]:
    with pikepdf.open(io.BytesIO(content)) as document:
        title = document.docinfo.get("/Title")
        return [_single(page, title) for page in document.pages]


def _single(page: pikepdf.Page, title) -> bytes:
    with pikepdf.new() as single:
        single.pages.append(page)
        only = single.pages[0]
        only.Resources = single.make_indirect(_named(only))
        if title is not None:
            single.docinfo["/Title"] = str(title)
        return _saved(single)


def _named(page: pikepdf.Page) -> pikepdf.Dictionary:
    """The resources that a page names; the pages of a batch share one list, with the QR codes of all."""
    names = {f"/{name.decode()}" for name in _NAME.findall(page.Contents.read_bytes())}
    kept = {
        kind: pikepdf.Dictionary({name: value for name, value in entries.items() if name in names})
        for kind, entries in page.Resources.items()
        if isinstance(entries, pikepdf.Dictionary)
    }
    return pikepdf.Dictionary({kind: entries for kind, entries in kept.items() if len(entries)})


def _saved(document: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()
