"""Photos and papers of entries and services: looked at, limited, without EXIF; nothing is ever deleted (COM-12, COM-13)."""

from collections.abc import Iterable

from django.core.files.base import ContentFile
from django.db import transaction

from audit.record import record
from documents import images
from programmes import clock
from programmes.refusal import Finding, Refused
from studios import permissions
from studios.models import StudioFile
from studios.states import FilePurpose

MOST_FILES = 12
FORMATS = {FilePurpose.PHOTO: ("jpg", "png"), FilePurpose.BASIS: ("pdf", "jpg", "png")}

Uploads = dict[str, Iterable]


def look(uploads: Uploads) -> list[tuple[str, str, images.Taken]]:
    """Every upload as ``(purpose, name, taken)``; Refused with what is wrong with each of them, at its field."""
    good, found = [], []
    for purpose, several in uploads.items():
        for upload in several:
            name = str(getattr(upload, "name", "") or FilePurpose(purpose).label)[-200:]
            try:
                taken = images.take(upload, formats=FORMATS.get(FilePurpose(purpose), ("pdf", "jpg", "png")))
            except Refused as refused:
                found += [Finding("COM-13", f"{name}：{one.sentence}", purpose) for one in refused.findings]
            else:
                good.append((purpose, name, taken))
    if found:
        raise Refused(found)
    return good


def attach(owner, looked, *, by) -> list[StudioFile]:
    """Keep looked-at uploads with an entry or a service; the same file again is the same row.

    Refused when more than twelve files would stand.
    """
    there = {file.sha256: file for file in owner.files.current()}
    new = {taken.sha256: (purpose, name, taken) for purpose, name, taken in looked if taken.sha256 not in there}
    if len(there) + len(new) > MOST_FILES:
        raise Refused.because(f"一条记录最多 {MOST_FILES} 个文件，请先移除不需要的。", "COM-13", FilePurpose.PHOTO)
    return [_saved(owner, *one, by) for one in new.values()]


def _saved(owner, purpose, name, taken, by):
    row = StudioFile(
        studio_id=owner.studio_id,
        purpose=purpose,
        content_type=taken.content_type,
        size=len(taken.content),
        sha256=taken.sha256,
        original_name=name,
        uploaded_by=by,
    )
    setattr(row, "service" if owner._meta.model_name == "service" else "entry", owner)
    row.file.save(f"{taken.sha256[:32]}.{taken.suffix}", ContentFile(taken.content), save=False)
    if taken.preview:
        row.preview.save(f"{taken.sha256[:32]}-s.jpg", ContentFile(taken.preview), save=False)
    row.save()
    return row


@transaction.atomic
def remove(file, *, by, today) -> StudioFile:
    """Take a file away from an entry or a service that may still change; it stays in the storage. Twice is once."""
    file = StudioFile.objects.select_for_update().get(pk=file.pk)
    owner = file.entry or file.service
    if owner is None or not _may_change(owner, by=by, today=today):
        raise Refused.because("这条记录已经不能修改，文件不能移除。", "F4")
    if file.removed_at:
        return file
    if file.purpose == FilePurpose.BASIS and _is_last_basis(file):
        raise Refused.because("填了经济效益就要留有依据。请先换上新的依据，或去掉金额。", "WS24-08")
    file.removed_at = clock.now()
    file.save(update_fields=["removed_at"])
    record(owner, "unfile", by=by, label="移除文件", details={"sha256": file.sha256})
    return file


def _is_last_basis(file):
    if not file.entry or not file.entry.benefit_wan:
        return False
    return not file.entry.files.current().filter(purpose=FilePurpose.BASIS).exclude(pk=file.pk).exists()


def _may_change(owner, *, by, today):
    if owner._meta.model_name == "service":
        return permissions.may_keep_service(by, owner) and owner.is_open
    return permissions.may_keep(by, owner) and owner.is_standing and not owner.is_locked(today)
