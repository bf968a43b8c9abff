"""Rows of the permission matrix and what an answer means."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module

from django.urls import URLPattern, URLResolver, get_resolver

ROLES = (
    "public",
    "applicant",
    "other_applicant",
    "employer_clerk",
    "employer_head",
    "other_employer_head",
    "recommender_clerk",
    "recommender_head",
    "other_recommender_clerk",
    "officer",
    "leader",
    "supervisor",
    "other_officer",
    "admin",
    "expert",
    "other_expert",
)
EVERYONE = " ".join(ROLES)
SIGNED_IN = " ".join(ROLES[1:])
APPS = (
    "academy",
    "accounts",
    "certificates",
    "config",
    "craftsmen",
    "cultivation",
    "documents",
    "nominations",
    "notifications",
    "pathways",
    "publicity",
    "reviews",
    "studios_register",
    "studios_workbench",
)


@dataclass(frozen=True)
class Row:
    """One page (or act) on one object, and the roles that reach it; everybody else is refused."""

    name: str
    arguments: Callable[[object], Sequence] = field(default=lambda world: ())
    allowed: str = ""
    method: str = "get"
    data: Mapping | Callable[[object], Mapping] = field(default_factory=dict)
    query: str = ""
    refusal: int = 404
    public_refusal: int = 302
    json: bool = False
    about: str = ""

    def __post_init__(self):
        unknown = set(self.allowed.split()) - set(ROLES)
        if unknown:
            raise ValueError(f"{self.name}: no such role: {unknown}")

    def lets(self, role: str) -> bool:
        return role in self.allowed.split()

    def values(self, world) -> dict:
        return dict(self.data(world) if callable(self.data) else self.data)


def all_rows() -> list[Row]:
    return [row for app in APPS for row in import_module(f"tests.permissions.rows.{app}").ROWS]


def all_url_names() -> set[str]:
    """Every named pattern of the project with its namespaces; an unnamed pattern is listed by its text."""
    return set(_walk(get_resolver(), ""))


def _walk(resolver: URLResolver, prefix: str):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield prefix + (pattern.name or f"unnamed {pattern.pattern}")
        else:
            namespace = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from _walk(pattern, prefix + namespace)


def verdict(response, login_url: str) -> str:
    """``allowed``, ``login`` (sent to the login page) or ``refused <status>``."""
    status = response.status_code
    if status == 302 and response["Location"].startswith(login_url):
        return "login"
    if status in (403, 404, 405):
        return f"refused {status}"
    return "allowed" if status < 500 else f"failed {status}"
