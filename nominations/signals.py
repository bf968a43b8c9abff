"""What floors above may want to hear, inside the transaction in which it happened."""

from django.dispatch import Signal

#: The last opinion has settled a nomination of a procedure that nobody else decides; with ``nomination``, ``signed_on``, ``by``.
settled = Signal()
