"""Somebody in cultivation (培育对象) and what happened to the period (rules.md §10.2)."""

from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from accounts.models import Organisation
from audit.transitions import allowed, because
from craftsmen.models import Person, TargetIndustry
from cultivation import permissions
from cultivation.models.cohort import Roster
from cultivation.querysets import OfTraineeQuerySet, TraineeQuerySet
from cultivation.states import STANDING, TRAINEE_TONES, ChangeKind, TraineeState
from programmes import clock
from programmes.cultivation import FEATURES

T = TraineeState


@because("考评合格以上、没有一票否决的才能推荐。", rule="QC26-30")
def has_passed(trainee):
    return trainee.is_passed


@because("正在培育的，须已有合格以上的考评才能再次推荐。", rule="QC26-31")
def is_carried_over_where_cultivating(trainee):
    return trainee.state != T.CULTIVATING or trainee.is_carried_over


class Trainee(FSMModelMixin, models.Model):
    """One person on one list, from the choice to the title. ``file_number`` is that of the training file (D4).

    ``grade`` is that of the last evaluation, ``is_passed`` whether it passes; they stay through 继续培育 (QC26-31).
    ``suspended_on`` is set while the cultivation rests.
    """

    roster = models.ForeignKey(Roster, verbose_name=_("清单"), on_delete=models.PROTECT, related_name="trainees")
    person = models.ForeignKey(
        Person, verbose_name=_("培育对象"), on_delete=models.PROTECT, related_name="cultivations"
    )
    employer = models.ForeignKey(
        Organisation,
        verbose_name=_("培育单位"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="trainees",
    )
    employer_name = models.CharField(_("工作单位"), max_length=120)
    post = models.CharField(_("岗位、工种"), max_length=60, blank=True)
    skill = models.CharField(_("技能等级、职称"), max_length=60, blank=True)
    industry = models.ForeignKey(
        TargetIndustry, verbose_name=_("产业方向"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    features = models.JSONField(_("特点"), default=list, blank=True)
    remark = models.CharField(_("备注"), max_length=100, blank=True)
    attested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    number = models.PositiveIntegerField(null=True, blank=True, editable=False)
    file_number = models.CharField(_("档案号"), max_length=20, null=True, blank=True, unique=True)
    starts_on = models.DateField(_("培育开始"), null=True, blank=True)
    ends_on = models.DateField(_("培育期满"), null=True, blank=True)
    suspended_on = models.DateField(_("暂停日期"), null=True, blank=True)
    grade = models.CharField(_("考评等次"), max_length=20, blank=True)
    is_passed = models.BooleanField(_("合格以上"), default=False)
    is_carried_over = models.BooleanField(_("继续培育"), default=False)
    state = FSMField(_("状态"), default=T.PROPOSED, choices=T.choices, protected=True)
    ended_on = models.DateField(_("结束日期"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    objects = TraineeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("培育对象")
        ordering = ["roster", "number", "pk"]
        constraints = [
            # QC26-22, COM-19: one person, one list at a time, of whichever unit and year.
            models.UniqueConstraint(
                fields=["person"], condition=Q(state__in=sorted(STANDING)), name="trainee_once_per_person"
            )
        ]
        indexes = [models.Index(fields=["state", "ends_on"], name="trainee_state_ends")]

    def __str__(self):
        return f"{self.person.name} {self.file_number or ''}".strip()

    @cached_property
    def cohort(self):
        return self.roster.cohort

    @property
    def tone(self):
        return TRAINEE_TONES[self.state][0]

    @property
    def icon(self):
        return TRAINEE_TONES[self.state][1]

    @property
    def grade_label(self) -> str:
        return self.cohort.terms.grade(self.grade).label if self.grade else ""

    @property
    def feature_labels(self) -> list[str]:
        return [option.label for option in FEATURES if option.code in self.features]

    def covers(self, day) -> bool:
        """Whether what happened on this day belongs to this cultivation: since it began, until it ended."""
        return self.starts_on is not None and self.starts_on <= day and (self.ended_on is None or day <= self.ended_on)

    @property
    def plan(self):
        """The plan that holds now, or None. One query unless prefetched."""
        return next(iter(self.plans.all()), None)

    @transition(
        field=state,
        source=T.PROPOSED,
        target=T.LISTED,
        permission=allowed(permissions.may_confirm_list),
        custom={"label": _("列入清单")},
    )
    def enlist(self):
        pass

    @transition(
        field=state,
        source=T.LISTED,
        target=T.PROPOSED,
        permission=allowed(permissions.may_file),
        custom={"label": _("清单退回")},
    )
    def take_off(self):
        pass

    @transition(
        field=state,
        source=T.LISTED,
        target=T.CULTIVATING,
        permission=allowed(permissions.may_file),
        custom={"label": _("开始培育")},
    )
    def begin(self, *, number, file_number, starts_on, ends_on):
        self.number, self.file_number = number, file_number
        self.starts_on, self.ends_on = starts_on, ends_on

    @transition(
        field=state,
        source=T.CULTIVATING,
        target=T.SUSPENDED,
        permission=allowed(permissions.may_steer),
        custom={"label": _("暂停培育")},
    )
    def suspend(self, *, suspended_on):
        self.suspended_on = suspended_on

    @transition(
        field=state,
        source=T.SUSPENDED,
        target=T.CULTIVATING,
        permission=allowed(permissions.may_steer),
        custom={"label": _("恢复培育")},
    )
    def resume(self, *, ends_on):
        self.suspended_on, self.ends_on = None, ends_on

    @transition(
        field=state,
        source=T.CULTIVATING,
        target=T.CULTIVATING,
        permission=allowed(permissions.may_steer),
        custom={"label": _("调整培育期")},
    )
    def adjust_period(self, *, ends_on):
        self.ends_on = ends_on

    @transition(
        field=state,
        source=T.CULTIVATING,
        target=T.EVALUATING,
        permission=allowed(permissions.may_steer),
        custom={"label": _("培育期满"), "system": True},
    )
    def complete(self):
        pass

    @transition(
        field=state,
        source=[T.EVALUATING, T.CULTIVATING],
        target=T.EVALUATED,
        permission=allowed(permissions.may_settle),
        custom={"label": _("考评")},
    )
    def evaluate(self, *, grade, is_passed):
        self.grade, self.is_passed = grade, is_passed

    @transition(
        field=state,
        source=[T.EVALUATED, T.CULTIVATING],
        target=T.RECOMMENDED,
        permission=allowed(permissions.may_recommend),
        conditions=[has_passed, is_carried_over_where_cultivating],
        custom={"label": _("择优推荐")},
    )
    def recommend(self):
        pass

    @transition(
        field=state,
        source=[T.EVALUATED, T.RECOMMENDED],
        target=T.CULTIVATING,
        permission=allowed(permissions.may_steer),
        custom={"label": _("继续培育")},
    )
    def carry_over(self, *, ends_on, is_carried_over):
        self.ends_on, self.is_carried_over = ends_on, is_carried_over

    @transition(
        field=state,
        source=T.RECOMMENDED,
        target=T.NAMED,
        permission=allowed(permissions.may_name),
        custom={"label": _("认定")},
    )
    def name_craftsman(self):
        self.ended_on = clock.today()

    @transition(
        field=state,
        source=sorted(STANDING - {T.PROPOSED}),
        target=T.EXITED,
        permission=allowed(permissions.may_steer | permissions.may_settle),
        custom={"label": _("退出培育")},
    )
    def leave(self):
        self.ended_on, self.suspended_on = clock.today(), None


class PeriodChange(models.Model):
    """One change of a period with its reason; never altered (QC26-20)."""

    trainee = models.ForeignKey(Trainee, on_delete=models.PROTECT, related_name="period_changes")
    kind = models.CharField(_("事项"), max_length=12, choices=ChangeKind.choices)
    happens_on = models.DateField(_("日期"))
    ends_before = models.DateField(_("原期满"), null=True, blank=True)
    ends_after = models.DateField(_("现期满"), null=True, blank=True)
    reason = models.CharField(_("理由"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = OfTraineeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("培育期变动")
        ordering = ["-id"]

    def __str__(self):
        return f"{self.get_kind_display()} {self.happens_on}"
