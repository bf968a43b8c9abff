"""What a studio records: ledger entries with files, service to enterprises, support received."""

import uuid

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.privacy import SealedTextField
from craftsmen.models import Person
from programmes import clock, ledgers
from studios.models.studio import Member, Studio
from studios.querysets import EntryQuerySet, FileQuerySet, OfStudioQuerySet, ServiceQuerySet
from studios.states import FilePurpose, ServiceLevel, ServiceName, SupportKind


def private_storage():
    """Files of studios lie in the private storage and leave it only through the checked view."""
    return storages["private"]


class LedgerEntry(models.Model):
    """One line of a 台账 (F4). After the quarter is locked nothing changes: later lines are marked 补记, a mistake is
    put right by a correcting entry (``replaced_by``), one that should not be there at all is voided with a reason.

    ``quarter`` is YYYYQn of ``happened_on``; ``details`` holds the ledger's own columns by key, checked by the programme's
    ``Ledger.columns``. ``client_key`` makes an entry that an offline phone sends twice come in once.
    """

    studio = models.ForeignKey(Studio, on_delete=models.PROTECT, related_name="entries")
    ledger = models.CharField(_("台账"), max_length=20)
    kind = models.CharField(_("类型"), max_length=30)
    happened_on = models.DateField(_("日期"))
    title = models.CharField(_("主题"), max_length=120)
    place = models.CharField(_("地点"), max_length=120, blank=True)
    people_count = models.PositiveIntegerField(_("人数"), null=True, blank=True)
    members = models.ManyToManyField(Member, verbose_name=_("参加成员"), blank=True, related_name="entries")
    summary = models.TextField(_("内容"), blank=True)
    details = models.JSONField(default=dict, blank=True)
    benefit_wan = models.DecimalField(_("效益（万元）"), max_digits=12, decimal_places=2, null=True, blank=True)
    quarter = models.CharField(max_length=6, editable=False)
    is_late = models.BooleanField(_("补记"), default=False)
    milestone = models.ForeignKey(
        "studios.Milestone", null=True, blank=True, on_delete=models.PROTECT, related_name="entries"
    )
    client_key = models.UUIDField(default=uuid.uuid4)
    replaced_by = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces")
    voided_at = models.DateTimeField(_("作废时间"), null=True, blank=True)
    void_note = models.CharField(_("作废理由"), max_length=200, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("登记时间"), default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("台账记录")
        ordering = ["-happened_on", "-id"]
        constraints = [models.UniqueConstraint(fields=["studio", "client_key"], name="entry_once_per_client_key")]
        indexes = [
            models.Index(fields=["studio", "ledger", "happened_on"], name="entry_studio_ledger_day"),
        ]

    def __str__(self):
        return self.title

    @property
    def terms(self):
        """The ledger that the programme declares for it."""
        return self.studio.terms.ledger(self.ledger)

    @property
    def kind_label(self):
        return self.terms.kind_label(self.kind)

    @property
    def values(self):
        """Every column's value by its key, whether kept as a field or among the details."""
        happened_on = self.happened_on
        benefit = None if self.benefit_wan is None else str(self.benefit_wan)
        own = {key: getattr(self, key) for key in ("kind", "title", "place", "people_count", "summary")}
        day = happened_on.isoformat() if hasattr(happened_on, "isoformat") else happened_on
        return self.details | own | {"happened_on": day, "benefit_wan": benefit}

    @property
    def is_standing(self):
        """Counts: neither put right by a later entry nor voided."""
        return self.replaced_by_id is None and self.voided_at is None

    @property
    def last_day_to_change(self):
        """The last day on which it may still be changed in place."""
        return ledgers.locks_on(self.quarter, days=self.studio.terms.ledger_lock_days)

    def is_locked(self, today):
        """Its quarter is closed (F4)."""
        return today > self.last_day_to_change


class StudioFile(models.Model):
    """A photo or paper of a ledger entry, a service or a duty; stored privately, opened through the checked view.

    ``studio`` is empty for the service of a craftsman without a studio.
    """

    studio = models.ForeignKey(Studio, null=True, blank=True, on_delete=models.PROTECT, related_name="files")
    entry = models.ForeignKey(LedgerEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="files")
    service = models.ForeignKey(
        "studios.Service", null=True, blank=True, on_delete=models.PROTECT, related_name="files"
    )
    purpose = models.CharField(_("用途"), max_length=20, choices=FilePurpose.choices, default=FilePurpose.PHOTO)
    file = models.FileField(upload_to="studios/", storage=private_storage, max_length=200)
    preview = models.FileField(upload_to="studios/", storage=private_storage, max_length=200, blank=True)
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    original_name = models.CharField(_("文件名"), max_length=200)
    caption = models.CharField(_("说明"), max_length=60, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = FileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("工作室文件")
        ordering = ["id"]

    def __str__(self):
        return self.original_name


class Service(models.Model):
    """助企行 and 进校园 (F6): by a studio or by a craftsman alone; the host confirms by a link.

    Feeds B1 R14 and QC26-54, so one table serves every programme.
    """

    studio = models.ForeignKey(Studio, null=True, blank=True, on_delete=models.PROTECT, related_name="services")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="services")
    name = models.CharField(_("活动"), max_length=10, choices=ServiceName.choices)
    name_text = models.CharField(_("活动名称"), max_length=60, blank=True)
    level = models.CharField(_("级别"), max_length=8, choices=ServiceLevel.choices)
    happened_on = models.DateField(_("日期"))
    host = models.CharField(_("服务对象"), max_length=120)
    problem = models.CharField(_("解决的问题"), max_length=200)
    content = models.TextField(_("服务内容"))
    result = models.TextField(_("效果"), blank=True)
    hours = models.DecimalField(_("时长（小时）"), max_digits=5, decimal_places=1, null=True, blank=True)
    host_email = SealedTextField(_("对方邮箱"), blank=True, default="")
    token_hash = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    asked_at = models.DateTimeField(_("请求确认"), null=True, blank=True)
    confirmed_by = models.CharField(_("确认人"), max_length=60, blank=True)
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    refused_note = models.CharField(_("对方意见"), max_length=300, blank=True)
    voided_at = models.DateTimeField(_("作废时间"), null=True, blank=True)
    void_note = models.CharField(_("作废理由"), max_length=200, blank=True)
    client_key = models.UUIDField(default=uuid.uuid4, unique=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("助企行记录")
        ordering = ["-happened_on", "-id"]

    def __str__(self):
        return f"{self.happened_on} {self.host}"

    @property
    def title(self):
        """What it is called: the name of the campaign, or the own words of 其他."""
        return self.name_text or self.get_name_display()

    @property
    def values(self):
        """Every column's value by its key."""
        keys = ("name", "name_text", "level", "host", "problem", "content", "result", "host_email")
        hours = None if self.hours is None else f"{self.hours.normalize():f}"
        return {key: getattr(self, key) for key in keys} | {
            "happened_on": self.happened_on.isoformat(),
            "hours": hours,
        }

    @property
    def is_open(self):
        """May still be changed: the host has not confirmed it and it is not voided."""
        return self.confirmed_at is None and self.voided_at is None

    @property
    def standing(self):
        """(tone, words) of the host's answer."""
        if self.voided_at:
            return "mute", _("已作废")
        if self.confirmed_at:
            return "ok", _("对方已确认")
        if self.refused_note:
            return "stop", _("对方有异议")
        return ("wait", _("待对方确认")) if self.token_hash else ("mute", _("未请对方确认"))


class Support(models.Model):
    """What a studio or one of its members received: funding, benefits, visits, advice, awards (GS24-26, TS16-12, WS24-14)."""

    studio = models.ForeignKey(Studio, on_delete=models.PROTECT, related_name="supports")
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="supports")
    kind = models.CharField(_("类别"), max_length=10, choices=SupportKind.choices)
    given_on = models.DateField(_("日期"))
    text = models.CharField(_("内容"), max_length=300)
    amount_wan = models.DecimalField(_("金额（万元）"), max_digits=10, decimal_places=2, null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = OfStudioQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("支持与待遇")
        ordering = ["-given_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="benefit") | Q(member__isnull=False), name="support_benefit_has_member"
            )
        ]

    def __str__(self):
        return self.text[:40]
