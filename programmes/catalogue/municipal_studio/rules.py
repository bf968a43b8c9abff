"""The checks of GS24 over Facts: conditions 一(一)–(五), the chain, the review (rules.md §9)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from programmes import conditions as c
from programmes.answers import code, number, rows
from programmes.conditions import rule
from programmes.facts import Facts, Moment
from programmes.periods import add_months, recent_since
from programmes.refusal import Mark

HONOUR = "municipal-studio"
LEADER_HONOUR = "municipal_craftsman"
MODEL_STUDIO = "model_worker_studio"
MODEL_STUDIO_TITLE = "劳模创新工作室"
_M = Moment
X, W, P = Mark.EXCEPTION, Mark.WARN, Mark.PRIORITY
_FROM_SUBMIT = c.LIVE - {_M.CREATE}
_SUBMIT = frozenset({_M.SUBMIT})


def _leader_is_craftsman(facts: Facts) -> bool:
    """Asked of the register at every step once the number is known (GS24-01, COM-18, rules.md 15.10)."""
    return not facts.answers.get("leader_id_no") or LEADER_HONOUR in facts.held_honours


def _is_willing(facts: Facts) -> bool:
    return facts.answers.get("willing_service") is True


def _runs_long_enough(facts: Facts) -> bool:
    founded = c.day_of(facts.answers.get("founded_on"))
    reference = facts.reference_on or facts.now.date()
    months = int(facts.parameters.get("gs.min_running_months", 12))
    return founded is None or founded <= add_months(reference, -months)


def _is_no_model_studio(facts: Facts) -> bool:
    """By the studio's own list, and by the register where leader or name are the same (GS24-06)."""
    listed = any(MODEL_STUDIO_TITLE in str(row.get("name")) for row in rows(facts.answers, "ws_honours"))
    known = any(title.honour == MODEL_STUDIO and title.match == "record" for title in facts.studio_titles)
    return not listed and not known


def _resembles_no_model_studio(facts: Facts) -> bool:
    return not any(title.honour == MODEL_STUDIO and title.match != "record" for title in facts.studio_titles)


def _project_is_recent(facts: Facts) -> bool:
    """Begun or ended within the last three years before the deadline, or running through them (GS24-07, AMB-28)."""
    first, last = c.day_of(facts.answers.get("project_start")), c.day_of(facts.answers.get("project_end"))
    if first is None or last is None:
        return True
    reference = facts.reference_on or facts.now.date()
    return first <= reference and last >= recent_since(reference, int(facts.parameters.get("recent.years", 3)))


def _has_funding(facts: Facts) -> bool:
    try:
        return Decimal(str(facts.answers.get("budget_amount") or "")) > 0
    except InvalidOperation:
        return facts.answers.get("budget_amount") in (None, "")


def _has_outcome(facts: Facts) -> bool:
    return bool(rows(facts.answers, "outcomes"))


def _says(key: str, *allowed: str) -> Callable[[Facts], bool]:
    return lambda facts: code(facts.answers, key) in ("", *allowed)


def _photo_kinds_are_there(facts: Facts) -> bool:
    photos = [file for file in facts.attachments if file.kind == "photos"]
    return len(photos) < 5 or {"work", "team", "product"} <= {file.variant for file in photos}


def _leads_one(facts: Facts) -> bool:
    return facts.leads_here == 0


def _leads_nothing_else(facts: Facts) -> bool:
    return facts.leads_elsewhere == 0


def _is(key: str, *wanted: str) -> Callable[[Facts], bool]:
    return lambda facts: code(facts.answers, key) in wanted


def _drove_standards(facts: Facts) -> bool:
    return bool(rows(facts.answers, "standards"))


def _services_agree(facts: Facts) -> bool:
    """Nothing on record says nothing: services before the portal are not in it."""
    known = facts.services_on_record
    return not known or all(
        number(facts.answers, f"service_{level}") == known.get(level, 0) for level in ("city", "bureau", "firm")
    )


def _outcomes_agree(facts: Facts) -> bool:
    return not facts.outcomes_on_record or len(rows(facts.answers, "outcomes")) == facts.outcomes_on_record


CONDITIONS = (
    rule("GS24-01", "领衔人必须是“上海工匠”，名册中没有查到有效的称号；请核对号码，或请主办单位登记后再提交。", "GS24 一(一)",
          _leader_is_craftsman, _FROM_SUBMIT, field="leader_id_no"),
    rule("GS24-02", "领衔人须愿意参加劳模工匠助企行等公益活动，请勾选。", "GS24 一(一)", _is_willing, _SUBMIT, field="willing_service"),
    rule("GS24-03", "团队原则上应打破固有行政体制，请核对团队构成。", "GS24 一(二)", _says("beyond_departments", "yes"), _SUBMIT, W,
          "beyond_departments"),
    rule("GS24-04", "工作室原则上须成立并运行一年以上（到申报截止日）；不足一年的由主办单位登记例外。", "GS24 一(二)",
          _runs_long_enough, c.FILED, X, "founded_on"),
    rule("GS24-06", "已是“上海市劳模创新工作室”的不再参加。", "GS24 一(二)", _is_no_model_studio, _FROM_SUBMIT, field="ws_honours"),
    rule("GS24-06-like", "登记中有领衔人或单位相近的“上海市劳模创新工作室”，请核对不是同一个团队。", "GS24 一(二)",
          _resembles_no_model_studio, _SUBMIT, W, "ws_name"),
    rule("GS24-07", "须有近三年（到申报截止日）的攻关项目或创新课题，请核对项目起止日期。", "GS24 一(三)；AMB-28",
          _project_is_recent, c.FILED, field="project_start"),
    rule("GS24-08", "项目原则上须与主营业务有关；无关的请写明说明，由主办单位登记例外。", "GS24 一(三)",
          _says("related_to_main", "yes"), c.FILED, X, "related_to_main"),
    rule("GS24-09", "须有在生产中应用的创新成果，至少一项。", "GS24 一(四)", _has_outcome, _SUBMIT, field="outcomes"),
    rule("GS24-13", "须有一定的年度经费投入，金额应大于 0。", "GS24 一(五)", _has_funding, c.FILED, field="budget_amount"),
    rule("GS24-27", "区局级命名是市级命名的重要依据，目前没有区局级命名。", "GS24 三(一)", _says("named_at_bureau_level", "yes"),
          _SUBMIT, W, "named_at_bureau_level"),
    rule("GS24-34", "照片应包括工作场景、团队攻关、产品（窗口服务）各至少一张。", "GS24 三(五)", _photo_kinds_are_there, _SUBMIT, W,
          "photos"),
    rule("GS24-38-record", "助企行、进校园的次数与平台上经对方确认的服务记录不一致，请核对。", "forms.md B1", _services_agree, _SUBMIT, W,
          "service_city"),
    rule("GS24-09-record", "列出的成果数与领衔人工作室的创新成果台账不一致，请核对。", "GS24 一(四)；forms.md B1", _outcomes_agree,
          _SUBMIT, W, "outcomes"),
    rule("AMB-25", "该领衔人已有本办法的工作室，一人只能领衔一个。", "AMB-25", _leads_one, _FROM_SUBMIT, field="leader_id_no"),
    rule("AMB-25-other", "该领衔人还领衔其他办法的工作室，请核对不是同一个团队。", "AMB-25", _leads_nothing_else, _SUBMIT, W,
          "leader_id_no"),
)  # fmt: skip

FILING = (
    rule("G1", "请阅读告知同意书，并勾选必需的各项。", "G1", c.has_consents("general", "publication", "members"), _SUBMIT,
          field="privacy"),
    rule("G2", "请阅读并作出真实性承诺。", "G2", c.has_consents("truth"), _SUBMIT, field="truth"),
    rule("QC23-50", "领衔人在禁报期内，不能申报。", "AMB-32", c.person_is_free, c.LIVE),
    rule("AMB-06", "所在单位或推荐工会在禁报期内，不能申报或推荐。", "AMB-06", c.units_are_free, c.ENTRY),
    rule("COM-19", "已由其他渠道申报，本届不能重复申报。", "COM-19", c.is_only_one, c.PLACE, field="leader_id_no"),
    rule("COM-01", "申报还没有开始。", "COM-01", c.is_open, c.ENTRY),
    rule("GS24-30", "申报已经截止；已填写的内容仍为您保留。", "GS24 三(四)", c.is_in_time, c.ENTRY),
    rule("GS24-21", "须经区局（产业）工会或社团推荐，请先选择推荐单位。", "GS24 二(二)", c.has_recommender, c.SENDING),
    rule("GS24-21-unit", "所选单位不在推荐单位名单中，请改选区局（产业）工会或社团。", "GS24 二(二)", c.recommender_is_open, c.ENTRY),
)  # fmt: skip

CHAIN = (
    rule("COM-15", "本单位须确认材料已经保密审查。", "COM-15；G3", c.has_consents("secrecy"), c.SIGNED, field="employer_statement"),
    rule("GS24-44-unit", "缺少本单位工会同意的意见。", "GS24 附1", c.is_endorsed, c.SIGNED, field="base_opinion"),
    rule("GS24-44-union", "缺少区局（产业）工会的推荐意见（10 至 500 字）。", "GS24 附1", c.is_recommended_in_writing, c.SIGNED,
          field="rec_opinion"),
    rule("GS24-44", "意见须注明日期，并依次签署。", "GS24 附1", c.opinions_are_in_order, c.SIGNED, field="rec_opinion"),
    rule("GS24-44-seal", "意见须盖章；请上传签字盖章页的扫描件。", "GS24 附1", c.opinions_are_sealed, c.SIGNED, field="base_scan"),
    rule("GS24-44-signer", "两级意见须由两位不同的负责人签署。", "rules.md 15.8", c.signers_differ, c.SIGNED, field="rec_opinion"),
    rule("GS24-46", "请编入申报汇总，并上传加盖公章的统计表扫描件后统一报送。", "GS24 附2", c.is_in_complete_batch,
          frozenset({_M.BATCH})),
)  # fmt: skip

REVIEW = (
    rule("GS24-23", "资格审核表中还有缺件或不清晰的项目，请先补正。", "GS24 二(三)", c.checklist_is_clean,
          frozenset({_M.FORMALITY, _M.APPROVAL})),
    rule("GS24-24", "须有到会达到法定人数、已签署的审定会议纪要，且决议名单中有该工作室。", "GS24 二(四)", c.is_resolved,
          frozenset({_M.APPROVAL})),
    rule("GS24-25-number", "请填写命名决定文号。", "GS24 二(五)", c.has_decision_number, frozenset({_M.CONFERRAL})),
    rule("QC23-49", "取消参评资格须有事实、证据、决定文号和日期。", "AMB-32", c.disqualification_is_recorded,
          frozenset({_M.DISQUALIFY})),
    rule("QC23-50-unit", "对单位禁报须另写明理由。", "AMB-06", c.unit_ban_has_reason, frozenset({_M.DISQUALIFY})),
)  # fmt: skip

PRIORITY = (
    rule("GS24-05", "已获“上海市技能大师工作室”等称号", "GS24 一(二)", _is("has_skill_master_title", "yes"), _SUBMIT, P,
          "has_skill_master_title"),
    rule("GS24-10", "成果获市级以上奖项", "GS24 一(四)", _is("award_level_max", "national", "city"), _SUBMIT, P, "award_level_max"),
    rule("GS24-11", "成果推动行业、企业标准制订修订", "GS24 一(四)", _drove_standards, _SUBMIT, P, "standards"),
)  # fmt: skip

RULES = (*CONDITIONS, *FILING, *CHAIN, *REVIEW, *PRIORITY)
