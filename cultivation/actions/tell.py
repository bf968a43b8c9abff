"""Messages about a list or a person in cultivation: rows in the caller's transaction."""

from django.urls import reverse

from accounts.models import User
from accounts.states import Role
from notifications.actions import send

TRAINEE, EMPLOYER, UNIT, ORGANISER, MENTOR = "trainee", "employer", "unit", "organiser", "mentor"
OF_UNIT = (Role.CLERK, Role.HEAD)


def page(trainee) -> str:
    return reverse("cultivation:trainee", args=[trainee.pk])


def people(trainee, *parts) -> list[User]:
    """Distinct active accounts of the named parts around one trainee."""
    roster = trainee.roster
    found = {trainee.person.user_id: trainee.person.user} if TRAINEE in parts and trainee.person.user_id else {}
    if MENTOR in parts:
        mentors = User.objects.filter(craftsman__mentorships__trainee=trainee, craftsman__mentorships__until_on=None)
        found |= {user.pk: user for user in mentors}
    wanted = {
        EMPLOYER: (trainee.employer_id, OF_UNIT),
        UNIT: (roster.unit_id, OF_UNIT),
        ORGANISER: (roster.cohort.organiser_id, (Role.OFFICER,)),
    }
    for part in parts:
        organisation, roles = wanted.get(part, (None, ()))
        if organisation:
            found |= {user.pk: user for user in members(organisation, *roles)}
    return list(found.values())


def members(organisation, *roles):
    """Active people who hold one of the roles in an organisation. One query."""
    pk = getattr(organisation, "pk", organisation)
    rows = User.objects.filter(is_active=True, memberships__organisation=pk, memberships__role__in=roles)
    return rows.distinct()


def about(trainee, *parts, code, subject, body, key) -> None:
    """Tell the named parts about one trainee; ``key`` makes a repeat a no-op."""
    send(
        to=people(trainee, *parts),
        code=code,
        subject=subject,
        body=body,
        url=page(trainee),
        key=f"{code}:{trainee.pk}:{key}",
        about=trainee,
    )


def of_list(roster, to, *, code, subject, body, key) -> None:
    """Tell people about a whole list."""
    url = reverse("cultivation:roster", args=[roster.pk])
    send(to=to, code=code, subject=subject, body=body, url=url, key=f"{code}:{roster.pk}:{key}", about=roster)
