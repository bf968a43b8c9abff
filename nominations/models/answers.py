from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.privacy import SealedTextField
from nominations.models.nomination import Nomination
from nominations.querysets import MaterialQuerySet
from programmes import clock

FILMS = frozenset({"mp4", "mov"})


def private_storage():
    return storages["private"]


def material_path(material, filename):
    """Names are rebuilt by the server (COM-13): nothing of the uploaded name reaches the disk."""
    return f"{material.folder}/{material.sha256[:32]}.{material.suffix}"


class AnswerBase(models.Model):
    """The present answer to one question. ``version`` counts its changes, for optimistic locking (COM-11)."""

    key = models.CharField(max_length=60)
    value = models.JSONField(null=True, blank=True)
    sealed = SealedTextField(blank=True, default="", help_text="JSON of a private answer, encrypted")
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=clock.now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    def __str__(self):
        return self.key


class Answer(AnswerBase):
    """An answer of a nomination."""

    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="answers")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["nomination", "key"], name="answer_once_per_question")]

    def __str__(self):
        return f"{self.nomination_id} {self.key}"


class Version(models.Model):
    """What was handed in: immutable, hashed (COM-08). ``private`` is the JSON of the private answers, encrypted."""

    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    answers = models.JSONField()
    private = SealedTextField(blank=True, default="")
    materials = models.JSONField(default=list, help_text="[{id, kind, item, sha256, name, pages}]")
    content_hash = models.CharField(max_length=64)
    frozen_at = models.DateTimeField(default=clock.now)
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["nomination", "number"], name="version_once_per_number")]

    def __str__(self):
        return f"{self.nomination_id} v{self.number}"

    @property
    def code(self):
        """The eight digits that every print carries and that are compared at intake."""
        return self.content_hash[:8]


class MaterialBase(models.Model):
    """One uploaded file of one kind. Replaced and removed files stay in history (rules.md §3).

    ``variant`` and ``caption`` say what it shows, where its kind asks; pixels of a picture and seconds of a film are read
    from the file itself.
    """

    kind = models.CharField(_("种类"), max_length=60)
    item = models.CharField(
        _("对应事项"), max_length=60, blank=True, help_text=_("所证明的申报事项（DeclaredItem.key）")
    )
    file = models.FileField(_("文件"), upload_to=material_path, storage=private_storage, max_length=200)
    preview = models.FileField(upload_to="previews/", storage=private_storage, max_length=200, blank=True)
    original_name = models.CharField(_("原文件名"), max_length=200)
    suffix = models.CharField(max_length=8)
    mime = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveBigIntegerField(_("大小"))
    pages = models.PositiveIntegerField(_("页数"), default=1)
    variant = models.CharField(_("类别"), max_length=40, blank=True)
    caption = models.CharField(_("说明"), max_length=200, blank=True)
    width_px = models.PositiveIntegerField(null=True, blank=True)
    height_px = models.PositiveIntegerField(null=True, blank=True)
    seconds = models.PositiveIntegerField(_("时长（秒）"), null=True, blank=True)
    stamped = models.BooleanField(_("基层单位已盖章"), default=False)
    stamp_checked_at = models.DateTimeField(null=True, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True

    def __str__(self):
        return self.original_name

    @property
    def is_film(self):
        return self.suffix in FILMS


class Material(MaterialBase):
    """A file of a nomination."""

    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="materials")

    objects = MaterialQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("申报材料")
        ordering = ["kind", "id"]
        constraints = [
            # A double click or a second tab does not store the same file twice (COM-12).
            models.UniqueConstraint(
                fields=["nomination", "kind", "item", "sha256"],
                condition=Q(removed_at__isnull=True),
                name="material_once",
            )
        ]

    @property
    def folder(self):
        return f"materials/{self.nomination.season_id}/{self.nomination_id}"
