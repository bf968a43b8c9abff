from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from nominations.models import Correction
from programmes import clock
from reviews.models.stages import Entry
from reviews.querysets import OfSeasonQuerySet
from reviews.states import CheckResult, FormalityOutcome


class FormalityReview(models.Model):
    """One round of 形式审查 of one nomination (forms.md E1); a correction opens the next round.

    The outcome takes effect when the second checker has confirmed it (补正 at once, because its period starts).
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="reviews")
    round = models.PositiveSmallIntegerField(_("轮次"), default=1)
    form_version = models.PositiveIntegerField(_("版本"))
    outcome = models.CharField(_("结论"), max_length=10, choices=FormalityOutcome.choices, blank=True)
    reason = models.TextField(_("理由"), blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("审查时间"), null=True, blank=True)
    second_checker = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField(_("复核时间"), null=True, blank=True)
    correction = models.OneToOneField(
        Correction, null=True, blank=True, on_delete=models.PROTECT, related_name="formality_review"
    )
    created_at = models.DateTimeField(default=clock.now)

    objects = OfSeasonQuerySet.over("entry__stage_run__season").as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("形式审查")
        ordering = ["entry", "round"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "round"], name="formality_round_once"),
            models.CheckConstraint(
                condition=models.Q(second_checker__isnull=True) | ~models.Q(second_checker=models.F("reviewer")),
                name="formality_by_two_people",
            ),
        ]

    def __str__(self):
        return f"{self.entry} {self.round}"

    @property
    def is_open(self):
        """The checklist may still be changed."""
        return self.decided_at is None

    @property
    def awaits_second_check(self):
        return bool(self.decided_at) and self.checked_at is None and self.outcome != FormalityOutcome.CORRECT


class Check(models.Model):
    """One row of the 形式审查表: what the reviewer found about one item."""

    review = models.ForeignKey(FormalityReview, on_delete=models.CASCADE, related_name="checks")
    item = models.CharField(_("项目"), max_length=60)
    result = models.CharField(_("结果"), max_length=12, choices=CheckResult.choices, blank=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    by_system = models.BooleanField(_("系统查询"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("审查项目")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["review", "item"], name="check_once_per_item")]

    def __str__(self):
        return f"{self.item} {self.result}"
