"""What the shells of every page ask for: the rail and the size of the text. Nothing is read before a template asks."""

from django.utils.functional import SimpleLazyObject, lazy

from accounts.navigation import rail


def shell(request):
    """``rail`` (groups of links, empty for the public), ``text_size`` and ``account`` of the person who is signed in."""
    user = getattr(request, "user", None)
    if user is None:
        return {}
    return {
        "rail": SimpleLazyObject(lambda: rail(user, request.path)),
        "text_size": lazy(lambda: getattr(user, "text_size", ""), str)(),
        "account": {"unit": lazy(lambda: getattr(user, "post_words", ""), str)()},
    }
