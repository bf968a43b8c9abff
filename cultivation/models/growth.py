"""What a cultivation consists of: plan, mentors, records, half-year notes, evaluation (forms.md D2, D4, D5)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from craftsmen.models import Person
from cultivation.models.cohort import private_storage
from cultivation.models.trainee import Trainee
from cultivation.querysets import MentorshipQuerySet, OfTraineeQuerySet
from cultivation.states import EntryKind
from programmes import clock
from programmes.cultivation import CARRIERS, FORCES, MEASURE_LEVELS


def _label(options, code) -> str:
    return next((option.label for option in options if option.code == code), code)


class Plan(models.Model):
    """One version of the plan D2; the highest number holds. ``answers`` are the public ones of the form."""

    trainee = models.ForeignKey(Trainee, on_delete=models.PROTECT, related_name="plans")
    number = models.PositiveSmallIntegerField(_("版本"))
    answers = models.JSONField(default=dict)
    nomination_code = models.CharField(_("表格编号"), max_length=20, unique=True)
    content_hash = models.CharField(_("核对码"), max_length=64, blank=True)
    reason = models.CharField(_("调整理由"), max_length=400, blank=True)
    adopted_on = models.DateField(_("确定日期"))

    objects = OfTraineeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("培育计划")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["trainee", "number"], name="cultivation_plan_version_once")]

    def __str__(self):
        return f"{self.trainee} 第 {self.number} 版"


class Measure(models.Model):
    """One 培育措施 of a plan; done with a date and what proves it. ``row`` is that of the form."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="measures")
    row = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    force = models.CharField(_("五力"), max_length=20)
    text = models.CharField(_("措施"), max_length=200)
    carrier = models.CharField(_("载体"), max_length=20, blank=True)
    level = models.CharField(_("层级"), max_length=20, blank=True)
    from_month = models.CharField(_("开始"), max_length=7, blank=True)
    to_month = models.CharField(_("完成"), max_length=7, blank=True)
    output = models.CharField(_("成果形式"), max_length=120, blank=True)
    done_on = models.DateField(_("完成日期"), null=True, blank=True)
    done_note = models.CharField(_("完成情况"), max_length=200, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = _("培育措施")
        ordering = ["position"]

    def __str__(self):
        return self.text

    @property
    def force_label(self):
        return _label(FORCES, self.force)

    @property
    def carrier_label(self):
        return _label(CARRIERS, self.carrier)

    @property
    def level_label(self):
        return _label(MEASURE_LEVELS, self.level)

    def is_late(self, day) -> bool:
        """Not done, and its last month is past."""
        return self.done_on is None and bool(self.to_month) and self.to_month < f"{day:%Y-%m}"


class Mentorship(models.Model):
    """Who mentors somebody, from when to when (QC26-27). ``person`` is set where the register knows the mentor."""

    trainee = models.ForeignKey(Trainee, on_delete=models.PROTECT, related_name="mentorships")
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="mentorships", verbose_name=_("导师")
    )
    name = models.CharField(_("导师姓名"), max_length=60)
    honour = models.CharField(_("导师荣誉"), max_length=80, blank=True)
    from_on = models.DateField(_("开始"))
    until_on = models.DateField(_("结束"), null=True, blank=True)
    reason = models.CharField(_("更换理由"), max_length=200, blank=True)

    objects = MentorshipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("导师")
        ordering = ["until_on", "-from_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["trainee"], condition=Q(until_on__isnull=True), name="one_present_mentor")
        ]

    def __str__(self):
        return self.name


class MentorNote(models.Model):
    """导师带教记录 (D4 section 5): content of at most 100 字; taken back, it stays with its reason."""

    trainee = models.ForeignKey(Trainee, on_delete=models.PROTECT, related_name="mentor_notes")
    mentorship = models.ForeignKey(Mentorship, on_delete=models.PROTECT, related_name="notes")
    happened_on = models.DateField(_("日期"))
    content = models.CharField(_("带教内容"), max_length=300)
    client_key = models.UUIDField(default=uuid.uuid4, unique=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    void_note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = OfTraineeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("带教记录")
        ordering = ["-happened_on", "-id"]

    def __str__(self):
        return f"{self.happened_on} {self.content[:20]}"


class Entry(models.Model):
    """One line of the training file (D4 sections 4, 6, 8) that the portal does not know by itself; only added or taken back.

    ``hours`` and ``level`` belong to training; ``force`` says what it is good for.
    """

    trainee = models.ForeignKey(Trainee, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(_("类别"), max_length=10, choices=EntryKind.choices)
    force = models.CharField(_("五力"), max_length=20, blank=True)
    happened_on = models.DateField(_("日期"))
    title = models.CharField(_("名称"), max_length=80)
    text = models.CharField(_("内容"), max_length=400, blank=True)
    organised_by = models.CharField(_("组织单位"), max_length=80, blank=True)
    level = models.CharField(_("层级"), max_length=20, blank=True)
    hours = models.DecimalField(_("学时"), max_digits=5, decimal_places=1, null=True, blank=True)
    proof = models.FileField(
        _("证明"), upload_to="cultivation/entries/", storage=private_storage, max_length=200, blank=True
    )
    proof_name = models.CharField(max_length=160, blank=True)
    proof_hash = models.CharField(max_length=64, blank=True)
    client_key = models.UUIDField(default=uuid.uuid4, unique=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    void_note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = OfTraineeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("成长记录")
        ordering = ["-happened_on", "-id"]

    def __str__(self):
        return f"{self.happened_on} {self.title}"

    @property
    def force_label(self):
        return _label(FORCES, self.force)

    @property
    def level_label(self):
        return _label(MEASURE_LEVELS, self.level)


class Summary(models.Model):
    """阶段小结 of a half-year (D4 section 9), at most 500 字; a later one of the same half-year replaces the earlier."""

    trainee = models.ForeignKey(Trainee, on_delete=models.PROTECT, related_name="summaries")
    period = models.CharField(_("期间"), max_length=6, help_text="2026H1")
    text = models.TextField(_("小结"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = OfTraineeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("阶段小结")
        ordering = ["-period", "-id"]

    def __str__(self):
        return f"{self.trainee} {self.period}"


class Evaluation(models.Model):
    """The result of a form D5 as it enters the file; never changed. ``points`` by part, ``vetoes`` the codes ticked."""

    trainee = models.ForeignKey(Trainee, on_delete=models.PROTECT, related_name="evaluations")
    nomination_code = models.CharField(_("表格编号"), max_length=20, unique=True)
    points = models.JSONField(default=dict)
    total = models.PositiveSmallIntegerField(_("总分"))
    vetoes = models.JSONField(default=list)
    veto_note = models.CharField(max_length=400, blank=True)
    grade = models.CharField(_("等次"), max_length=20)
    next_step = models.CharField(_("安排"), max_length=20)
    mentor_comment = models.TextField(_("导师评语"), blank=True)
    self_summary = models.TextField(_("个人总结"), blank=True)
    content_hash = models.CharField(_("核对码"), max_length=64, blank=True)
    decided_on = models.DateField(_("日期"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = OfTraineeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("培育考评")
        ordering = ["-id"]

    def __str__(self):
        return f"{self.trainee} {self.total}"
