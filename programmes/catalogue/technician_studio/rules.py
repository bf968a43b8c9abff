"""The checks of TS16 over Facts (rules.md §8)."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from programmes import conditions as c
from programmes.answers import code, rows
from programmes.conditions import rule
from programmes.facts import Facts, Moment
from programmes.refusal import Mark

HONOUR = "technician-studio"
_M = Moment
X, W = Mark.EXCEPTION, Mark.WARN
_SUBMIT = frozenset({_M.SUBMIT})
_FROM_SUBMIT = c.LIVE - {_M.CREATE}
_TECHNICIANS = ("chief", "special", "senior_technician", "technician")


def _leader_is_technician(facts: Facts) -> bool:
    skilled = code(facts.answers, "skill_level") in ("", *_TECHNICIANS)
    return skilled and code(facts.answers, "front_line") in ("", "yes")


def _members(facts: Facts) -> int:
    """Team with its leader (AMB-10)."""
    return len(rows(facts.answers, "members")) + 1


def _is_large_enough(facts: Facts) -> bool:
    return _members(facts) >= int(facts.parameters.get("tech.min_members", 3))


def _is_large_without_leader(facts: Facts) -> bool:
    least = int(facts.parameters.get("tech.min_members", 3))
    return not least <= _members(facts) < least + 1


def _is_front_line_team(facts: Facts) -> bool:
    """More than half on the first line; an unanswered row counts as it is."""
    team = rows(facts.answers, "members")
    return not team or 2 * sum(row.get("front_line") == "yes" for row in team) > len(team)


def _is_funded(facts: Facts) -> bool:
    try:
        amount = Decimal(str(facts.answers.get("funded_amount") or ""))
    except InvalidOperation:
        return False
    return amount > 0 and bool(facts.answers.get("funded_no")) and facts.attached("funding_file")


def _is_active(facts: Facts) -> bool:
    wanted = (facts.answers.get("place"), facts.answers.get("equipment"))
    return bool(rows(facts.answers, "activities")) and all(str(one or "").strip() for one in wanted)


def _keeps_both_ledgers(facts: Facts) -> bool:
    return all(facts.answers.get(key) is True for key in ("ledger_daily_ready", "ledger_outcome_ready"))


def _leads_one(facts: Facts) -> bool:
    return facts.leads_here == 0


def _leads_nothing_else(facts: Facts) -> bool:
    return facts.leads_elsewhere == 0


CONDITIONS = (
    rule("TS16-02", "领衔人原则上是在一线岗位的技师或高级技师；其他情况由主办单位登记例外。", "TS16 §3.1", _leader_is_technician,
          c.FILED, X, "skill_level"),
    rule("TS16-03", "团队原则上须有 3 人以上（含领衔人）；不足的由主办单位登记例外。", "TS16 §3.2；AMB-10", _is_large_enough, c.FILED, X,
          "members"),
    rule("TS16-03-leader", "不计领衔人，成员不足 3 人，请核对。", "AMB-10", _is_large_without_leader, _SUBMIT, W, "members"),
    rule("TS16-03-line", "团队应以一线技术技能人员为主，目前一线人员没有过半。", "TS16 §3.2", _is_front_line_team, _SUBMIT, W, "members"),
    rule("TS16-04", "须有获得职工（技师）创新项目资助的成果：请填写项目编号、金额，并上传资助文件。", "TS16 §3.3", _is_funded, c.FILED,
          field="funded_no"),
    rule("TS16-05", "须开展群众性创新活动，并有基本的场地和设备。", "TS16 §3.4", _is_active, c.FILED, field="activities"),
    rule("TS16-10", "建议先建好日常活动台账和创新成果台账，周期审核时必须有。", "TS16 §7", _keeps_both_ledgers, _SUBMIT, W,
          "ledger_daily_ready"),
    rule("AMB-25", "该领衔人已有本办法的工作室，一人只能领衔一个。", "AMB-25", _leads_one, _FROM_SUBMIT, field="leader_id_no"),
    rule("AMB-25-other", "该领衔人还领衔其他办法的工作室，请核对不是同一个团队。", "AMB-25", _leads_nothing_else, _SUBMIT, W,
          "leader_id_no"),
)  # fmt: skip

FILING = (
    rule("G1", "请阅读告知同意书，并勾选必需的各项。", "G1", c.has_consents("general", "publication", "members"), _SUBMIT,
          field="privacy"),
    rule("G2", "请阅读并作出真实性承诺。", "G2", c.has_consents("truth"), _SUBMIT, field="truth"),
    rule("QC23-50", "领衔人在禁报期内，不能申报。", "AMB-32", c.person_is_free, c.LIVE),
    rule("AMB-06", "所在单位或推荐单位在禁报期内，不能申报或推荐。", "AMB-06", c.units_are_free, c.ENTRY),
    rule("COM-19", "已由其他渠道申报，本届不能重复申报。", "COM-19", c.is_only_one, c.PLACE, field="leader_id_no"),
    rule("COM-01", "申报还没有开始。", "COM-01", c.is_open, c.ENTRY),
    rule("TS16-08", "申报已经截止；已填写的内容仍为您保留。", "TS16 §6", c.is_in_time, c.ENTRY),
    rule("TS16-11", "须经区县局（产业）工会、技协推荐，请先选择推荐单位。", "TS16 §7、§9", c.has_recommender, c.SENDING),
    rule("TS16-11-unit", "所选单位不在推荐单位名单中，请改选。", "TS16 §7", c.recommender_is_open, c.ENTRY),
)  # fmt: skip

CHAIN = (
    rule("COM-15", "所在单位须确认材料已经保密审查。", "COM-15；G3", c.has_consents("secrecy"), c.SIGNED, field="employer_statement"),
    rule("TS16-11-base", "缺少所在单位同意的意见。", "TS16 §6", c.is_endorsed, c.SIGNED, field="base_opinion"),
    rule("TS16-11-rec", "缺少区县局（产业）工会、技协的推荐意见（10 至 500 字）。", "TS16 §7", c.is_recommended_in_writing, c.SIGNED,
          field="rec_opinion"),
    rule("TS16-11-order", "意见须注明日期，并依次签署。", "TS16 §6", c.opinions_are_in_order, c.SIGNED, field="rec_opinion"),
    rule("TS16-11-seal", "意见须盖章；请上传签字盖章页的扫描件。", "TS16 §6", c.opinions_are_sealed, c.SIGNED, field="base_scan"),
    rule("TS16-11-signer", "两级意见须由两位不同的负责人签署。", "rules.md 15.8", c.signers_differ, c.SIGNED, field="rec_opinion"),
    rule("TS16-11-batch", "请编入推荐汇总，并上传加盖公章的扫描件后统一报送。", "TS16 §7", c.is_in_complete_batch,
          frozenset({_M.BATCH})),
)  # fmt: skip

REVIEW = (
    rule("TS16-08-check", "审核表中还有缺件或不清晰的项目，请先补正。", "TS16 §6", c.checklist_is_clean,
          frozenset({_M.FORMALITY, _M.APPROVAL})),
    rule("TS16-08-meeting", "须有到会达到法定人数、已签署的会议纪要，且决议名单中有该工作室。", "TS16 §6", c.is_resolved,
          frozenset({_M.APPROVAL})),
    rule("TS16-08-published", "请至少登记一个公示网址。", "TS16 §6", c.is_published, c.NAMING),
    rule("AMB-05", "公示期不得少于规定的工作日，首日不计。", "AMB-05", c.publicity_is_long_enough, c.NAMING),
    rule("COM-04", "公示期涉及的年份没有工作日历，请系统管理员先导入。", "COM-04", c.calendar_is_loaded, frozenset({_M.PUBLICITY})),
    rule("TS16-08-over", "公示期满后才能命名。", "TS16 §6", c.publicity_is_over, frozenset({_M.CONFERRAL})),
    rule("TS16-08-number", "请填写命名决定文号。", "TS16 §6", c.has_decision_number, frozenset({_M.CONFERRAL})),
    rule("QC26-47", "尚有未办结或成立的异议，暂不能命名。", "TS16 §6", c.has_no_objection, frozenset({_M.CONFERRAL})),
    rule("QC23-49", "取消参评资格须有事实、证据、决定文号和日期。", "AMB-32", c.disqualification_is_recorded,
          frozenset({_M.DISQUALIFY})),
    rule("QC23-50-unit", "对单位禁报须另写明理由。", "AMB-06", c.unit_ban_has_reason, frozenset({_M.DISQUALIFY})),
)  # fmt: skip

RULES = (*CONDITIONS, *FILING, *CHAIN, *REVIEW)
