"""Invented organisations and people."""

from itertools import count

from accounts.models import Membership, Organisation, User
from accounts.states import Role

_numbers = count(1)
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
PASSWORD = "correct horse battery 9"


def credit_code(number: int) -> str:
    """A valid invented code (GB 32100): 9131 0101 MA1 + running number + check character."""
    body = f"91310101MA1X{number:05d}"
    total = sum(ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(body))
    return body + ALPHABET[(31 - total % 31) % 31]


def organisation(name: str = "", **fields) -> Organisation:
    number = next(_numbers)
    values = {"name": name or f"浦江第{number}机械有限公司", "credit_code": credit_code(number), "kind": "private"}
    return Organisation.objects.create(**values | fields)


def organiser(name: str = "", **fields) -> Organisation:
    return organisation(name or f"第{next(_numbers)}质量促进会", is_organiser=True, kind="association", **fields)


def recommender(name: str = "", **fields) -> Organisation:
    return organisation(name or f"第{next(_numbers)}产业集团有限公司", is_recommender=True, is_group=True, **fields)


def user(name: str = "沈知行", *, password: str = "", **fields) -> User:
    """A person with a unique user name and mail address; no usable password unless one is given."""
    number = next(_numbers)
    made = User(**{"username": f"person{number}", "name": name, "email": f"person{number}@example.org"} | fields)
    if password:
        made.set_password(password)
    else:
        made.set_unusable_password()
    made.save()
    return made


def member(role: str, of: Organisation | None = None, *, name: str = "", **fields) -> User:
    """A person with one role; the organisation is made when none is given."""
    place = of or (organisation() if role in (Role.CLERK, Role.HEAD) else organiser())
    made = user(name or f"{Role(role).label}{next(_numbers)}", **fields)
    Membership.objects.create(user=made, organisation=place, role=role)
    return made
