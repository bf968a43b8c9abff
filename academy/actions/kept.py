"""Courses and rooms of a body (QC26-26)."""

from django.db import IntegrityError, transaction

from academy import permissions
from academy.models import Course, Room
from audit.record import record
from programmes.refusal import Finding, Refused


@transaction.atomic
def keep_course(course: Course | None, *, organiser, by, title, force, hours, summary="", is_active=True) -> Course:
    """Make a course, or change one."""
    row = course or Course(organiser=organiser)
    found = [] if title else [Finding("QC26-26", "请填写课程名称。", "title")]
    if hours is None or hours <= 0:
        found.append(Finding("QC26-26", "请填写学时，应大于 0。", "hours"))
    values = {"title": title, "force": force, "hours": hours, "summary": summary, "is_active": is_active}
    return _kept(row, found, values, by=by, twice="本单位已有同名课程。", field="title", label="课程")


@transaction.atomic
def keep_room(room: Room | None, *, organiser, by, name, address, capacity, is_active=True) -> Room:
    """Make a room, or change one."""
    row = room or Room(organiser=organiser)
    asked = {"name": (name, "请填写教室名称。"), "address": (address, "请填写地址。")}
    found = [Finding("QC26-26", sentence, field) for field, (value, sentence) in asked.items() if not value]
    if not capacity:
        found.append(Finding("QC26-26", "请填写可容纳人数，应大于 0。", "capacity"))
    values = {"name": name, "address": address, "capacity": capacity, "is_active": is_active}
    return _kept(row, found, values, by=by, twice="本单位已有同名教室。", field="name", label="教室")


def _kept(row, found, values, *, by, twice, field, label):
    if not permissions.may_keep(by, row):
        raise Refused.because(f"您没有权限维护{label}。")
    if found:
        raise Refused(found)
    is_new = row.pk is None
    for name, value in values.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused.because(twice, "QC26-26", field) from None
    record(row, "enter" if is_new else "edit", by=by, label=f"{'登记' if is_new else '修改'}{label}")
    return row
