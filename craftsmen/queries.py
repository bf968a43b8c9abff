"""Questions other apps ask about honours."""

from craftsmen.models import Honour


def valid_honours(id_key: str) -> frozenset[str]:
    """Codes of all valid honours of the person with this keyed hash, for ``Facts.held_honours`` (AMB-33, GS24-01)."""
    if not id_key:
        return frozenset()
    return frozenset(Honour.objects.valid().filter(person__id_key=id_key).values_list("honour_code", flat=True))
