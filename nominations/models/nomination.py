from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.models import Organisation
from audit.transitions import allowed
from craftsmen.models import Person
from cultivation.models import Trainee
from nominations import permissions
from nominations.models.conditions import (
    correction_is_out,
    correction_is_running,
    deadline_has_passed,
    ends_with_employer,
    goes_to_recommender,
    is_batched,
    is_decided_elsewhere,
    is_decided_here,
    is_employers_turn,
    is_in_batch,
    is_not_in_batch,
    is_publicised_where_asked,
    is_recommenders_turn,
    is_rolling,
    is_sent_alone,
    is_settled_by_chain,
    season_is_accepting,
)
from nominations.models.season import Season
from nominations.querysets import NominationQuerySet
from nominations.states import (
    AWAITED,
    ROLLING_WORDS,
    TONES,
    UNDER_REVIEW,
    UNSENT,
    NominationState,
    PaperState,
    Tier,
)
from programmes import clock
from programmes.spec import Subject
from studios.models import Studio

S = NominationState


class Nomination(models.Model):
    """One filled form on its way through the chain of opinions and the stages of its season.

    ``person_key`` is the keyed hash of the identity number (the leader's, for a studio); it is set while the nomination
    holds the person's one place in the procedure of the season (COM-19) and emptied when the nomination ends; it stays
    empty where the nomination is about a studio of the register: there ``studio`` and ``period`` hold the place.
    ``trainee`` is set on the forms of a cultivation, and on the nomination that a cultivation led to.
    ``number`` counts within the season, ``code`` is unique across all programmes of a year. ``recommender`` is empty where
    the chain has no such tier. ``receipt_number`` is that of a nomination sent on its own, without a 推荐汇总.
    """

    season = models.ForeignKey(Season, verbose_name=_("年度"), on_delete=models.PROTECT, related_name="nominations")
    procedure_code = models.CharField(_("程序"), max_length=60, default="nomination")
    number = models.PositiveIntegerField(_("序号"))
    code = models.CharField(_("申报编号"), max_length=20, unique=True)
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("申报人账号"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="nominations",
    )
    person = models.ForeignKey(
        Person, verbose_name=_("申报人"), null=True, blank=True, on_delete=models.PROTECT, related_name="nominations"
    )
    person_key = models.CharField(max_length=64, blank=True, editable=False)
    studio = models.ForeignKey(
        Studio, verbose_name=_("工作室"), null=True, blank=True, on_delete=models.PROTECT, related_name="nominations"
    )
    trainee = models.ForeignKey(
        Trainee, verbose_name=_("培育对象"), null=True, blank=True, on_delete=models.PROTECT, related_name="nominations"
    )
    period = models.CharField(_("期间"), max_length=20, blank=True)
    name = models.CharField(_("姓名"), max_length=120, blank=True)
    employer = models.ForeignKey(
        Organisation,
        verbose_name=_("基层单位"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="employed_nominations",
    )
    employer_name = models.CharField(_("单位名称"), max_length=120, blank=True)
    position_name = models.CharField(_("岗位"), max_length=60, blank=True)
    recommender = models.ForeignKey(
        Organisation,
        verbose_name=_("推荐单位"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="recommended_nominations",
    )
    state = FSMField(_("状态"), default=S.DRAFT, choices=S.choices, protected=True)
    form_version = models.PositiveIntegerField(_("版本"), default=0)
    content_hash = models.CharField(_("核对码"), max_length=64, blank=True)
    batch = models.ForeignKey(
        "nominations.Batch",
        verbose_name=_("推荐汇总"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="nominations",
    )
    batch_position = models.PositiveSmallIntegerField(_("推荐顺序"), null=True, blank=True)
    receipt_number = models.CharField(_("回执编号"), max_length=40, blank=True)
    paper_state = models.CharField(_("纸质材料"), max_length=12, choices=PaperState.choices, default=PaperState.NONE)
    priority_flags = models.JSONField(_("优先情形"), default=list, blank=True)
    progress = models.JSONField(_("各部分完成情况"), default=list, blank=True)
    completeness = models.PositiveSmallIntegerField(_("完整度"), default=0, help_text=_("0–100"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("开始填报"), default=clock.now)
    changed_at = models.DateTimeField(_("最近更新"), default=clock.now)
    submitted_at = models.DateTimeField(_("提交时间"), null=True, blank=True)
    dispatched_at = models.DateTimeField(_("报送时间"), null=True, blank=True)

    objects = NominationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("申报件")
        ordering = ["season", "number"]
        constraints = [
            models.UniqueConstraint(fields=["season", "number"], name="nomination_number_once"),
            # COM-19: one person, one live nomination of a procedure a season, whoever recommends.
            models.UniqueConstraint(
                fields=["season", "procedure_code", "person_key"],
                condition=~Q(person_key=""),
                name="nomination_once_per_person",
            ),
            # Of a studio one at a time is under way, and one a period where the procedure has periods.
            models.UniqueConstraint(
                fields=["studio", "procedure_code", "period"],
                condition=Q(studio__isnull=False, state__in=sorted(UNSENT | UNDER_REVIEW)),
                name="nomination_once_per_studio",
            ),
            models.UniqueConstraint(
                fields=["studio", "procedure_code", "period"],
                condition=Q(studio__isnull=False, state=S.CONFERRED) & ~Q(period=""),
                name="nomination_once_per_period",
            ),
            # Of a cultivation one form of a kind is under way at a time.
            models.UniqueConstraint(
                fields=["trainee", "procedure_code"],
                condition=Q(trainee__isnull=False, state__in=sorted(UNSENT | UNDER_REVIEW)),
                name="nomination_once_per_trainee",
            ),
            models.UniqueConstraint(
                fields=["receipt_number"], condition=~Q(receipt_number=""), name="nomination_receipt_number_once"
            ),
        ]
        indexes = [models.Index(fields=["season", "state"], name="nomination_season_state")]

    def __str__(self):
        return f"{self.code} {self.name}".strip()

    @cached_property
    def procedure(self):
        return self.season.edition.procedure(self.procedure_code)

    @property
    def form(self):
        return self.procedure.form

    @property
    def tone(self):
        return TONES[self.state][0]

    @property
    def icon(self):
        return TONES[self.state][1]

    @property
    def state_label(self):
        """The state in the words of its own chain and procedure: whose opinion it waits for; 办结 instead of 命名."""
        tier = AWAITED.get(self.state)
        if tier:
            return self.procedure.tier(tier).state_label
        words = ROLLING_WORDS if self.procedure.rolling else {}
        return words.get(self.state) or self.get_state_display()

    @property
    def tiers(self):
        """The tiers of its chain as declared, in order."""
        return [self.procedure.tier(tier) for tier in self.procedure.tiers]

    @property
    def is_about_studio(self):
        """Whether what is honoured is a studio: then the person behind it is the leader."""
        return self.season.programme.subject == Subject.STUDIO

    @property
    def is_application(self):
        """Whether it is somebody's application (申报表); other forms go by the titles of their procedures."""
        return not self.is_about_studio and not self.procedure.of_trainee

    @property
    def person_word(self):
        """What the person behind it is called."""
        if self.procedure.of_trainee:
            return "培育对象"
        return "领衔人" if self.is_about_studio else "申报人"

    @property
    def sender(self):
        """The unit that gives the last opinion and sends it: the recommender, or the employer where there is none."""
        return self.recommender if self.procedure.has_tier(Tier.RECOMMENDER) else self.employer

    @property
    def starting_unit(self):
        """The unit whose clerk begins it and brings in the others."""
        return self.recommender if self.procedure.started_by == Tier.RECOMMENDER else self.employer

    @property
    def sent_receipt(self):
        """The number of the receipt that it was sent with: its batch's, or its own."""
        return self.receipt_number or (self.batch.receipt_number if self.batch_id else "")

    @property
    def live_opinions(self):
        """Opinions that still stand, in the order of the chain; uses prefetched rows."""
        return sorted((o for o in self.opinions.all() if o.superseded_at is None), key=lambda o: o.pk)

    @property
    def open_correction(self):
        """The correction that is waiting to be handed in, or None; uses prefetched rows, else one query."""
        return next((correction for correction in self.corrections.all() if correction.is_open), None)

    def free_place(self):
        """Give the person's place in the season back (COM-19)."""
        self.person_key = ""

    @transition(
        field=state,
        source=S.DRAFT,
        target=S.ENDORSING,
        permission=allowed(permissions.may_submit),
        conditions=[season_is_accepting],
        custom={"label": _("提交申报")},
    )
    def submit(self, *, person_key, period, version, digest):
        self.person_key, self.period = person_key, period
        self.form_version, self.content_hash = version, digest
        self.submitted_at = self.changed_at = clock.now()

    @transition(
        field=state,
        source=S.ENDORSING,
        target=S.RECOMMENDING,
        permission=allowed(permissions.may_endorse),
        conditions=[season_is_accepting, goes_to_recommender],
        custom={"label": _("签署基层单位意见")},
    )
    def endorse(self):
        self.changed_at = clock.now()

    @transition(
        field=state,
        source=S.ENDORSING,
        target=S.SUBMITTED,
        permission=allowed(permissions.may_endorse),
        conditions=[season_is_accepting, ends_with_employer, is_sent_alone],
        custom={"label": _("签署所在单位意见并报送")},
    )
    def endorse_and_send(self, *, receipt_number):
        self._send(receipt_number)

    def _send(self, receipt_number):
        self.receipt_number = receipt_number
        self.dispatched_at = self.changed_at = clock.now()

    @transition(
        field=state,
        source=S.RECOMMENDING,
        target=S.CONFIRMED,
        permission=allowed(permissions.may_confirm),
        conditions=[season_is_accepting, is_batched],
        custom={"label": _("签署推荐意见")},
    )
    def confirm(self):
        self.changed_at = clock.now()

    @transition(
        field=state,
        source=S.RECOMMENDING,
        target=S.SUBMITTED,
        permission=allowed(permissions.may_confirm),
        conditions=[season_is_accepting, is_sent_alone],
        custom={"label": _("签署推荐意见并报送")},
    )
    def confirm_and_send(self, *, receipt_number):
        self._send(receipt_number)

    @transition(
        field=state,
        source=S.RECOMMENDING,
        target=S.CONFERRED,
        permission=allowed(permissions.may_confirm),
        conditions=[season_is_accepting, is_settled_by_chain],
        custom={"label": _("签署意见并办结")},
    )
    def confirm_and_settle(self):
        self.dispatched_at = self.changed_at = clock.now()
        self.free_place()

    @transition(
        field=state,
        source=[S.ENDORSING, S.RECOMMENDING, S.CONFIRMED],
        target=S.DRAFT,
        permission=allowed(permissions.may_send_back),
        conditions=[is_not_in_batch],
        custom={"label": _("退回修改")},
    )
    def send_back(self):
        self.changed_at = clock.now()
        self.free_place()

    @transition(
        field=state,
        source=S.ENDORSING,
        target=S.DECLINED,
        permission=allowed(permissions.may_endorse),
        custom={"label": _("基层单位不同意")},
    )
    def decline_as_employer(self):
        self.changed_at = clock.now()
        self.free_place()

    @transition(
        field=state,
        source=S.RECOMMENDING,
        target=S.DECLINED,
        permission=allowed(permissions.may_confirm),
        custom={"label": _("不予推荐")},
    )
    def decline_as_recommender(self):
        self.changed_at = clock.now()
        self.free_place()

    @transition(
        field=state,
        source=S.CONFIRMED,
        target=S.SUBMITTED,
        permission=allowed(permissions.may_dispatch),
        conditions=[season_is_accepting, is_in_batch],
        custom={"label": _("报送")},
    )
    def dispatch(self):
        self.dispatched_at = self.changed_at = clock.now()

    @transition(
        field=state,
        source=list(UNSENT),
        target=S.EXPIRED,
        permission=lambda instance, user: False,
        conditions=[deadline_has_passed],
        custom={"label": _("截止未报送"), "system": True},
    )
    def expire(self):
        self.free_place()

    @transition(
        field=state,
        source=S.SUBMITTED,
        target=S.RETURNED,
        permission=allowed(permissions.may_review),
        custom={"label": _("要求补正")},
    )
    def request_correction(self):
        self.changed_at = clock.now()

    @transition(
        field=state,
        source=S.RETURNED,
        target=S.RETURNED,
        permission=allowed(permissions.may_hand_in),
        conditions=[correction_is_running],
        custom={"label": _("补正送单位重新确认")},
    )
    def put_to_heads(self):
        self.changed_at = clock.now()

    @transition(
        field=state,
        source=S.RETURNED,
        target=S.RETURNED,
        permission=allowed(permissions.may_endorse),
        conditions=[correction_is_running, is_employers_turn],
        custom={"label": _("重新确认基层单位意见")},
    )
    def endorse_again(self):
        self.changed_at = clock.now()

    @transition(
        field=state,
        source=S.RETURNED,
        target=S.RETURNED,
        permission=allowed(permissions.may_confirm),
        conditions=[correction_is_running, is_recommenders_turn],
        custom={"label": _("重新确认推荐意见")},
    )
    def confirm_again(self):
        self.changed_at = clock.now()

    @transition(
        field=state,
        source=S.RETURNED,
        target=S.RETURNED,
        permission=allowed(permissions.may_reopen),
        conditions=[correction_is_running, correction_is_out],
        custom={"label": _("补正退回修改")},
    )
    def reopen_correction(self):
        self.changed_at = clock.now()

    @transition(
        field=state,
        source=S.RETURNED,
        target=S.SUBMITTED,
        permission=allowed(permissions.may_hand_in),
        custom={"label": _("提交补正")},
    )
    def hand_in(self, *, person_key, period, version, digest):
        self.person_key, self.period = person_key, period
        self.form_version, self.content_hash = version, digest
        self.changed_at = clock.now()

    @transition(
        field=state,
        source=S.SUBMITTED,
        target=S.IN_REVIEW,
        permission=allowed(permissions.may_review | permissions.may_decide),
        custom={"label": _("形式审查通过")},
    )
    def pass_formality(self):
        self.changed_at = clock.now()

    @transition(
        field=state,
        source=[S.SUBMITTED, S.RETURNED],
        target=S.NOT_SELECTED,
        permission=allowed(permissions.may_review | permissions.may_decide),
        custom={"label": _("形式审查不通过"), "system": True},
    )
    def fail_formality(self):
        self.changed_at = clock.now()
        self.free_place()

    @transition(
        field=state,
        source=S.IN_REVIEW,
        target=S.CANDIDATE,
        permission=allowed(permissions.may_decide),
        custom={"label": _("列为候选人")},
    )
    def nominate(self):
        self.changed_at = clock.now()

    @transition(
        field=state,
        source=[S.IN_REVIEW, S.CANDIDATE, S.PUBLICISED],
        target=S.NOT_SELECTED,
        permission=allowed(permissions.may_decide | permissions.may_review),
        custom={"label": _("未入选")},
    )
    def drop(self):
        self.changed_at = clock.now()
        self.free_place()

    @transition(
        field=state,
        source=S.CANDIDATE,
        target=S.PUBLICISED,
        permission=allowed(permissions.may_decide | permissions.may_review),
        custom={"label": _("列入公示")},
    )
    def publicise(self):
        self.changed_at = clock.now()

    def _register(self, person, studio):
        """Who and what of the register came of it."""
        self.person, self.studio = person or self.person, studio or self.studio
        self.changed_at = clock.now()

    @transition(
        field=state,
        source=[S.CANDIDATE, S.PUBLICISED],
        target=S.CONFERRED,
        permission=allowed(permissions.may_decide),
        conditions=[is_publicised_where_asked],
        custom={"label": _("命名")},
    )
    def confer(self, *, person, studio=None):
        self._register(person, studio)

    @transition(
        field=state,
        source=[S.IN_REVIEW, S.CANDIDATE],
        target=S.CONFERRED,
        permission=allowed(permissions.may_decide),
        conditions=[is_rolling, is_decided_here],
        custom={"label": _("办结")},
    )
    def settle(self, *, person=None, studio=None):
        """Decided on its own with a result that the outcome has carried out; the place in the season is free again."""
        self._register(person, studio)
        self.free_place()

    @transition(
        field=state,
        source=[S.IN_REVIEW, S.CANDIDATE],
        target=S.NOT_SELECTED,
        permission=allowed(permissions.may_decide),
        conditions=[is_rolling, is_decided_here],
        custom={"label": _("不予通过")},
    )
    def turn_down(self):
        self.changed_at = clock.now()
        self.free_place()

    @transition(
        field=state,
        source=sorted(UNDER_REVIEW),
        target=S.CONFERRED,
        permission=allowed(permissions.may_enter_result),
        conditions=[is_decided_elsewhere],
        custom={"label": _("登记外部结果：通过")},
    )
    def take_result(self, *, person=None, studio=None):
        self._register(person, studio)
        if self.procedure.rolling:
            self.free_place()

    @transition(
        field=state,
        source=sorted(UNDER_REVIEW),
        target=S.NOT_SELECTED,
        permission=allowed(permissions.may_enter_result),
        conditions=[is_decided_elsewhere],
        custom={"label": _("登记外部结果：未通过")},
    )
    def take_refusal(self):
        self.changed_at = clock.now()
        self.free_place()

    @transition(
        field=state,
        source=list(UNSENT | UNDER_REVIEW),
        target=S.WITHDRAWN,
        permission=allowed(permissions.may_withdraw),
        custom={"label": _("撤回")},
    )
    def withdraw(self):
        self.changed_at = clock.now()
        self.free_place()

    @transition(
        field=state,
        source=list(UNSENT | UNDER_REVIEW),
        target=S.DISQUALIFIED,
        permission=allowed(permissions.may_decide),
        custom={"label": _("取消参评资格")},
    )
    def disqualify(self):
        self.changed_at = clock.now()
        self.free_place()
