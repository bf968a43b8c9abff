"""The register: people, the honours they hold, corrections of an entry, and revocation cases (forms.md E14)."""

import secrets

from django.conf import settings
from django.core.files.storage import storages
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from accounts.models import Organisation
from accounts.privacy import SealedTextField
from audit.transitions import allowed, because
from certificates.models import Certificate
from craftsmen import permissions
from craftsmen.querysets import HonourQuerySet, PersonQuerySet, RevocationQuerySet, StoryQuerySet
from craftsmen.states import (
    REVOCATION_TONES,
    TONES,
    Gender,
    Ground,
    HonourSource,
    HonourState,
    IndustryGroup,
    RevocationState,
)
from programmes import clock

R = RevocationState


def private_storage():
    """Evidence and photos leave the private storage only through a checked view."""
    return storages["private"]


def photo_path(story, filename):
    """A name that tells nothing and is never used twice (COM-13)."""
    return f"stories/{secrets.token_hex(16)}.jpg"


class Person(models.Model):
    """One human being, found again by the keyed hash of the identity number, never by name (rules.md §3)."""

    name = models.CharField(_("姓名"), max_length=100)
    id_number = SealedTextField(_("身份证号码"), blank=True, default="")
    id_key = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    gender = models.CharField(_("性别"), max_length=1, choices=Gender.choices, blank=True)
    birth_on = models.DateField(_("出生日期"), null=True, blank=True)
    mobile = SealedTextField(_("手机"), blank=True, default="")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="craftsman"
    )
    created_at = models.DateTimeField(default=clock.now)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("工匠")
        ordering = ["pk"]

    def __str__(self):
        return self.name

    @property
    def conferred(self):
        """Honours under a programme of ours, newest first; titles from outside are none."""
        return [honour for honour in self.honours.all() if honour.programme_code]


class TargetIndustry(models.Model):
    """One field of the “2+3+6+6” industries, filled in by the association (QC26-06): statistics and attention, never a gate."""

    group = models.CharField(_("类别"), max_length=12, choices=IndustryGroup.choices)
    name = models.CharField(_("产业方向"), max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(_("顺序"), default=0)
    is_active = models.BooleanField(_("使用中"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("重点产业方向")
        ordering = ["group", "position", "id"]

    def __str__(self):
        return self.name


class Honour(FSMModelMixin, models.Model):
    """A title that a person holds. Name and unit are those at award; a wrong entry is put right by a ``Correction``.

    ``honour_code`` is what rules ask for. A title from outside has no programme: ``organiser`` is then who keeps the entry,
    ``issuer`` who gave it, and ``verified_by`` has seen the evidence.
    """

    person = models.ForeignKey(Person, verbose_name=_("工匠"), on_delete=models.PROTECT, related_name="honours")
    programme_code = models.CharField(_("办法"), max_length=60, blank=True)
    honour_code = models.CharField(_("荣誉"), max_length=60)
    organiser = models.ForeignKey(
        Organisation, verbose_name=_("授予单位"), on_delete=models.PROTECT, related_name="honours_given"
    )
    title = models.CharField(_("称号"), max_length=60)
    year = models.PositiveSmallIntegerField(_("年度"))
    name = models.CharField(_("姓名"), max_length=100)
    stroke_order = models.CharField(max_length=400, editable=False)
    unit_at_award = models.CharField(_("命名时单位"), max_length=200)
    employer = models.ForeignKey(
        Organisation,
        verbose_name=_("单位账号"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="honours_of_staff",
        help_text=_("命名时单位在名录中的条目；历年录入的可以没有"),
    )
    work_field = models.CharField(_("工作领域"), max_length=60, blank=True)
    industry = models.ForeignKey(
        TargetIndustry,
        verbose_name=_("产业方向"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="honours",
    )
    granted_on = models.DateField(_("命名日期"))
    decision_number = models.CharField(_("命名文号"), max_length=60, blank=True)
    certificate = models.OneToOneField(
        Certificate, verbose_name=_("证书"), null=True, blank=True, on_delete=models.PROTECT, related_name="honour"
    )
    source = models.CharField(_("来源"), max_length=12, choices=HonourSource.choices, default=HonourSource.CONFERRAL)
    issuer = models.CharField(_("颁发单位"), max_length=100, blank=True)
    outside_number = models.CharField(_("证书编号"), max_length=60, blank=True)
    evidence = models.FileField(
        _("证明材料"), upload_to="honours/", storage=private_storage, max_length=200, blank=True
    )
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = FSMField(_("状态"), default=HonourState.VALID, choices=HonourState.choices, protected=True)
    ended_on = models.DateField(_("失效日期"), null=True, blank=True)

    objects = HonourQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("称号")
        ordering = ["-year", "stroke_order", "name"]
        indexes = [models.Index(fields=["year", "state", "stroke_order"], name="honour_year_state_order")]
        constraints = [
            # AMB-33: while valid, the same title is not given twice.
            models.UniqueConstraint(
                fields=["person", "honour_code"], condition=Q(state="valid"), name="honour_valid_once"
            )
        ]

    def __str__(self):
        return f"{self.name} {self.year} {self.title}"

    @property
    def tone(self):
        return TONES[self.state][0]

    @property
    def icon(self):
        return TONES[self.state][1]

    @transition(
        field=state,
        source=HonourState.VALID,
        target=HonourState.REVOKED,
        permission=allowed(permissions.may_end),
        custom={"label": _("撤销称号")},
    )
    def revoke(self):
        self.ended_on = clock.today()

    @transition(
        field=state,
        source=HonourState.VALID,
        target=HonourState.CANCELLED,
        permission=allowed(permissions.may_end),
        custom={"label": _("注销称号")},
    )
    def cancel(self):
        self.ended_on = clock.today()


class Correction(models.Model):
    """One change of a register entry, with its reason; the former wording is kept (民法典 §1031)."""

    class Field(models.TextChoices):
        NAME = "name", _("姓名")
        UNIT = "unit_at_award", _("命名时单位")
        WORK_FIELD = "work_field", _("工作领域")
        INDUSTRY = "industry", _("产业方向")

    honour = models.ForeignKey(Honour, on_delete=models.PROTECT, related_name="corrections")
    field = models.CharField(_("栏目"), max_length=20, choices=Field.choices)
    before = models.CharField(_("原内容"), max_length=200)
    after = models.CharField(_("更正为"), max_length=200)
    reason = models.CharField(_("理由"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = _("名册更正")
        ordering = ["-id"]

    def __str__(self):
        return f"{self.get_field_display()}：{self.before} → {self.after}"


class Story(models.Model):
    """事迹和照片 of a craftsman: what was written last, and which of it the organiser has published.

    The public sees the published part only while the craftsman's own consent stands (forms.md G1, tick 4). Files of
    earlier photos stay in the private storage.
    """

    person = models.OneToOneField(Person, verbose_name=_("工匠"), on_delete=models.PROTECT, related_name="story")
    text = models.TextField(_("事迹"))
    photo = models.FileField(
        _("照片"), upload_to=photo_path, storage=private_storage, max_length=200, blank=True, help_text=_("JPEG")
    )
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField(_("修改时间"), default=clock.now)
    published_text = models.TextField(_("已发布的事迹"), blank=True)
    published_photo = models.FileField(
        _("已发布的照片"), upload_to=photo_path, storage=private_storage, max_length=200, blank=True
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(_("发布时间"), null=True, blank=True)

    objects = StoryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("事迹")
        ordering = ["-edited_at", "-id"]

    def __str__(self):
        return str(self.person)

    @property
    def is_waiting(self):
        """True when something was written that is not published yet."""
        return self.published_at is None or (self.text, self.photo.name) != (
            self.published_text,
            self.published_photo.name,
        )


class Note(models.Model):
    """A remark of staff in a person's file; only added, never public."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(_("记事"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = _("记事")
        ordering = ["-id"]

    def __str__(self):
        return self.text[:40]


@because("陈述申辩期还没有结束，也没有收到本人的陈述。", rule="E14", field="statement")
def has_been_heard(case):
    return bool(case.statement) or case.statement_until < clock.now()


@because("请先登记已收回的证书和铭牌。", rule="E14")
def has_recalled_everything(case):
    return not case.recall_list()


class Revocation(FSMModelMixin, models.Model):
    """撤销称号 as a case (E14): opened, the person is told and heard, reviewed, approved by somebody else.

    ``ban`` (AMB-32) is only stored here; who hears ``craftsmen.signals.revoked`` enters the sanction.
    """

    honour = models.ForeignKey(Honour, verbose_name=_("称号"), on_delete=models.PROTECT, related_name="revocations")
    ground = models.CharField(_("理由"), max_length=12, choices=Ground.choices)
    facts = models.TextField(_("事实"), validators=[MinLengthValidator(10)])
    state = FSMField(_("状态"), default=R.OPENED, choices=R.choices, protected=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("立案时间"), default=clock.now)
    notified_at = models.DateTimeField(_("告知本人时间"), null=True, blank=True)
    statement_until = models.DateTimeField(_("陈述申辩截止"), null=True, blank=True)
    statement = models.TextField(_("本人陈述"), blank=True)
    statement_at = models.DateTimeField(_("陈述时间"), null=True, blank=True)
    review = models.TextField(_("审核意见"), blank=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(_("审核时间"), null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decision_number = models.CharField(_("决定文号"), max_length=60, blank=True)
    decided_on = models.DateField(_("决定日期"), null=True, blank=True)
    announce = models.BooleanField(_("对外公告"), default=True)
    announcement = models.TextField(_("公告内容"), blank=True)
    ban = models.BooleanField(_("三年内不再受理申报"), default=False)
    cascade = models.JSONField(_("牵连事项"), default=list, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RevocationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("撤销称号")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["honour"],
                condition=Q(state__in=["opened", "notified", "reviewed"]),
                name="revocation_one_pending",
            ),
            models.UniqueConstraint(
                fields=["decision_number"], condition=~Q(decision_number=""), name="revocation_decision_once"
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=models.F("opened_by")),
                name="revocation_by_two_people",
            ),
        ]

    def __str__(self):
        return f"{self.honour} {self.get_state_display()}"

    @property
    def tone(self):
        return REVOCATION_TONES[self.state][0]

    @property
    def icon(self):
        return REVOCATION_TONES[self.state][1]

    def recall_list(self):
        """Items handed out and not yet back, as ``(item, label)``: what 收回 is still waiting for."""
        certificate = self.honour.certificate
        if certificate is None:
            return []
        last = {entry.item: entry for entry in certificate.custody.all()}
        out = [entry for entry in last.values() if entry.step in ("issued", "received")]
        return [(entry.item, entry.get_item_display()) for entry in out]

    @transition(
        field=state,
        source=R.OPENED,
        target=R.NOTIFIED,
        permission=allowed(permissions.may_notify),
        custom={"label": _("告知本人")},
    )
    def notify(self, *, statement_until):
        self.notified_at, self.statement_until = clock.now(), statement_until

    @transition(
        field=state,
        source=R.NOTIFIED,
        target=R.REVIEWED,
        permission=allowed(permissions.may_review),
        conditions=[has_been_heard],
        custom={"label": _("提出审核意见")},
    )
    def hand_up(self, *, review, reviewed_by):
        self.review, self.reviewed_by, self.reviewed_at = review, reviewed_by, clock.now()

    @transition(
        field=state,
        source=R.REVIEWED,
        target=R.EFFECTIVE,
        permission=allowed(permissions.may_approve),
        custom={"label": _("批准撤销")},
    )
    def approve(self, *, approved_by, decision_number, decided_on):
        self.approved_by = approved_by
        self.decision_number, self.decided_on = decision_number, decided_on
        self.ended_at = clock.now()

    @transition(
        field=state,
        source=[R.OPENED, R.NOTIFIED, R.REVIEWED],
        target=R.DROPPED,
        permission=allowed(permissions.may_end),
        custom={"label": _("不予撤销")},
    )
    def drop(self):
        self.ended_at = clock.now()

    @transition(
        field=state,
        source=R.EFFECTIVE,
        target=R.CLOSED,
        permission=allowed(permissions.may_close),
        conditions=[has_recalled_everything],
        custom={"label": _("结案")},
    )
    def close(self):
        self.ended_at = clock.now()
