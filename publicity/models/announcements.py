from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from audit.transitions import allowed
from craftsmen.models import Revocation
from programmes import clock
from publicity import permissions
from publicity.models.conferral import Conferral
from publicity.models.publicity import Entry, Publicity
from publicity.states import NoticeKind


class CorrectionNotice(FSMModelMixin, models.Model):
    """更正公告: the list stays as published, what is wrong in it is put right beside it. Published by a second officer."""

    class State(models.TextChoices):
        DRAFT = "draft", _("拟稿")
        PUBLISHED = "published", _("已发布")

    class Field(models.TextChoices):
        NAME = "name", _("姓名")
        UNIT = "unit", _("所在单位")

    publicity = models.ForeignKey(Publicity, on_delete=models.PROTECT, related_name="corrections")
    entry = models.ForeignKey(Entry, verbose_name=_("更正对象"), on_delete=models.PROTECT, related_name="corrections")
    field = models.CharField(_("栏目"), max_length=10, choices=Field.choices)
    before = models.CharField(_("原内容"), max_length=200)
    after = models.CharField(_("更正为"), max_length=200)
    reason = models.TextField(_("更正原因"))
    restarts_period = models.BooleanField(_("重新计算公示期"), default=False)
    state = FSMField(default=State.DRAFT, choices=State.choices, protected=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("更正公告")
        ordering = ["id"]

    def __str__(self):
        return f"第 {self.entry.position} 号{self.get_field_display()}“{self.before}”更正为“{self.after}”"

    @property
    def season(self):
        return self.publicity.season

    @transition(
        field=state,
        source=State.DRAFT,
        target=State.PUBLISHED,
        permission=allowed(permissions.may_publish_correction),
        custom={"label": _("发布更正公告")},
    )
    def publish(self, *, published_by):
        self.published_by, self.published_at = published_by, clock.now()


class Notice(models.Model):
    """One line of 通知公告 that points to a page of ours; the notice of a season is the season itself."""

    kind = models.CharField(_("类别"), max_length=12, choices=NoticeKind.choices)
    title = models.CharField(_("标题"), max_length=160)
    body = models.TextField(_("正文"), blank=True)
    published_at = models.DateTimeField(_("发布时间"), default=clock.now)
    publicity = models.ForeignKey(Publicity, null=True, blank=True, on_delete=models.PROTECT, related_name="notices")
    correction = models.OneToOneField(
        CorrectionNotice, null=True, blank=True, on_delete=models.PROTECT, related_name="notice"
    )
    conferral = models.OneToOneField(Conferral, null=True, blank=True, on_delete=models.PROTECT, related_name="notice")
    revocation = models.OneToOneField(
        Revocation, null=True, blank=True, on_delete=models.PROTECT, related_name="notice"
    )

    class Meta:
        verbose_name = verbose_name_plural = _("通知公告")
        ordering = ["-published_at", "-id"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        if self.kind == NoticeKind.PUBLICITY:
            return reverse("publicity:list", args=[self.publicity_id])
        return reverse("publicity:notice", args=[self.pk])
