from decimal import Decimal
from functools import cached_property

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from audit.transitions import allowed, because, checked
from nominations.models import Nomination, Season
from programmes import clock
from programmes.refusal import Finding
from programmes.spec import StageKind
from reviews import gates, permissions
from reviews.querysets import EntryQuerySet, StageRunQuerySet
from reviews.states import DECIDED_ENTRY, ENTRY_TONES, LIVE_ENTRY, EntryState, StageState

S, E = StageState, EntryState
#: Runs of a whole season's field, as opposed to those of one nomination.
OF_FIELD = models.Q(nomination__isnull=True)


@checked
def follows_closed_stage(stage_run):
    """QC23-47: the order of the stages is fixed."""
    before = stage_run.previous
    if before is None or before.state == S.CLOSED:
        return []
    return [Finding("QC23-47", f"“{before.title}”还没有完成，不能开始“{stage_run.title}”。")]


@because("截止申报以后才能开始评审。", rule="QC23-47")
def season_is_reviewing(stage_run):
    """A field is reviewed when filing has ended; what is decided one by one does not wait for it."""
    is_free = stage_run.kind == StageKind.FORMALITY or stage_run.is_own
    return is_free or stage_run.season.state == "reviewing"


@checked
def paper_is_in(stage_run):
    """QC23-32: the season may ask for complete paper before this stage."""
    if stage_run.is_own:
        return gates.against(stage_run, Nomination.objects.filter(pk=stage_run.nomination_id))
    if stage_run.previous is None:
        return []
    coming = Nomination.objects.filter(entries__stage_run=stage_run.previous, entries__state=E.SELECTED)
    return gates.against(stage_run, coming)


@checked
def is_all_decided(stage_run):
    """Every entry of a closing stage has its result (QC23-47)."""
    left = stage_run.entries.active().filter(state__in=LIVE_ENTRY).count()
    return [Finding("QC23-47", f"还有 {left} 份没有结果，不能结束“{stage_run.title}”。")] if left else []


class StageRun(models.Model):
    """One stage: of a whole season's field, or of one ``nomination`` of a rolling procedure, which goes its own way.

    ``parameters`` and the rubric's version are fixed when it opens (practice.md §5, AMB-24).
    """

    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="stage_runs")
    nomination = models.ForeignKey(Nomination, null=True, blank=True, on_delete=models.PROTECT, related_name="own_runs")
    procedure_code = models.CharField(max_length=60, default="nomination")
    code = models.CharField(_("环节"), max_length=60)
    kind = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    state = FSMField(_("状态"), default=S.WAITING, choices=S.choices, protected=True)
    rubric_code = models.CharField(_("评分标准"), max_length=60, blank=True)
    rubric_version = models.CharField(max_length=40, blank=True)
    parameters = models.JSONField(_("评审参数"), default=dict, blank=True)
    due_at = models.DateTimeField(_("评审截止"), null=True, blank=True)
    opened_at = models.DateTimeField(_("开始时间"), null=True, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = StageRunQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("评审环节")
        ordering = ["season", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["season", "procedure_code", "code"], condition=OF_FIELD, name="stage_run_once"
            ),
            models.UniqueConstraint(
                fields=["season", "procedure_code", "position"], condition=OF_FIELD, name="stage_run_position_once"
            ),
            models.UniqueConstraint(fields=["nomination", "code"], name="own_run_once"),
            models.UniqueConstraint(fields=["nomination", "position"], name="own_run_position_once"),
        ]

    def __str__(self):
        return f"{self.season} {self.title}"

    def get_absolute_url(self):
        """The page from which it is run: the board, or the page of its one nomination."""
        if self.is_own:
            return reverse("reviews:case", args=[self.nomination.code])
        more = "" if self.is_leading else f"&procedure={self.procedure_code}"
        return f"{reverse('reviews:board', args=[self.season_id])}?stage={self.code}{more}"

    @classmethod
    def of_procedure(cls, season, procedure, *, nomination=None) -> list["StageRun"]:
        """Unsaved rows of every stage of a procedure, in its order."""
        shared = {"season": season, "nomination": nomination, "procedure_code": procedure.code}
        return [
            cls(code=stage.code, kind=stage.kind, position=place, **shared)
            for place, stage in enumerate(procedure.stages, 1)
        ]

    @cached_property
    def procedure(self):
        return self.season.edition.procedure(self.procedure_code)

    @cached_property
    def stage(self):
        """The stage as the season's edition declares it."""
        return self.procedure.stage(self.code)

    @property
    def title(self):
        return self.stage.title

    @property
    def is_own(self):
        """Of one nomination, decided apart from all others."""
        return self.nomination_id is not None

    @property
    def slug(self):
        """How addresses name it within its season: by its code, beside the leading field also by its number."""
        return self.code if self.is_leading else f"{self.code}-{self.pk}"

    @property
    def is_leading(self):
        """Of the season's first field: the one that the board shows when nothing else is asked for."""
        field = next((one for one in self.season.edition.procedures if not one.rolling), None)
        return not self.is_own and field is not None and field.code == self.procedure_code

    @property
    def ranking_url(self):
        return f"{reverse('reviews:ranking', args=[self.season_id])}?stage={self.slug}"

    @property
    def rubric(self):
        """The scoring standard of the edition that the season keeps; None where no points are given."""
        return self.stage.rubric

    @property
    def siblings(self):
        """The stages of the same field, or of the same nomination, itself among them."""
        return StageRun.objects.filter(
            season=self.season_id, procedure_code=self.procedure_code, nomination=self.nomination_id
        )

    @cached_property
    def previous(self):
        return self.siblings.filter(position__lt=self.position).order_by("-position").first()

    @cached_property
    def next(self):
        return self.siblings.filter(position__gt=self.position).order_by("position").first()

    @property
    def experts_wanted(self):
        """Experts per nomination, as fixed at opening (AMB-24)."""
        return int(self.parameters["experts"])

    @property
    def trim_from(self):
        """Number of valid scores from which one high and one low are dropped (AMB-24, rules.md 15.6)."""
        return int(self.parameters["score.trim_from"])

    @property
    def weight(self):
        """Share of this stage's mean in the combined total, 0–1 (AMB-24)."""
        return Decimal(self.parameters["weight"])

    @transition(
        field=state,
        source=S.WAITING,
        target=S.OPEN,
        permission=allowed(permissions.may_open_stage),
        conditions=[follows_closed_stage, season_is_reviewing, paper_is_in],
        custom={"label": _("开始环节"), "system": True},
    )
    def open(self, *, opened_by=None, parameters=None, due_at=None):
        self.opened_at, self.opened_by, self.due_at = clock.now(), opened_by, due_at
        self.parameters = parameters or {}
        if self.rubric:
            self.rubric_code, self.rubric_version = self.rubric.code, self.rubric.version

    @transition(
        field=state,
        source=S.OPEN,
        target=S.CLOSED,
        permission=allowed(permissions.may_close_stage),
        conditions=[is_all_decided],
        custom={"label": _("结束环节"), "system": True},
    )
    def close(self, *, closed_by=None):
        self.closed_at, self.closed_by = clock.now(), closed_by


class Entry(models.Model):
    """One nomination in one stage, with its computed result.

    ``assigned_count``/``submitted_count`` count live assignments and are written only by ``actions.progress.refresh``.
    ``exact`` is the figure that ranks, as a fraction in text ("545/6"), so that equal means equal (rules.md 15.6);
    ``mean`` and ``total`` are the same for sorting and display. ``reason`` explains a result against the score order.
    ``conclusion`` is what the panel intends and becomes the state once its record is signed; ``panel_vote`` counts the
    votes that part equals (AMB-13, fourth step).
    """

    stage_run = models.ForeignKey(StageRun, on_delete=models.PROTECT, related_name="entries")
    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="entries")
    state = FSMField(_("状态"), default=E.WAITING, choices=E.choices, protected=True)
    assigned_count = models.PositiveSmallIntegerField(_("专家数"), default=0)
    submitted_count = models.PositiveSmallIntegerField(_("已评"), default=0)
    spread = models.DecimalField(_("分差"), max_digits=6, decimal_places=1, null=True, blank=True)
    mean = models.DecimalField(_("均分"), max_digits=16, decimal_places=10, null=True, blank=True)
    total = models.DecimalField(_("总分"), max_digits=16, decimal_places=10, null=True, blank=True)
    exact = models.CharField(max_length=80, blank=True)
    kept_count = models.PositiveSmallIntegerField(_("计入份数"), default=0)
    dropped = models.JSONField(_("去掉的评分"), default=list, blank=True, help_text="ids of assignments")
    rank = models.PositiveIntegerField(_("名次"), null=True, blank=True)
    is_tied = models.BooleanField(_("并列"), default=False)
    tie_break = models.CharField(_("并列处理"), max_length=200, blank=True)
    unfilled = models.JSONField(_("未填报的指标"), default=list, blank=True, help_text="codes of indicators (AMB-01)")
    panel_vote = models.PositiveSmallIntegerField(_("专家组投票"), null=True, blank=True)
    conclusion = models.CharField(
        _("拟定结论"),
        max_length=12,
        blank=True,
        choices=[(one, one.label) for one in (E.SELECTED, E.RESERVE, E.NOT_SELECTED)],
    )
    opinion = models.TextField(_("合议意见"), blank=True)
    reason = models.TextField(_("与得分顺序不一致的理由"), blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("环节条目")
        ordering = ["stage_run", "nomination__number"]
        constraints = [models.UniqueConstraint(fields=["stage_run", "nomination"], name="entry_once_per_stage")]
        indexes = [
            models.Index(fields=["stage_run", "state"], name="entry_stage_state"),
            models.Index(fields=["stage_run", "rank"], name="entry_stage_rank"),
        ]

    def __str__(self):
        return f"{self.nomination} {self.stage_run.code}"

    @property
    def tone(self):
        return ENTRY_TONES[self.state][0]

    @property
    def icon(self):
        return ENTRY_TONES[self.state][1]

    @transition(
        field=state,
        source=[E.WAITING, E.SCORED],
        target=E.SCORING,
        permission=allowed(permissions.may_assign),
        custom={"label": _("开始评分"), "system": True},
    )
    def begin_scoring(self):
        pass

    @transition(
        field=state,
        source=E.SCORING,
        target=E.SCORED,
        permission=allowed(permissions.may_assign),
        custom={"label": _("评分完成"), "system": True},
    )
    def finish_scoring(self):
        pass

    @transition(
        field=state,
        source=E.SCORING,
        target=E.WAITING,
        permission=allowed(permissions.may_assign),
        custom={"label": _("退回待分派"), "system": True},
    )
    def wait_for_experts(self):
        pass

    @transition(
        field=state,
        source=list((LIVE_ENTRY | DECIDED_ENTRY) - {E.SELECTED}),
        target=E.SELECTED,
        permission=allowed(permissions.may_decide_entry),
        custom={"label": _("入围"), "system": True},
    )
    def select(self, *, opinion="", reason=""):
        self._decide(opinion, reason)

    @transition(
        field=state,
        source=list((LIVE_ENTRY | DECIDED_ENTRY) - {E.NOT_SELECTED}),
        target=E.NOT_SELECTED,
        permission=allowed(permissions.may_decide_entry),
        custom={"label": _("不入围"), "system": True},
    )
    def pass_over(self, *, opinion="", reason=""):
        self._decide(opinion, reason)

    @transition(
        field=state,
        source=list((LIVE_ENTRY | DECIDED_ENTRY) - {E.RESERVE}),
        target=E.RESERVE,
        permission=allowed(permissions.may_decide_entry),
        custom={"label": _("列为备选"), "system": True},
    )
    def keep_in_reserve(self, *, opinion="", reason=""):
        self._decide(opinion, reason)

    @transition(
        field=state,
        source=list(LIVE_ENTRY | DECIDED_ENTRY),
        target=E.REMOVED,
        permission=lambda instance, user: False,
        custom={"label": _("退出评审"), "system": True},
    )
    def remove(self):
        """The nomination was withdrawn or disqualified."""

    def _decide(self, opinion, reason):
        self.opinion, self.reason, self.decided_at = opinion or self.opinion, reason, clock.now()
