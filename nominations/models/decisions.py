from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from nominations.models.answers import private_storage
from nominations.models.nomination import Nomination
from nominations.querysets import ExceptionQuerySet, SanctionQuerySet
from programmes import clock


class RuleException(models.Model):
    """A recorded exception to a rule marked X: asked by one person, approved by another (rules.md 0.2)."""

    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="exceptions")
    rule = models.CharField(_("规则"), max_length=20)
    reason = models.TextField(_("理由"))
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=clock.now)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)

    objects = ExceptionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("例外")
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=models.F("requested_by")),
                name="exception_by_two_people",
            )
        ]

    def __str__(self):
        return f"{self.nomination_id} {self.rule}"


class WarningConfirmation(models.Model):
    """Who went on in spite of a warning (mark W); shown to every later reviewer."""

    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="warnings")
    rule = models.CharField(_("规则"), max_length=20)
    sentence = models.TextField(_("提示"))
    form_version = models.PositiveIntegerField(_("版本"))
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["nomination", "rule", "form_version"], name="warning_confirmed_once")
        ]

    def __str__(self):
        return f"{self.nomination_id} {self.rule}"


class Sanction(models.Model):
    """禁报: nothing is accepted from a person, an employer or a recommender from ``starts_on`` to ``ends_on``, both included.

    QC23-50, AMB-06, AMB-07: decided with form E13; the subjects are ticked one by one, the last day is the
    corresponding date three years later. Checked against the day on which a new nomination is submitted.
    """

    class Subject(models.TextChoices):
        PERSON = "person", _("本人")
        EMPLOYER = "employer", _("基层单位")
        RECOMMENDER = "recommender", _("推荐单位")

    subject = models.CharField(_("对象"), max_length=12, choices=Subject.choices)
    person_key = models.CharField(max_length=64, blank=True)
    person_name = models.CharField(_("姓名"), max_length=60, blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="sanctions"
    )
    nomination = models.ForeignKey(
        Nomination, null=True, blank=True, on_delete=models.PROTECT, related_name="sanctions"
    )
    decision_number = models.CharField(_("决定文号"), max_length=60)
    facts = models.TextField(_("事实"))
    rules = models.JSONField(_("依据"), default=list)
    evidence = models.FileField(upload_to="decisions/", storage=private_storage, max_length=200, blank=True)
    starts_on = models.DateField(_("起始日"))
    ends_on = models.DateField(_("最后一日"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    lifted_at = models.DateTimeField(_("解除时间"), null=True, blank=True)

    objects = SanctionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("禁报")
        constraints = [
            models.CheckConstraint(
                condition=Q(subject="person", organisation__isnull=True) | Q(organisation__isnull=False),
                name="sanction_has_its_subject",
            )
        ]

    def __str__(self):
        return f"{self.person_name or self.organisation} {self.starts_on}–{self.ends_on}"
