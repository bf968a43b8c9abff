"""What a studio owes and when, and the yearly assessments that it went through (rules.md §13)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from programmes import clock
from studios.models.studio import Studio
from studios.querysets import DutyQuerySet, OfStudioQuerySet


class DutyItem(models.Model):
    """One occurrence of a duty that the programme declares; overdue is derived from ``due_on``, never stored.

    ``next_reminder_on`` is the next day on which somebody is told, empty when all are told or the duty is done.
    """

    studio = models.ForeignKey(Studio, on_delete=models.PROTECT, related_name="duties")
    code = models.CharField(max_length=40)
    period = models.CharField(_("期间"), max_length=20)
    title = models.CharField(_("事项"), max_length=120)
    opens_on = models.DateField(_("开始"))
    due_on = models.DateField(_("截止"))
    remind_on = models.JSONField(default=list, help_text="ISO days, ascending")
    next_reminder_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(_("完成"), null=True, blank=True)
    done_note = models.CharField(_("完成情况"), max_length=300, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    waived_at = models.DateTimeField(_("免除时间"), null=True, blank=True)
    waived_note = models.CharField(_("免除理由"), max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("定期义务")
        ordering = ["due_on", "id"]
        constraints = [models.UniqueConstraint(fields=["studio", "code", "period"], name="duty_once_per_period")]
        indexes = [
            models.Index(fields=["next_reminder_on"], name="duty_next_reminder"),
            models.Index(fields=["due_on"], name="duty_due"),
        ]

    def __str__(self):
        return f"{self.studio} {self.title} {self.period}"

    @property
    def is_pending(self) -> bool:
        return self.done_on is None and self.waived_at is None

    def is_overdue(self, day) -> bool:
        """Pending, and the last day is past."""
        return self.is_pending and self.due_on < day

    def is_open(self, day) -> bool:
        """Pending, and its window has opened."""
        return self.is_pending and self.opens_on <= day

    @property
    def declared(self):
        """The duty as the programme declares it; None once a programme has dropped it."""
        return next((duty for duty in self.studio.terms.duties if duty.code == self.code), None)

    @property
    def period_label(self) -> str:
        """The year of a yearly duty, the day from which another one counts."""
        return f"{self.period} 年度" if len(self.period) == 4 else self.period


class Verdict(models.Model):
    """The result of an assessment, acceptance or cycle review as it enters the studio's file; never changed.

    ``conditions`` holds the judged conditions by code with their facts, ``figures`` the counts of that day.
    """

    studio = models.ForeignKey(Studio, on_delete=models.PROTECT, related_name="verdicts")
    procedure_code = models.CharField(max_length=60)
    period = models.CharField(_("期间"), max_length=20)
    result = models.CharField(_("结论"), max_length=30)
    result_label = models.CharField(_("结论"), max_length=60)
    opinion = models.TextField(_("意见"), blank=True)
    conditions = models.JSONField(default=dict, blank=True)
    figures = models.JSONField(default=dict, blank=True)
    decided_on = models.DateField(_("日期"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    document_number = models.CharField(_("文号"), max_length=60, blank=True)
    acknowledged_at = models.DateTimeField(_("协会收悉"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = OfStudioQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("考核结论")
        ordering = ["-decided_on", "-id"]

    def __str__(self):
        return f"{self.studio} {self.period} {self.result_label}"
