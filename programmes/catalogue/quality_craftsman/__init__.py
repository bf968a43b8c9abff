"""上海质量工匠: 2023 selection (沪质协〔2023〕13号) and the season of 2026 (沪质协（2026）12号)."""

from dataclasses import replace

from programmes.catalogue.quality_craftsman import care, cultivation, parameters
from programmes.catalogue.quality_craftsman.checklist import CHECKLIST, ELIGIBILITY_CODES
from programmes.catalogue.quality_craftsman.form import FORM_A1
from programmes.catalogue.quality_craftsman.rubrics import R_2026
from programmes.catalogue.quality_craftsman.rules import HONOUR, PRIORITY, RULES
from programmes.spec import Edition, Option, Procedure, Programme, Subject

NOMINATION = Procedure(
    code="nomination",
    title="申报",
    form=FORM_A1,
    chain=parameters.CHAIN,
    stages=parameters.STAGES,
    rules=RULES,
    outcome="confer_craftsman",
    checklist=CHECKLIST,
    print_pack=parameters.PRINT_PACK,
    summary_title="“上海质量工匠”培养选树推荐汇总表",
    tie_breaks=parameters.TIE_BREAKS,
)

EDITION_2023 = Edition(
    code="2023",
    title="{year}年度“上海质量工匠”培养选树",
    source="沪质协〔2023〕13号",
    from_year=2023,
    procedures=(NOMINATION,),
    parameters=parameters.PARAMETERS,
    reminders=parameters.REMINDERS,
    basis=("沪工总经〔2015〕260号", "沪质协〔2023〕13号"),
    guidance="能力核心、以用为本、高端引领、整体推动",
)


def _carried_over() -> Procedure:
    """QC26 lists no eligibility: the list of QC23 is carried over (AMB-04, AMB-08); the written rubric is R-2026."""
    stages = tuple(replace(stage, rubric=R_2026) if stage.code == "written" else stage for stage in NOMINATION.stages)
    rules = tuple(
        replace(rule, article=f"{rule.article}（AMB-08 沿用）") if rule.code in ELIGIBILITY_CODES else rule
        for rule in NOMINATION.rules
    )
    return replace(NOMINATION, stages=stages, rules=(*rules, cultivation.REQUIRED))


EDITION_2026 = replace(
    EDITION_2023,
    code="2026",
    source="沪质协（2026）12号",
    from_year=2026,
    procedures=(_carried_over(), *cultivation.PROCEDURES),
    parameters=(*parameters.PARAMETERS, *cultivation.PARAMETERS),
    cultivation=cultivation.TERMS,
    care=care.TERMS,
    basis=("沪质协（2026）12号", "沪质协〔2023〕13号"),
    guidance="系统培养、精准培养、实践锻炼、激励育才",
    targets=parameters.TARGETS,
)

PROGRAMME = Programme(
    code="quality-craftsman",
    title="上海质量工匠",
    organiser="上海市质量协会",
    source="沪质协〔2023〕13号",
    subject=Subject.PERSON,
    honour=HONOUR,
    honour_title="上海质量工匠",
    editions=(EDITION_2023, EDITION_2026),
    certificate_prefix="QC",
    step=2,
    priority_flags=tuple(Option(rule.code, rule.sentence) for rule in PRIORITY),
)
