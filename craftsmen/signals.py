"""What floors above may want to hear, inside the transaction in which it happened."""

from django.dispatch import Signal

#: A revocation took effect; sent with ``case`` and ``by``. Publicity enters the ban and the announcement.
revoked = Signal()

#: A title is no longer valid, for whatever reason; sent with ``honour`` and ``by``. Studios look for a new leader.
ended = Signal()

#: A check-in says that a craftsman retired, left, moved or died; sent with ``person``, ``presence``, ``on``, ``note`` and
#: ``by``. It is what a unit typed, so nothing ends by it; studios tell their organiser.
departed = Signal()
