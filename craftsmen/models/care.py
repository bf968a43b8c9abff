"""What follows a title through the years (QC26 §14): check-ins with their answers, employers, contacts, status reviews."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from accounts.models import Organisation
from audit.transitions import allowed
from craftsmen import permissions
from craftsmen.models.register import Honour, Person, Revocation
from craftsmen.querysets import CheckInQuerySet, CheckRowQuerySet, ContactQuerySet, StatusReviewQuerySet
from craftsmen.states import (
    PRESENCE_TONES,
    STATUS_REVIEW_TONES,
    Channel,
    ContactKind,
    Presence,
    StatusReviewState,
)
from programmes import catalogue, clock

S = StatusReviewState


class CheckIn(models.Model):
    """在岗情况年度核对 of one programme and year (QC26-56). ``opened_by`` None is the programme's day itself."""

    organiser = models.ForeignKey(
        Organisation, verbose_name=_("主办单位"), on_delete=models.PROTECT, related_name="checkins"
    )
    programme_code = models.CharField(_("办法"), max_length=60)
    year = models.PositiveSmallIntegerField(_("年度"))
    opens_on = models.DateField(_("开始日期"))
    due_on = models.DateField(_("截止日期"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(_("开启时间"), default=clock.now)

    objects = CheckInQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("在岗情况核对")
        ordering = ["-year", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["organiser", "programme_code", "year"], name="checkin_once_a_year"),
            models.CheckConstraint(condition=Q(due_on__gte=models.F("opens_on")), name="checkin_window"),
        ]

    def __str__(self):
        return f"{self.year} 年度{self.programme.title}在岗情况核对"

    @property
    def programme(self):
        return catalogue.get(self.programme_code)

    @property
    def terms(self):
        """``CareTerms`` of the programme as it is now."""
        return self.programme.latest.care

    @property
    def is_overdue(self):
        return clock.today() > self.due_on


class CheckRow(models.Model):
    """One title in one check-in: who is asked (``employer`` None: the organiser asks), and the answer that stands.

    An answer may be put right until the next check-in opens; each wording is an event of the honour. ``note`` is the
    reason of an absence, the new unit of somebody who moved, or what else there is. ``disputed_at`` is set while the
    craftsman's objection waits for another look.
    """

    checkin = models.ForeignKey(CheckIn, on_delete=models.PROTECT, related_name="rows")
    honour = models.ForeignKey(Honour, verbose_name=_("称号"), on_delete=models.PROTECT, related_name="check_rows")
    employer = models.ForeignKey(
        Organisation, verbose_name=_("填报单位"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    unit = models.CharField(_("单位"), max_length=200, blank=True)
    presence = models.CharField(_("在岗情况"), max_length=12, choices=Presence.choices, blank=True)
    since_on = models.DateField(_("起始日期"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    channel = models.CharField(_("来源"), max_length=8, choices=Channel.choices, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(_("填报时间"), null=True, blank=True)
    disputed_at = models.DateTimeField(_("提出异议时间"), null=True, blank=True)

    objects = CheckRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("核对条目")
        ordering = ["honour__stroke_order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["checkin", "honour"], name="checkrow_once"),
            models.CheckConstraint(
                condition=Q(presence="", answered_at__isnull=True) | (~Q(presence="") & Q(answered_at__isnull=False)),
                name="checkrow_answered_with_time",
            ),
            models.CheckConstraint(
                condition=Q(since_on__isnull=False) | Q(presence__in=["", "present", "other"]),
                name="checkrow_dated",
            ),
        ]

    def __str__(self):
        return f"{self.honour.name} {self.get_presence_display()}"

    @property
    def tone(self):
        return PRESENCE_TONES.get(self.presence, ("wait", "clock"))[0]

    @property
    def icon(self):
        return PRESENCE_TONES.get(self.presence, ("wait", "clock"))[1]

    @property
    def long_from(self):
        """The first day on which this absence is longer than the programme allows; None for who is not away (AMB-18)."""
        if self.presence != Presence.ABSENT:
            return None
        return self.checkin.terms.long_from(self.since_on)


class Remark(models.Model):
    """What the craftsman says against an answer; only added."""

    row = models.ForeignKey(CheckRow, on_delete=models.PROTECT, related_name="remarks")
    text = models.TextField(_("异议"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = _("本人异议")
        ordering = ["-id"]

    def __str__(self):
        return self.text[:40]


class Employment(models.Model):
    """Where a craftsman works since a check-in said that this changed; before that it is the unit at award.

    ``began_with`` and ``ended_with`` are the answers it follows from, so that an answer put right takes them back.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="employments")
    employer = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    unit = models.CharField(_("单位"), max_length=200)
    from_on = models.DateField(_("起"), null=True, blank=True)
    until_on = models.DateField(_("止"), null=True, blank=True)
    began_with = models.ForeignKey(CheckRow, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_with = models.ForeignKey(CheckRow, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = _("任职单位")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(until_on__isnull=True), name="employment_one_present"
            )
        ]

    def __str__(self):
        return self.unit


class Contact(models.Model):
    """经常性联系 (QC26-56): one line of the contact log of a person; only added, never changed."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contacts")
    held_on = models.DateField(_("日期"))
    kind = models.CharField(_("方式"), max_length=8, choices=ContactKind.choices)
    with_whom = models.CharField(_("联系对象"), max_length=100)
    text = models.TextField(_("内容"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("联系记录")
        ordering = ["-held_on", "-id"]

    def __str__(self):
        return f"{self.held_on} {self.get_kind_display()}"


class StatusReview(FSMModelMixin, models.Model):
    """状态复核: somebody is away for longer than the programme allows; a person decides what follows (AMB-18).

    Opened by the clock alone and never a revocation by itself; ``refer`` leads to a case with its own statement and second
    approver.
    """

    row = models.ForeignKey(CheckRow, on_delete=models.PROTECT, related_name="reviews")
    honour = models.ForeignKey(Honour, verbose_name=_("称号"), on_delete=models.PROTECT, related_name="status_reviews")
    since_on = models.DateField(_("离岗起始"))
    state = FSMField(_("状态"), default=S.OPENED, choices=S.choices, protected=True)
    opened_at = models.DateTimeField(_("开启时间"), default=clock.now)
    statement = models.TextField(_("本人说明"), blank=True)
    statement_at = models.DateTimeField(_("说明时间"), null=True, blank=True)
    conclusion = models.TextField(_("结论和理由"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    revocation = models.OneToOneField(
        Revocation, null=True, blank=True, on_delete=models.PROTECT, related_name="status_review"
    )

    objects = StatusReviewQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("状态复核")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["honour"], condition=Q(state="opened"), name="status_review_one_open")
        ]

    def __str__(self):
        return f"{self.honour} {self.get_state_display()}"

    @property
    def tone(self):
        return STATUS_REVIEW_TONES[self.state][0]

    @property
    def icon(self):
        return STATUS_REVIEW_TONES[self.state][1]

    @transition(
        field=state,
        source=S.OPENED,
        target=S.CLOSED,
        permission=allowed(permissions.may_dismiss),
        custom={"label": _("结束复核，称号不变")},
    )
    def dismiss(self, *, conclusion, decided_by):
        self.conclusion, self.decided_by, self.ended_at = conclusion, decided_by, clock.now()

    @transition(
        field=state,
        source=S.OPENED,
        target=S.REFERRED,
        permission=allowed(permissions.may_refer),
        custom={"label": _("转入撤销程序")},
    )
    def refer(self, *, conclusion, decided_by, revocation):
        self.conclusion, self.decided_by, self.ended_at = conclusion, decided_by, clock.now()
        self.revocation = revocation
