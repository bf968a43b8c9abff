"""Handing out private files: only after a check by the caller, never from a public address."""

import re
from collections.abc import Iterator

from django.conf import settings
from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from documents.workbooks import XLSX, write_workbook

CHUNK = 256 * 1024
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)


def download(
    file, filename: str, *, content_type: str = "application/octet-stream", inline: bool = False, wanted: str = ""
) -> HttpResponseBase:
    """Return a response with the bytes of a private ``file`` under its Chinese name (RFC 5987).

    The caller has checked that the person may see it. ``wanted`` is the Range header of the request (RFC 9110): a film is
    then sent in the part that the player asks for. Behind nginx the file, or its part, is sent by X-Accel-Redirect.
    """
    response: HttpResponseBase
    if settings.ACCEL_PREFIX:
        response = HttpResponse(content_type=content_type)
        response["X-Accel-Redirect"] = f"{settings.ACCEL_PREFIX.rstrip('/')}/{file.name}"
    else:
        response = _part(file, wanted, content_type) or FileResponse(file.open("rb"), content_type=content_type)
        response["Accept-Ranges"] = "bytes"
    return _private(response, filename, inline)


def hand_out(content: bytes, filename: str, *, content_type: str, inline: bool = False) -> HttpResponse:
    """Return a response with bytes that were made for this one person; the same rules as ``download``."""
    return _private(HttpResponse(content, content_type=content_type), filename, inline)


def hand_out_workbook(filename: str, *sheets) -> HttpResponse:
    """Return a workbook of ``(title, headers, rows)`` under its Chinese name, every cell as text; never cached."""
    return hand_out(write_workbook(sheets), filename, content_type=XLSX)


def _private(response, filename, inline) -> HttpResponse:
    response["Content-Disposition"] = content_disposition_header(not inline, filename)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _part(file, wanted: str, content_type: str) -> HttpResponseBase | None:
    """206 with one range, 416 when it lies outside, None when the whole file is to be sent."""
    found = _RANGE.fullmatch(wanted.strip())
    if found is None or not any(found.groups()):
        return None
    size = file.size
    first, last = _bounds(*found.groups(), size)
    if first > last or first >= size:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = StreamingHttpResponse(_read(file, first, last), status=206, content_type=content_type)
    response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["Content-Length"] = str(last - first + 1)
    return response


def _bounds(start: str, end: str, size: int) -> tuple[int, int]:
    """First and last byte; “-500” are the last 500."""
    if not start:
        return max(0, size - int(end)), size - 1
    return int(start), min(int(end), size - 1) if end else size - 1


def _read(file, first: int, last: int) -> Iterator[bytes]:
    with file.open("rb") as stream:
        stream.seek(first)
        left = last - first + 1
        while left > 0 and (chunk := stream.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
