"""What is taught, where, when and by whom: courses, rooms, activities, teachers and materials (QC26-26, QC26-27)."""

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from academy import permissions
from academy.querysets import ActivityQuerySet, FileQuerySet, KeptQuerySet, OfActivityQuerySet
from academy.states import (
    CARRIER_CHOICES,
    FORCE_CHOICES,
    FORCE_LABELS,
    LEVEL_CHOICES,
    OPEN_TONES,
    OPEN_WORDS,
    TONES,
    ActivityState,
)
from accounts.models import Organisation
from audit.transitions import allowed, because
from craftsmen.models import Person
from programmes import clock

A = ActivityState


def private_storage():
    """Materials leave the private storage only through a checked view."""
    return storages["private"]


class Course(models.Model):
    """A course of the academy, held again and again as activities."""

    title = models.CharField(_("课程名称"), max_length=80)
    force = models.CharField(_("五力"), max_length=12, choices=FORCE_CHOICES)
    hours = models.DecimalField(_("学时"), max_digits=4, decimal_places=1)
    summary = models.TextField(_("课程简介"), blank=True)
    organiser = models.ForeignKey(
        Organisation, verbose_name=_("开课单位"), on_delete=models.PROTECT, related_name="courses"
    )
    is_active = models.BooleanField(_("使用中"), default=True)

    objects = KeptQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("课程")
        ordering = ["title", "id"]
        constraints = [models.UniqueConstraint(fields=["organiser", "title"], name="course_title_once")]

    def __str__(self):
        return self.title


class Room(models.Model):
    """A room in which one activity takes place at a time."""

    name = models.CharField(_("名称"), max_length=60)
    address = models.CharField(_("地址"), max_length=200)
    capacity = models.PositiveIntegerField(_("可容纳人数"))
    organiser = models.ForeignKey(
        Organisation, verbose_name=_("管理单位"), on_delete=models.PROTECT, related_name="rooms"
    )
    is_active = models.BooleanField(_("使用中"), default=True)

    objects = KeptQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("教室")
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["organiser", "name"], name="room_name_once")]

    def __str__(self):
        return self.name


@because("活动还没有开始，不能登记为已举办。", field="starts_at")
def has_begun(activity):
    return activity.starts_at <= clock.now()


@because("活动已经开始，不能再开放报名。请先改时间。", field="starts_at")
def is_ahead(activity):
    return clock.now() < activity.starts_at


class Activity(FSMModelMixin, models.Model):
    """One activity of either level (QC26-25): planned, open for enrolment, held, closed with its hours; or cancelled."""

    code = models.CharField(_("编号"), max_length=16, unique=True)
    course = models.ForeignKey(
        Course, verbose_name=_("课程"), null=True, blank=True, on_delete=models.PROTECT, related_name="activities"
    )
    title = models.CharField(_("活动名称"), max_length=80)
    level = models.CharField(_("层级"), max_length=12, choices=LEVEL_CHOICES)
    carrier = models.CharField(_("载体"), max_length=16, choices=CARRIER_CHOICES)
    forces = models.JSONField(_("五力"), default=list)
    hours = models.DecimalField(_("计入学时"), max_digits=4, decimal_places=1)
    summary = models.TextField(_("活动说明"), blank=True)
    organiser = models.ForeignKey(
        Organisation, verbose_name=_("主办"), on_delete=models.PROTECT, related_name="activities"
    )
    starts_at = models.DateTimeField(_("开始时间"))
    ends_at = models.DateTimeField(_("结束时间"))
    room = models.ForeignKey(
        Room, verbose_name=_("教室"), null=True, blank=True, on_delete=models.PROTECT, related_name="activities"
    )
    address = models.CharField(_("地点"), max_length=200, blank=True)
    capacity = models.PositiveIntegerField(_("名额"))
    enrol_until = models.DateTimeField(_("报名截止"))
    state = FSMField(_("状态"), default=A.PLANNED, choices=A.choices, protected=True)
    cancel_reason = models.CharField(_("取消原因"), max_length=300, blank=True)
    opened_at = models.DateTimeField(_("开放报名时间"), null=True, blank=True)
    closed_at = models.DateTimeField(_("结项时间"), null=True, blank=True)
    #: Counts every change that a calendar has to take over (RFC 5545 SEQUENCE).
    version = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("培育活动")
        ordering = ["starts_at", "id"]
        indexes = [models.Index(fields=["state", "starts_at"], name="activity_state_start")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="activity_ends_after_start"),
            models.CheckConstraint(condition=Q(enrol_until__lte=F("starts_at")), name="activity_enrol_before_start"),
        ]

    def __str__(self):
        return self.title

    @property
    def tone(self):
        return OPEN_TONES.get(self.moment, TONES[self.state])[0]

    @property
    def icon(self):
        return OPEN_TONES.get(self.moment, TONES[self.state])[1]

    @property
    def moment(self) -> str:
        """Where an open activity stands by the clock: ``taking``, ``enrolled``, ``running`` or ``over``; empty otherwise."""
        now = clock.now()
        if self.state != A.OPEN:
            return ""
        if now >= self.starts_at:
            return "over" if now >= self.ends_at else "running"
        return "taking" if now <= self.enrol_until else "enrolled"

    @property
    def words(self) -> str:
        """The state as pages say it: an open one also says whether one may still enrol, or that it is going on."""
        return str(OPEN_WORDS.get(self.moment) or self.get_state_display())

    @property
    def when(self) -> str:
        """Day and time; the day once when it ends on the same."""
        start, end = (at.astimezone(clock.SHANGHAI) for at in (self.starts_at, self.ends_at))
        first = f"{start:%Y-%m-%d %H:%M}"
        return f"{first}–{end:%H:%M}" if start.date() == end.date() else f"{first} 至 {end:%Y-%m-%d %H:%M}"

    @property
    def place(self) -> str:
        """Where to go, in words."""
        return f"{self.room.name}（{self.room.address}）" if self.room else self.address

    @property
    def force_labels(self) -> list[str]:
        return [str(FORCE_LABELS[code]) for code in self.forces if code in FORCE_LABELS]

    def takes_enrolments(self, now) -> bool:
        return self.state == A.OPEN and now <= self.enrol_until

    def _touch(self):
        self.version += 1
        self.changed_at = clock.now()

    @transition(
        field=state,
        source=A.PLANNED,
        target=A.OPEN,
        permission=allowed(permissions.may_run),
        conditions=[is_ahead],
        custom={"label": _("开放报名")},
    )
    def open(self):
        self.opened_at = clock.now()
        self._touch()

    @transition(
        field=state,
        source=A.OPEN,
        target=A.HELD,
        permission=allowed(permissions.may_run),
        conditions=[has_begun],
        custom={"label": _("登记为已举办")},
    )
    def hold(self):
        self._touch()

    @transition(
        field=state,
        source=A.HELD,
        target=A.CLOSED,
        permission=allowed(permissions.may_run),
        custom={"label": _("结项")},
    )
    def close(self):
        self.closed_at = clock.now()

    @transition(
        field=state,
        source=[A.PLANNED, A.OPEN],
        target=A.CANCELLED,
        permission=allowed(permissions.may_run),
        custom={"label": _("取消活动")},
    )
    def cancel(self, *, reason):
        self.cancel_reason = reason
        self._touch()


class Teacher(models.Model):
    """Who teaches: a craftsman of the register with a valid title, or somebody from outside by name."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="teachers")
    person = models.ForeignKey(
        Person, verbose_name=_("工匠"), null=True, blank=True, on_delete=models.PROTECT, related_name="teaching"
    )
    outside_name = models.CharField(_("外聘教师"), max_length=60, blank=True)
    note = models.CharField(_("单位和职务"), max_length=120, blank=True)

    objects = OfActivityQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("教师")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, outside_name="") | (Q(person__isnull=True) & ~Q(outside_name="")),
                name="teacher_person_or_name",
            ),
            models.UniqueConstraint(
                fields=["activity", "person"], condition=Q(person__isnull=False), name="teacher_once"
            ),
        ]

    def __str__(self):
        return self.person.name if self.person_id else self.outside_name


class ActivityFile(models.Model):
    """Teaching material; taken away it stays in the storage."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="files")
    file = models.FileField(upload_to="academy/", storage=private_storage, max_length=200)
    original_name = models.CharField(_("文件名"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = FileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("培训资料")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "sha256"], condition=Q(removed_at__isnull=True), name="activity_file_once"
            )
        ]

    def __str__(self):
        return self.original_name
