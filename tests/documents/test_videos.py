"""Films: what they are and how long they run, read from their boxes; broken ones are refused, places are not kept."""

import hashlib
import io
import struct

import pytest

from documents import videos
from programmes.refusal import Refused


def box(kind, *parts):
    body = b"".join(parts)
    return struct.pack(">I", 8 + len(body)) + kind + body


def movie_header(seconds, *, scale=600, version=0):
    units = int(seconds * scale)
    if version:
        return box(b"mvhd", b"\1\0\0\0", struct.pack(">QQIQ", 0, 0, scale, units), bytes(80))
    return box(b"mvhd", bytes(4), struct.pack(">IIII", 0, 0, scale, units), bytes(80))


def track(handler=b"vide"):
    return box(b"trak", box(b"tkhd", bytes(84)), box(b"mdia", box(b"hdlr", bytes(8), handler, bytes(13))))


def film(seconds=90.0, *, brand=b"isom", handler=b"vide", place=b"", size=4000, **header):
    """A film as a phone writes it: brand, pictures, then the movie box."""
    telling = box(b"udta", box(b"\xa9xyz", place)) if place else b""
    movie = box(b"moov", movie_header(seconds, **header), track(handler), telling)
    return box(b"ftyp", brand, bytes(4), b"mp42") + box(b"mdat", bytes(size)) + movie


def looked_at(content, **limits):
    return videos.check_film(io.BytesIO(content), **limits)


@pytest.mark.parametrize(("brand", "kind"), [(b"isom", "mp4"), (b"mp42", "mp4"), (b"qt  ", "mov")])
def test_a_film_is_known_by_its_brand(brand, kind):
    found = looked_at(film(brand=brand))
    assert (found.kind, found.seconds) == (kind, 90)


def test_an_old_quicktime_file_has_no_brand():
    content = film()
    assert looked_at(content[content.index(b"mdat") - 4 :]).kind == "mov"


@pytest.mark.parametrize(("seconds", "shown"), [(125.4, 125), (125.5, 126), (0.6, 1), (59.9, 60)])
@pytest.mark.parametrize("version", [0, 1])
def test_the_length_is_rounded_half_up(seconds, shown, version):
    assert looked_at(film(seconds, version=version)).seconds == shown


def test_boxes_of_64_bits_and_to_the_end_are_read():
    content = film()
    movie = content[content.index(b"moov") - 4 :]
    wide = struct.pack(">I", 1) + b"mdat" + struct.pack(">Q", 16 + 32) + bytes(32)
    open_ended = struct.pack(">I", 0) + movie[4:]
    head = box(b"ftyp", b"isom", bytes(4))
    assert looked_at(head + wide + movie).seconds == 90
    assert looked_at(head + wide + open_ended).seconds == 90


BROKEN = "读不出视频的长度"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "文件是空的"),
        (b"%PDF-1.4 and more of it", "只接受 MP4、MOV 视频"),
        (b"short", "只接受 MP4、MOV 视频"),
        (film()[:-40], BROKEN),
        (box(b"ftyp", b"isom", bytes(4)) + box(b"mdat", bytes(64)), BROKEN),
        (film(scale=600, seconds=0), BROKEN),
        (box(b"ftyp", b"isom", bytes(4)) + box(b"moov", box(b"mvhd", bytes(6)), track()), BROKEN),
        (box(b"ftyp", b"isom", bytes(4)) + struct.pack(">I", 4) + b"moov", BROKEN),
        (box(b"ftyp", b"isom", bytes(4)) + struct.pack(">I", 2**31) + b"moov" + bytes(64), BROKEN),
        (box(b"ftyp", b"isom", bytes(4)) + box(b"free") * (videos.MOST_BOXES + 1), BROKEN),
        (film(handler=b"soun"), "只有声音，没有画面"),
    ],
)
def test_what_cannot_be_read_is_refused(content, sentence):
    with pytest.raises(Refused) as refused:
        looked_at(content)
    assert sentence in str(refused.value)


def test_an_unknown_length_is_refused():
    content = film().replace(struct.pack(">II", 600, 54000), struct.pack(">II", 600, 2**32 - 1))
    with pytest.raises(Refused):
        looked_at(content)


def test_the_size_has_a_limit():
    with pytest.raises(Refused) as refused:
        looked_at(film(size=2 * 1024 * 1024), max_mb=1)
    assert str(refused.value) == "视频超过 1 MB。请降低清晰度后重新导出。"


def test_the_place_is_not_kept_and_the_film_still_opens():
    content = film(place=b"+31.2304+121.4737/")
    source = io.BytesIO(content)
    copy, sha256 = videos.kept_copy(source, videos.check_film(source))
    with copy:
        kept = copy.read()

    assert b"+31.2304" in content and b"+31.2304" not in kept
    assert (len(kept), looked_at(kept).seconds) == (len(content), 90)
    assert sha256 == hashlib.sha256(kept).hexdigest()
