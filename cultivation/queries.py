"""Questions that other apps ask about cultivation."""

from craftsmen.models import Honour, Person
from cultivation.models import Trainee


def mentor_of(certificate: str) -> Person | None:
    """The holder of the valid honour with this certificate number, of ours or from outside; None when there is none."""
    number = certificate.strip()
    if not number:
        return None
    held = Honour.objects.valid().select_related("person__user")
    row = held.filter(certificate__number=number).first() or held.filter(outside_number=number).first()
    return row.person if row else None


def people_of_units(user):
    """Whom a clerk or head may enrol in the academy: their unit's people in cultivation (QC26-25)."""
    return Person.objects.filter(pk__in=Trainee.objects.of_units(user).values("person"))
