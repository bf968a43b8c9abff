"""The checks of QC23 over Facts, with COM-15/18/19 and AMB-06/08/33/34; the rest of QC23 is in the form's own checks."""

from __future__ import annotations

from programmes import conditions as c
from programmes.answers import code, codes, rows
from programmes.conditions import rule
from programmes.facts import Facts, Moment
from programmes.periods import recent_since
from programmes.refusal import Mark

HONOUR = "quality-craftsman"
STAGE_ORDER = ("formality", "written", "defence", "approval")

_M = Moment

_FRONT_LINE = ("production", "service", "technology", "research")
_QUALITY_ISSUERS = ("quality_authority", "caq", "saq")


def _is_chinese(facts: Facts) -> bool:
    return code(facts.answers, "nationality") in ("", "china") and code(facts.answers, "id_type") != "foreign"


def _is_front_line(facts: Facts) -> bool:
    category = code(facts.answers, "post_category")
    return category in ("", *_FRONT_LINE) or bool(str(facts.answers.get("post_explanation") or "").strip())


def _heads_no_managed_unit(facts: Facts) -> bool:
    is_head = code(facts.answers, "is_head") == "yes"
    return not is_head or code(facts.answers, "managed_by") in ("", "none")


def _is_not_retired(facts: Facts) -> bool:
    if code(facts.answers, "employment_status") == "retired":
        return False
    due = c.day_of(facts.answers.get("retire_due"))
    reference = facts.reference_on or facts.now.date()
    return due is None or due > reference


def _passed_in_order(facts: Facts) -> bool:
    known = [stage for stage in facts.stages_passed if stage in STAGE_ORDER]
    return tuple(known) == STAGE_ORDER


def _is_not_yet_craftsman(facts: Facts) -> bool:
    return HONOUR not in facts.held_honours


def _education_is_proved(facts: Facts) -> bool:
    return code(facts.answers, "education") not in ("11", "14", "21") or facts.attached("cert_education")


def _was_in_honoured_team(facts: Facts) -> bool:
    """An award of the last `recent.years` years by a quality authority, CAQ or SAQ, as 主要人员 or in person."""
    reference = facts.reference_on or facts.now.date()
    since = recent_since(reference, int(facts.parameters.get("recent.years", 3)))
    return any(
        row.get("issuer_class") in _QUALITY_ISSUERS
        and row.get("role") in ("main", "personal")
        and c.is_between(str(row.get("month") or ""), since, reference)
        for row in rows(facts.answers, "honours")
    )


def _is_quality_active(facts: Facts) -> bool:
    return "quality_activity" in codes(facts.answers, "tags")


X, W, P = Mark.EXCEPTION, Mark.WARN, Mark.PRIORITY

ELIGIBILITY = (
    rule("QC23-02", "须为在职职工，已离职的不能申报。", "QC23 一 ¶1",
          c.answered("employment_status", "employed", "retired"), c.FILED, field="employment_status"),
    rule("QC23-05", "须具有中华人民共和国国籍；持外国人永久居留身份证的不能申报。", "QC23 一 ¶2", _is_chinese, c.FILED,
          field="nationality"),
    rule("QC23-06", "须为工会会员，请先在本单位工会入会。", "QC23 一 ¶2", c.answered("union_member", "yes"), c.FILED,
          field="union_member"),
    rule("QC23-07", "须在生产、服务、技术、研发等一线岗位；岗位类别为管理或其他的，请填写岗位情况说明。", "QC23 一 ¶2",
          _is_front_line, c.FILED, X, "post_explanation"),
    rule("QC23-08", "副局级及以上或相当职级的领导干部原则上不参与申报；确需申报的由协会登记例外。", "QC23 一 ¶2",
          c.answered("admin_rank", "none", "below"), c.FILED, X, "admin_rank"),
    rule("QC23-09", "中央、市委组织部、市级委办管理的企事业单位负责人原则上不参与申报；确需申报的由协会登记例外。",
          "QC23 一 ¶2", _heads_no_managed_unit, c.FILED, X, "is_head"),
    rule("QC23-10", "退休职工不参与申报；到申报截止日仍在职的，请更正在职情况和预计退休日期。", "QC23 一 ¶2",
          _is_not_retired, c.FILED, field="employment_status"),
)  # fmt: skip

FILING = (
    rule("G1", "请阅读个人信息处理告知同意书，并勾选三项必需的同意。", "G1；QC23 三(五)",
          c.has_consents("general", "id_image", "publication"), frozenset({_M.SUBMIT}), field="privacy"),
    rule("G2", "请阅读并作出真实性承诺。", "G2；QC23 四(二)", c.has_consents("truth"), frozenset({_M.SUBMIT}), field="truth"),
    rule("QC23-50", "申报人在禁报期内，本届不能申报。", "QC23 四(二)；AMB-07", c.person_is_free, c.LIVE),
    rule("AMB-06", "基层单位或推荐单位在禁报期内，不能申报或推荐。", "QC23 四(二)；AMB-06", c.units_are_free, c.ENTRY),
    rule("COM-19", "已由其他渠道申报，本届不能重复申报。", "COM-19", c.is_only_one, c.PLACE, field="id_no"),
    rule("AMB-33", "已是“上海质量工匠”，称号有效期间不再申报。", "AMB-33", _is_not_yet_craftsman, c.LIVE),
    rule("COM-01", "申报还没有开始。", "QC23 四(三)；COM-01", c.is_open, c.ENTRY),
    rule("QC23-31", "申报已经截止；已填写的内容仍为您保留。", "QC23 四(三)", c.is_in_time, c.ENTRY),
    rule("QC23-20", "须经推荐单位申报，原则上不受理个人直接申报；请先选择推荐单位。", "QC23 二 ¶1", c.has_recommender, c.SENDING, X),
    rule("QC23-21", "所选单位不在推荐单位名单中，请改选上级单位或属地管理部门。", "QC23 二 ¶1", c.recommender_is_open, c.ENTRY,
          field="rec_basis"),
    rule("AMB-34", "推荐单位与工作单位是同一家，仅限集团级单位；请改选上级单位或属地管理部门。", "AMB-34；QC23 二 ¶1",
          c.recommends_another, c.SENDING, X, "rec_basis"),
    rule("QC23-27", "学历为本科及以上的，建议上传学历证书。", "QC23 二 ¶3；forms.md A1", _education_is_proved,
          frozenset({_M.SUBMIT}), W, "cert_education"),
)  # fmt: skip

CHAIN = (
    rule("COM-15", "基层单位须确认材料已经保密审查，不含国家秘密、工作秘密及不宜公开的商业秘密。", "COM-15；G3",
          c.has_consents("secrecy"), c.SIGNED, field="employer_statement"),
    rule("QC23-22", "缺少基层单位同意的意见。", "QC23 附1；二 ¶2", c.is_endorsed, c.SIGNED, field="base_opinion"),
    rule("QC23-29", "缺少推荐单位的书面推荐意见（10 至 500 字）。", "QC23 二 ¶4", c.is_recommended_in_writing, c.SIGNED,
          field="rec_opinion"),
    rule("QC23-38", "意见须注明日期：基层单位意见不晚于推荐单位意见，推荐单位意见不晚于报送日期。", "QC23 附1",
          c.opinions_are_in_order, c.SIGNED, field="rec_opinion"),
    rule("QC23-38-seal", "意见须盖章；请上传签字盖章页的扫描件。", "QC23 附1", c.opinions_are_sealed, c.SIGNED, field="base_scan"),
    rule("QC23-38-signer", "基层单位意见和推荐单位意见须由两位不同的负责人签署。", "AMB-34；rules.md 15.8", c.signers_differ,
          c.SIGNED, field="rec_opinion"),
    rule("QC23-30", "请编入推荐汇总表，并上传加盖公章的汇总表扫描件后统一报送。", "QC23 二 ¶4", c.is_in_complete_batch,
          frozenset({_M.BATCH})),
)  # fmt: skip

REVIEW = (
    rule("QC23-40", "形式审查表中还有缺件或不清晰的项目，请先补正。", "QC23 三(一)", c.checklist_is_clean,
          frozenset({_M.FORMALITY, _M.APPROVAL})),
    rule("QC23-44", "须有到会达到法定人数、已签署的审定会议纪要，且决议名单中有此人；未列入建议名单的须写明理由。",
          "QC23 三(四)", c.is_resolved, frozenset({_M.APPROVAL})),
    rule("QC23-45", "请至少登记一个公示网址。", "QC23 三(五)", c.is_published, c.NAMING),
    rule("AMB-05", "公示期不得少于规定的工作日，首日不计。", "AMB-05；QC23 三(五)", c.publicity_is_long_enough, c.NAMING),
    rule("COM-04", "公示期涉及的年份没有工作日历，请系统管理员先导入。", "COM-04", c.calendar_is_loaded, frozenset({_M.PUBLICITY})),
    rule("QC23-46", "公示期满后才能命名。", "QC23 三(六)", c.publicity_is_over, frozenset({_M.CONFERRAL})),
    rule("QC23-46-number", "请填写命名决定文号。", "QC23 三(六)；E10", c.has_decision_number, frozenset({_M.CONFERRAL})),
    rule("QC26-47", "尚有未办结或成立的异议，暂不能命名。", "QC26 §9(六)；QC23 三(六)", c.has_no_objection,
          frozenset({_M.CONFERRAL})),
    rule("QC23-47", "须依次完成形式审查、书面初评、会审答辩、名单审定，不能跳过。", "QC23 三", _passed_in_order, c.NAMING),
    rule("QC23-49", "取消参评资格须有事实、证据、决定文号和日期。", "QC23 四(二)", c.disqualification_is_recorded,
          frozenset({_M.DISQUALIFY})),
    rule("QC23-50-unit", "对单位禁报须另写明理由。", "QC23 四(二)；AMB-06", c.unit_ban_has_reason, frozenset({_M.DISQUALIFY})),
)  # fmt: skip

PRIORITY = (
    rule("QC23-11", "积极参与QC小组等群众性质量活动", "QC23 一 ¶3", _is_quality_active, frozenset({_M.SUBMIT}), P, "tags"),
    rule("QC23-12", "近三年为质量主管部门、中国质量协会或上海市质量协会表彰团队的主要人员", "QC23 一 ¶3",
          _was_in_honoured_team, frozenset({_M.SUBMIT}), P, "honours"),
)  # fmt: skip

RULES = (*ELIGIBILITY, *FILING, *CHAIN, *REVIEW, *PRIORITY)
