"""Who opened a file and when, across every page of the copy that is handed out (COM-14, practice.md §10)."""

import io
from functools import lru_cache

import pikepdf
from PIL import Image, ImageOps

from documents import images

#: A picture is handed out no larger than this, px of the longer side: readable, and stamped while one waits.
LONGEST_SIDE = 2400
#: What can carry words; a film or a workbook goes out as it is.
KINDS = frozenset({"pdf", "jpg", "png"})
FAINT = 46  # of 255: the text below stays readable
MOST_POINTS = 1400


def stamp(content: bytes, words: str) -> tuple[bytes, str]:
    """Return a PDF, JPG or PNG with ``words`` across it, and its kind: a PDF stays one, a picture becomes a JPG."""
    if images.sniff(content) == "pdf":
        return _on_pdf(content, words), "pdf"
    opened = Image.open(io.BytesIO(content))
    opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPG is decoded no larger than it is handed out
    picture = ImageOps.exif_transpose(opened)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return images.stamped(picture, words, ink=FAINT), "jpg"


def _on_pdf(content: bytes, words: str) -> bytes:
    """Nothing of the pages is decoded or redrawn: each gets one layer on top, the same for all of one size."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        for page in document.pages:
            left, bottom, right, top = (float(edge) for edge in page.trimbox)
            with pikepdf.open(io.BytesIO(_layer(words, round(right - left), round(top - bottom)))) as layer:
                page.add_overlay(layer.pages[0], pikepdf.Rectangle(left, bottom, right, top))
        document.save(out)
    return out.getvalue()


@lru_cache(maxsize=32)
def _layer(words: str, width: int, height: int) -> bytes:
    """A page of ``width`` × ``height`` points that holds nothing but the words, as ink through a mask; kept for the next page."""
    scale = min(1.0, MOST_POINTS / max(width, height, 1))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    mask = images.words_across(size, words, ink=FAINT)
    with pikepdf.new() as document:
        ink = document.make_stream(bytes(images.INK))
        ink.update(_image(1, 1, "/DeviceRGB"))
        ink.SMask = document.make_stream(mask.tobytes())
        ink.SMask.update(_image(*size, "/DeviceGray"))
        page = document.add_blank_page(page_size=(width, height))
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Words=ink))
        page.Contents = document.make_stream(f"q {width} 0 0 {height} 0 0 cm /Words Do Q".encode())
        out = io.BytesIO()
        document.save(out, compress_streams=True)
    return out.getvalue()


def _image(width: int, height: int, colours: str) -> dict:
    return {
        "/Type": pikepdf.Name.XObject,
        "/Subtype": pikepdf.Name.Image,
        "/Width": width,
        "/Height": height,
        "/ColorSpace": pikepdf.Name(colours),
        "/BitsPerComponent": 8,
    }
