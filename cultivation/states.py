"""States of a list and of a person in cultivation (rules.md §10.2)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RosterState(models.TextChoices):
    DRAFT = "draft", _("拟定中")
    CONFIRMED = "confirmed", _("待协会备案")
    FILED = "filed", _("已备案")


ROSTER_TONES = {
    RosterState.DRAFT: ("mute", "file-pen"),
    RosterState.CONFIRMED: ("wait", "clock"),
    RosterState.FILED: ("ok", "circle-check"),
}


class TraineeState(models.TextChoices):
    PROPOSED = "proposed", _("拟选")
    LISTED = "listed", _("清单待备案")
    CULTIVATING = "cultivating", _("培育中")
    SUSPENDED = "suspended", _("暂停")
    EVALUATING = "evaluating", _("待考评")
    EVALUATED = "evaluated", _("已考评")
    RECOMMENDED = "recommended", _("已推荐")
    NAMED = "named", _("已认定")
    EXITED = "exited", _("已退出")


T = TraineeState
#: Holds the person's one place on the lists (COM-19, QC26-22).
STANDING = frozenset({T.PROPOSED, T.LISTED, T.CULTIVATING, T.SUSPENDED, T.EVALUATING, T.EVALUATED, T.RECOMMENDED})
#: Learns, and records what was learnt.
ACTIVE = frozenset({T.CULTIVATING, T.SUSPENDED, T.EVALUATING, T.EVALUATED, T.RECOMMENDED})
TRAINEE_TONES = {
    T.PROPOSED: ("mute", "circle"),
    T.LISTED: ("wait", "clock"),
    T.CULTIVATING: ("info", "sprout"),
    T.SUSPENDED: ("wait", "circle-pause"),
    T.EVALUATING: ("wait", "clipboard-check"),
    T.EVALUATED: ("ok", "circle-check"),
    T.RECOMMENDED: ("ok", "send"),
    T.NAMED: ("honour", "award"),
    T.EXITED: ("mute", "minus"),
}


class ChangeKind(models.TextChoices):
    """What happened to the period of cultivation (QC26-20, §10.2)."""

    SUSPEND = "suspend", _("暂停")
    RESUME = "resume", _("恢复")
    EXTEND = "extend", _("延长")
    SHORTEN = "shorten", _("缩短")
    CARRY_OVER = "carry_over", _("继续培育")
    EXIT = "exit", _("退出")


class EntryKind(models.TextChoices):
    """What a line of the training file tells of (forms.md D4, sections 4, 6, 8)."""

    TRAINING = "training", _("培训学习")
    PROJECT = "project", _("攻关与创新活动")
    OUTCOME = "outcome", _("成果")
    HONOUR = "honour", _("荣誉")
    PATENT = "patent", _("专利")
    STANDARD = "standard", _("标准")
