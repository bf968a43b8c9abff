"""Messages to the people on a roll; who has no account is told by the unit that entered them."""

from django.urls import reverse

from accounts.models import User
from notifications.actions import send


def on_roll(activity) -> list[User]:
    """Accounts of everybody on the roll. One query."""
    people = activity.enrolments.on_roll().values("person")
    return list(User.objects.filter(craftsman__in=people).distinct())


def tell(people, activity, *, what: str, subject: str, body: str) -> None:
    """One message to each; ``what`` names the occasion within the activity."""
    send(
        to=people,
        code="academy-activity",
        subject=subject,
        body=body,
        key=f"academy:{activity.pk}:{what}",
        url=reverse("academy:activity", args=[activity.code]),
        about=activity,
    )
