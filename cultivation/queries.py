"""Questions that other apps ask about cultivation."""

from craftsmen.models import Honour, Person


def mentor_of(certificate: str) -> Person | None:
    """The holder of the valid honour with this certificate number, of ours or from outside; None when there is none."""
    number = certificate.strip()
    if not number:
        return None
    held = Honour.objects.valid().select_related("person__user")
    row = held.filter(certificate__number=number).first() or held.filter(outside_number=number).first()
    return row.person if row else None
