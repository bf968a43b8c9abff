"""A year of cultivation with the association's scheme (D3), and the list of one organising unit (D1)."""

from functools import cached_property

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from accounts.models import Organisation
from accounts.privacy import SealedTextField
from audit.transitions import allowed, because
from cultivation import permissions
from cultivation.querysets import CohortQuerySet, RosterQuerySet
from cultivation.states import ROSTER_TONES, RosterState
from programmes import catalogue, clock

R = RosterState


def private_storage():
    """Sealed pages and proofs leave the private storage only through a checked view."""
    return storages["private"]


class Cohort(models.Model):
    """培育年度: one year of cultivation under one notice, with the scheme of the association (QC26-21, QC26-24, D3).

    ``parameters`` are the season's numbers as they stood when the year was opened.
    """

    programme_code = models.CharField(_("办法"), max_length=60)
    edition_code = models.CharField(_("规则版本"), max_length=60)
    year = models.PositiveSmallIntegerField(_("年度"))
    organiser = models.ForeignKey(
        Organisation, verbose_name=_("主办单位"), on_delete=models.PROTECT, related_name="cohorts_organised"
    )
    notice_number = models.CharField(_("通知文号"), max_length=60)
    parameters = models.JSONField(default=dict, editable=False)
    lists_due_on = models.DateField(_("清单报送截止"), null=True, blank=True)
    basis = models.TextField(_("依据"), blank=True)
    targets = models.TextField(_("培育目标"), blank=True)
    scope = models.TextField(_("培育范围"), blank=True, help_text=_("区、产业（局）、集团"))
    division = models.TextField(_("两级分工"), blank=True, help_text=_("市质协与组织单位各做什么"))
    evaluation_rules = models.TextField(_("考评办法"), blank=True)
    contact = models.TextField(_("联系方式"), blank=True)
    issue_number = models.CharField(_("发文号"), max_length=60, blank=True)
    issued_on = models.DateField(_("发布日期"), null=True, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=clock.now)

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("培育年度")
        ordering = ["-year", "programme_code"]
        constraints = [models.UniqueConstraint(fields=["programme_code", "year"], name="cohort_once_per_year")]

    def __str__(self):
        return f"{self.year} 年度“{self.programme.title}”培育"

    @cached_property
    def programme(self):
        return catalogue.get(self.programme_code)

    @cached_property
    def terms(self):
        """What the edition says about cultivation."""
        return self.programme.edition(self.edition_code).cultivation

    @property
    def months(self) -> int:
        """The usual length of the period (QC26-20)."""
        return self.parameters[self.terms.months_parameter]

    @property
    def hours(self) -> int:
        """Hours of training that give full points (D5)."""
        return self.parameters[self.terms.hours_parameter]

    @property
    def is_published(self) -> bool:
        """Whether the scheme has been issued."""
        return self.issued_on is not None


@because("清单中还没有人。", rule="QC26-22")
def has_people(roster):
    return roster.trainees.exists()


@because("请填写联系人和联系电话。", rule="QC26-22", field="contact_name")
def has_contact(roster):
    return bool(roster.contact_name and roster.contact_phone)


@because("请上传加盖公章的清单扫描件。", rule="QC26-22", field="scan")
def has_scan(roster):
    return bool(roster.scan)


@because("请逐人确认政治素质等情况（QC26 §4）。", rule="QC26-05")
def is_attested(roster):
    return not roster.trainees.filter(attested_by__isnull=True).exists()


class Roster(FSMModelMixin, models.Model):
    """培育对象清单 of one organising unit for one year (D1, QC26-22): drawn up, confirmed with its seal, filed."""

    cohort = models.ForeignKey(Cohort, verbose_name=_("培育年度"), on_delete=models.PROTECT, related_name="rosters")
    unit = models.ForeignKey(
        Organisation, verbose_name=_("组织单位"), on_delete=models.PROTECT, related_name="cultivation_rosters"
    )
    contact_name = models.CharField(_("联系人"), max_length=60, blank=True)
    contact_phone = SealedTextField(_("联系电话"), blank=True, default="")
    opinion = models.CharField(_("组织单位意见"), max_length=300, blank=True)
    scan = models.FileField(
        _("盖章清单"), upload_to="cultivation/rosters/", storage=private_storage, max_length=200, blank=True
    )
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_on = models.DateField(_("确定日期"), null=True, blank=True)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    filed_on = models.DateField(_("备案日期"), null=True, blank=True)
    returned_note = models.CharField(_("退回理由"), max_length=300, blank=True)
    state = FSMField(_("状态"), default=R.DRAFT, choices=R.choices, protected=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    objects = RosterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("培育对象清单")
        ordering = ["-cohort__year", "unit__name"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "unit"], name="roster_once_per_unit"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(confirmed_on__isnull=False), name="roster_confirmed_has_day"
            ),
        ]

    def __str__(self):
        return f"{self.unit} {self.cohort.year} 年度培育对象清单"

    @property
    def tone(self):
        return ROSTER_TONES[self.state][0]

    @property
    def icon(self):
        return ROSTER_TONES[self.state][1]

    @transition(
        field=state,
        source=R.DRAFT,
        target=R.CONFIRMED,
        permission=allowed(permissions.may_confirm_list),
        conditions=[has_people, has_contact, has_scan, is_attested],
        custom={"label": _("确定清单并报送备案")},
    )
    def confirm(self, *, opinion, confirmed_by, confirmed_on):
        self.opinion, self.confirmed_by, self.confirmed_on = opinion, confirmed_by, confirmed_on
        self.returned_note = ""

    @transition(
        field=state,
        source=R.CONFIRMED,
        target=R.DRAFT,
        permission=allowed(permissions.may_file),
        custom={"label": _("退回清单")},
    )
    def send_back(self, *, reason):
        self.returned_note = reason
        self.confirmed_by = self.confirmed_on = None

    @transition(
        field=state,
        source=R.CONFIRMED,
        target=R.FILED,
        permission=allowed(permissions.may_file),
        custom={"label": _("备案")},
    )
    def file(self, *, filed_by, filed_on):
        self.filed_by, self.filed_on = filed_by, filed_on
