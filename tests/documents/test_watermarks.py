"""The copy an expert opens carries who and when across every page; nothing below it is redrawn (COM-14)."""

import io
import time

import pikepdf
import pytest
from PIL import Image

from documents import images, watermarks

WORDS = "专家 E-03　2026-04-30 10:15　仅供评审"


def pdf(*sizes) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as document:
        for size in sizes:
            document.add_blank_page(page_size=size)
        document.save(out)
    return out.getvalue()


def picture(kind="PNG", size=(900, 600)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, kind)
    return out.getvalue()


def test_every_page_of_a_pdf_gets_the_layer_and_keeps_its_size():
    content, kind = watermarks.stamp(pdf((595, 842), (842, 595), (200, 200)), WORDS)

    with pikepdf.open(io.BytesIO(content)) as document:
        sizes = [tuple(map(float, page.mediabox[2:])) for page in document.pages]
        layers = [len(page.Resources.XObject) for page in document.pages]
    assert (kind, sizes, layers) == ("pdf", [(595, 842), (842, 595), (200, 200)], [1, 1, 1])


def test_the_words_are_seen_on_a_pdf_page(tmp_path):
    content, _kind = watermarks.stamp(pdf((595, 842)), WORDS)
    with pikepdf.open(io.BytesIO(content)) as document:
        form = next(iter(document.pages[0].Resources.XObject.values()))
        mask = pikepdf.PdfImage(form.Resources.XObject.Words.SMask).as_pil_image()

    assert mask.size == (595, 842)
    assert mask.getextrema() == (0, watermarks.FAINT)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_becomes_a_jpg_with_the_words_in_every_quarter(kind):
    content, found = watermarks.stamp(picture(kind), WORDS)

    assert (found, images.sniff(content)) == ("jpg", "jpg")
    shown = Image.open(io.BytesIO(content)).convert("L")
    quarters = [shown.crop((x, y, x + 450, y + 300)).getextrema()[0] for x in (0, 450) for y in (0, 300)]
    assert all(darkest < 235 for darkest in quarters)


def test_a_large_picture_is_handed_out_at_a_readable_size():
    content, _kind = watermarks.stamp(picture(size=(4000, 3000)), WORDS)

    assert Image.open(io.BytesIO(content)).size == (2400, 1800)


def test_thirty_pages_are_marked_while_one_waits():
    content = pdf(*[(595, 842)] * 30)
    began = time.process_time()

    watermarks.stamp(content, WORDS)

    assert time.process_time() - began < 2
