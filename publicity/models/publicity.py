import hashlib
import json

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from audit.transitions import allowed, because
from nominations.models import Nomination, Season
from programmes import clock
from publicity import permissions
from publicity.querysets import EntryQuerySet, PublicityQuerySet
from publicity.states import OPEN, PUBLIC, TONES, PublicityState

P = PublicityState


def private_storage():
    return storages["private"]


@because("名单是空的。", rule="QC23-45")
def has_entries(publicity):
    return bool(publicity.entries.all())  # read once with the page


@because("请至少登记一个发布渠道。", rule="QC23-45", field="channels")
def has_channel(publicity):
    return bool(publicity.channels)


@because("复核之后内容有变化，请重新复核。", rule="E8")
def is_as_checked(publicity):
    return publicity.checked_sha256 == publicity.digest()


@because("公示期还没有结束。", rule="QC23-46")
def period_is_over(publicity):
    return clock.end_of(publicity.ends_on) < clock.now()


@because("还有没有办结的异议。", rule="E9")
def has_no_open_objection(publicity):
    return not publicity.objections.filter(state__in=OPEN).exists()


class Publicity(FSMModelMixin, models.Model):
    """公示 of a list (E8): drafted, checked by another officer, published for at least five working days (AMB-05).

    The first day is not counted; the period ends at 24:00 of ``ends_on``. After publication the list never changes.
    """

    season = models.ForeignKey(Season, verbose_name=_("年度"), on_delete=models.PROTECT, related_name="publicities")
    title = models.CharField(_("标题"), max_length=120)
    basis = models.TextField(_("依据和过程"))
    objection_rule = models.TextField(_("异议须知"))
    phone = models.CharField(_("联系电话"), max_length=60, blank=True)
    mail = models.CharField(_("联系邮箱"), max_length=120, blank=True)
    address = models.CharField(_("来访来信地址"), max_length=200, blank=True)
    shows_recommender = models.BooleanField(_("公布推荐单位"), default=True)
    workdays = models.PositiveSmallIntegerField(_("公示工作日"), default=5)
    until = models.DateField(_("公示至（可选，只能更长）"), null=True, blank=True)
    channels = models.JSONField(
        _("发布渠道"), default=list, blank=True, help_text="[{name, url, posted_at, screenshot}]"
    )
    starts_on = models.DateField(_("公示开始"), null=True, blank=True)
    ends_on = models.DateField(_("公示最后一日"), null=True, blank=True)
    calendar_days = models.JSONField(default=list, blank=True, help_text="ISO dates of the counted working days")
    list_sha256 = models.CharField(_("名单核对码"), max_length=64, blank=True)
    checked_sha256 = models.CharField(max_length=64, blank=True)
    state = FSMField(_("状态"), default=P.DRAFT, choices=P.choices, protected=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(default=clock.now)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(_("发布时间"), null=True, blank=True)
    concluded_at = models.DateTimeField(null=True, blank=True)
    result = models.TextField(_("公示结果"), blank=True)

    objects = PublicityQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("公示")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(checked_by__isnull=True) | ~models.Q(checked_by=models.F("drafted_by")),
                name="publicity_checked_by_another",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def tone(self):
        return TONES[self.state][0]

    @property
    def icon(self):
        return TONES[self.state][1]

    @property
    def is_public(self):
        return self.state in PUBLIC

    @property
    def is_running(self):
        """Whether objections are accepted now: published, and before 24:00 of the last day (COM-01)."""
        return self.state == P.PUBLISHED and clock.now() <= clock.end_of(self.ends_on)

    @property
    def contacts(self):
        return tuple(filter(None, (self.phone, self.mail, self.address)))

    @property
    def code(self):
        """First eight digits of the list's hash in two groups, as printed below it."""
        return f"{self.list_sha256[:4]} {self.list_sha256[4:8]}"

    def rows(self):
        """The list as published: ``[position, name, unit, recommender]``, with the leader after the name of a studio."""
        return [entry.row() for entry in self.entries.all()]

    def digest(self):
        """SHA-256 over text and list; what the second officer checked is what goes out."""
        parts = [self.title, self.basis, self.objection_rule, *self.contacts, self.shows_recommender, self.workdays]
        files = [a.sha256 for a in self.attachments.all()]
        return sha256_of([parts, str(self.until or ""), self.rows(), files])

    @transition(
        field=state,
        source=P.DRAFT,
        target=P.CHECKED,
        permission=allowed(permissions.may_check),
        conditions=[has_entries],
        custom={"label": _("复核通过")},
    )
    def check_off(self, *, checked_by):
        self.checked_by, self.checked_at = checked_by, clock.now()
        self.checked_sha256 = self.digest()

    @transition(
        field=state,
        source=P.CHECKED,
        target=P.DRAFT,
        permission=allowed(permissions.may_draft),
        custom={"label": _("退回修改")},
    )
    def reopen(self):
        self.checked_by = self.checked_at = None
        self.checked_sha256 = ""

    @transition(
        field=state,
        source=P.CHECKED,
        target=P.PUBLISHED,
        permission=allowed(permissions.may_publish),
        conditions=[has_entries, has_channel, is_as_checked],
        custom={"label": _("发布公示")},
    )
    def publish(self, *, published_by, starts_on, ends_on, calendar_days):
        self.published_by, self.published_at = published_by, clock.now()
        self.starts_on, self.ends_on, self.calendar_days = starts_on, ends_on, calendar_days
        self.list_sha256 = sha256_of(self.rows())

    @transition(
        field=state,
        source=P.PUBLISHED,
        target=P.ENDED,
        permission=lambda instance, user: False,
        conditions=[period_is_over],
        custom={"label": _("公示期满"), "system": True},
    )
    def end(self):
        pass

    @transition(
        field=state,
        source=P.ENDED,
        target=P.PUBLISHED,
        permission=allowed(permissions.may_publish),
        custom={"label": _("重新计算公示期")},
    )
    def resume(self):
        pass

    @transition(
        field=state,
        source=P.ENDED,
        target=P.CONCLUDED,
        permission=allowed(permissions.may_conclude),
        conditions=[has_no_open_objection],
        custom={"label": _("公示结论")},
    )
    def conclude(self, *, result):
        self.result, self.concluded_at = result, clock.now()


def sha256_of(value) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class Entry(models.Model):
    """One line of the published list, as it was on the day; later names and units never flow back into it."""

    publicity = models.ForeignKey(Publicity, on_delete=models.CASCADE, related_name="entries")
    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="publicity_entries")
    position = models.PositiveIntegerField(_("序号"))
    name = models.CharField(_("姓名"), max_length=120)
    leader = models.CharField(_("领衔人"), max_length=100, blank=True)
    unit = models.CharField(_("所在单位"), max_length=200)
    recommender = models.CharField(_("推荐单位"), max_length=200, blank=True)
    corrected_name = models.CharField(_("更正后姓名"), max_length=120, blank=True)
    corrected_unit = models.CharField(_("更正后单位"), max_length=200, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("公示名单")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["publicity", "nomination"], name="entry_once_per_publicity"),
        ]

    def __str__(self):
        return f"{self.position} {self.name}"

    def row(self):
        """As it is published and hashed; a studio has its leader after its name."""
        named = [self.name, self.leader] if self.leader else [self.name]
        return [self.position, *named, self.unit, self.recommender if self.publicity.shows_recommender else ""]

    @property
    def final_name(self):
        """The name for certificate and register, after corrections."""
        return self.corrected_name or self.name

    @property
    def final_unit(self):
        return self.corrected_unit or self.unit


class Attachment(models.Model):
    """A file published with the list; scanned before it can be (E8)."""

    publicity = models.ForeignKey(Publicity, on_delete=models.CASCADE, related_name="attachments")
    file = models.FileField(upload_to="publicity/", storage=private_storage, max_length=200)
    name = models.CharField(_("文件名"), max_length=120)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveIntegerField()

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return self.name
