"""The gate of the paper (QC23-32): a stage waits until the paper of everybody who comes into it is complete.

The season says before which stage (``paper.gate``). A recorded exception lets one person through (mark X, rules.md 0.2).
"""

from nominations.models import Nomination
from nominations.states import PaperState
from programmes.refusal import Finding
from programmes.spec import StageKind

RULE = "QC23-32"
GATES = {"before_written": StageKind.SCORING, "before_defence": StageKind.DEFENCE}
MOST_NAMES = 10


def asks_for_paper(stage_run) -> bool:
    """Whether this stage is the one that waits for the paper."""
    season = stage_run.season
    packs = season.print_pack(season.edition.procedure(stage_run.procedure_code))
    asked = GATES.get(season.values.get("paper.gate"))
    return asked is not None and asked == stage_run.kind and any(pack.count for pack in packs)


def without_paper(stage_run, nominations) -> list[Nomination]:
    """Those of ``nominations`` (a queryset) that may not enter ``stage_run`` yet, by number. One query at most."""
    if not asks_for_paper(stage_run):
        return []
    missing = nominations.exclude(paper_state=PaperState.COMPLETE)
    excused = missing.filter(exceptions__rule=RULE, exceptions__approved_at__isnull=False).values("pk")
    return list(missing.exclude(pk__in=excused).order_by("number"))


def against(stage_run, nominations, *, verb="开始") -> list[Finding]:
    """The sentence that lists who is missing; empty when the gate is open."""
    rows = without_paper(stage_run, nominations)
    if not rows:
        return []
    names = "、".join(f"{row.name or row.code}（{row.get_paper_state_display()}）" for row in rows[:MOST_NAMES])
    more = f"等 {len(rows)} 人" if len(rows) > MOST_NAMES else ""
    words = f"纸质材料没有收齐，不能{verb}“{stage_run.title}”：{names}{more}。请登记收件，或在申报件上申请例外。"
    return [Finding(RULE, words, "paper")]
