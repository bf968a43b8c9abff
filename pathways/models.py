"""Recommending upwards: a round per year, the people put forward in it, and the packs handed on (QC26-52 to QC26-54)."""

import secrets

from django.conf import settings
from django.core.files.storage import storages
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from accounts.models import Consent, Organisation
from audit.transitions import allowed, because
from craftsmen.models import Honour, Person
from craftsmen.states import HonourState
from pathways import permissions
from pathways.querysets import NomineeQuerySet, PackQuerySet, RoundQuerySet
from pathways.states import TONES, UNDER_WAY, NomineeState
from programmes import catalogue, clock

S = NomineeState


def private_storage():
    """Scans of decisions leave the private storage only through a checked view."""
    return storages["private"]


def scan_path(nominee, filename):
    """A name that tells nothing and is never used twice (COM-13)."""
    return f"upwards/{secrets.token_hex(16)}.{filename.rpartition('.')[2]}"


class Round(models.Model):
    """One year's choosing of 上海工匠培育对象 among holders of one programme's honour (QC26-52).

    ``scheme`` is the municipal scheme's name, which the text leaves blank: empty until the association knows it (AMB-29).
    """

    organiser = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="upward_rounds")
    programme_code = models.CharField(_("办法"), max_length=60)
    year = models.PositiveSmallIntegerField(_("年度"), validators=[MinValueValidator(2023), MaxValueValidator(2099)])
    scheme = models.CharField(_("市级培育计划名称"), max_length=60, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("开启时间"), default=clock.now)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("上海工匠培育对象推荐")
        ordering = ["-year", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["organiser", "programme_code", "year"], name="upward_round_once_a_year")
        ]

    def __str__(self):
        return f"{self.year} 年度上海工匠培育对象推荐"

    @cached_property
    def programme(self):
        return catalogue.get(self.programme_code)

    @property
    def scheme_words(self):
        """The scheme in its quotation marks, empty ones while its name is not known."""
        return f"纳入全市“{self.scheme}”人才培育"


class Pack(models.Model):
    """What was handed on at one time: who asked for it and why; its file is a document of the kind ``pathways.pack``."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="packs")
    number = models.PositiveSmallIntegerField(_("批次"))
    reason = models.CharField(_("用途"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = PackQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("推荐材料包")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="upward_pack_number_once")]

    def __str__(self):
        return f"{self.round}第 {self.number} 批"


@because("称号已经失效，不能推荐。", rule="QC26-52")
def holds_honour(nominee):
    return nominee.honour.state == HonourState.VALID


@because("本人的同意已撤回，不能打包。", rule="QC26-52")
def consent_stands(nominee):
    return nominee.consent is not None and nominee.consent.withdrawn_at is None


class Nominee(FSMModelMixin, models.Model):
    """A person put forward in a round. The flags are those at the time of choosing: shown, never a score (AMB-20).

    Only the hash of the link's token is kept; ``wording`` is the text that the person was asked to agree to.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="nominees")
    person = models.ForeignKey(Person, verbose_name=_("工匠"), on_delete=models.PROTECT, related_name="put_forward")
    honour = models.ForeignKey(Honour, verbose_name=_("称号"), on_delete=models.PROTECT, related_name="put_forward")
    reason = models.CharField(_("推荐理由"), max_length=500)
    service_count = models.PositiveSmallIntegerField(_("近十二个月助企行"), default=0)
    leads_studio = models.BooleanField(_("领衔在管工作室"), default=False)
    state = FSMField(_("状态"), default=S.SELECTED, choices=S.choices, protected=True)
    selected_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    selected_at = models.DateTimeField(default=clock.now)
    token_hash = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    asked_at = models.DateTimeField(_("征求同意时间"), null=True, blank=True)
    wording = models.TextField(_("征求同意的文字"), blank=True)
    answered_at = models.DateTimeField(_("本人答复时间"), null=True, blank=True)
    answer_note = models.CharField(_("本人说明"), max_length=300, blank=True)
    consent = models.ForeignKey(Consent, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    pack = models.ForeignKey(Pack, null=True, blank=True, on_delete=models.PROTECT, related_name="nominees")
    decision_number = models.CharField(_("文号"), max_length=60, blank=True)
    decided_on = models.DateField(_("结果日期"), null=True, blank=True)
    scan = models.FileField(_("扫描件"), upload_to=scan_path, storage=private_storage, max_length=200, blank=True)
    result = models.ForeignKey(Honour, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = NomineeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("上海工匠培育对象人选")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["round", "person"], name="upward_nominee_once")]
        indexes = [models.Index(fields=["round", "state"], name="upward_nominee_state")]

    def __str__(self):
        return f"{self.person.name} {self.round}"

    @property
    def tone(self):
        return TONES[self.state][0]

    @property
    def icon(self):
        return TONES[self.state][1]

    @property
    def is_under_way(self):
        return self.state in UNDER_WAY

    @transition(
        field=state,
        source=[S.SELECTED, S.ASKED],
        target=S.ASKED,
        permission=allowed(permissions.may_run_nominee),
        conditions=[holds_honour],
        custom={"label": _("征求本人同意")},
    )
    def ask(self, *, token_hash, wording):
        self.token_hash, self.wording, self.asked_at = token_hash, wording, clock.now()

    @transition(
        field=state,
        source=S.REFUSED,
        target=S.ASKED,
        permission=allowed(permissions.may_ask_again),
        conditions=[holds_honour],
        custom={"label": _("再次征求同意")},
    )
    def ask_again(self, *, token_hash, wording):
        self.token_hash, self.wording, self.asked_at = token_hash, wording, clock.now()
        self.consent, self.answered_at, self.answer_note = None, None, ""

    @transition(
        field=state,
        source=S.ASKED,
        target=S.CONSENTED,
        permission=allowed(permissions.may_answer),
        conditions=[holds_honour],
        custom={"label": _("同意报送")},
    )
    def agree(self, *, consent):
        self.consent, self.token_hash, self.answered_at = consent, None, clock.now()

    @transition(
        field=state,
        source=S.ASKED,
        target=S.REFUSED,
        permission=allowed(permissions.may_answer),
        custom={"label": _("不同意报送")},
    )
    def refuse(self, *, said):
        self.answer_note, self.token_hash, self.answered_at = said, None, clock.now()

    @transition(
        field=state,
        source=S.CONSENTED,
        target=S.REFUSED,
        permission=allowed(permissions.may_answer),
        custom={"label": _("撤回同意")},
    )
    def take_back(self):
        self.answered_at = clock.now()

    @transition(
        field=state,
        source=S.CONSENTED,
        target=S.PACKED,
        permission=allowed(permissions.may_run_nominee),
        conditions=[holds_honour, consent_stands],
        custom={"label": _("打包报送")},
    )
    def put_in(self, *, pack):
        self.pack = pack

    @transition(
        field=state,
        source=S.PACKED,
        target=S.NAMED,
        permission=allowed(permissions.may_record_result),
        conditions=[holds_honour],
        custom={"label": _("登记命名结果")},
    )
    def take_result(self, *, decision_number, decided_on, result):
        self.decision_number, self.decided_on, self.result = decision_number, decided_on, result
        self.ended_at = clock.now()

    @transition(
        field=state,
        source=S.PACKED,
        target=S.NOT_NAMED,
        permission=allowed(permissions.may_record_result),
        custom={"label": _("登记未命名")},
    )
    def take_refusal(self, *, decision_number, decided_on):
        self.decision_number, self.decided_on = decision_number, decided_on
        self.ended_at = clock.now()

    @transition(
        field=state,
        source=list(UNDER_WAY),
        target=S.WITHDRAWN,
        permission=allowed(permissions.may_run_nominee),
        custom={"label": _("撤下人选")},
    )
    def withdraw(self):
        self.token_hash, self.ended_at = None, clock.now()

    @transition(
        field=state,
        source=list(UNDER_WAY),
        target=S.LAPSED,
        permission=allowed(permissions.may_fall_out),
        custom={"label": _("因称号失效退出"), "system": True},
    )
    def fall_out(self):
        self.token_hash, self.ended_at = None, clock.now()
