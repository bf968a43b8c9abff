"""The 19 rows of the 形式审查表 (forms.md E1); rows 15–17 are eligibility, shown apart from completeness."""

from programmes.answers import code, codes
from programmes.catalogue.quality_craftsman.answers import has_patents
from programmes.catalogue.quality_craftsman.rules import ELIGIBILITY
from programmes.catalogue.quality_craftsman.sections import SECTIONS, TEXTS
from programmes.spec import Answers, ChecklistItem

_ALL_CELLS = tuple(question.key for section in SECTIONS for question in section.questions)
_TEXT_CELLS = tuple(question.key for question in TEXTS.questions)
_PROOFS = tuple(f"indicator_proof_{number}" for number in range(1, 5))
ELIGIBILITY_CODES = tuple(rule.code for rule in ELIGIBILITY)


def _has_skill_level(answers: Answers) -> bool:
    return code(answers, "skill_level") not in ("", "none")


def _has_title(answers: Answers) -> bool:
    return code(answers, "title_level") not in ("", "none")


def _has_awards(answers: Answers) -> bool:
    has_model_worker = bool(set(codes(answers, "model_worker")) - {"none"})
    return has_model_worker or answers.get("honours_none") is not True


CHECKLIST = (
    ChecklistItem(code="form", title="申报表", requirement="原件，各栏填写完整", article="QC23 二 ¶3", targets=_ALL_CELLS),
    ChecklistItem(code="limits", title="字数", requirement="100/300/500/5000 字以内", article="QC23 附1注3", targets=_TEXT_CELLS),
    ChecklistItem(code="base_opinion", title="基层单位意见", requirement="意见、盖章、日期", article="QC23 附1",
                  targets=("base_scan",)),
    ChecklistItem(code="rec_opinion", title="推荐单位意见", requirement="意见、盖章、日期", article="QC23 二 ¶4",
                  targets=("rec_scan",)),
    ChecklistItem(code="id_card", title="身份证", requirement="正反面印在同一页，清晰", article="QC23 二 ¶3",
                  targets=("id_front", "id_back")),
    ChecklistItem(code="union_card", title="工会会员证件", requirement="会员服务卡或电子会员证", article="QC23 二 ¶3",
                  targets=("union_card",)),
    ChecklistItem(code="skill", title="技能等级证书", requirement="与填报一致", article="QC23 二 ¶3", needed_if=_has_skill_level,
                  targets=("cert_skill",)),
    ChecklistItem(code="title", title="职称证书", requirement="与填报一致", article="QC23 二 ¶3", needed_if=_has_title,
                  targets=("cert_title",)),
    ChecklistItem(code="honours", title="荣誉/成果证书", requirement="逐项核对，区级以上", article="QC23 二 ¶3；附1注2",
                  needed_if=_has_awards, targets=("cert_honour", "cert_model_worker")),
    ChecklistItem(code="patents", title="专利证书", requirement="逐项核对，已授权", article="QC23 二 ¶3", needed_if=has_patents,
                  targets=("cert_patent",)),
    ChecklistItem(code="indicators", title="四项指标证明", requirement="选填各项均有证明，基层单位盖章", article="QC23 附1注1",
                  targets=_PROOFS),
    ChecklistItem(code="summary", title="推荐汇总表", requirement="一份，盖章，人员一致", article="QC23 二 ¶4"),
    ChecklistItem(code="copies", title="份数", requirement="申报表及附件各 3 份，汇总表 1 份", article="QC23 四(三)"),
    ChecklistItem(code="version", title="纸质与电子版本码", requirement="页脚版本码一致", article="COM-08"),
    ChecklistItem(code="eligibility", title="申报条件", requirement="国籍、在职、工会会员、回避范围", article="QC23 一 ¶1–2",
                  part="eligibility", by_system=True, rules=(*ELIGIBILITY_CODES, "AMB-33")),
    ChecklistItem(code="sanctions", title="禁报期查询", requirement="本人不在禁报期内", article="QC23 四(二)",
                  part="eligibility", by_system=True, rules=("QC23-50", "AMB-06")),
    ChecklistItem(code="duplicate", title="重复申报查询", requirement="本届没有其他有效申报", article="COM-19",
                  part="eligibility", by_system=True, rules=("COM-19",)),
    ChecklistItem(code="secrecy", title="保密审查声明", requirement="基层单位已确认", article="COM-15",
                  by_system=True, rules=("COM-15",)),
    ChecklistItem(code="consents", title="同意书、承诺书", requirement="申报人已勾选", article="G1、G2",
                  by_system=True, rules=("G1", "G2")),
)  # fmt: skip
