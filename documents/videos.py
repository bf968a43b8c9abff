"""Films as phones make them (MP4, MOV): what they are and how long they run, read from the boxes of the file itself.

ISO/IEC 14496-12 and QuickTime: a box is a length, a type and its content; boxes hold boxes. Nothing is decoded and the file
is never in memory as a whole: only headers of boxes are read, each checked against the end of what holds it.
"""

import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from django.utils.translation import gettext as _

from documents.images import MEGABYTE
from programmes.refusal import Refused

CONTENT_TYPES = {"mp4": "video/mp4", "mov": "video/quicktime"}
FORMATS = frozenset(CONTENT_TYPES)
MOST_BOXES = 4096  # of one level; a film of two minutes has a few dozen
QUICKTIME = b"qt  "
#: First boxes of QuickTime files that carry no brand.
UNBRANDED = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip"})
CHUNK = 1024 * 1024
#: Boxes that may say where and by whom it was taken (COM-13).
TELLING = frozenset({b"udta", b"meta"})


@dataclass(frozen=True)
class Box:
    """A box with the places of its content, in bytes from the start of the file."""

    kind: bytes
    start: int
    body: int
    end: int


@dataclass(frozen=True)
class Film:
    """A film that was accepted; ``seconds`` is rounded half up, ``telling`` are boxes that are emptied before it is kept."""

    kind: str
    size: int
    seconds: int
    telling: tuple[Box, ...] = field(default=())
    pages: int = 1
    width: int = 0
    height: int = 0

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[self.kind]


def check_film(file, *, formats=("mp4", "mov"), max_mb: float = 300) -> Film:
    """Return what the uploaded film is; Refused with the sentence when it is too large, broken or of another format."""
    size = _size(file)
    if not size:
        raise Refused.because(_("文件是空的。请重新选择。"))
    if size > max_mb * MEGABYTE:
        raise Refused.because(_("视频超过 {size:g} MB。请降低清晰度后重新导出。").format(size=max_mb))
    kind = sniff(file)
    if kind not in formats:
        accepted = "、".join(one.upper() for one in formats)
        raise Refused.because(_("只接受 {formats} 视频。请用手机或电脑重新导出。").format(formats=accepted))
    try:
        return _read(file, kind, size)
    except _Broken as error:
        raise Refused.because(_("读不出视频的长度，文件可能没有保存完整。请重新导出后再上传。")) from error
    finally:
        file.seek(0)


def sniff(file) -> str:
    """mp4 or mov by the first box; "" for everything else."""
    file.seek(0)
    head = file.read(12)
    file.seek(0)
    if len(head) < 12:
        return ""
    if head[4:8] == b"ftyp":
        return "mov" if head[8:12] == QUICKTIME else "mp4"
    return "mov" if head[4:8] in UNBRANDED else ""


class _Broken(Exception):
    """The boxes do not fit into one another, or what is looked for is not there."""


def _size(file) -> int:
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    return size


def _read(file, kind, size) -> Film:
    movie = _first(file, b"moov", 0, size)
    seconds = _seconds(file, _first(file, b"mvhd", movie.body, movie.end))
    tracks = [box for box in boxes(file, movie.body, movie.end) if box.kind == b"trak"]
    if not any(_is_picture(file, track) for track in tracks):
        raise Refused.because(_("这个文件只有声音，没有画面。请重新选择视频。"))
    return Film(kind, size, seconds, tuple(_telling(file, [movie, *tracks])))


def boxes(file: IO[bytes], start: int, end: int) -> Iterator[Box]:
    """The boxes between two places, in order; _Broken as soon as one does not fit."""
    for _count in range(MOST_BOXES):
        if start == end:
            return
        box = _box(file, start, end)
        yield box
        start = box.end
    raise _Broken


def _box(file, start, end) -> Box:
    header = _exactly(file, start, 8, end)
    length, kind, body = int.from_bytes(header[:4], "big"), header[4:], start + 8
    if length == 1:
        length, body = int.from_bytes(_exactly(file, body, 8, end), "big"), start + 16
    if length == 0:  # the last box of a file may reach to its end without saying how long it is
        length = end - start
    if length < body - start or start + length > end:
        raise _Broken
    return Box(kind, start, body, start + length)


def _exactly(file, place, count, end) -> bytes:
    if place + count > end:
        raise _Broken
    file.seek(place)
    found = file.read(count)
    if len(found) != count:
        raise _Broken
    return found


def _first(file, kind, start, end) -> Box:
    for box in boxes(file, start, end):
        if box.kind == kind:
            return box
    raise _Broken


def _seconds(file, header: Box) -> int:
    """Length of the whole, from the movie header: units a second and units, in 32 or, from version 1, 64 bits."""
    version = _exactly(file, header.body, 4, header.end)[0]
    if version not in (0, 1):
        raise _Broken
    wide = 8 if version else 4
    times = header.body + 4 + 2 * wide
    scale = int.from_bytes(_exactly(file, times, 4, header.end), "big")
    units = int.from_bytes(_exactly(file, times + 4, wide, header.end), "big")
    if not scale or not units or units == (1 << 8 * wide) - 1:  # all ones: not known
        raise _Broken
    return (units * 2 + scale) // (scale * 2)


def _is_picture(file, track: Box) -> bool:
    """Whether the handler of a track shows pictures."""
    media = _first(file, b"mdia", track.body, track.end)
    handler = _first(file, b"hdlr", media.body, media.end)
    return _exactly(file, handler.body + 8, 4, handler.end) == b"vide"


def _telling(file, holders) -> Iterator[Box]:
    for holder in holders:
        yield from (box for box in boxes(file, holder.body, holder.end) if box.kind in TELLING)


def kept_copy(file, film: Film) -> tuple[IO[bytes], str]:
    """A copy on disk without what tells place and device, and its SHA-256; the boxes stay where they are, empty.

    The caller closes it, which also removes it.
    """
    copy = tempfile.TemporaryFile()  # noqa: SIM115  handed to the caller
    file.seek(0)
    while chunk := file.read(CHUNK):
        copy.write(chunk)
    for box in film.telling:
        copy.seek(box.start + 4)
        copy.write(b"free")
        _blank(copy, box.body, box.end)
    return copy, _digest(copy)


def _blank(copy, start, end):
    copy.seek(start)
    while start < end:
        start += copy.write(bytes(min(CHUNK, end - start)))


def _digest(copy) -> str:
    copy.seek(0)
    digest = hashlib.file_digest(copy, "sha256").hexdigest()
    copy.seek(0)
    return digest
