"""上海市工匠创新工作室 (GS24): the notice of 2024 on creation and naming, and the management after it."""

from programmes import blocks as b
from programmes.catalogue.municipal_studio import review, summary
from programmes.catalogue.municipal_studio.change import CHANGE
from programmes.catalogue.municipal_studio.form import FORM_B1
from programmes.catalogue.municipal_studio.rules import HONOUR, LEADER_HONOUR, PRIORITY, RULES
from programmes.spec import (
    Duty,
    Edition,
    LeaderTerm,
    Option,
    Procedure,
    Programme,
    StudioTerms,
    Subject,
    Tier,
    YearDay,
)

NOMINATION = Procedure(
    code="nomination",
    title="创建命名申报",
    form=FORM_B1,
    chain=review.CHAIN,
    stages=review.STAGES,
    rules=RULES,
    outcome="name_studio",
    checklist=review.CHECKLIST,
    print_pack=review.PRINT_PACK,
    summary_title="工匠创新工作室创建情况统计表",
    tie_breaks=review.TIE_BREAKS,
    started_by=Tier.EMPLOYER,
    key_question="leader_id_no",
    name_question="ws_name",
    person_question="leader_name",
    post_question="ws_specialty",
    summary_form=summary.FORM_B2,
    batch_rules=summary.RULES,
    quota_parameter="gs.name_cap",
    export_name="{recommender}-{name}-{leader}",
)

EDITION_2024 = Edition(
    code="2024",
    title="{year}年度上海市工匠创新工作室创建命名",
    source="上海市总工会 2024-08-07 通知",
    from_year=2024,
    procedures=(NOMINATION, CHANGE),
    parameters=review.PARAMETERS,
    reminders=review.REMINDERS,
    basis=("关于开展2024年度上海市工匠创新工作室创建命名工作的通知",),
    guidance="短、平、快、小、灵",
)

LIVE = frozenset({"operating", "rectifying", "changing"})

TERMS = StudioTerms(
    name_pattern="{leader}创新工作室",
    leader_honour=LEADER_HONOUR,
    ledgers=(b.activity_ledger("平台约定"), b.outcome_ledger("GS24 一(四)")),
    measures=b.MEASURES,
    duties=(
        Duty(
            code="check_in",
            title="年度情况确认",
            article="GS24 三(六)",
            opens=YearDay(11, 15),
            due=YearDay(12, 31),
            reminders=(YearDay(11, 15), YearDay(12, 15), YearDay(12, 31)),
            owed_in=LIVE,
            audience=("studio", "employer", "recommender"),
            help="确认领衔人在岗、团队和场所没有变化；有变化的申请管理变更",
        ),
    ),
    leader_term=LeaderTerm(
        article="GS24 三(六)", due_days=60, forewarn_days=(-90, -30, 0), remind_days=(30, 60), procedure="change"
    ),
)

PROGRAMME = Programme(
    code="municipal-studio",
    title="上海市工匠创新工作室",
    organiser="上海市总工会",
    source="上海市总工会 2024-08-07 通知",
    subject=Subject.STUDIO,
    honour=HONOUR,
    honour_title="上海市工匠创新工作室",
    editions=(EDITION_2024,),
    certificate_prefix="GJ",
    priority_flags=tuple(Option(rule.code, rule.sentence) for rule in PRIORITY),
    studio=TERMS,
)
