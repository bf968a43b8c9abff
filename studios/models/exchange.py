"""What a studio gives and gets outside: the exchange between studios (WS24-26) and priority proofs (F5, WS24-24)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programmes import clock
from studios.models.ledgers import LedgerEntry
from studios.models.studio import Studio
from studios.querysets import InterestQuerySet, OfferQuerySet, OfStudioQuerySet
from studios.states import LIVE, OfferKind, ProofState


class Offer(models.Model):
    """A need, an offer or an event that a studio announces to the others."""

    studio = models.ForeignKey(Studio, on_delete=models.PROTECT, related_name="offers")
    kind = models.CharField(_("类别"), max_length=8, choices=OfferKind.choices)
    title = models.CharField(_("标题"), max_length=80)
    field = models.CharField(_("领域"), max_length=60, blank=True)
    text = models.TextField(_("说明"))
    until_on = models.DateField(_("有效至"))
    closed_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("交流信息")
        ordering = ["-at", "-id"]

    def __str__(self):
        return self.title

    def is_open(self, today):
        """Still answers to be had."""
        return self.closed_at is None and today <= self.until_on


class Interest(models.Model):
    """Another studio answers an offer."""

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="interests")
    studio = models.ForeignKey(Studio, on_delete=models.PROTECT, related_name="interests")
    text = models.CharField(_("留言"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    accepted_at = models.DateTimeField(_("对接时间"), null=True, blank=True)

    objects = InterestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("对接")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["offer", "studio"], name="interest_once")]

    def __str__(self):
        return f"{self.offer} {self.studio}"


class PriorityProof(models.Model):
    """优先申报证明 (F5): one outcome, one target activity, one year, one use; does not use the unit's quota (WS24-24)."""

    studio = models.ForeignKey(Studio, on_delete=models.PROTECT, related_name="proofs")
    outcome = models.ForeignKey(LedgerEntry, on_delete=models.PROTECT, related_name="proofs")
    target = models.CharField(_("申报项目"), max_length=40)
    target_label = models.CharField(_("申报项目"), max_length=80)
    year = models.PositiveSmallIntegerField(_("年度"))
    number = models.CharField(_("证明编号"), max_length=24, unique=True)
    token = models.CharField(max_length=43, unique=True)
    state = models.CharField(_("状态"), max_length=8, choices=ProofState.choices, default=ProofState.VALID)
    valid_until = models.DateField(_("有效至"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(default=clock.now)
    used_at = models.DateTimeField(_("使用时间"), null=True, blank=True)
    used_by = models.CharField(_("使用登记"), max_length=120, blank=True)
    voided_at = models.DateTimeField(_("作废时间"), null=True, blank=True)
    void_note = models.CharField(_("作废理由"), max_length=200, blank=True)

    objects = OfStudioQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("优先申报证明")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["outcome", "target", "year"], condition=~Q(state="void"), name="proof_once_per_outcome"
            )
        ]

    def __str__(self):
        return self.number

    def standing(self, today):
        """What a reader is told today: void as well once its time or its studio has ended (WS24-24)."""
        if self.state != ProofState.VALID:
            return ProofState(self.state)
        is_valid = today <= self.valid_until and self.studio.state in LIVE
        return ProofState.VALID if is_valid else ProofState.VOID
