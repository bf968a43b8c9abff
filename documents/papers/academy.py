"""Papers of the academy: the sheet on which people sign at the door."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class PaperRoll:
    """Names with room to sign beside them; ``rows`` are (name, time of arrival or "")."""

    TEMPLATE: ClassVar[str] = "documents/roll.html"
    SETUP: ClassVar[str] = "S1"

    title: str
    facts: Sequence[tuple[str, str]]
    rows: Sequence[tuple[str, str]]

    @property
    def count(self) -> int:
        return len(self.rows)
