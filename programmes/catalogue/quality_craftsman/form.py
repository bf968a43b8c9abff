"""Form A1 put together: materials, indicators with their proof, and the checks between answers (QC23-17, 25–28, 34–37)."""

from __future__ import annotations

from collections.abc import Callable

from programmes.answers import code, codes, rows
from programmes.catalogue.quality_craftsman import options as o
from programmes.catalogue.quality_craftsman import texts
from programmes.catalogue.quality_craftsman.answers import (
    has_contribution,
    has_leadership,
    has_patents,
    has_skill,
    has_specialty,
    patent_counts,
)
from programmes.catalogue.quality_craftsman.sections import SECTIONS
from programmes.clock import today
from programmes.identity import birth_of, gender_of
from programmes.refusal import Mark
from programmes.spec import Answers, Check, DeclaredItem, Form, Indicator, MaterialKind, Option

Items = tuple[DeclaredItem, ...]

_CERT = "QC23 二 ¶3（各类证书、奖状）"
_HEAD_WORDS = ("局长", "厅长", "书记", "总经理", "董事长", "院长", "校长", "行长")
_YOUNGEST_WORKER = 15
_PROVED_EDUCATION = ("11", "14", "21")


def _when(holds: Callable[[Answers], bool]) -> Callable[[Answers], Items]:
    return lambda answers: (DeclaredItem("", ""),) if holds(answers) else ()


def _nothing(_answers: Answers) -> Items:
    return ()


def _label(options: tuple[Option, ...], chosen: str) -> str:
    return next((option.label for option in options if option.code == chosen), "")


def _has_level(key: str) -> Callable[[Answers], bool]:
    return lambda answers: code(answers, key) not in ("", "none")


def _model_worker_items(answers: Answers) -> Items:
    ticked = [one for one in codes(answers, "model_worker") if one != "none"]
    return tuple(DeclaredItem(one, f"“{_label(o.MODEL_WORKER, one)}”证书") for one in ticked)


def _row_items(answers: Answers, key: str) -> Items:
    return tuple(DeclaredItem(str(row["row"]), f"“{row.get('name') or '未填名称'}”证书") for row in rows(answers, key))


def _honour_items(answers: Answers) -> Items:
    return () if answers.get("honours_none") is True else _row_items(answers, "honours")


def _patent_items(answers: Answers) -> Items:
    return _row_items(answers, "patents") if has_patents(answers) else ()


def _certificate(kind: str, label: str, items: Callable[[Answers], Items], *, required: bool = True) -> MaterialKind:
    return MaterialKind(
        code=kind,
        label=label,
        article=_CERT,
        rule="QC23-27",
        items=items,
        required=required,
        formats=("pdf", "jpg", "png"),
    )


def _proof(number: int, label: str, filled: Callable[[Answers], bool]) -> MaterialKind:
    return MaterialKind(
        code=f"indicator_proof_{number}",
        label=f"{label}证明材料",
        article="QC23 附1注1",
        rule="QC23-28",
        formats=("pdf",),
        items=_when(filled),
        stamped_by_base=True,
        help="须由基层单位盖章确认",
    )


def _id_side(kind: str, label: str) -> MaterialKind:
    return MaterialKind(
        code=kind, label=label, article="QC23 二 ¶3（正反面印在同一页）", rule="QC23-25", formats=("jpg", "png"), max_mb=5,
        most=1, watermark=True, private=True, printed_with="id", help="上传后自动加水印，打印时正反面排在同一页",
    )  # fmt: skip


def _sealed_page(kind: str, label: str, tier: str) -> MaterialKind:
    return MaterialKind(
        code=kind, label=label, article="QC23 附1", rule="QC23-38", formats=("pdf", "jpg", "png"), items=_nothing,
        required=False, most=1, provided_by=tier,
    )  # fmt: skip


MATERIALS = (
    _id_side("id_front", "身份证人像面"),
    _id_side("id_back", "身份证国徽面"),
    MaterialKind(
        code="union_card",
        label="工会会员证件",
        article="QC23 二 ¶3",
        rule="QC23-26",
        most=2,
        help="工会会员服务卡或工会电子会员证",
    ),
    MaterialKind(
        code="photo", label="个人照片", article="E8（只在平台使用，不印入申报表）", rule="", formats=("jpg", "png"), max_mb=5,
        most=1, required=False, items=_nothing, help="二寸证件照，仅在您同意公开照片时使用",
    ),
    _certificate("cert_model_worker", "劳模称号证书", _model_worker_items),
    _certificate("cert_skill", "技能等级证书", _when(_has_level("skill_level"))),
    _certificate("cert_title", "职称证书", _when(_has_level("title_level"))),
    _certificate(
        "cert_education",
        "学历证书",
        _when(lambda answers: code(answers, "education") in _PROVED_EDUCATION),
        required=False,
    ),
    _certificate("cert_honour", "荣誉/成果证书", _honour_items),
    _certificate("cert_patent", "专利证书", _patent_items),
    _proof(1, "工艺专长", has_specialty),
    _proof(2, "高超技能", has_skill),
    _proof(3, "领军作用", has_leadership),
    _proof(4, "突出贡献", has_contribution),
    MaterialKind(
        code="achievement_appendix", label="主要成绩附页", article="QC23 附1注3（可附页）", rule="QC23-35", formats=("pdf",),
        max_mb=20, max_pages=20, most=1, required=False, items=_nothing, help="图表、照片等补充材料",
    ),
    _sealed_page("base_scan", "基层单位意见盖章页", "employer"),
    _sealed_page("rec_scan", "推荐单位意见盖章页", "recommender"),
)  # fmt: skip


def _indicator(number: int, kind: str, label: str, filled: Callable[[Answers], bool], field: str) -> Indicator:
    return Indicator(
        code=kind, label=label, proof=f"indicator_proof_{number}", filled=filled, field=field,
        article="QC23 一 ¶3；附1", rule="QC23-17", proof_rule="QC23-28",
    )  # fmt: skip


INDICATORS = (
    _indicator(1, "specialty", "工艺专长", has_specialty, "specialty"),
    _indicator(2, "skill", "高超技能", has_skill, "tech_level"),
    _indicator(3, "leadership", "领军作用", has_leadership, "teaching_ways"),
    _indicator(4, "contribution", "突出贡献", has_contribution, "contribution_scope"),
)


def _patents_add_up(answers: Answers) -> bool:
    total = sum(patent_counts(answers).values())
    return total >= 1 if has_patents(answers) else total == 0


def _patents_are_listed(answers: Answers) -> bool:
    if not has_patents(answers):
        return True
    listed = [row.get("kind") for row in rows(answers, "patents")]
    return all(listed.count(kind) == count for kind, count in patent_counts(answers).items())


def _honours_are_high_enough(answers: Answers) -> bool:
    return all(row.get("level") != "unit" for row in rows(answers, "honours"))


def _none_or_some_honours(answers: Answers) -> bool:
    return answers.get("honours_none") is not True or not rows(answers, "honours")


def _gender_matches(answers: Answers) -> bool:
    read, gender = gender_of(str(answers.get("id_no") or "")), code(answers, "gender")
    return not read or not gender or read == gender


def _years_are_plausible(answers: Answers) -> bool:
    born, worked = birth_of(str(answers.get("id_no") or "")), answers.get("work_years")
    if born is None or not isinstance(worked, int):
        return True
    return worked <= today().year - born.year - _YOUNGEST_WORKER


def _unit_is_local(answers: Answers) -> bool:
    postcode = str(answers.get("unit_postcode") or "")
    return not postcode or postcode.startswith("20")


def _post_is_no_head(answers: Answers) -> bool:
    post = str(answers.get("post") or "")
    return code(answers, "is_head") == "yes" or not any(word in post for word in _HEAD_WORDS)


def _not_apprentice(answers: Answers) -> bool:
    return code(answers, "skill_level") != "apprentice"


def _check(
    rule: str, field: str, sentence: str, holds: Callable[[Answers], bool], article: str, mark: Mark = Mark.HARD
) -> Check:
    return Check(rule=rule, field=field, sentence=sentence, holds=holds, article=article, mark=mark)


CHECKS = (
    _check(
        "QC23-37",
        "has_patent",
        "选“是”的，三个专利数至少有一个大于 0；选“否”的，专利数都应为 0",
        _patents_add_up,
        "QC23 附1",
    ),
    _check("QC23-37", "patents", "专利清单与填报的专利数不一致，请核对", _patents_are_listed, "QC23 附1", Mark.WARN),
    _check(
        "QC23-34",
        "honours",
        "单位级荣誉不填入本栏，请删去该行，材料可放入“主要成绩附页”",
        _honours_are_high_enough,
        "QC23 附1注2",
    ),
    _check("QC23-34", "honours_none", "已勾选“无”，请取消勾选或删去荣誉各行", _none_or_some_honours, "QC23 附1注2"),
    _check("QC23-24", "gender", "性别与身份证号码不一致，请核对", _gender_matches, "rules.md 15.1", Mark.WARN),
    _check("QC23-24", "work_years", "工作年限与年龄不相称，请核对", _years_are_plausible, "forms.md A1", Mark.WARN),
    _check("QC23-02", "unit_postcode", "单位地址似乎不在上海，请核对", _unit_is_local, "QC23 一 ¶1", Mark.WARN),
    _check(
        "QC23-09",
        "post",
        "职务中有负责人字样，请核对“是否单位负责人”和“行政级别”",
        _post_is_no_head,
        "QC23 一 ¶2",
        Mark.WARN,
    ),
    _check(
        "QC23-24", "skill_level", "学徒工在申报表上印为“无”", _not_apprentice, "QC23 附1（技能等级对应）", Mark.WARN
    ),
)

FORM_A1 = Form(
    code="A1",
    title="{year} 年度“上海质量工匠”申报表",
    article="QC23 附件1",
    sections=SECTIONS,
    checks=CHECKS,
    indicators=INDICATORS,
    materials=MATERIALS,
    consents=(texts.PRIVACY, texts.TRUTH, texts.EMPLOYER_STATEMENT),
    notes=texts.NOTES,
    template="documents/nominations/a1.html",
)
