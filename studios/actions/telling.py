"""Messages about a studio: rows in the caller's transaction."""

from collections import defaultdict
from collections.abc import Iterable

from django.urls import reverse

from accounts.models import Membership, User
from accounts.states import Role
from notifications.actions import send

STUDIO, EMPLOYER, RECOMMENDER, ORGANISER = "studio", "employer", "recommender", "organiser"
EVERYONE = (STUDIO, EMPLOYER, RECOMMENDER, ORGANISER)
UNIT = (Role.CLERK, Role.HEAD)


def page(studio) -> str:
    return reverse("studios:studio", args=[studio.code])


def about(studio, *audience, code, subject, body, key, url="") -> None:
    """Tell the leader's account, and the people of unit, union or organiser as named; everyone when none is named."""
    members = members_of([studio])
    send(
        to=people(studio, audience or EVERYONE, members),
        code=code,
        subject=subject,
        body=body,
        url=url or page(studio),
        key=key,
        about=studio,
    )


def members_of(studios: Iterable) -> dict[tuple[str, int], list[User]]:
    """(role, organisation) → active people of the bodies around these studios. One query."""
    ids = {pk for one in studios for pk in (one.employer_id, one.recommender_id, one.organiser_id) if pk}
    rows = Membership.objects.filter(
        organisation__in=ids, organisation__is_active=True, role__in=(*UNIT, Role.OFFICER), user__is_active=True
    )
    found: dict[tuple[str, int], list[User]] = defaultdict(list)
    for row in rows.select_related("user").order_by("pk"):
        found[row.role, row.organisation_id].append(row.user)
    return found


def people(studio, audience: Iterable[str], members) -> list[User]:
    """The people of the audiences of one studio, each once; needs ``leader__user`` and no query."""
    found: dict[int, User] = {}
    for name in audience:
        for user in _group(studio, name, members):
            found[user.pk] = user
    return list(found.values())


def _group(studio, name, members):
    if name == STUDIO:
        return [studio.leader.user] if studio.leader.user else []
    if name == ORGANISER:
        return members.get((Role.OFFICER, studio.organiser_id), [])
    organisation = studio.employer_id if name == EMPLOYER else studio.recommender_id
    return [user for role in UNIT for user in members.get((role, organisation), [])]
