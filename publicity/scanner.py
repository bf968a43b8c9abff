"""The leak scanner of E8: identity numbers, phones, mails and birth dates in text and attachments. No Django, no database.

A finding names kind and place and shows a mask, never what was found. Attachments are read in full: hidden rows, columns and
sheets of workbooks, comments, properties and descriptions of pictures. What cannot be read, embedded pictures and files
included, is a finding as well.
"""

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from openpyxl import load_workbook

GAP = r"[\s\-–—·.]?"
DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
PATTERNS = (
    ("身份证号码", re.compile(rf"(?<!\d)\d{{6}}{GAP}(?:18|19|20)\d{{2}}{DAY}{GAP}\d{{3}}[\dXx](?![\dA-Za-z])")),
    ("身份证号码（15 位）", re.compile(rf"(?<!\d)\d{{6}}{GAP}\d{{2}}{DAY}{GAP}\d{{3}}(?!\d)")),
    ("证件或手机号片段", re.compile(r"(?<!\d)\d{2,6}[*＊×xX●]{3,}\d{2,4}[Xx]?(?!\d)")),
    ("手机号码", re.compile(rf"(?<!\d)(?:\+?86{GAP})?1[3-9]\d{GAP}\d{{4}}{GAP}\d{{4}}(?!\d)")),
    ("电子邮箱", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("出生日期", re.compile(r"(?:出生|生日|生于)[^\d\n。；]{0,8}(?:18|19|20)?\d{2}\s*[年./\-]")),
    ("出生日期", re.compile(r"(?:18|19|20)\d{2}\s*[年./\-]\s*\d{1,2}(?:\s*[月./\-]\s*\d{1,2})?\s*[日月]?\s*(?:出生|生于|生[，,。；\s])")),
)  # fmt: skip
MAX_UNPACKED = 50_000_000
SPOKEN = ("Target", "descr", "title", "alt", "name", "author", "v")  # attributes in which Office keeps words


@dataclass(frozen=True)
class Leak:
    """One finding: what kind, where, and a mask of it."""

    kind: str
    where: str
    mask: str = ""

    @property
    def sentence(self) -> str:
        return f"{self.where}含有{self.kind}{f'（{self.mask}）' if self.mask else ''}，请删除后再发布。"


def plain(text: str) -> str:
    """NFKC text without invisible characters, so that full-width or interrupted digits are found as well."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")


def scan_text(text: str, where: str = "正文", *, permitted: Iterable[str] = ()) -> list[Leak]:
    """Findings in ``text``; ``permitted`` are the published contacts of the office (its own phone, its own mail)."""
    text = plain(text)
    for contact in permitted:
        text = text.replace(plain(contact), " ") if contact else text
    found, taken = [], []
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(text):
            if not any(start < match.end() and match.start() < end for start, end in taken):
                taken.append(match.span())
                found.append(Leak(kind, where, mask(match[0])))
    return found


def mask(text: str) -> str:
    """First two characters and stars: enough to find the place, too little to leak."""
    return text[:2] + "*" * min(len(text) - 2, 12)


def scan_file(content: bytes, name: str, *, permitted: Iterable[str] = ()) -> list[Leak]:
    """Findings in an attachment; DOCX, XLSX and plain text can be read, anything else is a finding itself."""
    suffix = name.rsplit(".", 1)[-1].lower()
    readers = {"docx": _docx, "xlsx": _xlsx, "txt": _text, "csv": _text}
    if suffix not in readers:
        return [Leak("不能自动检查的内容", f"附件“{name}”（只接受 DOCX、XLSX、CSV、TXT）")]
    found = scan_text(name, f"附件名“{name}”", permitted=permitted)
    try:
        for where, text in readers[suffix](content):
            found += scan_text(text, f"附件“{name}”{where}", permitted=permitted)
            if where.startswith("隐藏") and text.strip():
                found.append(Leak("隐藏内容", f"附件“{name}”{where}"))
        if suffix in ("docx", "xlsx"):
            found += [Leak("不能自动检查的图片或嵌入文件", f"附件“{name}”的 {part}") for part in _sealed(content)]
    except (zipfile.BadZipFile, ET.ParseError, UnicodeDecodeError, KeyError, ValueError, OSError):
        found.append(Leak("不能读取的内容", f"附件“{name}”"))
    return list(dict.fromkeys(found))


def _text(content: bytes) -> Iterator[tuple[str, str]]:
    try:
        yield "", content.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield "", content.decode("gb18030")


def _parts(content: bytes) -> Iterator[tuple[str, ET.Element]]:
    """XML parts of an Office file; refuses archives that unpack to more than ``MAX_UNPACKED`` bytes."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
            raise ValueError("too large")
        for part in archive.infolist():
            if part.filename.endswith((".xml", ".rels")):
                body = archive.read(part)
                if not body.lstrip(b"\xef\xbb\xbf").startswith(b"<") or b"<!DOCTYPE" in body or b"<!ENTITY" in body:
                    raise ValueError("entities")
                yield part.filename, ET.fromstring(body)  # noqa: S314 - no entities, checked above


def _sealed(content: bytes) -> Iterator[str]:
    """Names of what an Office file carries and nobody can read here: pictures, embedded files, macros."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [part.filename for part in archive.infolist() if not part.is_dir()]
    return (name for name in names if not name.endswith((".xml", ".rels", ".vml")) and "printerSettings" not in name)


def _words(root: ET.Element) -> str:
    """All text and all spoken attributes, one a line: what stands in two elements is never read as one number."""
    spoken = [value for e in root.iter() for key, value in e.attrib.items() if key.rsplit("}", 1)[-1] in SPOKEN]
    return "\n".join([*root.itertext(), *spoken])


def _docx(content: bytes) -> Iterator[tuple[str, str]]:
    """Every XML part: text, headers, footnotes, comments, tracked deletions, properties, link targets."""
    for name, root in _parts(content):
        where = "的文档属性" if name.startswith("docProps/") else ("" if name == "word/document.xml" else f"的 {name}")
        for paragraph in (e for e in root.iter() if e.tag.endswith("}p")):
            # Runs are joined without a blank: a number may be cut into several of them.
            yield where, "".join(text for text in paragraph.itertext())
        yield where, _words(root)


def _xlsx(content: bytes) -> Iterator[tuple[str, str]]:
    """All cells with hidden sheets, rows and columns marked, comments, defined names, properties."""
    for name, root in _parts(content):
        if name.startswith("xl/worksheets/sheet"):  # cells are read below, with their place
            yield "的页眉页脚", "\n".join(_words(e) for e in root.iter() if e.tag.endswith("}headerFooter"))
        elif name != "xl/sharedStrings.xml":
            yield ("的文档属性" if name.startswith("docProps/") else "的批注、图形或缓存"), _words(root)
    workbook = load_workbook(io.BytesIO(content))
    for sheet in workbook.worksheets:
        hidden_columns = _hidden_columns(sheet)
        for row in sheet.iter_rows():
            yield from _cells(sheet, row, hidden_columns)


def _hidden_columns(sheet) -> set[int]:
    found = set()
    for dimension in sheet.column_dimensions.values():
        if dimension.hidden or dimension.width == 0:
            found |= set(range(dimension.min, dimension.max + 1))
    return found


def _cells(sheet, row, hidden_columns) -> Iterator[tuple[str, str]]:
    for cell in row:
        if cell.value is None:
            continue
        hidden = (
            sheet.sheet_state != "visible" or sheet.row_dimensions[cell.row].hidden or cell.column in hidden_columns
        )
        where = f"隐藏单元格 {sheet.title}!{cell.coordinate}" if hidden else f"单元格 {sheet.title}!{cell.coordinate}"
        yield where, str(cell.value)
