from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from accounts.privacy import SealedTextField
from audit.transitions import allowed, because
from programmes import clock
from publicity import permissions
from publicity.models.publicity import Entry, Publicity, private_storage
from publicity.querysets import ObjectionQuerySet
from publicity.states import (
    OBJECTION_TONES,
    OPEN,
    Channel,
    Conclusion,
    Effect,
    Ground,
    ObjectionState,
    ObjectorKind,
    Refusal,
)

S = ObjectionState


class ReceiptSeries(models.Model):
    """Running receipt numbers of a year: ``YY2026-003``; locked while one is given."""

    year = models.PositiveSmallIntegerField(unique=True)
    last_number = models.PositiveIntegerField(default=0)

    def __str__(self):
        return f"{self.year}: {self.last_number}"


@because("请先写核查记录。", rule="E9", field="finding")
def has_investigation(objection):
    return objection.investigations.exists()


class Objection(FSMModelMixin, models.Model):
    """异议 (E9), by a real name, within the period. Who objected is sealed; only the handler and the supervisor read it."""

    publicity = models.ForeignKey(Publicity, on_delete=models.PROTECT, related_name="objections")
    entry = models.ForeignKey(Entry, verbose_name=_("公示对象"), on_delete=models.PROTECT, related_name="objections")
    number = models.CharField(_("编号"), max_length=20, unique=True)
    receipt_token = models.CharField(max_length=32, unique=True, editable=False)
    channel = models.CharField(_("渠道"), max_length=10, choices=Channel.choices, default=Channel.PORTAL)
    objector_kind = models.CharField(_("异议人"), max_length=10, choices=ObjectorKind.choices)
    objector_name = SealedTextField(_("真实姓名或单位名称"))
    contact = SealedTextField(_("联系方式"))
    ground = models.CharField(_("类型"), max_length=20, choices=Ground.choices)
    facts = SealedTextField(_("事实与依据"))
    received_at = models.DateTimeField(_("收到时间"), default=clock.now)
    answer_due_on = models.DateField(_("受理答复期限"))
    state = FSMField(_("状态"), default=S.RECEIVED, choices=S.choices, protected=True)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("办理人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    accepted_at = models.DateTimeField(_("受理时间"), null=True, blank=True)
    refusal = models.CharField(_("不受理原因"), max_length=20, choices=Refusal.choices, blank=True)
    due_on = models.DateField(_("办结期限"), null=True, blank=True)
    extended_at = models.DateTimeField(_("延期时间"), null=True, blank=True)
    gist = models.TextField(_("核查事项"), blank=True, help_text=_("转给被异议人和推荐单位的内容，不得透露异议人"))
    assistance = models.TextField(_("推荐单位协查意见"), blank=True)
    assisted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    assisted_at = models.DateTimeField(null=True, blank=True)
    statement = models.TextField(_("被异议人说明"), blank=True)
    statement_at = models.DateTimeField(null=True, blank=True)
    conclusion = models.CharField(_("结论"), max_length=12, choices=Conclusion.choices, blank=True)
    basis = models.TextField(_("结论依据"), blank=True)
    effect = models.CharField(_("处理"), max_length=10, choices=Effect.choices, blank=True)
    concluded_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    told_objector_at = models.DateTimeField(_("告知异议人"), null=True, blank=True)
    told_target_at = models.DateTimeField(_("告知被异议人"), null=True, blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("异议")
        ordering = ["-id"]
        indexes = [models.Index(fields=["publicity", "state"], name="objection_publicity_state")]

    def __str__(self):
        return self.number

    @property
    def tone(self):
        return OBJECTION_TONES[self.state][0]

    @property
    def icon(self):
        return OBJECTION_TONES[self.state][1]

    @property
    def is_open(self):
        return self.state in OPEN

    @property
    def next_due_on(self):
        return self.answer_due_on if self.state == S.RECEIVED else self.due_on

    @property
    def is_overdue(self):
        return self.is_open and self.next_due_on < clock.today()

    @transition(
        field=state,
        source=S.RECEIVED,
        target=S.ACCEPTED,
        permission=allowed(permissions.may_handle),
        custom={"label": _("受理")},
    )
    def accept(self, *, due_on, gist):
        self.accepted_at, self.due_on, self.gist = clock.now(), due_on, gist

    @transition(
        field=state,
        source=S.RECEIVED,
        target=S.REFUSED,
        permission=allowed(permissions.may_handle),
        custom={"label": _("不受理")},
    )
    def refuse(self, *, refusal, basis):
        self.refusal, self.basis = refusal, basis
        self.concluded_at = self.told_objector_at = clock.now()

    @transition(
        field=state,
        source=S.ACCEPTED,
        target=S.CONCLUDED,
        permission=allowed(permissions.may_handle),
        conditions=[has_investigation],
        custom={"label": _("办结")},
    )
    def conclude(self, *, conclusion, basis, effect):
        self.conclusion, self.basis, self.effect = conclusion, basis, effect
        self.concluded_at = clock.now()


class ObjectionFile(models.Model):
    """Evidence, or the sealed page of a unit; content sniffed, name rebuilt (COM-13)."""

    objection = models.ForeignKey(Objection, on_delete=models.PROTECT, related_name="files")
    file = models.FileField(upload_to="objections/", storage=private_storage, max_length=200)
    name = models.CharField(_("文件名"), max_length=120)
    mime = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveIntegerField()
    is_seal = models.BooleanField(_("加盖公章的页"), default=False)

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return self.name


class Investigation(models.Model):
    """One line of the 核查记录: date, who, finding. Only added."""

    objection = models.ForeignKey(Objection, on_delete=models.PROTECT, related_name="investigations")
    happened_on = models.DateField(_("日期"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    finding = models.TextField(_("核查情况"))
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["happened_on", "id"]

    def __str__(self):
        return self.finding[:40]
