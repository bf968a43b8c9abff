"""Questions other apps ask about honours."""

from craftsmen.models import Honour


def holds_valid_honour(id_key: str, programme_code: str) -> bool:
    """Whether the person with this keyed hash holds a valid honour of the programme (AMB-33)."""
    return bool(id_key) and Honour.objects.valid().filter(person__id_key=id_key, programme_code=programme_code).exists()


def valid_honours(id_key: str) -> frozenset[str]:
    """Programme codes of all valid honours of the person, for ``Facts.held_honours``."""
    if not id_key:
        return frozenset()
    return frozenset(Honour.objects.valid().filter(person__id_key=id_key).values_list("programme_code", flat=True))
