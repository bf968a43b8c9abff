"""States of seasons, nominations, batches and corrections; few, shared by all procedures (stages are rows)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SeasonState(models.TextChoices):
    DRAFT = "draft", _("筹备中")
    OPEN = "open", _("申报中")
    REVIEWING = "reviewing", _("评审中")
    CONCLUDED = "concluded", _("已结束")
    CANCELLED = "cancelled", _("已取消")


#: Known to the public.
ANNOUNCED = frozenset({SeasonState.OPEN, SeasonState.REVIEWING, SeasonState.CONCLUDED})


class NominationState(models.TextChoices):
    DRAFT = "draft", _("填报中")
    ENDORSING = "endorsing", _("基层审核")
    RECOMMENDING = "recommending", _("推荐审核")
    CONFIRMED = "confirmed", _("待汇总报送")
    SUBMITTED = "submitted", _("形式审查")
    RETURNED = "returned", _("补正")
    IN_REVIEW = "in_review", _("评审中")
    CANDIDATE = "candidate", _("候选人")
    PUBLICISED = "publicised", _("公示中")
    CONFERRED = "conferred", _("已命名")
    NOT_SELECTED = "not_selected", _("未入选")
    DECLINED = "declined", _("未获推荐")
    WITHDRAWN = "withdrawn", _("已撤回")
    DISQUALIFIED = "disqualified", _("取消参评资格")
    EXPIRED = "expired", _("未提交（已截止）")


#: Before dispatch: with the applicant, the employer or the recommender; these expire at the deadline.
UNSENT = frozenset(
    {
        NominationState.DRAFT,
        NominationState.ENDORSING,
        NominationState.RECOMMENDING,
        NominationState.CONFIRMED,
    }
)
#: With the organiser, not yet decided.
UNDER_REVIEW = frozenset(
    {
        NominationState.SUBMITTED,
        NominationState.RETURNED,
        NominationState.IN_REVIEW,
        NominationState.CANDIDATE,
        NominationState.PUBLICISED,
    }
)
ENDED = frozenset(
    {
        NominationState.NOT_SELECTED,
        NominationState.DECLINED,
        NominationState.WITHDRAWN,
        NominationState.DISQUALIFIED,
        NominationState.EXPIRED,
    }
)
#: Hold the person's one place in the season (COM-19).
LIVE = (UNSENT - {NominationState.DRAFT}) | UNDER_REVIEW | {NominationState.CONFERRED}

#: States of what is decided one by one, where the words of a season's list would mislead.
ROLLING_WORDS = {
    NominationState.SUBMITTED: _("受理核对"),
    NominationState.IN_REVIEW: _("办理中"),
    NominationState.CANDIDATE: _("已审定，待办结"),
    NominationState.CONFERRED: _("已办结"),
    NominationState.NOT_SELECTED: _("未通过"),
}

TONES = {
    NominationState.DRAFT: ("info", "pencil"),
    NominationState.ENDORSING: ("wait", "stamp"),
    NominationState.RECOMMENDING: ("wait", "stamp"),
    NominationState.CONFIRMED: ("wait", "package"),
    NominationState.SUBMITTED: ("info", "clipboard-check"),
    NominationState.RETURNED: ("stop", "undo-2"),
    NominationState.IN_REVIEW: ("info", "users"),
    NominationState.CANDIDATE: ("honour", "award"),
    NominationState.PUBLICISED: ("now", "clock"),
    NominationState.CONFERRED: ("honour", "award"),
    NominationState.NOT_SELECTED: ("mute", "minus"),
    NominationState.DECLINED: ("stop", "circle-x"),
    NominationState.WITHDRAWN: ("mute", "minus"),
    NominationState.DISQUALIFIED: ("stop", "circle-x"),
    NominationState.EXPIRED: ("mute", "lock"),
}


class BatchState(models.TextChoices):
    DRAFT = "draft", _("整理中")
    DISPATCHED = "dispatched", _("已报送")


class Tier(models.TextChoices):
    EMPLOYER = "employer", _("基层单位意见")
    RECOMMENDER = "recommender", _("推荐单位意见")


#: Whose opinion is awaited in which state.
AWAITED = {NominationState.ENDORSING: Tier.EMPLOYER, NominationState.RECOMMENDING: Tier.RECOMMENDER}


class Decision(models.TextChoices):
    AGREE = "agree", _("同意推荐")
    DECLINE = "decline", _("不同意")


class SealMode(models.TextChoices):
    SCAN = "scan", _("湿章扫描")
    ELECTRONIC = "electronic", _("电子印章")
    SYSTEM = "system", _("系统确认")


class PaperState(models.TextChoices):
    NONE = "none", _("未收")
    PARTIAL = "partial", _("部分收到")
    COMPLETE = "complete", _("齐全")
    MISMATCH = "mismatch", _("核对码不符")
