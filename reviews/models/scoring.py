from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from audit.transitions import allowed
from programmes import clock
from reviews import permissions
from reviews.models.experts import Draw, Expert
from reviews.models.stages import Entry
from reviews.querysets import AssignmentQuerySet, OfSeasonQuerySet
from reviews.states import ASSIGNMENT_TONES, LIVE_ASSIGNMENT, PENDING_ASSIGNMENT, AssignmentSource, AssignmentState

A = AssignmentState


class Assignment(models.Model):
    """One expert on one entry, and the score sheet E3/E5 of this expert.

    ``invalid`` keeps what was typed outside 0–maximum or off the step, by criterion; it never counts.
    ``total`` and ``scored_count`` repeat the valid scores so that boards need no look at the rows.
    ``version`` counts saves for optimistic locking (COM-11); after submission the sheet changes only through ``unlock``.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="assignments")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="assignments")
    state = FSMField(_("状态"), default=A.ASSIGNED, choices=A.choices, protected=True)
    source = models.CharField(_("分派方式"), max_length=12, choices=AssignmentSource.choices)
    draw = models.ForeignKey(Draw, null=True, blank=True, on_delete=models.PROTECT, related_name="assignments")
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replacements")
    position = models.PositiveSmallIntegerField(_("顺序"), default=0)
    due_at = models.DateTimeField(_("评审截止"), null=True, blank=True)
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(_("分派时间"), default=clock.now)
    comment = models.TextField(_("评语"), blank=True)
    suggestion = models.CharField(_("建议"), max_length=20, blank=True)
    conditions = models.JSONField(_("基本条件"), default=dict, blank=True, help_text="{code: {result, evidence}}")
    doubt_page = models.CharField(_("存疑页码"), max_length=60, blank=True)
    doubt_note = models.TextField(_("疑点"), blank=True)
    doubt_answer = models.TextField(_("存疑答复"), blank=True)
    doubt_answered_at = models.DateTimeField(null=True, blank=True)
    no_conflict = models.BooleanField(_("与申报人无利害关系"), default=False)
    invalid = models.JSONField(default=dict, blank=True, help_text="{criterion: text as typed}")
    total = models.DecimalField(_("总分"), max_digits=6, decimal_places=1, null=True, blank=True)
    scored_count = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(_("保存时间"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("提交时间"), null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("分派")
        ordering = ["expert", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["entry", "expert"], name="assignment_once_per_expert")]
        indexes = [models.Index(fields=["state", "due_at"], name="assignment_state_due")]

    def __str__(self):
        return f"{self.expert_id} {self.entry_id}"

    @property
    def tone(self):
        return ASSIGNMENT_TONES[self.state][0]

    @property
    def icon(self):
        return ASSIGNMENT_TONES[self.state][1]

    @property
    def is_doubted(self):
        return bool(self.doubt_note)

    @property
    def is_locked(self):
        return self.state == A.SUBMITTED

    @property
    def is_overdue(self):
        return self.state in PENDING_ASSIGNMENT and self.due_at is not None and self.due_at < clock.now()

    @transition(
        field=state,
        source=A.ASSIGNED,
        target=A.DECLARED,
        permission=allowed(permissions.may_declare),
        custom={"label": _("声明无利害关系")},
    )
    def declare(self):
        self.no_conflict = True

    @transition(
        field=state,
        source=list(PENDING_ASSIGNMENT),
        target=A.RECUSED,
        permission=allowed(permissions.may_declare | permissions.may_assign),
        custom={"label": _("回避")},
    )
    def recuse(self):
        self.no_conflict = False

    @transition(
        field=state,
        source=A.DECLARED,
        target=A.SCORING,
        permission=allowed(permissions.may_score),
        custom={"label": _("开始评分")},
    )
    def begin(self):
        pass

    @transition(
        field=state,
        source=A.SCORING,
        target=A.SUBMITTED,
        permission=allowed(permissions.may_score),
        custom={"label": _("提交评分表")},
    )
    def submit(self):
        self.submitted_at = clock.now()

    @transition(
        field=state,
        source=A.SUBMITTED,
        target=A.SCORING,
        permission=allowed(permissions.may_unlock_sheet),
        custom={"label": _("解锁评分表")},
    )
    def unlock(self):
        self.submitted_at = None

    @transition(
        field=state,
        source=list(LIVE_ASSIGNMENT),
        target=A.REPLACED,
        permission=allowed(permissions.may_assign),
        custom={"label": _("改派")},
    )
    def replace(self):
        pass


class Score(models.Model):
    """Points of one expert for one criterion; an empty criterion has no row, so empty is never zero."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="scores")
    criterion = models.CharField(_("评分项"), max_length=60)
    value = models.DecimalField(_("分数"), max_digits=4, decimal_places=1)

    class Meta:
        verbose_name = verbose_name_plural = _("评分")
        constraints = [models.UniqueConstraint(fields=["assignment", "criterion"], name="score_once_per_criterion")]

    def __str__(self):
        return f"{self.criterion} {self.value}"


class SheetRevision(models.Model):
    """The sheet as it was submitted, kept when an officer unlocks it for a change (rules.md §3: change = new version)."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    sheet = models.JSONField(help_text="{scores, comment, suggestion, conditions, doubt, total, submitted_at}")
    reason = models.TextField(_("解锁理由"))
    unlocked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    unlocked_at = models.DateTimeField(default=clock.now)

    objects = OfSeasonQuerySet.over("assignment__entry__stage_run__season").as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("评分表旧版")
        ordering = ["assignment", "number"]
        constraints = [models.UniqueConstraint(fields=["assignment", "number"], name="sheet_revision_once")]

    def __str__(self):
        return f"{self.assignment_id} v{self.number}"
