from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from audit.transitions import allowed
from documents.models import Document, private_storage
from programmes import clock
from reviews import permissions
from reviews.models.experts import Expert
from reviews.models.stages import Entry, StageRun
from reviews.querysets import ConsensusQuerySet, OfSeasonQuerySet
from reviews.states import Attendance, ConsensusState, SessionState


class Consensus(models.Model):
    """专家合议意见表 (forms.md E4) of one group of experts; per-entry opinions and reasons are on the entries."""

    stage_run = models.ForeignKey(StageRun, on_delete=models.PROTECT, related_name="consensuses")
    number = models.PositiveSmallIntegerField(_("组号"), default=1)
    held_at = models.DateTimeField(_("时间"), null=True, blank=True)
    place = models.CharField(_("地点"), max_length=120, blank=True)
    experts = models.ManyToManyField(Expert, verbose_name=_("专家"), related_name="consensuses", blank=True)
    chair = models.ForeignKey(
        Expert,
        verbose_name=_("组长"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="chaired_consensuses",
    )
    doubts = models.TextField(_("存疑处理"), blank=True)
    note = models.TextField(_("其他"), blank=True)
    state = FSMField(_("状态"), default=ConsensusState.DRAFT, choices=ConsensusState.choices, protected=True)
    signed_at = models.DateTimeField(_("签字时间"), null=True, blank=True)
    scan = models.FileField(
        _("签字扫描件"), upload_to="consensus/", storage=private_storage, max_length=200, blank=True
    )
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    objects = ConsensusQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("专家合议")
        ordering = ["stage_run", "number"]
        constraints = [models.UniqueConstraint(fields=["stage_run", "number"], name="consensus_number_once")]

    def __str__(self):
        return f"{self.stage_run} {self.number}"

    @transition(
        field=state,
        source=ConsensusState.DRAFT,
        target=ConsensusState.SIGNED,
        permission=allowed(permissions.may_sign_consensus),
        custom={"label": _("组长签字")},
    )
    def sign(self):
        self.signed_at = clock.now()


class DefenceSession(models.Model):
    """One sitting of the 会审答辩: its experts, its drawn order (forms.md E5), its timing in minutes."""

    stage_run = models.ForeignKey(StageRun, on_delete=models.PROTECT, related_name="sessions")
    number = models.PositiveSmallIntegerField(_("场次"), default=1)
    starts_at = models.DateTimeField(_("开始时间"))
    place = models.CharField(_("地点"), max_length=120, blank=True)
    talk_minutes = models.PositiveSmallIntegerField(_("陈述（分钟）"), default=8)
    question_minutes = models.PositiveSmallIntegerField(_("问答（分钟）"), default=7)
    experts = models.ManyToManyField(Expert, verbose_name=_("专家"), related_name="defence_sessions", blank=True)
    chair = models.ForeignKey(
        Expert, verbose_name=_("组长"), null=True, blank=True, on_delete=models.PROTECT, related_name="chaired_sessions"
    )
    state = FSMField(_("状态"), default=SessionState.PLANNED, choices=SessionState.choices, protected=True)
    algorithm = models.CharField(max_length=40, blank=True)
    seed = models.CharField(_("抽签种子"), max_length=64, blank=True)
    drawn_at = models.DateTimeField(_("抽签时间"), null=True, blank=True)
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    countersigned_at = models.DateTimeField(_("监督员签认"), null=True, blank=True)
    note = models.TextField(_("备注"), blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    objects = OfSeasonQuerySet.over("stage_run__season").as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("答辩场次")
        ordering = ["stage_run", "number"]
        constraints = [models.UniqueConstraint(fields=["stage_run", "number"], name="session_number_once")]

    def __str__(self):
        return f"{self.stage_run} {self.number}"

    @transition(
        field=state,
        source=[SessionState.PLANNED, SessionState.DRAWN],
        target=SessionState.DRAWN,
        permission=allowed(permissions.may_hold_session),
        custom={"label": _("抽取答辩顺序")},
    )
    def draw_order(self, *, drawn_by, seed, algorithm):
        self.seed, self.algorithm = seed, algorithm
        self.drawn_at, self.drawn_by = clock.now(), drawn_by

    @transition(
        field=state,
        source=SessionState.DRAWN,
        target=SessionState.HELD,
        permission=allowed(permissions.may_hold_session),
        custom={"label": _("结束答辩")},
    )
    def hold(self):
        pass


class DefenceSlot(models.Model):
    """One candidate in one session. No show counts as giving up unless a new time was approved (AMB-14)."""

    session = models.ForeignKey(DefenceSession, on_delete=models.CASCADE, related_name="slots")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="defence_slot")
    order_no = models.PositiveSmallIntegerField(_("顺序"), null=True, blank=True)
    starts_at = models.DateTimeField(_("时间"), null=True, blank=True)
    attendance = models.CharField(_("到场"), max_length=12, choices=Attendance.choices, default=Attendance.PENDING)
    note = models.CharField(_("说明"), max_length=300, blank=True)

    objects = OfSeasonQuerySet.over("session__stage_run__season").as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("答辩安排")
        ordering = ["session", "order_no", "id"]
        constraints = [models.UniqueConstraint(fields=["session", "order_no"], name="slot_order_once")]

    def __str__(self):
        return f"{self.session_id} {self.order_no}"
