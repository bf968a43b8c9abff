"""The record: events chained per subject, and seals over all events since the last seal. Rows are only ever added."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from programmes import clock


class AppendOnly(models.Model):
    """A row that can be added, never changed or deleted (the database refuses as well, see migration 0002)."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} rows are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError(f"{type(self).__name__} rows are never deleted")


class Event(AppendOnly):
    subject_type = models.CharField(_("对象类别"), max_length=80)
    subject_id = models.CharField(_("对象"), max_length=40)
    sequence = models.PositiveIntegerField(_("序号"))
    at = models.DateTimeField(_("时间"), default=clock.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("操作人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    actor_label = models.CharField(_("操作人名称"), max_length=200)
    verb = models.CharField(_("动作"), max_length=60)
    label = models.CharField(_("动作名称"), max_length=120)
    from_state = models.CharField(_("原状态"), max_length=40, blank=True)
    to_state = models.CharField(_("新状态"), max_length=40, blank=True)
    note = models.TextField(_("说明"), blank=True)
    rules = models.JSONField(_("依据"), default=list)
    details = models.JSONField(_("内容"), default=dict)
    content_hash = models.CharField(_("内容校验码"), max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(_("校验码"), max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = _("记录")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["subject_type", "subject_id", "sequence"], name="event_once_per_sequence")
        ]
        indexes = [models.Index(fields=["at"], name="event_at")]

    def __str__(self):
        return f"{self.subject_type} {self.subject_id} #{self.sequence} {self.verb}"


class Seal(AppendOnly):
    number = models.PositiveIntegerField(_("编号"), unique=True)
    at = models.DateTimeField(_("时间"), default=clock.now)
    reason = models.CharField(_("事由"), max_length=200)
    count = models.PositiveIntegerField(_("记录数"))
    root = models.CharField(_("根校验码"), max_length=64)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(_("校验码"), max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = _("存证")
        ordering = ["number"]

    def __str__(self):
        return f"{self.number} {self.root[:8]}"


class SealLeaf(AppendOnly):
    """Which event stands at which place of a seal; an event that has no leaf yet goes into the next seal."""

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="leaves")
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="leaf")
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["seal_id", "position"]
        constraints = [models.UniqueConstraint(fields=["seal", "position"], name="leaf_once_per_position")]
