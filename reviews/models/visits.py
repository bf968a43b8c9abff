from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from audit.transitions import allowed, because
from programmes import clock
from reviews import permissions
from reviews.models.stages import Entry
from reviews.querysets import VisitQuerySet
from reviews.states import StageState, VisitState


def private_storage():
    return storages["private"]


@because("走访环节没有在进行。", rule="QC23-47")
def stage_is_open(visit):
    return visit.entry.stage_run.state == StageState.OPEN


class Visit(models.Model):
    """实地走访 of one entry (GS24-23, WS24-22): who goes when, in which order of the route, and what they found.

    ``findings`` are {condition: {result, note}} over the conditions of the programme. ``client_key`` names the submission of
    the visitor's phone, so that one sent again after a dead spot is taken once.
    """

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="visit")
    planned_on = models.DateField(_("走访日期"))
    position = models.PositiveSmallIntegerField(_("路线顺序"), default=1)
    address = models.CharField(_("地址"), max_length=200)
    visitors = models.ManyToManyField(settings.AUTH_USER_MODEL, verbose_name=_("走访人"), related_name="visits")
    note = models.CharField(_("安排说明"), max_length=200, blank=True)
    state = FSMField(_("状态"), default=VisitState.PLANNED, choices=VisitState.choices, protected=True)
    happened_on = models.DateField(_("实际日期"), null=True, blank=True)
    people = models.CharField(_("现场人员"), max_length=300, blank=True)
    findings = models.JSONField(_("逐项核实"), default=dict, blank=True)
    summary = models.TextField(_("走访情况"), blank=True)
    client_key = models.CharField(max_length=40, blank=True, editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("记录时间"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("实地走访")
        ordering = ["planned_on", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["client_key"], condition=~models.Q(client_key=""), name="visit_submission_once"
            )
        ]

    def __str__(self):
        return f"{self.entry} {self.planned_on}"

    @transition(
        field=state,
        source=VisitState.PLANNED,
        target=VisitState.RECORDED,
        permission=allowed(permissions.may_record_visit),
        conditions=[stage_is_open],
        custom={"label": _("登记走访情况")},
    )
    def record(self, *, happened_on, people, findings, summary, client_key, recorded_by):
        self.happened_on, self.people, self.findings, self.summary = happened_on, people, findings, summary
        self.client_key, self.recorded_by, self.recorded_at = client_key, recorded_by, clock.now()

    @transition(
        field=state,
        source=VisitState.RECORDED,
        target=VisitState.PLANNED,
        permission=allowed(permissions.may_plan_visit),
        conditions=[stage_is_open],
        custom={"label": _("退回补充")},
    )
    def reopen(self):
        self.client_key = ""


class VisitPhoto(models.Model):
    """A photo from the spot, kept privately; place and device were taken out of it (COM-13)."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="photos")
    file = models.FileField(_("照片"), upload_to="visits/", storage=private_storage, max_length=200)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveIntegerField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = _("走访照片")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["visit", "sha256"], name="visit_photo_once")]

    def __str__(self):
        return f"{self.visit_id} {self.sha256[:8]}"
