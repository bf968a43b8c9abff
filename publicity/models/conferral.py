from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from craftsmen.models import Honour
from documents.models import Document
from nominations.models import Nomination, Season
from programmes import clock
from publicity.models.publicity import Entry, Publicity, private_storage
from publicity.querysets import AwardQuerySet, ConferralQuerySet, DecisionQuerySet
from studios.models import Studio


class Conferral(models.Model):
    """命名: one decision over everyone on a list whom no open objection holds; the rest follow with a later decision.

    ``publicity`` is empty where the programme declares none (AMB-12). ``is_external``: decided by somebody else on
    another platform and only entered here, with the document's number, date and scan (rules.md §1).
    """

    season = models.ForeignKey(Season, verbose_name=_("年度"), on_delete=models.PROTECT, related_name="conferrals")
    procedure_code = models.CharField(max_length=60, default="nomination")
    publicity = models.ForeignKey(Publicity, null=True, blank=True, on_delete=models.PROTECT, related_name="conferrals")
    is_external = models.BooleanField(_("外部结果"), default=False)
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
    def procedure(self):
        return self.season.edition.procedure(self.procedure_code)


class Award(models.Model):
    """Who was named by which decision: a person's honour or a studio; a nomination is named once."""

    conferral = models.ForeignKey(Conferral, on_delete=models.PROTECT, related_name="awards")
    nomination = models.OneToOneField(Nomination, on_delete=models.PROTECT, related_name="award")
    entry = models.OneToOneField(Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="award")
    honour = models.OneToOneField(Honour, null=True, blank=True, on_delete=models.PROTECT, related_name="award")
    studio = models.OneToOneField(Studio, null=True, blank=True, on_delete=models.PROTECT, related_name="award")
    external_certificate = models.CharField(_("外部证书编号"), max_length=60, blank=True)
    position = models.PositiveIntegerField(_("序号"), default=0)

    objects = AwardQuerySet.as_manager()

    class Meta:
        ordering = ["conferral", "position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(honour__isnull=False) | Q(studio__isnull=False), name="award_of_person_or_studio"
            )
        ]

    def __str__(self):
        return f"{self.name} {self.conferral}"

    @property
    def name(self):
        """As on the certificate."""
        return self.honour.name if self.honour_id else self.studio.name

    @property
    def unit(self):
        """As it was called on the day, not as it may be called now."""
        if self.entry_id:
            return self.entry.final_unit
        return self.honour.unit_at_award if self.honour_id else self.nomination.employer_name

    @property
    def leader(self):
        """The studio's leader when it was named; "" for a person."""
        return self.nomination.person.name if self.studio_id and self.nomination.person_id else ""

    @property
    def certificate(self):
        """Of our own series, None where somebody else issues it."""
        return self.honour.certificate if self.honour_id else self.studio.certificate

    @property
    def certificate_number(self):
        return self.certificate.number if self.certificate else self.external_certificate


class Decision(models.Model):
    """How one nomination of a rolling procedure was decided; never changed. ``result`` is a code of the procedure.

    ``until`` is the day that some results set (整改期限, 延长到); ``is_external`` as for a ``Conferral``.
    """

    nomination = models.OneToOneField(Nomination, on_delete=models.PROTECT, related_name="decision")
    result = models.CharField(_("结果"), max_length=30)
    result_label = models.CharField(_("结果"), max_length=60)
    is_granted = models.BooleanField(default=True)
    opinion = models.TextField(_("意见"), blank=True)
    decided_on = models.DateField(_("日期"))
    until = models.DateField(_("期限"), null=True, blank=True)
    document_number = models.CharField(_("文号"), max_length=60, blank=True)
    document = models.FileField(
        _("盖章件扫描"), upload_to="decisions/", storage=private_storage, max_length=200, blank=True
    )
    is_external = models.BooleanField(_("外部结果"), default=False)
    studio = models.ForeignKey(Studio, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=clock.now)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("办理决定")
        ordering = ["-id"]

    def __str__(self):
        return f"{self.nomination} {self.result_label}"
