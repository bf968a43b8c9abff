"""Messages about check-ins and status reviews: rows in the caller's transaction."""

from collections import defaultdict
from collections.abc import Iterable

from django.urls import reverse

from accounts.models import Membership, User
from accounts.states import UNIT_ROLES, Role


def members(organisations: Iterable[int | None], *roles: str) -> dict[int, list[User]]:
    """Active people with one of the roles, by organisation. One query."""
    rows = Membership.objects.filter(
        organisation__in={pk for pk in organisations if pk},
        organisation__is_active=True,
        role__in=roles,
        user__is_active=True,
    )
    found: dict[int, list[User]] = defaultdict(list)
    for row in rows.select_related("user").order_by("pk"):
        if row.user not in found[row.organisation_id]:
            found[row.organisation_id].append(row.user)
    return found


def unit_people(employer_id: int | None) -> list[User]:
    """Clerks and heads of a unit; nobody where there is no account."""
    return members([employer_id], *UNIT_ROLES).get(employer_id or 0, [])


def officers(organiser_id: int) -> list[User]:
    return members([organiser_id], Role.OFFICER).get(organiser_id, [])


def answers_page(checkin) -> str:
    return reverse("craftsmen:check-answers", args=[checkin.pk])


def board_page(checkin) -> str:
    return reverse("craftsmen:checkin", args=[checkin.pk])


def care_page(person) -> str:
    return reverse("craftsmen:care", args=[person.pk])


def review_page(review) -> str:
    return reverse("craftsmen:status-review", args=[review.pk])
