"""Certificate numbers (forms.md E11): the printed number, the machine code with its check character, the token."""

import re
import secrets

from programmes.identity import ALPHABET_32100, check_character

SLOT = re.compile(r"\{year\}|\{n(?::0?(\d))?\}")
BRACKETS = str.maketrans("[]［］（）()【】", "〔〕〔〕〔〕〔〕〔〕")


def machine_code(prefix: str, year: int, serial: int) -> str:
    """``QC2026`` + four digits + check character (GB 32100): ``QC20260001`` ends in ``9``; a fifth digit is kept."""
    body = f"{prefix}{year}{serial:04d}"
    return body + check_character(body)


def is_machine_code(text: str) -> bool:
    body, check = text[:-1], text[-1:]
    return bool(body) and set(text) <= set(ALPHABET_32100) and check_character(body) == check


def printed_number(pattern: str, year: int, serial: int) -> str:
    """Fill ``{year}`` and ``{n:03}`` of a pattern such as ``沪质工匠〔{year}〕{n:03}号``; nothing else is evaluated."""

    def value(slot):
        return str(year) if slot[0] == "{year}" else str(serial).zfill(int(slot[1] or 1))

    return SLOT.sub(value, pattern)


def is_pattern(pattern: str) -> bool:
    """A usable pattern has the year and the running number, no other braces, and is written the way it is looked up."""
    filled = printed_number(pattern, 2026, 1)
    slots = [slot[0] for slot in SLOT.finditer(pattern)]
    rest = SLOT.sub("", pattern)
    return (
        slots.count("{year}") == 1 and len(slots) == 2 and not set("{}") & set(rest) and same_number(filled) == filled
    )


def same_number(text: str) -> str:
    """A typed number in the form it is stored: bracket style and blanks do not matter (rules.md 0.1)."""
    return "".join(text.split()).translate(BRACKETS).upper()


def new_token() -> str:
    """128 random bits, as 32 hex digits."""
    return secrets.token_hex(16)
