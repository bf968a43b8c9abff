from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from audit.transitions import allowed
from documents.models import Document
from programmes import clock
from reviews import permissions
from reviews.models.stages import Entry, StageRun
from reviews.querysets import OfSeasonQuerySet
from reviews.states import Capacity, MeetingState


def private_storage():
    return storages["private"]


class Meeting(models.Model):
    """专项审定会议 (QC23-44, forms.md E7). Guards: quorum, minutes, every name from the proposed list or with a reason."""

    stage_run = models.ForeignKey(StageRun, on_delete=models.PROTECT, related_name="meetings")
    title = models.CharField(_("会议名称"), max_length=120)
    held_at = models.DateTimeField(_("时间"))
    place = models.CharField(_("地点"), max_length=120)
    chair_name = models.CharField(_("主持人"), max_length=60)
    recorder_name = models.CharField(_("记录人"), max_length=60, blank=True)
    expected_count = models.PositiveSmallIntegerField(_("应到人数"), default=0)
    quorum_numerator = models.PositiveSmallIntegerField(default=2)
    quorum_denominator = models.PositiveSmallIntegerField(default=3)
    figures = models.JSONField(_("汇报数字"), default=dict, blank=True, help_text="computed when the meeting begins")
    deliberation = models.TextField(_("审议情况"), blank=True)
    recusals = models.TextField(_("回避情况"), blank=True)
    method = models.CharField(_("表决方式"), max_length=40, blank=True)
    resolution = models.TextField(_("决议"), blank=True)
    others = models.TextField(_("其他"), blank=True)
    state = FSMField(_("状态"), default=MeetingState.PLANNED, choices=MeetingState.choices, protected=True)
    resolved_at = models.DateTimeField(_("决议时间"), null=True, blank=True)
    chair_signed_on = models.DateField(_("主持人签字日期"), null=True, blank=True)
    signin_scan = models.FileField(
        _("签到表扫描件"), upload_to="meetings/", storage=private_storage, max_length=200, blank=True
    )
    ballots_scan = models.FileField(
        _("表决票扫描件"), upload_to="meetings/", storage=private_storage, max_length=200, blank=True
    )
    minutes_scan = models.FileField(
        _("签字纪要扫描件"), upload_to="meetings/", storage=private_storage, max_length=200, blank=True
    )
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    objects = OfSeasonQuerySet.over("stage_run__season").as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("审定会议")
        ordering = ["-held_at"]

    def __str__(self):
        return self.title

    @transition(
        field=state,
        source=MeetingState.PLANNED,
        target=MeetingState.VOTING,
        permission=allowed(permissions.may_hold_meeting),
        custom={"label": _("开始审议")},
    )
    def begin(self, *, figures):
        self.figures = figures

    @transition(
        field=state,
        source=MeetingState.VOTING,
        target=MeetingState.RESOLVED,
        permission=allowed(permissions.may_resolve_meeting),
        custom={"label": _("形成决议")},
    )
    def resolve(self):
        self.resolved_at = clock.now()


class Attendee(models.Model):
    """One person of the attendance table of E7; observers and the recorder have no vote."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendees")
    name = models.CharField(_("姓名"), max_length=60)
    organisation_name = models.CharField(_("单位"), max_length=120)
    post = models.CharField(_("职务"), max_length=80, blank=True)
    capacity = models.CharField(_("身份"), max_length=12, choices=Capacity.choices)
    is_present = models.BooleanField(_("出席"), default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("与会人员")
        ordering = ["meeting", "position", "id"]

    def __str__(self):
        return f"{self.name} {self.get_capacity_display()}"


class Ballot(models.Model):
    """Votes on one entry in one meeting; ``reason`` when the name is not on the proposed list."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="ballots")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="ballots")
    votes_for = models.PositiveSmallIntegerField(_("赞成"), default=0)
    votes_against = models.PositiveSmallIntegerField(_("反对"), default=0)
    abstentions = models.PositiveSmallIntegerField(_("弃权"), default=0)
    recused_count = models.PositiveSmallIntegerField(_("回避"), default=0)
    reason = models.TextField(_("说明"), blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("表决")
        ordering = ["meeting", "entry"]
        constraints = [models.UniqueConstraint(fields=["meeting", "entry"], name="ballot_once_per_entry")]

    def __str__(self):
        return f"{self.entry_id} {self.votes_for}/{self.votes_against}/{self.abstentions}"
