from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nominations.models.answers import Material, Version
from nominations.models.nomination import Nomination
from nominations.states import Decision, SealMode, Tier
from programmes import clock


class Opinion(models.Model):
    """The opinion of one tier on one version (QC23-29, QC23-38). What is sent back or corrected supersedes it, never deletes it."""

    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="opinions")
    tier = models.CharField(_("层级"), max_length=12, choices=Tier.choices)
    decision = models.CharField(_("结论"), max_length=10, choices=Decision.choices)
    text = models.TextField(_("意见"))
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="signed_opinions")
    signer_name = models.CharField(_("负责人"), max_length=60)
    signed_on = models.DateField(_("日期"))
    seal_mode = models.CharField(_("盖章方式"), max_length=12, choices=SealMode.choices, default=SealMode.SCAN)
    scan = models.ForeignKey(
        Material, verbose_name=_("盖章扫描件"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    statements = models.JSONField(_("声明"), default=list, blank=True, help_text=_("已勾选的审核声明（G3）"))
    form_version = models.PositiveIntegerField(_("版本"))
    created_at = models.DateTimeField(default=clock.now)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("意见")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["nomination", "tier"], condition=Q(superseded_at__isnull=True), name="opinion_once_per_tier"
            )
        ]

    def __str__(self):
        return f"{self.nomination_id} {self.tier}"

    @property
    def declared(self):
        """Its tier as the procedure declares it."""
        return self.nomination.procedure.tier(self.tier)

    @property
    def label(self):
        """What this opinion is called in its own chain."""
        return self.declared.opinion_label

    @property
    def decision_label(self):
        return self.declared.agree_label if self.decision == Decision.AGREE else self.declared.refuse_label


def _named(label, note):
    return note if label in note else f"{label}：{note}"


class Correction(models.Model):
    """A request to put missing or illegible items right (AMB-22): only the named questions and materials unlock.

    ``version`` is what the heads are asked to sign again because a printed cell changed; empty while it is being filled
    in, and where nothing printed changes. While it is set, nothing else may change.
    """

    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="corrections")
    items = models.JSONField(_("补正事项"), help_text="[{target: question or material key, note}]")
    note = models.TextField(_("说明"), blank=True)
    due_at = models.DateTimeField(_("补正截止"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(default=clock.now)
    version = models.ForeignKey(
        Version, verbose_name=_("送确认的版本"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    handed_in_at = models.DateTimeField(_("补交时间"), null=True, blank=True)
    lapsed_at = models.DateTimeField(_("逾期时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("补正")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["nomination"],
                condition=Q(handed_in_at__isnull=True, lapsed_at__isnull=True),
                name="correction_one_open",
            )
        ]

    def __str__(self):
        return f"{self.nomination_id} {self.due_at:%Y-%m-%d}"

    @property
    def is_open(self):
        return self.handed_in_at is None and self.lapsed_at is None

    @property
    def is_out(self):
        """With the heads, or signed by them: the form rests until it is handed in or taken back."""
        return self.is_open and self.version_id is not None

    @property
    def due_tier(self) -> Tier | None:
        """The tier whose opinion the presented version waits for. Uses prefetched opinions."""
        signed = {opinion.tier for opinion in self.nomination.live_opinions}
        chain = self.nomination.procedure.tiers
        return next((Tier(tier) for tier in chain if tier not in signed), None) if self.is_out else None

    @property
    def is_signed_again(self):
        return self.is_out and self.due_tier is None

    @property
    def targets(self):
        return frozenset(item["target"] for item in self.items)

    @property
    def asked(self) -> list[dict]:
        """Every item as {target, words}: what the form calls it, then what is missing."""
        form = self.nomination.form
        labels = {one.key: one.label for one in form.questions} | {one.code: one.label for one in form.materials}
        return [{"target": i["target"], "words": _named(labels.get(i["target"], ""), i["note"])} for i in self.items]


class Invitation(models.Model):
    """A link for the applicant or the employer: one use, expiring; only the hash of its token is kept."""

    class Kind(models.TextChoices):
        APPLICANT = "applicant", _("申报人")
        EMPLOYER_CLERK = "employer_clerk", _("基层单位经办")
        EMPLOYER_HEAD = "employer_head", _("基层单位负责人")

    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="invitations")
    kind = models.CharField(_("对象"), max_length=16, choices=Kind.choices)
    name = models.CharField(_("姓名"), max_length=60)
    email = models.EmailField(_("邮箱"))
    token_hash = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(_("有效期至"))
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("邀请")
        ordering = ["-id"]

    def __str__(self):
        return f"{self.nomination_id} {self.kind}"

    @property
    def word(self):
        """What the invited one is called: the person behind a studio is its leader."""
        return self.nomination.person_word if self.kind == self.Kind.APPLICANT else self.get_kind_display()

    @property
    def is_usable(self):
        return self.used_at is None and self.revoked_at is None and clock.now() < self.expires_at
