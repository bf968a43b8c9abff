"""Teachers and materials of an activity (QC26-26, QC26-27)."""

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q

from academy import permissions
from academy.models import Activity, ActivityFile, Teacher
from audit.record import record
from craftsmen.models import Honour, Person
from documents import images
from programmes import clock
from programmes.refusal import Finding, Refused

MOST_FILES = 20
FORMATS = ("pdf", "jpg", "png", "docx")


def _locked(activity, by) -> Activity:
    held = Activity.objects.select_for_update().get(pk=activity.pk)
    if not permissions.may_edit(by, held):
        raise Refused.because("您没有权限修改，或活动已经结束。")
    return held


@transaction.atomic
def add_teacher(activity, *, name: str, is_outside: bool = False, note: str = "", by) -> Teacher:
    """A craftsman by name or certificate number, or a name from outside."""
    held = _locked(activity, by)
    name = name.strip()
    if not name:
        raise Refused.because("请填写教师姓名。", "QC26-26", "name")
    person = None if is_outside else _craftsman(name)
    if person is not None and held.teachers.filter(person=person).exists():
        raise Refused.because(f"{person.name}已经是本次活动的教师。", "QC26-26", "name")
    made = Teacher.objects.create(
        activity=held, person=person, outside_name="" if person else name[:60], note=note.strip()[:120]
    )
    record(held, "add-teacher", by=by, label=f"安排教师：{made}")
    return made


def _craftsman(text) -> Person:
    named = Q(person__name=text) | Q(certificate__number=text)
    found = Person.objects.filter(pk__in=Honour.objects.valid().filter(named).values("person"))[:2]
    if len(found) == 1:
        return found[0]
    sentence = (
        "名册里有几位同名的工匠，请改填证书编号。" if found else "名册里没有称号有效的这位工匠；外聘教师请勾选“外聘”。"
    )
    raise Refused([Finding("QC26-26", sentence, "name")])


@transaction.atomic
def remove_teacher(teacher: Teacher, *, by) -> None:
    """Take a teacher off an activity."""
    held = _locked(teacher.activity, by)
    record(held, "remove-teacher", by=by, label=f"取消教师：{teacher}")
    teacher.delete()


@transaction.atomic
def add_file(activity, *, upload, by) -> ActivityFile:
    """Keep a material; the same file again is the same row."""
    held = _locked(activity, by)
    if upload is None:
        raise Refused.because("请选择文件。", "COM-13", "file")
    if held.files.current().count() >= MOST_FILES:
        raise Refused.because(f"一次活动最多 {MOST_FILES} 个资料。", "COM-13", "file")
    try:
        taken = images.take(upload, formats=FORMATS, max_mb=20)
    except Refused as refused:
        raise Refused([Finding("COM-13", one.sentence, "file") for one in refused.findings]) from refused
    there = held.files.current().filter(sha256=taken.sha256).first()
    if there is not None:
        return there
    row = ActivityFile(
        activity=held,
        original_name=str(upload.name)[-200:],
        content_type=taken.content_type,
        size=len(taken.content),
        sha256=taken.sha256,
        uploaded_by=by,
    )
    row.file.save(f"{taken.sha256[:32]}.{taken.suffix}", ContentFile(taken.content), save=False)
    row.save()
    record(held, "add-file", by=by, label=f"上传资料：{row.original_name}", details={"sha256": row.sha256})
    return row


@transaction.atomic
def remove_file(file: ActivityFile, *, by) -> None:
    """Take a material away; it stays in the storage. Twice is once."""
    held = _locked(file.activity, by)
    if held.files.current().filter(pk=file.pk).update(removed_at=clock.now()):
        record(held, "remove-file", by=by, label=f"移除资料：{file.original_name}", details={"sha256": file.sha256})
