"""People with an account, organisations, what people are in them, consents, and the years of the working calendar."""

import secrets
from collections import defaultdict
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc

from accounts import querysets, states
from accounts.privacy import SealedTextField, mask
from accounts.states import Role
from programmes import clock

ANY = object()


class Post(NamedTuple):
    """A role in an organisation, with the short name of it."""

    role: str
    organisation_id: int
    organisation: str
    is_recommender: bool


class User(AbstractUser):
    """A person who signs in. What they may do follows from memberships and from the rows that name them."""

    first_name = None
    last_name = None
    name = models.CharField(_("姓名"), max_length=100)
    email = models.EmailField(_("电子邮箱"), blank=True)
    mobile = SealedTextField(_("手机"), blank=True, default="")
    text_size = models.CharField(
        _("字号"), max_length=10, choices=states.TextSize.choices, default=states.TextSize.NORMAL
    )
    demo_role = models.CharField(
        _("演示角色"), max_length=40, blank=True, default="", help_text=_("演示登录页上的分组；空的不列出")
    )
    date_joined = models.DateTimeField(_("建立时间"), default=clock.now)

    REQUIRED_FIELDS = ["email", "name"]
    objects = querysets.AccountManager()

    class Meta:
        verbose_name = verbose_name_plural = _("用户")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="user_once_per_email",
                violation_error_message=_("这个邮箱已有账号。"),
            )
        ]

    def __str__(self):
        return self.name or self.username

    def get_full_name(self):
        return str(self)

    def get_short_name(self):
        return str(self)

    @cached_property
    def posts(self) -> list[Post]:
        """What this person is in active organisations. One query per instance."""
        columns = ("role", "organisation_id", "organisation__short_name", "organisation__name")
        rows = self.memberships.filter(organisation__is_active=True)
        rows = rows.values_list(*columns, "organisation__is_recommender")
        return [Post(role, pk, short or name, recommends) for role, pk, short, name, recommends in rows]

    @cached_property
    def roles(self) -> dict[str, frozenset[int]]:
        """Role → ids of the active organisations in which it is held."""
        found = defaultdict(set)
        for post in self.posts:
            found[post.role].add(post.organisation_id)
        return {role: frozenset(ids) for role, ids in found.items()}

    @property
    def post_words(self) -> str:
        """Organisation and role as the top of a desk says them; empty without a role, the first of several."""
        return next((f"{post.organisation}　{Role(post.role).label}" for post in self.posts), "")

    @property
    def is_of_recommender(self) -> bool:
        """True for clerks and heads of a recommending unit."""
        return any(post.is_recommender and post.role in states.UNIT_ROLES for post in self.posts)

    def holds(self, role, organisation_id=ANY) -> bool:
        """True when this active person has ``role`` (one, or several of which any counts) in the organisation.

        Without ``organisation_id`` in whichever; with ``None`` the answer is no, so an empty foreign key opens nothing.
        """
        ids = self.organisation_ids(*([role] if isinstance(role, str) else role))
        return bool(ids) if organisation_id is ANY else organisation_id in ids

    def organisation_ids(self, *roles) -> frozenset[int]:
        """Ids of the organisations in which any of ``roles`` is held; of all own organisations when none is named."""
        if not self.is_active:
            return frozenset()
        wanted = roles or tuple(self.roles)
        return frozenset().union(*(self.roles.get(role, frozenset()) for role in wanted))

    def forget_roles(self):
        """Read the memberships again at the next question."""
        self.__dict__.pop("posts", None)
        self.__dict__.pop("roles", None)

    @property
    def masked_mobile(self) -> str:
        return mask(self.mobile)


class Organisation(models.Model):
    """An employer, a recommender, an organiser, or several of these. A change of name keeps the former name."""

    name = models.CharField(_("单位名称"), max_length=200)
    short_name = models.CharField(_("简称"), max_length=60, blank=True)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    kind = models.CharField(_("单位性质"), max_length=20, choices=states.OrganisationKind.choices, blank=True)
    controlling_capital = models.CharField(_("企业控股情况"), max_length=1, choices=states.Capital.choices, blank=True)
    industry = models.CharField(_("所属行业"), max_length=100, blank=True, help_text=_("国民经济行业分类（GB/T 4754）"))
    district = models.CharField(_("所在区"), max_length=6, choices=states.District.choices, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    postcode = models.CharField(_("邮政编码"), max_length=6, blank=True)
    phone = models.CharField(_("单位电话"), max_length=40, blank=True)
    parent = models.ForeignKey(
        "self", verbose_name=_("上级单位"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    group = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="group_members"
    )
    is_group = models.BooleanField(_("集团"), default=False, help_text=_("下属单位相互回避"))
    is_recommender = models.BooleanField(_("推荐单位"), default=False)
    is_district_union = models.BooleanField(
        _("区总工会"), default=False, help_text=_("推荐时须满足对区总工会的要求，如非公企业占比")
    )
    is_organiser = models.BooleanField(_("主办单位"), default=False)
    is_active = models.BooleanField(_("启用"), default=True)
    created_at = models.DateTimeField(_("建立时间"), default=clock.now, editable=False)

    objects = querysets.OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("单位")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~Q(credit_code=""),
                name="organisation_once_per_credit_code",
                violation_error_message=_("这个统一社会信用代码已经登记。"),
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(credit_code=""),
                name="organisation_once_per_name_without_code",
                violation_error_message=_("同名单位已经登记；不同单位请填写统一社会信用代码。"),
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.group_id = self.group_above()
        if kwargs.get("update_fields"):
            kwargs["update_fields"] = {*kwargs["update_fields"], "group"}
        super().save(*args, **kwargs)
        for child in self.children.exclude(group_id=self.group_key if self.group_id or self.is_group else None):
            child.parent = self
            child.save(update_fields=["group"])

    def clean(self):
        self.credit_code = self.credit_code.strip().upper()
        if self.credit_code and not uscc.is_valid(self.credit_code):
            raise ValidationError({"credit_code": _("统一社会信用代码的校验位不对，请对照登记证书核对。")})
        if self.postcode and not (len(self.postcode) == 6 and self.postcode.isascii() and self.postcode.isdigit()):
            raise ValidationError({"postcode": _("邮政编码是 6 位数字。")})
        if self.pk and self.parent_id and self._is_below_itself():
            raise ValidationError({"parent": _("上级单位不能是本单位或本单位的下属。")})

    def _is_below_itself(self) -> bool:
        above, seen = self.parent, set()
        while above is not None and above.pk not in seen:
            if above.pk == self.pk:
                return True
            seen.add(above.pk)
            above = above.parent
        return False

    def group_above(self) -> int | None:
        """The id of the topmost group above this organisation, from the superior's own entry."""
        if self.parent is None:
            return None
        return self.parent.group_id or (self.parent_id if self.parent.is_group else None)

    @property
    def group_key(self) -> int:
        """The id under which conflicts are compared: the group's, or the organisation's own."""
        return self.group_id or self.pk

    def same_group(self, other) -> bool:
        """True for the same organisation and for two of one group (集团), whatever their level; no query."""
        return other is not None and self.group_key == other.group_key

    @property
    def is_non_public(self) -> bool:
        """非公企业: an enterprise held by private, HK-Macao-Taiwan or foreign capital (AMB-11)."""
        return self.kind in states.ENTERPRISES and self.controlling_capital in states.NON_PUBLIC_CAPITAL


class OrganisationName(models.Model):
    """A name that an organisation bore until a day (rules.md §3: a change of name keeps history)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="former_names")
    name = models.CharField(_("曾用名"), max_length=200)
    until_on = models.DateField(_("使用至"), default=clock.today)
    source = models.CharField(_("依据"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("曾用名")
        ordering = ["-until_on", "-id"]

    def __str__(self):
        return f"{self.name}（至 {self.until_on}）"


class Membership(models.Model):
    """What a person is in an organisation."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("用户"), on_delete=models.CASCADE, related_name="memberships"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(_("角色"), max_length=20, choices=Role.choices)
    created_at = models.DateTimeField(_("建立时间"), default=clock.now, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("任职")
        ordering = ["organisation_id", "role", "id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="membership_once_per_role")
        ]

    def __str__(self):
        return f"{self.organisation}{self.get_role_display()} {self.user}"


class Consent(models.Model):
    """One tick of a consent text, by version, and its withdrawal (forms.md G1)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="consents")
    kind = models.CharField(_("事项"), max_length=60)
    version = models.CharField(_("版本"), max_length=40)
    wording = models.TextField(_("文字"), blank=True)
    given_at = models.DateTimeField(_("同意时间"), default=clock.now)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)

    objects = querysets.ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("同意")
        ordering = ["-given_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "version"],
                condition=Q(withdrawn_at__isnull=True),
                name="consent_live_once_per_version",
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.version}"


class WorkingYear(models.Model):
    """One year of the State Council's notice on holidays; it counts once an administrator has confirmed it (COM-04)."""

    year = models.PositiveSmallIntegerField(_("年份"), unique=True)
    source_document = models.CharField(_("依据文件"), max_length=200, blank=True)
    loaded_at = models.DateTimeField(_("载入时间"), default=clock.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("核对人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    confirmed_at = models.DateTimeField(_("核对时间"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = querysets.WorkingYearQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("工作日历")
        ordering = ["-year"]

    def __str__(self):
        return str(self.year)


class WorkingDay(models.Model):
    """A day on which the calendar differs from the week: a weekday off, or a Saturday or Sunday of work."""

    working_year = models.ForeignKey(WorkingYear, on_delete=models.CASCADE, related_name="days")
    date = models.DateField(_("日期"), unique=True)
    is_workday = models.BooleanField(_("上班"))
    label = models.CharField(_("名称"), max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("调休日")
        ordering = ["date"]

    def __str__(self):
        return f"{self.date} {'班' if self.is_workday else '休'}"


def _invitation_token() -> str:
    return secrets.token_urlsafe(32)


class Invitation(models.Model):
    """A link by which somebody sets the first password of an account made for them; single use, expiring."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invitations")
    token = models.CharField(max_length=64, unique=True, default=_invitation_token)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("发出时间"), default=clock.now)
    expires_at = models.DateTimeField(_("有效至"))
    used_at = models.DateTimeField(_("使用时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("账号邀请")
        ordering = ["-created_at"]

    def __str__(self):
        return f"{self.user} {self.created_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return self.used_at is None and clock.now() < self.expires_at
