"""Short messages: what an adapter to an operator must offer, and the one that writes files."""

from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from notifications.outbox import folder, write_once

FILE_ADAPTER = "notifications.sms.FileAdapter"


class Adapter(Protocol):
    """An operator's interface. ``SMS_ADAPTER`` in the settings names the class; it is made without arguments."""

    def send(self, mobile: str, text: str, *, key: str) -> None:
        """Hand over one text. ``key`` is the same for every attempt, for operators that recognise repeats.

        Raises any exception when it was not accepted; the delivery is then tried again later.
        """


class FileAdapter:
    """Writes ``sms/<key>.txt`` once; for the demo and for tests."""

    def send(self, mobile: str, text: str, *, key: str) -> None:
        write_once(folder("sms") / f"{key}.txt", f"{mobile}\n{text}\n".encode())


def adapter() -> Adapter:
    return import_string(getattr(settings, "SMS_ADAPTER", FILE_ADAPTER))()
