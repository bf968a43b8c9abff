"""The rail of the desk and the home of each role: apps register, templates render.

Each app has a ``navigation.py``; all of them are imported when Django starts.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import is_staff_of_organiser, may_see_calendar, may_see_register

MOST_COUNTS = 3


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One link of the rail. ``count`` is how many items need this person; only the first three counts are asked for.

    ``covers`` is the beginning of further addresses for which the link stands.
    """

    group: str
    label: str
    icon: str
    url_name: str
    visible: Callable[..., bool]
    count: Callable[..., int] | None = None
    order: int = 50
    covers: str = ""


@dataclass(frozen=True)
class Link:
    label: str
    icon: str
    url: str
    count: int | None
    current: bool


@dataclass
class Group:
    title: str
    entries: list[Link] = field(default_factory=list)


@dataclass(frozen=True)
class Home:
    priority: int
    url_name: str
    visible: Callable[..., bool]


_entries: dict[str, Entry] = {}
_homes: dict[str, Home] = {}


def register(entry: Entry) -> Entry:
    """Add a link to the rail; registering the same URL name again replaces it."""
    _entries[entry.url_name] = entry
    return entry


def register_home(priority: int, url_name: str, visible: Callable[..., bool]) -> None:
    """Where /desk/ leads: the visible home with the highest priority wins (staff 80, expert 60, unit 40, applicant 20)."""
    _homes[url_name] = Home(priority, url_name, visible)


def home_url(user) -> str:
    """The address of the desk of ``user``; the profile when no app offers one."""
    for home in sorted(_homes.values(), key=lambda one: -one.priority):
        address = _address(home.url_name)
        if address and home.visible(user):
            return address
    return reverse("accounts:profile")


def rail(user, path: str) -> list[Group]:
    """The groups of links that ``user`` sees, with the link that stands for ``path`` marked."""
    if not user.is_authenticated:
        return []
    shown = [(entry, _address(entry.url_name)) for entry in _sorted() if entry.visible(user)]
    shown = [(entry, address) for entry, address in shown if address]
    fitting = [
        (len(start), address) for entry, address in shown for start in _starts(entry, address) if path.startswith(start)
    ]
    current = max(fitting, default=(0, ""))[1]
    asked = [entry.url_name for entry, _url in shown if entry.count][:MOST_COUNTS]
    groups: dict[str, Group] = {}
    for entry, address in shown:
        group = groups.setdefault(str(entry.group), Group(str(entry.group)))
        count = entry.count(user) if entry.count and entry.url_name in asked else None
        group.entries.append(Link(str(entry.label), entry.icon, address, count, address == current))
    return list(groups.values())


def _starts(entry: Entry, address: str) -> list[str]:
    return [address, entry.covers] if entry.covers else [address]


def _sorted() -> list[Entry]:
    return sorted(_entries.values(), key=lambda entry: (entry.order, str(entry.label)))


def _address(url_name: str) -> str:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


SETTINGS = _("设置")

register(
    Entry(
        group=SETTINGS,
        label=_("单位名录"),
        icon="building-2",
        url_name="accounts:organisations",
        visible=may_see_register,
        order=80,
    )
)
register(
    Entry(
        group=SETTINGS,
        label=_("工作日历"),
        icon="calendar-days",
        url_name="accounts:working-years",
        visible=may_see_calendar,
        order=82,
    )
)
register_home(10, "accounts:organisations", is_staff_of_organiser & may_see_register)
