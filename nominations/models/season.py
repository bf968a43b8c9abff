from dataclasses import replace
from decimal import Decimal
from functools import cached_property

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.models import Organisation
from audit.transitions import allowed, because
from nominations import permissions
from nominations.querysets import SeasonQuerySet
from nominations.states import ANNOUNCED, SeasonState
from programmes import catalogue, clock


@because("请先填写通知文号和通知正文。", rule="QC26-21", field="notice_text")
def has_notice(season):
    return bool(season.notice_number and season.notice_text)


@because("截止时间必须晚于开始时间，并且还没有到。", rule="COM-01", field="deadline_at")
def has_future_deadline(season):
    if season.is_standing and season.opens_at and season.deadline_at is None:
        return True
    return bool(season.opens_at and season.deadline_at and season.opens_at < season.deadline_at > clock.now())


@because("申报截止时间还没有到。", rule="QC23-31", field="deadline_at")
def has_passed_deadline(season):
    return season.deadline_at is not None and season.deadline_at < clock.now()


@because("本届不要求先完成培育期，请写明理由。", rule="AMB-15", field="cultivation.transition_reason")
def has_transition_reason(season):
    terms = season.edition.cultivation
    if terms is None or season.parameter(terms.required_parameter):
        return True
    return bool(str(season.parameter(terms.reason_parameter)).strip())


class Season(models.Model):
    """One run of a programme under one notice; keeps the edition of the rules with which it opened (rules.md 0.3).

    It may stand without a deadline (常年受理) when everything in it is decided one by one.
    """

    programme_code = models.CharField(_("办法"), max_length=60)
    edition_code = models.CharField(_("规则版本"), max_length=60)
    year = models.PositiveSmallIntegerField(_("年度"))
    number = models.PositiveSmallIntegerField(_("届次"), default=1)
    organiser = models.ForeignKey(
        Organisation, verbose_name=_("主办单位"), on_delete=models.PROTECT, related_name="seasons"
    )
    title = models.CharField(_("名称"), max_length=120)
    notice_number = models.CharField(_("通知文号"), max_length=60, blank=True)
    notice_text = models.TextField(_("通知正文"), blank=True)
    contact = models.TextField(_("联系方式"), blank=True, help_text=_("受理部门、电话、邮箱、地址，随通知公布"))
    opens_at = models.DateTimeField(_("申报开始"), null=True, blank=True)
    deadline_at = models.DateTimeField(_("申报截止"), null=True, blank=True)
    decided_here = models.BooleanField(_("在本平台评审"), default=True)
    overrides = models.JSONField(_("本届参数"), default=dict, blank=True)
    parameters_locked_at = models.DateTimeField(_("参数锁定时间"), null=True, blank=True)
    state = FSMField(_("状态"), default=SeasonState.DRAFT, choices=SeasonState.choices, protected=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = SeasonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("年度（届次）")
        ordering = ["-year", "programme_code"]
        constraints = [
            # QC26-40: once every year.
            models.UniqueConstraint(
                fields=["programme_code", "year"], condition=~Q(state="cancelled"), name="season_once_per_year"
            )
        ]

    def __str__(self):
        return self.title

    @cached_property
    def programme(self):
        return catalogue.get(self.programme_code)

    @cached_property
    def edition(self):
        """The rules of this season, in the edition with which it opened."""
        return self.programme.edition(self.edition_code)

    @property
    def values(self):
        """Every parameter of rules.md §14 by key: the season's own value where it has one, else the edition's."""
        return self.edition.values({key: self._typed(key, value) for key, value in self.overrides.items()})

    def parameter(self, key):
        """Value of one parameter of rules.md §14 in this season."""
        return self.values[key]

    def print_pack(self, procedure):
        """What is handed in on paper and how often: the procedure's list with this season's numbers (QC23-32, AMB-30)."""
        values = self.values
        return tuple(
            replace(pack, count=values.get(f"copies.{pack.code}", pack.count)) for pack in procedure.print_pack
        )

    def _typed(self, key, value):
        """JSON has no decimals; a share or a score is kept as text and read back exactly."""
        return Decimal(value) if isinstance(self.edition.parameter(key).value, Decimal) else value

    @property
    def is_accepting(self):
        """Whether forms may be handed in now: opened, and 24:00 of the deadline is not past (COM-01)."""
        if self.state != SeasonState.OPEN or self.opens_at is None or clock.now() < self.opens_at:
            return False
        return self.deadline_at is None or clock.now() <= self.deadline_at

    @property
    def is_standing(self):
        """Whether everything in it is decided one by one, so that it needs no deadline (常年受理)."""
        return all(procedure.rolling for procedure in self.edition.procedures)

    def accepts(self, procedure):
        """Whether a form of ``procedure`` may be handed in now: a rolling one as long as the season has been announced."""
        if not procedure.rolling:
            return self.is_accepting
        return self.state in ANNOUNCED and self.opens_at is not None and self.opens_at <= clock.now()

    def deadline_of(self, procedure):
        """Until when a form of ``procedure`` is handed in; None for a rolling one."""
        return None if procedure.rolling else self.deadline_at

    @property
    def last_day(self):
        """The day at whose 24:00 nominations close, in Shanghai; None without a deadline."""
        return self.deadline_at.astimezone(clock.SHANGHAI).date() if self.deadline_at else None

    @transition(
        field=state,
        source=SeasonState.DRAFT,
        target=SeasonState.OPEN,
        permission=allowed(permissions.may_edit_season),
        conditions=[has_notice, has_future_deadline, has_transition_reason],
        custom={"label": _("发布通知并开放申报")},
    )
    def open(self):
        pass

    @transition(
        field=state,
        source=SeasonState.OPEN,
        target=SeasonState.REVIEWING,
        permission=allowed(permissions.may_edit_season),
        conditions=[has_passed_deadline],
        custom={"label": _("截止申报"), "system": True},
    )
    def close(self):
        pass

    @transition(
        field=state,
        source=SeasonState.REVIEWING,
        target=SeasonState.CONCLUDED,
        permission=allowed(permissions.may_lead_season),
        custom={"label": _("结束本届")},
    )
    def conclude(self):
        pass

    @transition(
        field=state,
        source=[SeasonState.DRAFT, SeasonState.OPEN],
        target=SeasonState.CANCELLED,
        permission=allowed(permissions.may_lead_season),
        custom={"label": _("取消本届")},
    )
    def cancel(self):
        pass
