from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.models import Organisation
from accounts.privacy import SealedTextField
from audit.transitions import allowed, because
from nominations import permissions
from nominations.models.answers import AnswerBase, MaterialBase, private_storage
from nominations.models.season import Season
from nominations.querysets import BatchMaterialQuerySet, BatchQuerySet
from nominations.states import BatchState
from programmes import clock


@because("申报已经截止，不能再报送。", rule="QC23-31")
def season_is_accepting(batch):
    return batch.season.accepts(batch.procedure)


@because("汇总表里还没有申报件，不能报送。", rule="QC23-30")
def has_nominations(batch):
    return batch.nominations.exists()


@because("请上传加盖公章的汇总表扫描件。", rule="QC23-30", field="scan")
def has_scan(batch):
    return bool(batch.scan)


class Batch(models.Model):
    """推荐汇总: what one recommender dispatches in one season, in its own order of preference (forms A2, B2).

    ``scan_lists`` is the digest of what was listed when the sealed scan came (``facts.listed``).
    Where the procedure has a ``summary_form`` its answers and files are rows beside it. ``explanation`` is the
    recommender's reason for a rule of the whole batch that it does not meet, ``explained_by`` the head who stands behind it.
    """

    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="batches")
    recommender = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="batches")
    procedure_code = models.CharField(_("程序"), max_length=60, default="nomination")
    sequence = models.PositiveSmallIntegerField(_("批次"), default=1)
    is_ranked = models.BooleanField(_("按推荐顺序排列"), default=True)
    contact_name = models.CharField(_("联系人"), max_length=60, blank=True)
    contact_phone = SealedTextField(_("联系电话"), blank=True, default="")
    scan = models.FileField(_("盖章扫描件"), upload_to="batches/", storage=private_storage, max_length=200, blank=True)
    scan_sha256 = models.CharField(max_length=64, blank=True)
    scan_lists = models.CharField(_("盖章时的名单"), max_length=64, blank=True, editable=False)
    explanation = models.TextField(_("情况说明"), blank=True)
    explained_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("负责人确认"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    explained_at = models.DateTimeField(null=True, blank=True)
    progress = models.JSONField(default=list, blank=True)
    completeness = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField(default=clock.now)
    receipt_number = models.CharField(_("回执编号"), max_length=40, blank=True)
    content_hash = models.CharField(_("核对码"), max_length=64, blank=True)
    state = FSMField(_("状态"), default=BatchState.DRAFT, choices=BatchState.choices, protected=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    dispatched_at = models.DateTimeField(_("报送时间"), null=True, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("推荐汇总")
        ordering = ["season", "recommender", "sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["season", "procedure_code", "recommender", "sequence"], name="batch_sequence_once"
            ),
            models.UniqueConstraint(
                fields=["season", "procedure_code", "recommender"],
                condition=Q(state="draft"),
                name="batch_one_open_per_recommender",
            ),
            models.UniqueConstraint(
                fields=["receipt_number"], condition=~Q(receipt_number=""), name="batch_receipt_number_once"
            ),
        ]

    def __str__(self):
        return f"{self.season} {self.recommender} {self.sequence}"

    @cached_property
    def procedure(self):
        return self.season.edition.procedure(self.procedure_code)

    @property
    def form(self):
        """The summary form; None where the batch is a list of names only."""
        return self.procedure.summary_form

    @property
    def title(self):
        return self.procedure.summary_title.format(year=self.season.year) or "推荐汇总表"

    @transition(
        field=state,
        source=BatchState.DRAFT,
        target=BatchState.DISPATCHED,
        permission=allowed(permissions.may_send_batch),
        conditions=[season_is_accepting, has_nominations, has_scan],
        custom={"label": _("报送")},
    )
    def dispatch(self, *, receipt_number, digest):
        self.receipt_number, self.content_hash = receipt_number, digest
        self.dispatched_at = clock.now()


class BatchAnswer(AnswerBase):
    """An answer of a summary form."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="answers")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "key"], name="batch_answer_once_per_question")]


class BatchMaterial(MaterialBase):
    """A file of a summary form."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="materials")

    objects = BatchMaterialQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("汇总表附件")
        ordering = ["kind", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "kind", "item", "sha256"],
                condition=Q(removed_at__isnull=True),
                name="batch_material_once",
            )
        ]

    @property
    def folder(self):
        return f"summaries/{self.batch.season_id}/{self.batch_id}"
