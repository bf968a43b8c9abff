"""Addresses that no page can mean."""

from collections.abc import Callable
from urllib.parse import unquote

from django.http import Http404, HttpRequest, HttpResponse

NUL = "\x00"


class NoNullCharacters:
    """A NUL in an address is never typed, and PostgreSQL refuses it in every question: such an address does not exist."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if NUL in request.path_info or NUL in unquote(request.META.get("QUERY_STRING", "")):
            raise Http404
        return self.get_response(request)
