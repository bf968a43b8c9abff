"""States of a studio's life (rules.md §10.3, §10.4, §9.4), and the fixed lists of its records."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StudioState(models.TextChoices):
    PREPARING = "preparing", _("筹建")
    BUILDING = "building", _("建设")
    ACCEPTING = "accepting", _("验收")
    OPERATING = "operating", _("运行")
    RECTIFYING = "rectifying", _("整改")
    CHANGING = "changing", _("变更中")
    RETIRED = "retired", _("退出-保留称号")
    REMOVED = "removed", _("摘牌")
    REVOKED = "revoked", _("撤销")
    NOT_KEPT = "not_kept", _("不再保留")
    ABANDONED = "abandoned", _("未启动")


#: Works and owes duties.
LIVE = frozenset(
    {
        StudioState.BUILDING,
        StudioState.ACCEPTING,
        StudioState.OPERATING,
        StudioState.RECTIFYING,
        StudioState.CHANGING,
    }
)
#: Holds its leader's one place in the programme (AMB-25).
HOLDS_PLACE = LIVE | {StudioState.PREPARING}
#: To where a studio goes back after 整改, and after 变更.
RECTIFIED = frozenset({StudioState.BUILDING, StudioState.ACCEPTING, StudioState.OPERATING})
RESUMED = RECTIFIED | {StudioState.RECTIFYING}
ENDED = frozenset(StudioState) - HOLDS_PLACE
#: Shown to the public: those at work, and those that left with their title (GS24, state effect b1).
PUBLIC = LIVE | {StudioState.RETIRED}

TONES = {
    StudioState.PREPARING: ("mute", "circle"),
    StudioState.BUILDING: ("info", "wrench"),
    StudioState.ACCEPTING: ("wait", "clipboard-check"),
    StudioState.OPERATING: ("ok", "circle-check"),
    StudioState.RECTIFYING: ("stop", "triangle-alert"),
    StudioState.CHANGING: ("wait", "repeat"),
    StudioState.RETIRED: ("honour", "award"),
    StudioState.REMOVED: ("mute", "minus"),
    StudioState.REVOKED: ("stop", "circle-x"),
    StudioState.NOT_KEPT: ("mute", "minus"),
    StudioState.ABANDONED: ("mute", "minus"),
}


class PlaceKind(models.TextChoices):
    OWN = "own", _("独立空间")
    SHARED = "shared", _("共享空间")


class EventKind(models.TextChoices):
    """Why a studio may lose its leader (GS24-41, WS24-23, forms.md B3)."""

    DIED = "died", _("已故")
    LEFT = "left", _("离职")
    RETIRED = "retired", _("退休")
    REVOKED = "revoked", _("称号被撤销")
    OTHER = "other", _("其他")


class FilePurpose(models.TextChoices):
    PHOTO = "photo", _("照片")
    BASIS = "basis", _("效益依据")
    PAPER = "paper", _("附件")


class ProofState(models.TextChoices):
    """Of a 优先申报证明 (F5)."""

    VALID = "valid", _("有效")
    USED = "used", _("已使用")
    VOID = "void", _("已作废")


class ServiceLevel(models.TextChoices):
    CITY = "city", _("市级")
    BUREAU = "bureau", _("区局级")
    FIRM = "firm", _("企业级")


class ServiceName(models.TextChoices):
    """Names under which 助企行 runs (forms.md F6, QC26-51)."""

    MODEL = "model", _("劳模工匠助企行")
    QUALITY = "quality", _("质量工匠助企行")
    CAMPUS = "campus", _("进校园")
    OTHER = "other", _("其他")


class SupportKind(models.TextChoices):
    """What a studio or a member receives: funding (GS24-26), care and benefits (TS16-12, WS24-28), advice (WS24-14)."""

    FUNDING = "funding", _("经费资助")
    BENEFIT = "benefit", _("成员待遇")
    VISIT = "visit", _("指导走访")
    ADVICE = "advice", _("技术指导")
    AWARD = "award", _("表彰奖励")


class OfferKind(models.TextChoices):
    """What a studio puts on the exchange (WS24-26)."""

    NEED = "need", _("求助课题")
    OFFER = "offer", _("可提供支持")
    EVENT = "event", _("交流活动")
