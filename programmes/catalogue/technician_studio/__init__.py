"""上海市技师创新工作室 (TS16, 沪工技协[2016]1号): naming every year, three-year cycles, no further title when one fails."""

from programmes import blocks as b
from programmes.catalogue.technician_studio import cycle, review
from programmes.catalogue.technician_studio.form import FORM_C1
from programmes.catalogue.technician_studio.rules import HONOUR, RULES
from programmes.changes import ChangeTerms, change_procedure
from programmes.spec import (
    Duty,
    DutyAnchor,
    Edition,
    LeaderTerm,
    Procedure,
    Programme,
    Result,
    StudioTerms,
    Subject,
    Tier,
)

NOMINATION = Procedure(
    code="nomination",
    title="申报命名",
    form=FORM_C1,
    chain=review.CHAIN,
    stages=review.STAGES,
    rules=RULES,
    outcome="name_studio",
    checklist=review.CHECKLIST,
    print_pack=review.PRINT_PACK,
    summary_title="技师创新工作室推荐汇总表",
    tie_breaks=review.TIE_BREAKS,
    started_by=Tier.EMPLOYER,
    key_question="leader_id_no",
    name_question="ws_name",
    person_question="leader_name",
    post_question="ws_specialty",
)

CYCLE_REVIEW = Procedure(
    code="cycle_review",
    title="周期审核",
    form=cycle.FORM_C2,
    chain=review.CHAIN,
    stages=review.CYCLE_STAGES,
    rules=cycle.RULES,
    outcome="review_cycle",
    start_states=frozenset({"operating", "rectifying", "changing"}),
    checklist=review.CYCLE_CHECKLIST,
    rolling=True,
    batched=False,
    started_by=Tier.EMPLOYER,
    of_studio=True,
    key_question="",
    name_question="",
    person_question="",
    post_question="",
    results=(
        Result(code="renewed", label="合格续期"),
        Result(code="commended", label="表彰奖励，续期"),
        Result(code="not_kept", label="不再保留称号"),
    ),
)

CHANGE = change_procedure(
    ChangeTerms(
        form_code="C3",
        title="上海市技师创新工作室管理变更申请表",
        article="平台约定（参照 GS24 三(六)）",
        rule="TS16",
        template="documents/studios/b3.html",
        chain=review.CHAIN,
    )
)

EDITION_2016 = Edition(
    code="2016",
    title="{year}年度上海市技师创新工作室申报命名",
    source="沪工技协[2016]1号",
    from_year=2016,
    procedures=(NOMINATION, CYCLE_REVIEW, CHANGE),
    parameters=review.PARAMETERS,
    reminders=review.REMINDERS,
    basis=("沪工技协[2016]1号",),
    guidance="智囊团、创新源、攻关队、孵化器、方向标",
)

TERMS = StudioTerms(
    name_pattern="{leader}技师创新工作室",
    ledgers=(b.activity_ledger("TS16 §7", "日常活动台账"), b.outcome_ledger("TS16 §7")),
    measures=b.MEASURES,
    duties=(
        Duty(
            code="cycle_review",
            title="三年周期审核",
            article="TS16 §10",
            anchor=DutyAnchor.CYCLE_END,
            opens=-180,
            due=0,
            reminders=(-180, -60, 0),
            owed_in=frozenset({"operating", "rectifying", "changing"}),
            procedure="cycle_review",
            audience=("studio", "employer", "recommender"),
        ),
    ),
    leader_term=LeaderTerm(
        article="平台约定（参照 GS24 三(六)）", due_days=60, forewarn_days=(-90, -30, 0), remind_days=(30, 60),
        procedure="change",
    ),
    minimum_members=3,
    cycle_parameter="studio.cycle_years",
)  # fmt: skip

PROGRAMME = Programme(
    code="technician-studio",
    title="上海市技师创新工作室",
    organiser="上海市职工技术协会",
    source="沪工技协[2016]1号",
    subject=Subject.STUDIO,
    honour=HONOUR,
    honour_title="上海市技师创新工作室",
    editions=(EDITION_2016,),
    certificate_prefix="JG",
    studio=TERMS,
)
