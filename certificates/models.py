"""Number series, certificates, plaques, and the log of who has which of them (forms.md E11, E12)."""

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from accounts.models import Organisation
from audit.transitions import allowed
from certificates import permissions
from certificates.numbers import new_token
from certificates.querysets import CertificateQuerySet, SeriesQuerySet
from certificates.states import TONES, CertificateState, Item, Step
from programmes import clock


def private_storage():
    return storages["private"]


class Series(models.Model):
    """The running numbers of one programme and year; ``last_number`` only grows, so a number is never given twice."""

    programme_code = models.CharField(_("办法"), max_length=60)
    year = models.PositiveSmallIntegerField(_("年度"))
    organiser = models.ForeignKey(
        Organisation, verbose_name=_("发证单位"), on_delete=models.PROTECT, related_name="certificate_series"
    )
    title = models.CharField(_("称号"), max_length=60)
    edition = models.CharField(_("届次"), max_length=40, blank=True)
    pattern = models.CharField(_("编号格式"), max_length=60)
    prefix = models.CharField(_("核验码前缀"), max_length=4)
    last_number = models.PositiveIntegerField(_("最后编号"), default=0)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("证书编号")
        ordering = ["-year", "programme_code"]
        constraints = [models.UniqueConstraint(fields=["programme_code", "year"], name="series_once_per_year")]

    def __str__(self):
        return f"{self.year} 年度“{self.title}”证书"


class Certificate(FSMModelMixin, models.Model):
    """One numbered certificate. The unit is the unit at award and never follows later changes."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="certificates")
    serial = models.PositiveIntegerField(_("序号"))
    number = models.CharField(_("证书编号"), max_length=60, unique=True)
    machine_code = models.CharField(_("核验码"), max_length=20, unique=True)
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="certificates"
    )
    holder_name = models.CharField(_("姓名"), max_length=100)
    title = models.CharField(_("称号"), max_length=60)
    year = models.PositiveSmallIntegerField(_("年度"))
    edition = models.CharField(_("届次"), max_length=40, blank=True)
    unit_at_award = models.CharField(_("命名时单位"), max_length=200)
    decision_number = models.CharField(_("命名文号"), max_length=60)
    issued_on = models.DateField(_("颁发日期"))
    state = FSMField(_("状态"), default=CertificateState.VALID, choices=CertificateState.choices, protected=True)
    ended_on = models.DateField(_("失效日期"), null=True, blank=True)
    reissued_on = models.DateField(_("补发日期"), null=True, blank=True)
    reissues = models.PositiveSmallIntegerField(_("补发次数"), default=0)
    file = models.FileField(
        _("证书文件"), upload_to="certificates/", storage=private_storage, max_length=200, blank=True
    )
    file_sha256 = models.CharField(max_length=64, blank=True)
    rendered_at = models.DateTimeField(null=True, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("证书")
        ordering = ["series", "serial"]
        constraints = [models.UniqueConstraint(fields=["series", "serial"], name="certificate_serial_once")]

    def __str__(self):
        return f"{self.number} {self.holder_name}"

    @property
    def tone(self):
        return TONES[self.state][0]

    @property
    def icon(self):
        return TONES[self.state][1]

    @property
    def is_valid(self):
        return self.state == CertificateState.VALID

    def steps(self, item):
        """Custody entries of one item, oldest first; uses prefetched rows."""
        return [entry for entry in self.custody.all() if entry.item == item]

    def present_issue(self, item) -> int:
        """Which making of the certificate or plaque is the present one, from 0."""
        return self.reissues if item == Item.CERTIFICATE else self.plaque.sequence - 1

    def to_recall(self) -> list:
        """Custody entries of things that are out and should come back: replaced ones, and all once it is not valid.

        Uses prefetched rows of ``custody``.
        """
        last = {(entry.item, entry.issue): entry for entry in self.custody.all()}
        out = [entry for entry in last.values() if entry.step in (Step.ISSUED, Step.RECEIVED)]
        return [entry for entry in out if not self.is_valid or entry.issue < self.present_issue(entry.item)]

    def last_step(self, item):
        steps = self.steps(item)
        return steps[-1] if steps else None

    @transition(
        field=state,
        source=CertificateState.VALID,
        target=CertificateState.REVOKED,
        permission=allowed(permissions.may_end),
        custom={"label": _("撤销证书")},
    )
    def revoke(self):
        self.ended_on = clock.today()

    @transition(
        field=state,
        source=CertificateState.VALID,
        target=CertificateState.CANCELLED,
        permission=allowed(permissions.may_end),
        custom={"label": _("注销证书")},
    )
    def cancel(self):
        self.ended_on = clock.today()


class RetiredToken(models.Model):
    """A code that no longer answers: its paper was replaced. Kept, so that the old paper is named as void."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="retired_tokens")
    token = models.CharField(max_length=32, unique=True)
    retired_on = models.DateField(default=clock.today)

    def __str__(self):
        return f"{self.certificate_id} {self.retired_on}"


class Plaque(models.Model):
    """铭牌, numbered after its certificate: ``{证书编号}-P1``, the next one after a replacement ``-P2``."""

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="plaque")
    sequence = models.PositiveSmallIntegerField(default=1)
    number = models.CharField(_("铭牌编号"), max_length=70, unique=True)
    first_line = models.CharField(_("第一行"), max_length=80)
    second_line = models.CharField(_("第二行"), max_length=200)
    third_line = models.CharField(_("第三行"), max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = _("铭牌")

    def __str__(self):
        return self.number


class Custody(models.Model):
    """One step of a certificate's or plaque's way: made, issued, received (by whom), recalled."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="custody")
    item = models.CharField(_("物品"), max_length=12, choices=Item.choices)
    step = models.CharField(_("环节"), max_length=12, choices=Step.choices)
    issue = models.PositiveSmallIntegerField(_("第几次制发"), default=0)
    happened_on = models.DateField(_("日期"), default=clock.today)
    person_name = models.CharField(_("经手或签收人"), max_length=100, blank=True)
    note = models.CharField(_("备注"), max_length=200, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = _("领取与收回")
        ordering = ["id"]
        constraints = [
            # Each step happens once per making, however often a worker is killed and started again.
            models.UniqueConstraint(fields=["certificate", "item", "step", "issue"], name="custody_step_once")
        ]

    def __str__(self):
        return f"{self.certificate_id} {self.get_item_display()} {self.get_step_display()}"
