from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from craftsmen.models import Honour
from documents.models import Document
from programmes import clock
from publicity.models.publicity import Entry, Publicity, private_storage
from publicity.querysets import ConferralQuerySet


class Conferral(models.Model):
    """命名: one decision over everyone on a list whom no open objection holds; the rest follow with a later decision."""

    publicity = models.ForeignKey(Publicity, on_delete=models.PROTECT, related_name="conferrals")
    decision_number = models.CharField(_("命名文号"), max_length=60)
    number_key = models.CharField(max_length=60, unique=True, editable=False)
    decided_on = models.DateField(_("命名日期"))
    document = models.FileField(
        _("签发件扫描"), upload_to="conferrals/", storage=private_storage, max_length=200, blank=True
    )
    batch = models.ForeignKey(
        Document, verbose_name=_("证书批量任务"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    conferred_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    conferred_at = models.DateTimeField(default=clock.now)

    objects = ConferralQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("命名决定")
        ordering = ["-id"]

    def __str__(self):
        return self.decision_number

    @property
    def season(self):
        return self.publicity.season


class Award(models.Model):
    """Who was named by which decision; an entry is named once."""

    conferral = models.ForeignKey(Conferral, on_delete=models.PROTECT, related_name="awards")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="award")
    honour = models.OneToOneField(Honour, on_delete=models.PROTECT, related_name="award")

    class Meta:
        ordering = ["entry__position"]

    def __str__(self):
        return f"{self.entry} {self.conferral}"
