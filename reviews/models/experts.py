from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.privacy import SealedTextField
from nominations.models import Nomination, Season
from programmes import clock
from reviews.models.stages import StageRun
from reviews.querysets import ConflictQuerySet, DeclarationQuerySet, ExpertQuerySet, OfSeasonQuerySet
from reviews.states import ConflictSource, Ground


class Expert(models.Model):
    """A member of the pool. Exports and score sheets show the code, never the name (forms.md E3)."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="expert")
    code = models.CharField(_("专家编号"), max_length=12, unique=True)
    name = models.CharField(_("姓名"), max_length=60)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("所在单位"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="experts",
    )
    organisation_name = models.CharField(_("单位名称"), max_length=120, blank=True)
    title = models.CharField(_("职称职务"), max_length=80, blank=True)
    fields = models.JSONField(_("专业领域"), default=list, blank=True, help_text=_("行业门类代码，GB/T 4754"))
    mobile = SealedTextField(_("手机号码"), blank=True, default="")
    is_active = models.BooleanField(_("在库"), default=True)
    note = models.TextField(_("备注"), blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    objects = ExpertQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("专家")
        ordering = ["code"]

    def __str__(self):
        return f"{self.code} {self.name}"

    @property
    def employer_name(self):
        return self.organisation.name if self.organisation_id else self.organisation_name


class Declaration(models.Model):
    """评审专家承诺与回避声明 (forms.md E15): signed per season before any file can be seen."""

    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="declarations")
    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="expert_declarations")
    ticks = models.JSONField(_("承诺事项"), default=list)
    recused = models.JSONField(_("申请回避"), default=list, blank=True, help_text="[{code, ground, detail}]")
    signed_at = models.DateTimeField(_("签署时间"), default=clock.now)
    confirmed_at = models.DateTimeField(_("最近确认"), default=clock.now)

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("回避声明")
        constraints = [models.UniqueConstraint(fields=["expert", "season"], name="declaration_once_per_season")]

    def __str__(self):
        return f"{self.expert.code} {self.season}"


class Conflict(models.Model):
    """Why one expert must not review one nomination; blocks every assignment while it stands."""

    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="conflicts")
    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="conflicts")
    ground = models.CharField(_("事由"), max_length=12, choices=Ground.choices)
    source = models.CharField(_("来源"), max_length=10, choices=ConflictSource.choices)
    detail = models.CharField(_("说明"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    lifted_at = models.DateTimeField(_("解除时间"), null=True, blank=True)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("利害关系")
        ordering = ["expert", "nomination"]
        constraints = [
            models.UniqueConstraint(
                fields=["expert", "nomination", "ground"],
                condition=Q(lifted_at__isnull=True),
                name="conflict_once_per_ground",
            )
        ]

    def __str__(self):
        return f"{self.expert_id} {self.nomination_id} {self.ground}"


class Draw(models.Model):
    """专家抽取记录 (forms.md E16): the same seed over the same pool gives the same list."""

    stage_run = models.ForeignKey(StageRun, on_delete=models.PROTECT, related_name="draws")
    algorithm = models.CharField(_("算法"), max_length=40)
    seed = models.CharField(_("种子"), max_length=64)
    wanted = models.JSONField(_("需要人数"), help_text='{"": n} or {field code: n}')
    pool = models.JSONField(_("专家库"), help_text="{code: [field codes]}")
    exclusions = models.JSONField(_("排除"), default=list, blank=True, help_text="[{code, reason}]")
    drawn = models.JSONField(_("抽取结果"), help_text="codes in the order drawn")
    declined = models.JSONField(
        _("不能参加与递补"), default=list, blank=True, help_text="[{code, reason, replacement}]"
    )
    operator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(_("抽取时间"), default=clock.now)
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    countersigned_at = models.DateTimeField(_("监督员签认"), null=True, blank=True)

    objects = OfSeasonQuerySet.over("stage_run__season").as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("专家抽取")
        ordering = ["-id"]

    def __str__(self):
        return f"{self.stage_run} {self.drawn_at:%Y-%m-%d}"
