"""Messages as the actions write them."""

from itertools import count

from notifications.actions import send
from notifications.models import Message

_numbers = count(1)


def message(to, *, subject: str = "材料已收到", **fields) -> Message:
    values = {"code": "test", "body": "我们已收到材料。", "key": f"test:{next(_numbers)}"} | fields
    return send(to=to, subject=subject, **values)[0]
