"""Scans of signed papers: looked at by content, names rebuilt, pictures without EXIF (COM-13)."""

from django.core.files.base import ContentFile

from documents import images
from programmes.refusal import Finding, Refused

LARGEST_MB = 20


def checked(upload, *, field) -> ContentFile:
    """The bytes of an uploaded PDF, JPG or PNG under a plain name; refused at ``field`` for anything else."""
    try:
        found = images.check_upload(upload, max_mb=LARGEST_MB)
    except Refused as refused:
        raise Refused(Finding("COM-13", finding.sentence, field) for finding in refused.findings) from None
    upload.seek(0)
    content = upload.read()
    kept = content if found.kind == "pdf" else images.strip_metadata(content)
    return ContentFile(kept, name=f"{field}.{found.kind}")
