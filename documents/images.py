"""Uploads: what they really are, what must not stay in them, their previews, and copies of identity cards.

A file counts as what its bytes are, never as what its name says (COM-12): it is sniffed and then really opened.
"""

import hashlib
import io
import warnings
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import pikepdf
import puremagic
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFile, ImageFont, ImageOps, UnidentifiedImageError

from documents.fonts import files_of
from programmes.refusal import Refused

MEGABYTE = 1024 * 1024
PREVIEWS = {"small": 320, "large": 1280}  # px of the longer side
MOST_PIXELS = 60_000_000
LEAST_SIDE = 200  # px; below that a certificate cannot be read
TITLES = {"pdf": "PDF", "jpg": "JPG", "png": "PNG", "docx": "DOCX"}
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
WORD, MACROS = "word/document.xml", "vbaproject.bin"
MOST_PARTS = 2000  # of a DOCX
_MAGIC = {".pdf": "pdf", ".jpg": "jpg", ".jpeg": "jpg", ".jfif": "jpg", ".jpe": "jpg", ".png": "png"}
A4_AT_150 = (1240, 1754)
INK = (30, 28, 25)


@dataclass(frozen=True)
class Upload:
    """A file that was accepted: ``kind`` is pdf, jpg, png or docx; sizes in pixels are 0 for what is no picture."""

    kind: str
    size: int
    pages: int
    width: int = 0
    height: int = 0

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[self.kind]


@dataclass(frozen=True)
class Taken:
    """An upload as it is kept: ``content`` upright and without EXIF; ``preview`` in the size of a screen, b"" of a PDF."""

    upload: Upload
    suffix: str
    content: bytes
    sha256: str
    preview: bytes = b""

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[self.suffix]


def take(
    file,
    *,
    formats: Sequence[str] = ("pdf", "jpg", "png"),
    max_mb: float = 10,
    most_pages: int = 0,
    mark: tuple[str, str] | None = None,
) -> Taken:
    """Look at an upload and prepare what is kept of it (COM-12, COM-13); Refused as ``check_upload`` is.

    ``mark`` is (season, programme) of the watermark that a copy of an identity document gets (COM-14).
    """
    found = check_upload(file, formats=formats, max_mb=max_mb, most_pages=most_pages)
    content = _content(file)
    if found.kind == "pdf":
        return Taken(found, "pdf", content, hashlib.sha256(content).hexdigest())
    content = watermark(content, season=mark[0], programme=mark[1]) if mark else strip_metadata(content)
    suffix = "jpg" if mark else found.kind
    return Taken(found, suffix, content, hashlib.sha256(content).hexdigest(), previews(content)["large"])


def check_upload(
    file, *, formats: Sequence[str] = ("pdf", "jpg", "png"), max_mb: float = 10, most_pages: int = 0
) -> Upload:
    """Return what the uploaded file is; Refused with the sentence when it is too large, broken or of another format.

    ``file`` is an opened or uploaded file, or bytes. ``most_pages`` 0 means any number.
    """
    content = _content(file)
    if not content:
        raise Refused.because(_("文件是空的。请重新选择。"))
    if len(content) > max_mb * MEGABYTE:
        raise Refused.because(_("文件超过 {size:g} MB。请压缩后再上传，或分成两个文件。").format(size=max_mb))
    kind = sniff(content)
    if kind not in formats:
        accepted = "、".join(TITLES[one] for one in formats)
        raise Refused.because(_("只接受 {formats} 文件。请转换后再上传。").format(formats=accepted))
    upload = _opened(content, kind)
    if most_pages and upload.pages > most_pages:
        raise Refused.because(
            _("文件有 {pages} 页，最多 {most} 页。请精简后再上传。").format(pages=upload.pages, most=most_pages)
        )
    return upload


def _opened(content: bytes, kind: str) -> Upload:
    if kind == "pdf":
        return _open_pdf(content)
    return _open_docx(content) if kind == "docx" else _open_image(content, kind)


def sniff(content: bytes) -> str:
    """pdf, jpg, png or docx by the content alone; "" for everything else."""
    if content[:4] == b"PK\x03\x04":
        return "docx" if WORD in _parts(content) else ""
    try:
        found = puremagic.from_string(content)
    except (puremagic.PureError, ValueError):
        return ""
    return _MAGIC.get(found, "")


def strip_metadata(content: bytes) -> bytes:
    """Return a picture upright and without EXIF, so that no place or device stays in it; the pixels of a PNG are kept."""
    picture = _picture(content)
    kind = picture.format
    clean = ImageOps.exif_transpose(picture)
    kept = {"dpi": picture.info["dpi"]} if "dpi" in picture.info else {}
    out = io.BytesIO()
    clean.info = {}
    if kind == "PNG":
        clean.save(out, "PNG", **kept)
    else:
        clean.convert("RGB").save(out, "JPEG", quality=92, **kept)
    return out.getvalue()


def page_count(content: bytes) -> int:
    """Pages of a PDF, 1 for a picture."""
    return _open_pdf(content).pages if sniff(content) == "pdf" else 1


def previews(content: bytes) -> dict[str, bytes]:
    """Return a picture in the two sizes of ``PREVIEWS`` as JPEG, never larger than it is."""
    picture = ImageOps.exif_transpose(_picture(content))
    return {name: _jpeg(_within(_on_white(picture), side), 82) for name, side in PREVIEWS.items()}


def watermark(content: bytes, *, season: str, programme: str) -> bytes:
    """Return the copy of an identity document as JPEG with 仅用于{届次}{项目}申报 across it."""
    picture = _on_white(ImageOps.exif_transpose(_picture(content)))
    return _jpeg(_stamped(picture, f"仅用于{season}{programme}申报"), 90)


def id_sheet(front: bytes, back: bytes, *, season: str, programme: str, is_marked: bool = False) -> bytes:
    """Return both sides of an identity card on one A4 page as PDF, each with the watermark (QC23-24).

    ``is_marked`` says that the copies already carry it, as those that were marked at upload do.
    """
    page = Image.new("RGB", A4_AT_150, "white")
    words = f"仅用于{season}{programme}申报"
    for index, content in enumerate((front, back)):
        side = _on_white(ImageOps.exif_transpose(_picture(content)))
        side = ImageOps.contain(side, (900, 620))
        side = side if is_marked else _stamped(side, words)
        page.paste(side, ((A4_AT_150[0] - side.width) // 2, 200 + index * 760))
    out = io.BytesIO()
    page.save(out, "PDF", resolution=150, quality=88, title=words)
    return out.getvalue()


def _content(file) -> bytes:
    if isinstance(file, bytes):
        return file
    file.seek(0)
    content = file.read()
    file.seek(0)
    return content


def _open_pdf(content: bytes) -> Upload:
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            _refuse_active(document)
            pages = len(document.pages)
    except pikepdf.PasswordError as error:
        raise Refused.because(_("PDF 有密码。请去掉密码后再上传。")) from error
    except pikepdf.PdfError as error:
        raise Refused.because(_("PDF 已损坏，打不开。请重新导出后再上传。")) from error
    if not pages:
        raise Refused.because(_("PDF 没有页面。请重新导出后再上传。"))
    return Upload("pdf", len(content), pages)


def _refuse_active(document: pikepdf.Pdf) -> None:
    """A PDF that carries scripts or starts programs is not a scan."""
    names = document.Root.get("/Names", pikepdf.Dictionary())
    action = document.Root.get("/OpenAction")
    kind = action.get("/S") if isinstance(action, pikepdf.Dictionary) else None
    if "/JavaScript" in names or kind in ("/JavaScript", "/Launch"):
        raise Refused.because(_("PDF 中含有脚本。请打印成新的 PDF 后再上传。"))


def _parts(content: bytes) -> frozenset[str]:
    """Names of the parts of a ZIP file; none when it does not open or has too many."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return frozenset()
    return frozenset(names) if len(names) <= MOST_PARTS else frozenset()


def _open_docx(content: bytes) -> Upload:
    if any(name.lower().endswith(MACROS) for name in _parts(content)):
        raise Refused.because(_("文档中含有宏。请另存为不含宏的 DOCX 或 PDF 后再上传。"))
    return Upload("docx", len(content), 1)


def _open_image(content: bytes, kind: str) -> Upload:
    picture = _picture(content)
    if min(picture.size) < LEAST_SIDE:
        raise Refused.because(_("图片不清晰，请重新拍摄，四角和文字要完整。"))
    return Upload(kind, len(content), 1, *picture.size)


def _picture(content: bytes) -> Image.Image:
    """Decode the whole picture, so that a cut-off or oversized one is found now and not when it is printed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
            if picture.width * picture.height > MOST_PIXELS:
                raise Refused.because(_("图片像素过大。请缩小后再上传。"))
            # WeasyPrint turns this switch on for the whole process when it is imported.
            ImageFile.LOAD_TRUNCATED_IMAGES = False
            picture.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Refused.because(_("图片已损坏，打不开。请重新拍摄或导出。")) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused.because(_("图片像素过大。请缩小后再上传。")) from error
    return picture


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode not in ("RGBA", "LA", "P", "PA"):
        return picture.convert("RGB")
    layer = picture.convert("RGBA")
    ground = Image.new("RGB", layer.size, "white")
    ground.paste(layer, mask=layer.getchannel("A"))
    return ground


def _within(picture: Image.Image, side: int) -> Image.Image:
    small = picture.copy()
    small.thumbnail((side, side))
    return small


def stamped(picture: Image.Image, words: str, *, ink: int) -> bytes:
    """Return a picture as JPEG with the words across it; ``ink`` 0–255 is how dark they are."""
    return _jpeg(_stamped(_on_white(picture), words, ink=ink), 88)


def _stamped(picture: Image.Image, words: str, *, ink: int = 84) -> Image.Image:
    mask = words_across(picture.size, words, ink=ink)
    whole = picture.convert("RGB")
    whole.paste(Image.new("RGB", picture.size, INK), mask=mask)
    return whole


def words_across(size: tuple[int, int], words: str, *, ink: int) -> Image.Image:
    """Rows of the words at a slant over the whole area, so that no part can be cut out without them, as a mask."""
    width, height = size
    diagonal = int((width**2 + height**2) ** 0.5)
    layer = Image.new("L", (diagonal, diagonal), 0)
    draw = ImageDraw.Draw(layer)
    letter = max(14, width // 26)
    line = (words + "　　") * (diagonal // max(1, letter * (len(words) + 2)) + 2)
    for index, top in enumerate(range(0, diagonal, letter * 4)):
        draw.text((-(index % 2) * letter * 4, top), line, font=_watermark_font(letter), fill=ink)
    layer = layer.rotate(24, resample=Image.Resampling.BILINEAR)
    left, top = (diagonal - width) // 2, (diagonal - height) // 2
    return layer.crop((left, top, left + width, top + height))


@lru_cache(maxsize=8)
def _watermark_font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(files_of("hei")[0]), size)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()
