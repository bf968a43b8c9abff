"""Accounts that the demo lists on its login page; the seed sets ``User.demo_role``, the title they stand under."""

from dataclasses import dataclass, field

from django.db.models import Prefetch

from accounts.models import Membership, User


@dataclass(frozen=True)
class DemoAccount:
    username: str
    name: str
    unit: str


@dataclass
class DemoGroup:
    title: str
    accounts: list[DemoAccount] = field(default_factory=list)


def demo_accounts() -> list[DemoGroup]:
    """Active accounts of the demo under their titles, in the order in which the seed made them; two queries."""
    people = User.objects.filter(is_active=True, is_superuser=False).exclude(demo_role="").order_by("pk")
    held = Prefetch("memberships", Membership.objects.select_related("organisation").order_by("pk"))
    groups: dict[str, DemoGroup] = {}
    for user in people.prefetch_related(held):
        group = groups.setdefault(user.demo_role, DemoGroup(user.demo_role))
        group.accounts.append(DemoAccount(user.username, user.name, _unit(user)))
    return list(groups.values())


def _unit(user: User) -> str:
    first = next(iter(user.memberships.all()), None)
    return (first.organisation.short_name or first.organisation.name) if first else ""
