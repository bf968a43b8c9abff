"""The register: a studio, its leaders, names and places through the years, its members."""

from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import GET_STATE, FSMField, FSMModelMixin, transition

from accounts.models import Organisation
from accounts.privacy import SealedTextField
from accounts.states import District
from audit.transitions import allowed, because
from certificates.models import Certificate
from craftsmen.models import Person
from craftsmen.states import Gender
from programmes import catalogue, clock, honours
from studios import permissions
from studios.querysets import EventQuerySet, OfStudioQuerySet, StudioQuerySet
from studios.states import HOLDS_PLACE, LIVE, RECTIFIED, RESUMED, TONES, EventKind, PlaceKind, StudioState

S = StudioState


@because("建设期还没有设定起止日期。", rule="WS24-20")
def has_building_period(studio):
    return bool(studio.building_starts_on and studio.building_ends_on)


@because("请先登记整改期限。", rule="WS24-18")
def has_rectify_date(studio):
    return studio.rectify_until is not None


class Studio(FSMModelMixin, models.Model):
    """One 创新工作室 of one programme. ``edition_code`` fixes the rules it was made under (rules.md §0.3).

    ``resumes`` is the state to which it goes back after 变更, ``rectified_state`` that after 整改; they differ when a studio
    loses its leader in the middle of a 整改. ``name`` is the present one; former ones are rows.
    """

    programme_code = models.CharField(_("办法"), max_length=60)
    edition_code = models.CharField(_("规则版本"), max_length=60)
    number = models.PositiveIntegerField(_("序号"))
    code = models.CharField(_("工作室编号"), max_length=24, unique=True)
    name = models.CharField(_("工作室名称"), max_length=120)
    organiser = models.ForeignKey(
        Organisation, verbose_name=_("主办单位"), on_delete=models.PROTECT, related_name="studios_organised"
    )
    employer = models.ForeignKey(
        Organisation, verbose_name=_("所在单位"), on_delete=models.PROTECT, related_name="studios"
    )
    recommender = models.ForeignKey(
        Organisation,
        verbose_name=_("区局（产业）工会"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="studios_recommended",
    )
    leader = models.ForeignKey(Person, verbose_name=_("领衔人"), on_delete=models.PROTECT, related_name="studios_led")
    specialty = models.CharField(_("技术专长"), max_length=120, blank=True)
    industry = models.CharField(_("所属行业"), max_length=100, blank=True)
    district = models.CharField(_("所在区"), max_length=6, blank=True)
    contact_name = models.CharField(_("联系人"), max_length=60, blank=True)
    contact_phone = SealedTextField(_("联系电话"), blank=True, default="")
    founded_on = models.DateField(_("成立日期"), null=True, blank=True)
    named_on = models.DateField(_("命名日期"), null=True, blank=True)
    decision_number = models.CharField(_("命名文号"), max_length=60, blank=True)
    named_year = models.PositiveSmallIntegerField(_("命名年度"), null=True, blank=True)
    building_starts_on = models.DateField(_("建设开始"), null=True, blank=True)
    building_ends_on = models.DateField(_("建设期满"), null=True, blank=True)
    cycle_number = models.PositiveSmallIntegerField(_("管理周期"), default=0)
    cycle_starts_on = models.DateField(_("周期开始"), null=True, blank=True)
    cycle_ends_on = models.DateField(_("周期期满"), null=True, blank=True)
    rectify_until = models.DateField(_("整改期限"), null=True, blank=True)
    certificate = models.OneToOneField(
        Certificate, verbose_name=_("证书"), null=True, blank=True, on_delete=models.PROTECT, related_name="studio"
    )
    external_certificate = models.CharField(_("外部证书编号"), max_length=60, blank=True)
    state = FSMField(_("状态"), default=S.PREPARING, choices=S.choices, protected=True)
    resumes = models.CharField(max_length=12, blank=True, editable=False)
    rectified_state = models.CharField(max_length=12, blank=True, editable=False)
    duties_until = models.DateField(
        null=True, blank=True, editable=False, help_text="rows of duties are complete before"
    )
    ended_on = models.DateField(_("退出日期"), null=True, blank=True)
    showcase = models.TextField(_("对外介绍"), blank=True)
    showcase_consent_at = models.DateTimeField(_("同意公开介绍的时间"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    objects = StudioQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("创新工作室")
        ordering = ["programme_code", "number"]
        constraints = [
            models.UniqueConstraint(fields=["programme_code", "number"], name="studio_number_once"),
            # AMB-25: one active studio per leader per programme.
            models.UniqueConstraint(
                fields=["programme_code", "leader"],
                condition=Q(state__in=sorted(HOLDS_PLACE)),
                name="studio_once_per_leader",
            ),
            models.UniqueConstraint(
                fields=["programme_code", "name"],
                condition=Q(state__in=sorted(HOLDS_PLACE)),
                name="studio_name_once",
            ),
        ]
        indexes = [
            models.Index(fields=["programme_code", "state"], name="studio_programme_state"),
            models.Index(fields=["duties_until"], name="studio_duties_until"),
        ]

    def __str__(self):
        return self.name

    @cached_property
    def programme(self):
        return catalogue.get(self.programme_code)

    @cached_property
    def edition(self):
        """The rules under which it was made."""
        return self.programme.edition(self.edition_code)

    @property
    def terms(self):
        """What the programme says about its life: ledgers, duties, conditions."""
        return self.programme.studio

    @property
    def is_live(self):
        return self.state in LIVE

    @property
    def tone(self):
        return TONES[self.state][0]

    @property
    def icon(self):
        return TONES[self.state][1]

    @property
    def district_label(self):
        return str(dict(District.choices).get(self.district, ""))

    @property
    def certificate_number(self):
        """The number on paper, ours or of the body that gave it."""
        return self.certificate.number if self.certificate_id else self.external_certificate

    @property
    def public_showcase(self):
        """The introduction, only while its consent stands (forms.md G1)."""
        return self.showcase if self.showcase_consent_at else ""

    def _resumed(self):
        return self.resumes or S.OPERATING

    def _rectified(self):
        return self.rectified_state or S.OPERATING

    @transition(
        field=state,
        source=S.PREPARING,
        target=S.BUILDING,
        permission=allowed(permissions.may_decide),
        conditions=[has_building_period],
        custom={"label": _("启动建设")},
    )
    def start_building(self):
        pass

    @transition(
        field=state,
        source=S.PREPARING,
        target=S.OPERATING,
        permission=allowed(permissions.may_decide),
        custom={"label": _("命名")},
    )
    def name_studio(self):
        pass

    @transition(
        field=state,
        source=S.PREPARING,
        target=S.ABANDONED,
        permission=allowed(permissions.may_run | permissions.may_edit),
        custom={"label": _("不再筹建"), "system": True},
    )
    def abandon(self):
        self.ended_on = clock.today()

    @transition(
        field=state,
        source=[S.BUILDING, S.RECTIFYING],
        target=S.ACCEPTING,
        permission=allowed(permissions.may_start | permissions.is_employer_head | permissions.may_decide),
        custom={"label": _("申请验收")},
    )
    def apply_for_acceptance(self):
        self.rectify_until = None

    @transition(
        field=state,
        source=S.ACCEPTING,
        target=S.OPERATING,
        permission=allowed(permissions.may_decide),
        custom={"label": _("验收通过")},
    )
    def accept(self):
        pass

    @transition(
        field=state,
        source=S.ACCEPTING,
        target=S.BUILDING,
        permission=allowed(permissions.may_decide),
        conditions=[has_building_period],
        custom={"label": _("延长建设期")},
    )
    def extend_building(self, *, building_ends_on):
        self.building_ends_on = building_ends_on

    @transition(
        field=state,
        source=[S.BUILDING, S.ACCEPTING, S.OPERATING],
        target=S.RECTIFYING,
        permission=allowed(permissions.may_decide | permissions.is_employer_head),
        custom={"label": _("限期整改")},
    )
    def order_rectification(self, *, rectified_state, rectify_until):
        self.rectified_state, self.rectify_until = rectified_state, rectify_until

    @transition(
        field=state,
        source=S.RECTIFYING,
        target=GET_STATE(lambda self, **kwargs: self._rectified(), states=sorted(RECTIFIED)),
        permission=allowed(permissions.may_decide | permissions.is_employer_head),
        custom={"label": _("整改完成")},
    )
    def finish_rectification(self):
        self.rectify_until = None

    @transition(
        field=state,
        source=[S.BUILDING, S.ACCEPTING, S.OPERATING, S.RECTIFYING],
        target=S.CHANGING,
        permission=allowed(permissions.may_run | permissions.may_report_leader | permissions.may_decide),
        custom={"label": _("开始管理变更"), "system": True},
    )
    def begin_change(self, *, resumes):
        self.resumes = resumes

    @transition(
        field=state,
        source=S.CHANGING,
        target=GET_STATE(lambda self, **kwargs: self._resumed(), states=sorted(RESUMED)),
        permission=allowed(permissions.may_decide),
        custom={"label": _("完成管理变更")},
    )
    def finish_change(self):
        pass

    @transition(
        field=state,
        source=sorted(LIVE),
        target=S.RETIRED,
        permission=allowed(permissions.may_decide),
        custom={"label": _("退出管理序列，保留称号")},
    )
    def retire(self):
        self.ended_on = clock.today()

    @transition(
        field=state,
        source=sorted(LIVE),
        target=S.REMOVED,
        permission=allowed(permissions.may_decide),
        custom={"label": _("摘牌")},
    )
    def remove(self):
        self.ended_on = clock.today()

    @transition(
        field=state,
        source=sorted(LIVE),
        target=S.REVOKED,
        permission=allowed(permissions.may_decide),
        custom={"label": _("撤销工作室")},
    )
    def revoke(self):
        self.ended_on = clock.today()

    @transition(
        field=state,
        source=[S.OPERATING, S.RECTIFYING, S.CHANGING],
        target=S.NOT_KEPT,
        permission=allowed(permissions.may_decide),
        custom={"label": _("不再保留称号")},
    )
    def end_title(self):
        self.ended_on = clock.today()


class FormerName(models.Model):
    """A name that a studio bore until a day; the present one is on the studio (AMB-09)."""

    studio = models.ForeignKey(Studio, on_delete=models.PROTECT, related_name="former_names")
    name = models.CharField(_("曾用名"), max_length=120)
    from_on = models.DateField(_("启用"))
    until_on = models.DateField(_("停用"))
    reason = models.CharField(_("原因"), max_length=200)

    objects = OfStudioQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("曾用名")
        ordering = ["-until_on", "-id"]

    def __str__(self):
        return self.name


class LeaderTerm(models.Model):
    """Who led a studio from when to when; the present leader's row is open."""

    studio = models.ForeignKey(Studio, on_delete=models.PROTECT, related_name="leader_terms")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="leader_terms")
    from_on = models.DateField(_("任职"))
    until_on = models.DateField(_("离任"), null=True, blank=True)
    reason = models.CharField(_("原因"), max_length=200, blank=True)

    objects = OfStudioQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("领衔人任期")
        ordering = ["-from_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["studio"], condition=Q(until_on__isnull=True), name="studio_one_present_leader"
            )
        ]

    def __str__(self):
        return f"{self.studio} {self.person}"


class Place(models.Model):
    """Where a studio works, from when to when (WS24 §3.5: relatively fixed, own or shared, may change)."""

    studio = models.ForeignKey(Studio, on_delete=models.PROTECT, related_name="places")
    address = models.CharField(_("地址"), max_length=200)
    kind = models.CharField(_("场所"), max_length=8, choices=PlaceKind.choices, default=PlaceKind.OWN)
    area_sqm = models.PositiveIntegerField(_("面积（㎡）"), null=True, blank=True)
    from_on = models.DateField(_("启用"))
    until_on = models.DateField(_("停用"), null=True, blank=True)

    objects = OfStudioQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("场所")
        ordering = ["-from_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["studio"], condition=Q(until_on__isnull=True), name="studio_one_place")
        ]

    def __str__(self):
        return self.address


class Member(models.Model):
    """Somebody in a studio's team beside the leader. Third persons: told by a link, by which they confirm (G1, forms.md).

    Only the hash of the link's token is kept. ``is_co_leader``: a further craftsman beside the one who gives the name.
    """

    studio = models.ForeignKey(Studio, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="studio_seats")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="studio_seats"
    )
    name = models.CharField(_("姓名"), max_length=100)
    gender = models.CharField(_("性别"), max_length=1, choices=Gender.choices, blank=True)
    birth_month = models.CharField(_("出生年月"), max_length=7, blank=True)
    education = models.CharField(_("学历"), max_length=20, blank=True)
    major = models.CharField(_("专业"), max_length=40, blank=True)
    title_or_skill = models.CharField(_("职称/技能等级"), max_length=60, blank=True)
    department = models.CharField(_("部门"), max_length=60, blank=True)
    post = models.CharField(_("岗位"), max_length=60, blank=True)
    duty = models.CharField(_("分工"), max_length=80, blank=True)
    is_front_line = models.BooleanField(_("一线岗位"), default=True)
    is_co_leader = models.BooleanField(_("共同领衔"), default=False)
    email = SealedTextField(_("邮箱"), blank=True, default="")
    joined_on = models.DateField(_("加入"))
    left_on = models.DateField(_("离开"), null=True, blank=True)
    token_hash = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    told_at = models.DateTimeField(_("告知时间"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("本人确认"), null=True, blank=True)
    objection = models.CharField(_("本人意见"), max_length=300, blank=True)

    objects = OfStudioQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("成员")
        ordering = ["studio", "-is_co_leader", "joined_on", "id"]

    def __str__(self):
        return self.name


class LeaderEvent(models.Model):
    """The leader retires, leaves, dies or loses the title; a change must be filed by ``due_on`` (GS24-41, WS24-23).

    A known retirement may lie ahead. ``settled_by`` says how it ended, in words. ``remind_on`` and ``next_reminder_on`` as of
    a duty.
    """

    studio = models.ForeignKey(Studio, on_delete=models.PROTECT, related_name="leader_events")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("事由"), max_length=10, choices=EventKind.choices)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    happens_on = models.DateField(_("日期"))
    due_on = models.DateField(_("变更申请期限"))
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(default=clock.now)
    remind_on = models.JSONField(default=list, help_text="ISO days, ascending")
    next_reminder_on = models.DateField(null=True, blank=True)
    settled_on = models.DateField(_("办结"), null=True, blank=True)
    settled_by = models.CharField(_("结果"), max_length=200, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("领衔人事项")
        ordering = ["-happens_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["studio", "person"], condition=Q(settled_on__isnull=True), name="leader_event_one_open"
            )
        ]
        indexes = [models.Index(fields=["next_reminder_on"], name="leader_event_next_reminder")]

    def __str__(self):
        return f"{self.studio} {self.get_kind_display()}"

    def is_overdue(self, day) -> bool:
        """Pending, and the last day for filing the change is past."""
        return self.settled_on is None and self.due_on < day


class OutsideTitle(models.Model):
    """A title of a studio that another body gave and that rules ask about, such as 上海市劳模创新工作室 (GS24-05, GS24-06).

    ``leader`` is set where the identity number is known; ``ended_on`` once the title is gone.
    """

    honour_code = models.CharField(_("称号"), max_length=60)
    name = models.CharField(_("工作室名称"), max_length=120)
    leader_name = models.CharField(_("领衔人"), max_length=100)
    leader = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="outside_studio_titles"
    )
    unit = models.CharField(_("所在单位"), max_length=200)
    employer = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="outside_studio_titles"
    )
    named_year = models.PositiveSmallIntegerField(_("命名年度"))
    document_number = models.CharField(_("依据"), max_length=100, blank=True)
    ended_on = models.DateField(_("失效日期"), null=True, blank=True)
    ended_note = models.CharField(_("失效依据"), max_length=200, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = _("外部工作室称号")
        ordering = ["-named_year", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["honour_code", "name"], condition=Q(ended_on__isnull=True), name="outside_title_once"
            )
        ]

    def __str__(self):
        return self.name

    @property
    def title(self):
        return honours.title_of(self.honour_code)
