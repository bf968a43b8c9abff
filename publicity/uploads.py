"""Files of objectors: sniffed by content, limited, renamed (COM-13)."""

import hashlib
from dataclasses import dataclass

from django.core.files.base import ContentFile

from programmes.refusal import Finding

MAGIC = (
    (b"%PDF-", "pdf", "application/pdf"),
    (b"\xff\xd8\xff", "jpg", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png", "image/png"),
)
MAX_MB = 10
MAX_FILES = 8


@dataclass(frozen=True)
class Upload:
    """One accepted file. ``suffix`` and ``mime`` come from the content, never from the name."""

    name: str
    suffix: str
    mime: str
    content: bytes
    sha256: str

    def as_file(self) -> ContentFile:
        return ContentFile(self.content)


def sniff(content: bytes) -> tuple[str, str] | None:
    """Suffix and type by the first bytes; None for anything that is not PDF, JPEG or PNG."""
    return next(((suffix, mime) for magic, suffix, mime in MAGIC if content.startswith(magic)), None)


def check_all(files, *, field="files") -> tuple[list[Upload], list[Finding]]:
    """The accepted files and a finding for each other one; EXIF is left, these files are never published."""
    files = list(files)
    found = [Finding("COM-13", f"最多上传 {MAX_FILES} 个文件。", field)] if len(files) > MAX_FILES else []
    accepted = []
    for file in files[:MAX_FILES]:
        if file.size > MAX_MB * 1024 * 1024:
            found.append(Finding("COM-13", f"“{file.name}”超过 {MAX_MB} MB。请压缩后再上传，或分成两个文件。", field))
            continue
        content = file.read()
        kind = sniff(content)
        if kind is None:
            found.append(Finding("COM-13", f"“{file.name}”不是 PDF、JPG 或 PNG 文件。", field))
            continue
        accepted.append(Upload(file.name[-120:], *kind, content, hashlib.sha256(content).hexdigest()))
    return accepted, found
