from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from nominations.models.nomination import Nomination
from programmes import clock


class Paper(models.Model):
    """What has come in on paper for one nomination so far (QC23-32, AMB-23); every intake is in the record.

    ``copies`` counts sets by the code of the print pack, ``missing`` names parts of it that are not there.
    """

    nomination = models.OneToOneField(Nomination, on_delete=models.PROTECT, related_name="paper")
    received_on = models.DateField(_("收到日期"))
    posted_on = models.DateField(_("邮戳日期"), null=True, blank=True)
    code = models.CharField(_("页脚核对码"), max_length=8, blank=True)
    copies = models.JSONField(_("收到份数"), default=dict, blank=True)
    missing = models.JSONField(_("缺件"), default=list, blank=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = _("纸质材料")

    def __str__(self):
        return f"{self.nomination_id} {self.received_on:%Y-%m-%d}"
