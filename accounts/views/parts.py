"""What another page loads as a part of itself, and what stands as a page of its own where no script has asked for it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def part_or_page(
    request: HttpRequest, *, part: str, page: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Render template ``part`` for htmx and ``page`` otherwise; a browser that keeps the one never shows it as the other."""
    response = render(request, part if request.htmx else page, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
