"""Messages about a nomination, to the people whom it concerns. Rows in the caller's transaction."""

from django.urls import reverse

from accounts.models import User
from accounts.states import Role
from notifications.actions import send

APPLICANT, EMPLOYER, RECOMMENDER, ORGANISER = "applicant", "employer", "recommender", "organiser"


def people(nomination, *parts):
    """Distinct active users of the named parts of the chain (APPLICANT, EMPLOYER, RECOMMENDER, ORGANISER)."""
    found = {}
    if APPLICANT in parts and nomination.applicant_id:
        found[nomination.applicant_id] = nomination.applicant
    wanted = {
        EMPLOYER: (nomination.employer_id, (Role.CLERK, Role.HEAD)),
        RECOMMENDER: (nomination.recommender_id, (Role.CLERK, Role.HEAD)),
        ORGANISER: (nomination.season.organiser_id, (Role.OFFICER,)),
    }
    for part in parts:
        organisation, roles = wanted.get(part, (None, ()))
        if organisation:
            members = User.objects.filter(
                is_active=True, memberships__organisation=organisation, memberships__role__in=roles
            )
            found |= {user.pk: user for user in members.distinct()}
    return list(found.values())


def about(nomination, *parts, code, subject, body, key, url_name="nominations:detail"):
    """Send one message about ``nomination`` to each person of ``parts``; ``key`` makes a repeat a no-op."""
    send(
        to=people(nomination, *parts),
        code=code,
        subject=subject,
        body=body,
        url=reverse(url_name, args=[nomination.code]),
        key=f"{code}:{nomination.pk}:{key}",
        about=nomination,
    )
