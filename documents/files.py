"""Handing out private files: only after a check by the caller, never from a public address."""

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header


def download(
    file, filename: str, *, content_type: str = "application/octet-stream", inline: bool = False
) -> HttpResponse:
    """Return a response with the bytes of a private ``file`` under its Chinese name (RFC 5987).

    The caller has checked that the person may see it. Behind nginx the file itself is sent by X-Accel-Redirect.
    """
    if settings.ACCEL_PREFIX:
        response = HttpResponse(content_type=content_type)
        response["X-Accel-Redirect"] = f"{settings.ACCEL_PREFIX.rstrip('/')}/{file.name}"
    else:
        response = FileResponse(file.open("rb"), content_type=content_type)
    return _private(response, filename, inline)


def hand_out(content: bytes, filename: str, *, content_type: str, inline: bool = False) -> HttpResponse:
    """Return a response with bytes that were made for this one person; the same rules as ``download``."""
    return _private(HttpResponse(content, content_type=content_type), filename, inline)


def _private(response, filename, inline) -> HttpResponse:
    response["Content-Disposition"] = content_disposition_header(not inline, filename)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
