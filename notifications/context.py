"""What the topbar of every page asks for."""

from django.utils.functional import SimpleLazyObject

from notifications.models import Message


def inbox(request):
    """``unread_count``: new messages of the person who is signed in; counted when a template asks."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"unread_count": 0}
    return {"unread_count": SimpleLazyObject(lambda: Message.objects.visible_to(user).unread().count())}
