"""States of activities and enrolments, and the fixed lists of the academy (QC26-25 to QC26-28)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from programmes.cultivation import CARRIERS, FORCES, LEVELS


class ActivityState(models.TextChoices):
    PLANNED = "planned", _("筹备")
    OPEN = "open", _("报名")
    HELD = "held", _("已举办")
    CLOSED = "closed", _("已结项")
    CANCELLED = "cancelled", _("已取消")


class EnrolmentState(models.TextChoices):
    ENROLLED = "enrolled", _("已报名")
    WAITING = "waiting", _("候补")
    WITHDRAWN = "withdrawn", _("已退出")


#: Takes up room and time: everything but what was called off.
STANDING = frozenset(ActivityState) - {ActivityState.CANCELLED}
#: Attendance may still be entered or put right.
AT_DOOR = frozenset({ActivityState.OPEN, ActivityState.HELD})
#: Hours count from the moment that it has been held.
COUNTED = frozenset({ActivityState.HELD, ActivityState.CLOSED})
#: On the roll.
ON_ROLL = frozenset({EnrolmentState.ENROLLED, EnrolmentState.WAITING})

TONES = {
    ActivityState.PLANNED: ("mute", "circle"),
    ActivityState.OPEN: ("info", "door-open"),
    ActivityState.HELD: ("ok", "circle-check"),
    ActivityState.CLOSED: ("mute", "archive"),
    ActivityState.CANCELLED: ("stop", "circle-x"),
}
#: What an open activity is at a moment: the state alone would say 报名 when nobody can enrol any more.
OPEN_WORDS = {"taking": _("报名中"), "enrolled": _("报名截止"), "running": _("进行中"), "over": _("待登记举办")}
OPEN_TONES = {
    "enrolled": ("wait", "clock"),
    "running": ("now", "clock"),
    "over": ("wait", "clipboard-check"),
}
ENROLMENT_TONES = {
    EnrolmentState.ENROLLED: ("ok", "circle-check"),
    EnrolmentState.WAITING: ("wait", "clock"),
    EnrolmentState.WITHDRAWN: ("mute", "minus"),
}


def _choices(options):
    return [(option.code, option.label) for option in options]


FORCE_CHOICES, CARRIER_CHOICES, LEVEL_CHOICES = _choices(FORCES), _choices(CARRIERS), _choices(LEVELS)
FORCE_LABELS = dict(FORCE_CHOICES)
ASSOCIATION, ORGANISING = "association", "organising"
