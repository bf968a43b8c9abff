"""States of a person put forward for 上海工匠 (QC26-52)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NomineeState(models.TextChoices):
    SELECTED = "selected", _("已选定")
    ASKED = "asked", _("待本人同意")
    CONSENTED = "consented", _("本人已同意")
    REFUSED = "refused", _("本人不同意")
    PACKED = "packed", _("已打包报送")
    NAMED = "named", _("已命名")
    NOT_NAMED = "not_named", _("未命名")
    WITHDRAWN = "withdrawn", _("已撤下")
    LAPSED = "lapsed", _("称号失效")


TONES = {
    NomineeState.SELECTED: ("info", "user-check"),
    NomineeState.ASKED: ("wait", "clock"),
    NomineeState.CONSENTED: ("ok", "circle-check"),
    NomineeState.REFUSED: ("mute", "circle-x"),
    NomineeState.PACKED: ("info", "package"),
    NomineeState.NAMED: ("honour", "award"),
    NomineeState.NOT_NAMED: ("mute", "minus"),
    NomineeState.WITHDRAWN: ("mute", "undo-2"),
    NomineeState.LAPSED: ("stop", "circle-x"),
}

#: From where a nominee may still be withdrawn, or falls out when the honour ends.
UNDER_WAY = (NomineeState.SELECTED, NomineeState.ASKED, NomineeState.CONSENTED, NomineeState.PACKED)

#: The kind of the consent to hand data on; its version names the round.
CONSENT = "pathways.upwards"
