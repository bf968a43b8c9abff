"""The roll of an activity: who comes, who came, what they say of it; and the secret of a subscribed calendar."""

import secrets

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from academy import permissions
from academy.models.activity import Activity
from academy.querysets import EnrolmentQuerySet
from academy.states import ENROLMENT_TONES, EnrolmentState
from audit.transitions import allowed
from craftsmen.models import Person
from programmes import clock

E = EnrolmentState


class Enrolment(FSMModelMixin, models.Model):
    """One person on the roll; somebody who withdrew and comes back gets a new row at the end of the line."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(Person, verbose_name=_("姓名"), on_delete=models.PROTECT, related_name="enrolments")
    state = FSMField(_("状态"), default=E.ENROLLED, choices=E.choices, protected=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("报名时间"), default=clock.now)
    promoted_at = models.DateTimeField(_("递补时间"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("退出时间"), null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("报名")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "person"], condition=~Q(state="withdrawn"), name="enrolment_once"
            )
        ]

    def __str__(self):
        return f"{self.activity} {self.person}"

    @property
    def tone(self):
        return ENROLMENT_TONES[self.state][0]

    @property
    def icon(self):
        return ENROLMENT_TONES[self.state][1]

    @property
    def present(self) -> "Attendance | None":
        """The attendance that counts."""
        found = getattr(self, "attendance", None)
        return found if found is not None and found.voided_at is None else None

    @transition(
        field=state,
        source=E.WAITING,
        target=E.ENROLLED,
        permission=allowed(permissions.may_run),
        custom={"label": _("候补转为报名"), "system": True},
    )
    def promote(self):
        self.promoted_at = clock.now()

    @transition(
        field=state,
        source=[E.ENROLLED, E.WAITING],
        target=E.WITHDRAWN,
        permission=allowed(permissions.may_withdraw),
        custom={"label": _("退出活动")},
    )
    def withdraw(self):
        self.withdrawn_at = clock.now()


class Attendance(models.Model):
    """Somebody was there. ``arrived_at`` is what the phone at the door saw, ``synchronised_at`` when we heard of it."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="attendance")
    client_uuid = models.UUIDField(unique=True)
    arrived_at = models.DateTimeField(_("到场时间"))
    synchronised_at = models.DateTimeField(_("同步时间"), default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    voided_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("签到")
        ordering = ["arrived_at"]

    def __str__(self):
        return f"{self.enrolment} {self.arrived_at:%Y-%m-%d %H:%M}"


class Feedback(models.Model):
    """What one who attended says of the activity; may change until it is closed."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="feedback")
    score = models.PositiveSmallIntegerField(_("评分"), validators=[MinValueValidator(1), MaxValueValidator(5)])
    text = models.CharField(_("意见"), max_length=500, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = _("反馈")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="feedback_score_one_to_five")
        ]

    def __str__(self):
        return f"{self.enrolment} {self.score}"


def new_token() -> str:
    return secrets.token_urlsafe(32)


class CalendarKey(models.Model):
    """The secret in the address of somebody's subscribed calendar; a new one ends the old address."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_key")
    token = models.CharField(max_length=43, unique=True, default=new_token)
    renewed_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = _("日历订阅")

    def __str__(self):
        return str(self.user)
