"""Text as it is counted (COM-06) and stored (COM-07)."""

import re
import unicodedata
from decimal import Decimal

MIDDLE_DOT = "\u00b7"
_DOTS = dict.fromkeys(map(ord, "•‧・．∙⋅･"), MIDDLE_DOT)
_FULL_WIDTH_DIGITS = {0xFF10 + digit: str(digit) for digit in range(10)}
# The same expression counts in static/js: a run of Latin letters and digits is one, every other visible sign is one.
_COUNTED = re.compile(r"[A-Za-z0-9]+(?:[.,'’\-][A-Za-z0-9]+)*|[^\sA-Za-z0-9]")
_KEPT_CONTROLS = "\n\t"


def count_chars(text: str) -> int:
    """字数 by COM-06: one per CJK sign or punctuation, one per run of Latin letters and digits, none for white space.

    Counted by code point after NFC, so a name character outside the BMP is one; combining marks count nothing.
    """
    return sum(1 for sign in _COUNTED.findall(normalise(text)) if not unicodedata.combining(sign[0]))


def normalise(text: str) -> str:
    """NFC, line ends as \\n, control and invisible format characters removed, outer white space stripped (COM-07)."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    visible = "".join(sign for sign in composed if sign in _KEPT_CONTROLS or not _is_control(sign))
    return visible.strip()


def normalise_line(text: str) -> str:
    """`normalise` for a single line: every run of white space becomes one space."""
    return re.sub(r"\s+", " ", normalise(text))


def normalise_name(text: str) -> str:
    """A personal name: one line, variants of the middle dot become U+00B7, no spaces around it or between CJK signs."""
    dotted = normalise_line(text).translate(_DOTS)
    joined = re.sub(rf"\s*{MIDDLE_DOT}\s*", MIDDLE_DOT, dotted)
    return re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", joined)


def narrow_digits(text: str) -> str:
    """Full-width digits become ASCII digits."""
    return text.translate(_FULL_WIDTH_DIGITS)


def normalise_code(text: str) -> str:
    """A code such as an identity number: full-width forms folded, white space removed, upper case."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", normalise(text))).upper()


def _is_control(sign: str) -> bool:
    # Cf holds zero-width signs pasted from web pages; variation selectors are Mn and stay, they belong to name signs.
    return unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn") and not 0x20000 <= ord(sign) <= 0x3FFFF


def plain(number: Decimal) -> str:
    """A number without zeros behind the point: 3, not 3.00."""
    return f"{number.normalize():f}"
