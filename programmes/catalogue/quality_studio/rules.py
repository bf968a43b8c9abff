"""The checks of WS24 over Facts for the plan (rules.md §7)."""

from __future__ import annotations

from programmes import conditions as c
from programmes.answers import rows
from programmes.conditions import rule
from programmes.facts import Facts, Moment
from programmes.refusal import Mark

HONOUR = "quality-studio"
LEADER_HONOUR = "quality-craftsman"
_M = Moment
W = Mark.WARN
_SUBMIT = frozenset({_M.SUBMIT})
_FROM_SUBMIT = frozenset({_M.SUBMIT, _M.ENDORSE, _M.FORMALITY, _M.CONFERRAL})
_SMALLEST_TEAM = 3


def _leader_is_craftsman(facts: Facts) -> bool:
    return not facts.answers.get("leader_id_no") or LEADER_HONOUR in facts.held_honours


def _is_no_department(facts: Facts) -> bool:
    return facts.answers.get("not_a_department") is True


def _is_a_team(facts: Facts) -> bool:
    return len(rows(facts.answers, "members")) + 1 >= _SMALLEST_TEAM


def _has_recognised_project(facts: Facts) -> bool:
    listed = rows(facts.answers, "projects_now")
    return bool(listed) and all(facts.attached("project_proof", item=str(row.get("row"))) for row in listed)


def _has_outcomes(facts: Facts) -> bool:
    return bool(rows(facts.answers, "outcomes_now"))


def _benefit_has_basis(facts: Facts) -> bool:
    claimed = [row for row in rows(facts.answers, "outcomes_now") if row.get("benefit")]
    return not claimed or facts.attached("outcome_proof")


def _unit_has_its_rules(facts: Facts) -> bool:
    return facts.attached("unit_rules")


def _keeps_ledgers(facts: Facts) -> bool:
    return facts.answers.get("ledgers_ready") is True


def _leads_one(facts: Facts) -> bool:
    return facts.leads_here == 0


def _leads_nothing_else(facts: Facts) -> bool:
    return facts.leads_elsewhere == 0


CONDITIONS = (
    rule("WS24-03", "领衔人须是称号有效的“上海质量工匠”，名册中没有查到；请核对号码，或请协会登记后再提交。", "WS24 §3.1",
         _leader_is_craftsman, _FROM_SUBMIT, field="leader_id_no"),
    rule("WS24-04", "团队须不是成建制的部室，请核对并勾选声明。", "WS24 §3.2", _is_no_department, _FROM_SUBMIT, field="not_a_department"),
    rule("WS24-05", "团队连领衔人不足 3 人，请核对结构是否合理。", "WS24 §3.2", _is_a_team, _SUBMIT, W, "members"),
    rule("WS24-06", "须有至少一项质量创新课题或攻关项目，每项都要上传认可或认定文件。", "WS24 §3.3", _has_recognised_project,
         _FROM_SUBMIT, field="projects_now"),
    rule("WS24-08", "还没有列出有效益的成果，验收时必须有。", "WS24 §3.4", _has_outcomes, _SUBMIT, W, "outcomes_now"),
    rule("WS24-08-basis", "成果写了效益金额，请上传依据。", "WS24 §3.4", _benefit_has_basis, _SUBMIT, field="outcome_proof"),
    rule("WS24-13", "还没有上传单位的管理、考核、激励办法。", "WS24 §6", _unit_has_its_rules, _SUBMIT, W, "unit_rules"),
    rule("WS24-15", "须建立三本台账，请建好后勾选。", "WS24 §7", _keeps_ledgers, _SUBMIT, field="ledgers_ready"),
)  # fmt: skip

FIRST_PLAN = (
    rule("AMB-25", "该领衔人已有本办法的工作室，一人只能领衔一个。", "AMB-25", _leads_one, _SUBMIT, field="leader_id_no"),
    rule("AMB-25-other", "该领衔人还领衔其他办法的工作室，请核对不是同一个团队。", "AMB-25", _leads_nothing_else, _SUBMIT, W,
         "leader_id_no"),
    rule("COM-19", "该领衔人已有正在办理的建设计划，不能重复申报。", "COM-19", c.is_only_one, c.PLACE, field="leader_id_no"),
)  # fmt: skip

COMMON = (
    rule("G1", "请阅读告知同意书，并勾选必需的各项。", "G1", c.has_consents("general", "publication", "members"), _SUBMIT,
         field="privacy"),
    rule("G2", "请阅读并作出真实性承诺。", "G2", c.has_consents("truth"), _SUBMIT, field="truth"),
    rule("QC23-50", "领衔人在禁报期内，不能申报。", "AMB-32", c.person_is_free, c.LIVE),
    rule("AMB-06", "所在单位在禁报期内，不能申报。", "AMB-06", c.units_are_free, c.ENTRY),
    rule("COM-15", "所在单位须确认材料已经保密审查。", "COM-15；G3", c.has_consents("secrecy"), frozenset({_M.FORMALITY}),
         field="employer_statement"),
    rule("WS24-13-opinion", "缺少所在单位同意的意见。", "WS24 §6", c.is_endorsed, frozenset({_M.FORMALITY}), field="base_opinion"),
    rule("WS24-13-seal", "意见须盖章；请上传签字盖章页的扫描件。", "WS24 §6", c.opinions_are_sealed, frozenset({_M.FORMALITY}),
         field="base_scan"),
    rule("WS24-21-check", "五项条件的核对表中还有缺件或不清晰的项目，请先补正。", "WS24 §3、§9", c.checklist_is_clean,
         frozenset({_M.CONFERRAL})),
    rule("QC23-49", "取消资格须有事实、证据、决定文号和日期。", "AMB-32", c.disqualification_is_recorded, frozenset({_M.DISQUALIFY})),
)  # fmt: skip
PLAN_RULES = (*CONDITIONS, *FIRST_PLAN, *COMMON)
PLAN_CHANGE_RULES = (*CONDITIONS, *COMMON)
