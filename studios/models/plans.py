"""The approved plan of a studio as its workbench uses it: targets, milestones, budget and spending (F1, WS24-20/21)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programmes import clock
from studios.models.studio import Studio
from studios.querysets import OfStudioQuerySet


class Plan(models.Model):
    """One approved version of a plan; the latest counts, the first is what acceptance shows beside it.

    ``answers`` are the public answers of the form as approved; ``content_hash`` is that of the form's version.
    """

    studio = models.ForeignKey(Studio, on_delete=models.PROTECT, related_name="plans")
    version = models.PositiveSmallIntegerField(_("版本"))
    answers = models.JSONField(default=dict)
    content_hash = models.CharField(_("核对码"), max_length=64)
    reason = models.CharField(_("调整理由"), max_length=300, blank=True)
    approved_on = models.DateField(_("批准日期"))
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = OfStudioQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("建设计划")
        ordering = ["studio", "-version"]
        constraints = [models.UniqueConstraint(fields=["studio", "version"], name="plan_version_once")]

    def __str__(self):
        return f"{self.studio} v{self.version}"


class Target(models.Model):
    """A number the plan promises for one year of building (F1 五); ``year`` counts 1, 2 …"""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="targets")
    key = models.CharField(max_length=40)
    title = models.CharField(_("目标"), max_length=60)
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    year = models.PositiveSmallIntegerField(_("第几年"))
    amount = models.DecimalField(_("目标值"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = verbose_name_plural = _("建设目标")
        ordering = ["plan", "id"]

    def __str__(self):
        return f"{self.title} {self.year}"


class Milestone(models.Model):
    """An output promised for one quarter of the plan (F1 六, 十一); done with evidence from the ledgers."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="milestones")
    row = models.CharField(max_length=20, help_text=_("跨版本不变的行号"))
    project = models.CharField(_("项目"), max_length=60)
    quarter = models.PositiveSmallIntegerField(_("第几季度"))
    output = models.CharField(_("产出"), max_length=120)
    done_on = models.DateField(_("完成日期"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("里程碑")
        ordering = ["plan", "project", "quarter", "id"]

    def __str__(self):
        return f"{self.project} {self.output}"


class BudgetLine(models.Model):
    """One line of the plan's budget; ``year`` is the calendar year (WS24 §3.5, GS24-13)."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="budget")
    year = models.PositiveSmallIntegerField(_("年度"))
    item = models.CharField(_("科目"), max_length=60)
    amount_wan = models.DecimalField(_("金额（万元）"), max_digits=10, decimal_places=2)
    source = models.CharField(_("来源"), max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("预算")
        ordering = ["plan", "year", "id"]

    def __str__(self):
        return f"{self.year} {self.item}"


class Spending(models.Model):
    """Money spent, against a year and an item of the budget; only added, a mistake is put right by a negative row."""

    studio = models.ForeignKey(Studio, on_delete=models.PROTECT, related_name="spendings")
    year = models.PositiveSmallIntegerField(_("年度"))
    item = models.CharField(_("科目"), max_length=60)
    spent_on = models.DateField(_("日期"))
    amount_wan = models.DecimalField(_("金额（万元）"), max_digits=10, decimal_places=2)
    note = models.CharField(_("用途"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = OfStudioQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("支出")
        ordering = ["-spent_on", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(amount_wan=0), name="spending_not_zero")]

    def __str__(self):
        return f"{self.spent_on} {self.item}"


class ProgressNote(models.Model):
    """The half-year note on progress and problems for the unit's leaders (WS24-27); ``period`` is 2026H1."""

    studio = models.ForeignKey(Studio, on_delete=models.PROTECT, related_name="progress_notes")
    period = models.CharField(_("期间"), max_length=6)
    done = models.TextField(_("进展"))
    problems = models.TextField(_("问题和需要的支持"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = OfStudioQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("半年进展")
        ordering = ["-period", "-id"]

    def __str__(self):
        return f"{self.studio} {self.period}"
