"""States and fixed lists of the reviews app: stages, entries, assignments, checklists, conflicts, meetings."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StageState(models.TextChoices):
    WAITING = "waiting", _("未开始")
    OPEN = "open", _("进行中")
    CLOSED = "closed", _("已完成")


class EntryState(models.TextChoices):
    WAITING = "waiting", _("待分派")
    SCORING = "scoring", _("评分中")
    SCORED = "scored", _("评分完成")
    SELECTED = "selected", _("入围")
    NOT_SELECTED = "not_selected", _("不入围")
    RESERVE = "reserve", _("备选")
    REMOVED = "removed", _("已退出")


#: Still in the running within its stage.
LIVE_ENTRY = frozenset({EntryState.WAITING, EntryState.SCORING, EntryState.SCORED})
DECIDED_ENTRY = frozenset({EntryState.SELECTED, EntryState.NOT_SELECTED, EntryState.RESERVE})

ENTRY_TONES = {
    EntryState.WAITING: ("mute", "users"),
    EntryState.SCORING: ("info", "pencil"),
    EntryState.SCORED: ("ok", "circle-check"),
    EntryState.SELECTED: ("ok", "circle-check"),
    EntryState.NOT_SELECTED: ("mute", "minus"),
    EntryState.RESERVE: ("wait", "scale"),
    EntryState.REMOVED: ("mute", "minus"),
}


class AssignmentState(models.TextChoices):
    ASSIGNED = "assigned", _("待声明回避")
    DECLARED = "declared", _("未开始")
    SCORING = "scoring", _("评分中")
    SUBMITTED = "submitted", _("已提交")
    RECUSED = "recused", _("已回避")
    REPLACED = "replaced", _("已改派")


#: Count towards the experts of a nomination.
LIVE_ASSIGNMENT = frozenset(
    {AssignmentState.ASSIGNED, AssignmentState.DECLARED, AssignmentState.SCORING, AssignmentState.SUBMITTED}
)
#: Wait for the expert.
PENDING_ASSIGNMENT = LIVE_ASSIGNMENT - {AssignmentState.SUBMITTED}
#: The expert may look at the file: only after the declaration E15.
READABLE_ASSIGNMENT = LIVE_ASSIGNMENT - {AssignmentState.ASSIGNED}

ASSIGNMENT_TONES = {
    AssignmentState.ASSIGNED: ("wait", "stamp"),
    AssignmentState.DECLARED: ("mute", "circle"),
    AssignmentState.SCORING: ("info", "pencil"),
    AssignmentState.SUBMITTED: ("ok", "circle-check"),
    AssignmentState.RECUSED: ("mute", "minus"),
    AssignmentState.REPLACED: ("mute", "minus"),
}


class AssignmentSource(models.TextChoices):
    BALANCED = "balanced", _("自动分派")
    DRAWN = "drawn", _("随机抽取")
    HAND = "hand", _("手工分派")
    REPLACEMENT = "replacement", _("回避后改派")


class CheckResult(models.TextChoices):
    """Results of a row of the 形式审查表 (forms.md E1)."""

    OK = "ok", _("符合")
    MISSING = "missing", _("缺")
    UNCLEAR = "unclear", _("不清晰")
    NOT_NEEDED = "not_needed", _("不适用")


FLAGGED_RESULTS = frozenset({CheckResult.MISSING, CheckResult.UNCLEAR})


class FormalityOutcome(models.TextChoices):
    PASS = "pass", _("通过")
    CORRECT = "correct", _("补正")
    FAIL = "fail", _("不通过")


class Ground(models.TextChoices):
    """Why an expert must not review a nomination (practice.md §4, forms.md E15)."""

    SELF = "self", _("本人")
    KIN = "kin", _("近亲属")
    EMPLOYER = "employer", _("同一基层单位")
    GROUP = "group", _("同一集团")
    RECOMMENDER = "recommender", _("推荐单位人员")
    PHONE = "phone", _("联系电话相同")
    MENTOR = "mentor", _("师徒或导师关系")
    COAUTHOR = "coauthor", _("三年内共同成果署名")
    AVOID = "avoid", _("申报人申请回避")
    OTHER = "other", _("其他利害关系")


#: What an expert can tick in the declaration E15.
DECLARED_GROUNDS = (
    Ground.SELF,
    Ground.KIN,
    Ground.EMPLOYER,
    Ground.GROUP,
    Ground.MENTOR,
    Ground.COAUTHOR,
    Ground.OTHER,
)


class ConflictSource(models.TextChoices):
    COMPUTED = "computed", _("系统比对")
    DECLARED = "declared", _("专家声明")
    RECORDED = "recorded", _("协会登记")


class Attendance(models.TextChoices):
    PENDING = "pending", _("未到场次")
    PRESENT = "present", _("到场")
    ONLINE = "online", _("线上")
    ABSENT = "absent", _("缺席")
    RESCHEDULED = "rescheduled", _("改期")


class SessionState(models.TextChoices):
    PLANNED = "planned", _("筹备中")
    DRAWN = "drawn", _("已抽签")
    HELD = "held", _("已结束")


class VisitState(models.TextChoices):
    PLANNED = "planned", _("待走访")
    RECORDED = "recorded", _("已走访")


class OnSpot(models.TextChoices):
    """What a visitor finds about one condition on the spot (forms.md F2, F3)."""

    MET = "met", _("符合")
    PARTLY = "partly", _("基本符合")
    UNMET = "unmet", _("不符合")
    UNSEEN = "unseen", _("未核实")


class ConsensusState(models.TextChoices):
    DRAFT = "draft", _("起草中")
    SIGNED = "signed", _("组长已签")


class MeetingState(models.TextChoices):
    PLANNED = "planned", _("筹备中")
    VOTING = "voting", _("审议表决")
    RESOLVED = "resolved", _("已形成决议")


class Capacity(models.TextChoices):
    """As what somebody attends an approval meeting (forms.md E7)."""

    DEPARTMENT = "department", _("部门代表")
    INDUSTRY = "industry", _("行业专家")
    ASSOCIATION = "association", _("协会")
    OBSERVER = "observer", _("列席（监督）")
    RECORDER = "recorder", _("记录人")


VOTING_CAPACITIES = frozenset({Capacity.DEPARTMENT, Capacity.INDUSTRY, Capacity.ASSOCIATION})


#: Industry sections of GB/T 4754-2017 (forms.md, dictionary ``industry``).
SECTIONS = (
    ("A", _("农林牧渔业")),
    ("B", _("采矿业")),
    ("C", _("制造业")),
    ("D", _("电力热力燃气及水生产和供应业")),
    ("E", _("建筑业")),
    ("F", _("批发和零售业")),
    ("G", _("交通运输仓储和邮政业")),
    ("H", _("住宿和餐饮业")),
    ("I", _("信息传输软件和信息技术服务业")),
    ("J", _("金融业")),
    ("K", _("房地产业")),
    ("L", _("租赁和商务服务业")),
    ("M", _("科学研究和技术服务业")),
    ("N", _("水利环境和公共设施管理业")),
    ("O", _("居民服务修理和其他服务业")),
    ("P", _("教育")),
    ("Q", _("卫生和社会工作")),
    ("R", _("文化体育和娱乐业")),
    ("S", _("公共管理社会保障和社会组织")),
    ("T", _("国际组织")),
)
