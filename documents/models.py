"""A generated file is a row first: the work survives a lost broker or a killed worker."""

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.querysets import DocumentQuerySet
from programmes import clock


def private_storage():
    return storages["private"]


class DocumentState(models.TextChoices):
    QUEUED = "queued", _("等待生成")
    RUNNING = "running", _("正在生成")
    DONE = "done", _("已生成")
    FAILED = "failed", _("未能生成")


class Document(models.Model):
    """One file to be made by the builder of its ``kind`` for a subject, with its progress and its result."""

    kind = models.CharField(_("种类"), max_length=60)
    title = models.CharField(_("名称"), max_length=120)
    subject_type = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=40)
    parameters = models.JSONField(default=dict, blank=True)
    key = models.CharField(max_length=120, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=DocumentState.choices, default=DocumentState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    done_count = models.PositiveIntegerField(default=0)
    total_count = models.PositiveIntegerField(default=1)
    error = models.TextField(_("原因"), blank=True)
    file = models.FileField(upload_to="documents/", storage=private_storage, max_length=200, blank=True)
    filename = models.CharField(_("文件名"), max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveIntegerField(_("页数"), default=0)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("文件")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], condition=~Q(key=""), name="document_once_per_key")
        ]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="document_subject")]

    def __str__(self):
        return self.title

    @property
    def percent(self) -> int:
        return min(100, self.done_count * 100 // max(self.total_count, 1))
