"""Numbers that identify people and organisations: checks and masks (practice.md §13, rules.md §15.1–15.2)."""

import re
from datetime import date

from programmes.text import normalise_code

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
ALPHABET_32100 = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ID = re.compile(r"\d{17}[0-9X]", re.ASCII)
_USCC = re.compile(f"[{ALPHABET_32100}]{{2}}\\d{{6}}[{ALPHABET_32100}]{{10}}", re.ASCII)
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-\d{7,8}(-\d{1,6})?", re.ASCII)
_POSTCODE = re.compile(r"\d{6}", re.ASCII)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")


def is_id18(number: str) -> bool:
    """居民身份证号 (GB 11643): 18 signs, an existing birth date, ISO 7064 MOD 11-2. The area code is not checked."""
    code = normalise_code(number)
    if not _ID.fullmatch(code) or birth_of(code) is None:
        return False
    return (
        _ID_CHECKS[sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, code, strict=False)) % 11] == code[17]
    )


def birth_of(number: str) -> date | None:
    """Date of birth written in the number, or None when it does not exist."""
    code = normalise_code(number)
    try:
        return date(int(code[6:10]), int(code[10:12]), int(code[12:14]))
    except ValueError:
        return None


def age_on(number: str, day: date) -> int | None:
    """Full years on a day of who has this number; None when it is no number."""
    born = birth_of(number)
    if born is None or not is_id18(number):
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def gender_of(number: str) -> str:
    """GB/T 2261.1 code from the 17th digit: "1" male (odd), "2" female (even), "" when it is no digit."""
    digit = normalise_code(number)[16:17]
    if not digit.isdigit():
        return ""
    return "1" if int(digit) % 2 else "2"


def check_character(body: str) -> str:
    """Check character over the GB 32100 alphabet with weights 3^i mod 31; a sum of 0 gives "0"."""
    total = sum(ALPHABET_32100.index(sign) * pow(3, place, 31) for place, sign in enumerate(body))
    return ALPHABET_32100[(31 - total % 31) % 31]


def is_uscc(code: str) -> bool:
    """统一社会信用代码 (GB 32100-2015): 18 signs without I O S V Z, right check character."""
    upper = normalise_code(code)
    return bool(_USCC.fullmatch(upper)) and check_character(upper[:17]) == upper[17]


def is_mobile(number: str) -> bool:
    """A mainland mobile number of 11 digits."""
    return bool(_MOBILE.fullmatch(number))


def is_phone(number: str) -> bool:
    """A mobile number, or a landline such as 021-00000000 with an optional extension."""
    return bool(_PHONE.fullmatch(number))


def is_postcode(code: str) -> bool:
    """Six digits."""
    return bool(_POSTCODE.fullmatch(code))


def is_email(address: str) -> bool:
    """An address with one @ and a dot in its domain."""
    return bool(_EMAIL.fullmatch(address))


def mask(number: str, *, keep_first: int = 3, keep_last: int = 4) -> str:
    """The number with its middle replaced by *; nothing is kept of a number too short to hide at least as much."""
    hidden = len(number) - keep_first - keep_last
    if hidden < keep_first:
        return "*" * len(number)
    return f"{number[:keep_first]}{'*' * hidden}{number[len(number) - keep_last :]}"
