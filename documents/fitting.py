"""How much text a fixed box takes: lines are broken here, printed as they are, so the print cannot differ (QC23-35).

Widths are counted in em of the form font: a Chinese character is 1, Latin letters and digits as the font says.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

from documents.fonts import advance

MM_PER_PT = 25.4 / 72
SIZES = ((10.5, 1.4), (10.5, 1.25), (9.0, 1.25))  # pt and line pitch in em: 五号, tighter, then 小五, never smaller
PADDING_MM = 2.0
EDGE_MM = 0.5  # above and below, so that no glyph touches a line
SEE_APPENDIX = "（全文见附页）"
SEE_SHORT = "见附页"

_TOKEN = re.compile(rf"{SEE_APPENDIX}|[☑□][^\u3000\n☑□]*|[!-~]+|.", re.DOTALL)
_SENTENCE_END = re.compile(r"[。！？；!?;][”’）》」』]*|\n")
_CLOSERS = frozenset("，。、；：！？”’）》〉」』】〕％…—·～,.;:!?)]}%")
_OPENERS = frozenset("“‘（《〈「『【〔([{")
_BLANKS = frozenset(" \u3000")


@dataclass(frozen=True)
class Fitted:
    """The lines of a box at their size; ``cut`` when the whole text stands on the appendix."""

    lines: tuple[str, ...]
    size_pt: float
    pitch_mm: float
    cut: bool = False

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def height_mm(self) -> float:
        return len(self.lines) * self.pitch_mm


def fit(text: str, *, width_mm: float, height_mm: float) -> Fitted:
    """Break ``text`` for a box of this outer size: 五号, else 小五, else cut at a sentence end with （全文见附页）."""
    for size_pt, pitch_em in SIZES:
        ems, most = capacity(size_pt, pitch_em, width_mm=width_mm, height_mm=height_mm)
        lines = break_lines(text, ems)
        if len(lines) <= most:
            return Fitted(tuple(lines), size_pt, size_pt * pitch_em * MM_PER_PT)
    return Fitted(tuple(_cut(text, ems, most)), size_pt, size_pt * pitch_em * MM_PER_PT, cut=True)


def fit_label(text: str, *, width_mm: float, height_mm: float) -> Fitted:
    """Fit a centred label into lines of about the same length, so that none ends with a single character."""
    fitted = fit(text, width_mm=width_mm, height_mm=height_mm)
    ems, _most = capacity(fitted.size_pt, 1, width_mm=width_mm, height_mm=height_mm)
    lines = [line for part in text.split("\n") for line in _balanced(part, ems)]
    return Fitted(tuple(lines), fitted.size_pt, fitted.pitch_mm)


def _balanced(text: str, ems: float) -> list[str]:
    lines = break_lines(text, ems)
    narrower = break_lines(text, max(2.0, width(text) / len(lines) + 0.5))
    return narrower if len(narrower) == len(lines) else lines


def capacity(size_pt: float, pitch_em: float, *, width_mm: float, height_mm: float) -> tuple[float, int]:
    """Ems in a line and lines in a box, at least one of each."""
    em = size_pt * MM_PER_PT
    lines = int((height_mm - 2 * EDGE_MM) / (em * pitch_em) + 1e-6)
    return max(1.0, (width_mm - 2 * PADDING_MM) / em), max(1, lines)


def break_lines(text: str, ems: float) -> list[str]:
    """Lines of at most ``ems``: no closing mark begins a line, no opening one ends it, words and options stay whole."""
    return [line for paragraph in text.split("\n") for line in _break_paragraph(paragraph, ems)]


def width(text: str) -> float:
    """Width in em."""
    return sum(advance(character) for character in text)


def _break_paragraph(paragraph: str, ems: float) -> list[str]:
    lines: list[list[str]] = [[]]
    used = 0.0
    for token in _tokens(paragraph, ems):
        wide = width(token)
        if used + wide > ems + 1e-6 and lines[-1]:
            carried = [] if token in _BLANKS else _carry(lines[-1], token)
            lines.append(carried)
            used = width("".join(carried))
            if token in _BLANKS:
                continue
        if token in _BLANKS and not lines[-1] and len(lines) > 1:
            continue  # a blank that separated two options
        lines[-1].append(token)
        used += wide
    return ["".join(line).rstrip() for line in lines]


def _carry(line: list[str], token: str) -> list[str]:
    """What moves to the next line with ``token``: opening marks at the end, and what a closing mark belongs to."""
    carried: list[str] = []
    closes = token in _CLOSERS
    while len(line) > 1 and len(carried) < 4 and (closes or line[-1] in _OPENERS):
        closes = line[-1] in _CLOSERS
        carried.insert(0, line.pop())
    return carried


def _tokens(paragraph: str, ems: float) -> list[str]:
    """Characters, and what must stay whole; an option or a word longer than a line falls into characters."""
    tokens: list[str] = []
    for token in _TOKEN.findall(paragraph):
        tokens.extend([token] if len(token) == 1 or width(token) <= ems else list(token))
    return tokens


def _cut(text: str, ems: float, most: int) -> list[str]:
    """The longest beginning that ends with a sentence and leaves room for the pointer to the appendix."""
    reach = int(ems * most * 3) + 1  # the narrowest Latin letter is a third of an em
    pointer = SEE_APPENDIX if _fits(SEE_APPENDIX, ems, most) else SEE_SHORT
    sentences = [found.end() for found in _SENTENCE_END.finditer(text[:reach])]
    for ends in (sentences, list(range(1, min(len(text), reach) + 1))):
        fitting = bisect_right(ends, False, key=lambda end: not _fits(_with(text, end, pointer), ems, most))
        if fitting:
            return break_lines(_with(text, ends[fitting - 1], pointer), ems)
    return break_lines(pointer, ems)[:most]


def _with(text: str, end: int, pointer: str) -> str:
    return text[:end].rstrip() + pointer


def _fits(text: str, ems: float, most: int) -> bool:
    return len(break_lines(text, ems)) <= most
