"""Uploads are what their bytes are; nothing that identifies a place stays in them."""

import io

import pikepdf
import pytest
from PIL import Image, ImageFile

from documents import images
from programmes.refusal import Refused


def picture(kind="JPEG", size=(800, 500), **options):
    out = io.BytesIO()
    Image.effect_noise(size, 40).convert("RGB").save(out, kind, **options)
    return out.getvalue()


def a_pdf(pages=2, **options):
    out = io.BytesIO()
    document = pikepdf.new()
    for _page in range(pages):
        document.add_blank_page()
    if options.pop("script", False):
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    document.save(out, **options)
    return out.getvalue()


def test_pictures_and_pdf_are_recognised_by_content():
    assert images.check_upload(picture()).kind == "jpg"
    assert images.check_upload(picture("PNG")).kind == "png"
    assert (images.check_upload(a_pdf()).kind, images.check_upload(a_pdf()).pages) == ("pdf", 2)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "文件是空的"),
        (b"GIF89a" + b"\0" * 40, "只接受 PDF、JPG、PNG 文件"),
        (b"<html><script>1</script></html>", "只接受"),
        (picture()[:2000], "图片已损坏"),
        (b"%PDF-1.7\nnothing", "PDF 已损坏"),
        (a_pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "PDF 有密码"),
        (a_pdf(script=True), "PDF 中含有脚本"),
        (picture(size=(100, 90)), "图片不清晰"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_reason(content, sentence):
    with pytest.raises(Refused, match=sentence):
        images.check_upload(content)


def test_size_and_pages_have_limits():
    with pytest.raises(Refused, match=r"文件超过 0\.01 MB"):
        images.check_upload(picture(), max_mb=0.01)
    with pytest.raises(Refused, match="文件有 3 页，最多 2 页"):
        images.check_upload(a_pdf(3), most_pages=2)


def test_format_that_was_not_asked_for_is_refused():
    with pytest.raises(Refused, match="只接受 PDF 文件"):
        images.check_upload(picture(), formats=("pdf",))


def test_place_is_taken_out_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    clean = images.strip_metadata(picture(exif=exif))

    opened = Image.open(io.BytesIO(clean))
    assert opened.size == (500, 800)
    assert dict(opened.getexif()) == {}


def test_previews_have_two_sizes_and_never_grow():
    small, large = images.previews(picture()).values()

    assert Image.open(io.BytesIO(small)).size == (320, 200)
    assert Image.open(io.BytesIO(large)).size == (800, 500)


def test_watermark_lies_over_every_quarter():
    white = io.BytesIO()
    Image.new("RGB", (900, 560), "white").save(white, "PNG")

    marked = Image.open(io.BytesIO(images.watermark(white.getvalue(), season="2026年度", programme="上海质量工匠")))

    for box in ((0, 0, 450, 280), (450, 0, 900, 280), (0, 280, 450, 560), (450, 280, 900, 560)):
        assert marked.crop(box).convert("L").getextrema()[0] < 200


def test_both_sides_come_onto_one_a4_page():
    content = images.id_sheet(picture(), picture("PNG"), season="2026年度", programme="上海质量工匠")

    with pikepdf.open(io.BytesIO(content)) as document:
        assert len(document.pages) == 1
        assert [round(float(side)) for side in document.pages[0].mediabox[2:]] == [595, 842]


def test_a_cut_off_picture_is_refused_in_a_process_that_prints(monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)

    with pytest.raises(Refused, match="图片已损坏"):
        images.check_upload(picture()[:2000])
