"""How it is reviewed: stages of GS24 二(三)–(五), proposed rubrics, checklist, numbers of a season."""

from __future__ import annotations

from programmes import season_numbers as n
from programmes.catalogue.municipal_studio.form import FORM_B1
from programmes.catalogue.municipal_studio.rules import CONDITIONS
from programmes.refusal import Mark
from programmes.rubric_parts import ANCHORS, SUGGESTIONS, group
from programmes.spec import (
    ChecklistItem,
    Copies,
    OpinionTier,
    Option,
    ReminderRule,
    Rubric,
    Stage,
    StageKind,
    Tier,
)

_NOTE = "评分标准为平台建议稿，文件未规定；评分只看材料和表现，年龄、性别、学历不作为评分依据。"


WRITTEN = Rubric(
    code="R",
    version="GS-2024",
    title="专家书面评审打分表",
    article="GS24 一(一)–(五)；二(三)",
    groups=(
        group("leader", "领衔人", ("引领作用与影响", 10), ("助企行等公益活动", 5)),
        group("team", "团队", ("结构与协作", 8), ("运行与传承", 7)),
        group("project", "攻关项目", ("难度与意义", 12), ("目标与进展", 13)),
        group("outcome", "创新成果", ("应用与效益", 15), ("知识产权与标准", 8), ("推广", 7)),
        group("support", "保障", ("场地、设备、制度、计划", 8), ("经费投入", 7)),
    ),
    anchors=ANCHORS,
    comment_minimum=50,
    comment_maximum=300,
    suggestions=SUGGESTIONS,
    note=_NOTE,
)

PRESENTATION = Rubric(
    code="D",
    version="GS-2024",
    title="集中发布答辩评分表",
    article="GS24 二(三)",
    groups=(
        group("statement", "发布", ("内容真实、清晰、与材料一致", 20)),
        group("merit", "攻关与成果", ("攻关能力与成果水平", 40)),
        group("answers", "答辩", ("专业深度与独立性", 25)),
        group("promise", "带动", ("带动作用与后续计划", 15)),
    ),
    anchors=ANCHORS,
    comment_maximum=200,
    note=_NOTE,
)

STAGES = (
    Stage(code="formality", title="资格审核", kind=StageKind.FORMALITY, article="GS24 二(二)", outcome="进入书面评审",
          help="只审条件和完整性，不评优劣"),
    Stage(code="written", title="专家书面评审", kind=StageKind.SCORING, article="GS24 二(三)", outcome="入围发布答辩名单",
          rubric=WRITTEN, experts_parameter="experts.written", weight_parameter="score.weight_written", has_consensus=True),
    Stage(code="defence", title="集中发布答辩评审", kind=StageKind.DEFENCE, article="GS24 二(三)", outcome="走访名单",
          rubric=PRESENTATION, experts_parameter="experts.defence", weight_parameter="score.weight_defence"),
    Stage(code="visit", title="实地走访", kind=StageKind.VISIT, article="GS24 二(三)", outcome="走访记录", help="走访其中一部分"),
    Stage(code="final", title="终审", kind=StageKind.APPROVAL, article="GS24 二(四)", outcome="建议命名名单"),
    Stage(code="approval", title="主席办公会议审定", kind=StageKind.APPROVAL, article="GS24 二(四)", outcome="命名名单"),
    Stage(code="conferral", title="命名", kind=StageKind.CONFERRAL, article="GS24 二(五)", outcome="命名决定、证书、奖牌"),
)  # fmt: skip

CHAIN = (
    OpinionTier(tier=Tier.EMPLOYER, title="本单位工会", opinion_label="本单位工会意见", minimum=10, maximum=500,
                agree_label="同意", refuse_label="不同意", article="GS24 附1"),
    OpinionTier(tier=Tier.RECOMMENDER, title="区局（产业）工会", opinion_label="区局（产业）工会意见", minimum=10, maximum=500,
                agree_label="推荐", refuse_label="不推荐", article="GS24 附1"),
)  # fmt: skip

_MATERIALS = {kind.code for kind in FORM_B1.materials}
_CELLS = tuple(question.key for question in FORM_B1.questions)
_HARD = tuple(rule.code for rule in CONDITIONS if rule.mark in (Mark.HARD, Mark.EXCEPTION))

CHECKLIST = (
    ChecklistItem(code="form", title="申请表", requirement="各栏完整，不得缺项、漏项", article="GS24 三(五)", targets=_CELLS),
    ChecklistItem(code="opinions", title="两级工会意见", requirement="意见、盖章、日期", article="GS24 附1",
                  targets=("base_scan", "rec_scan")),
    ChecklistItem(code="certificates", title="领衔人等级、荣誉、专利证明", requirement="与填报一致", article="GS24 三(五)",
                  targets=("leader_honour", "cert_skill", "cert_title", "cert_patent")),
    ChecklistItem(code="photos", title="照片", requirement="5 张，种类齐全", article="GS24 三(五)", targets=("photos",)),
    ChecklistItem(code="video", title="视频", requirement="2 分钟以内", article="GS24 三(五)", targets=("video",)),
    ChecklistItem(code="project", title="攻关项目材料", requirement="近三年，与主营业务有关", article="GS24 一(三)",
                  targets=("project_proof",)),
    ChecklistItem(code="support", title="制度、计划、经费", requirement="材料齐全", article="GS24 一(五)",
                  targets=("rules_files", "plan_files", "budget_file")),
    ChecklistItem(code="copies", title="份数", requirement="申请表 2、附件 2、统计表 1、汇报材料 1", article="GS24 三(四)"),
    ChecklistItem(code="eligibility", title="申报条件", requirement="领衔人称号、运行年限、排除范围", article="GS24 一",
                  part="eligibility", by_system=True, rules=_HARD),
    ChecklistItem(code="sanctions", title="禁报期查询", requirement="领衔人不在禁报期内", article="AMB-32", part="eligibility",
                  by_system=True, rules=("QC23-50", "AMB-06")),
    ChecklistItem(code="duplicate", title="重复申报查询", requirement="没有其他有效申报", article="COM-19", part="eligibility",
                  by_system=True, rules=("COM-19",)),
    ChecklistItem(code="secrecy", title="保密审查声明", requirement="所在单位已确认", article="COM-15", by_system=True,
                  rules=("COM-15",)),
)  # fmt: skip

PRINT_PACK = (
    Copies(code="application", title="申请表", count=2, article="GS24 三(四)", parts=("申请表原件",)),
    Copies(
        code="attachments", title="附件", count=2, article="GS24 三(四)", parts=("证书", "项目材料", "制度与经费材料")
    ),
    Copies(
        code="summary",
        title="统计表",
        count=1,
        article="GS24 三(四)",
        once_per_batch=True,
        parts=("统计表（加盖公章）",),
    ),
    Copies(code="report", title="汇报材料", count=1, article="GS24 三(四)", parts=("创建情况汇报材料",)),
)

PARAMETERS = (
    n.stated("limit.studio_intro", "工作室介绍（左右）", 800, "GS24 附1", "字", minimum=200, maximum=3000),
    n.stated("limit.project_intro", "项目简介（左右）", 500, "GS24 附1", "字", minimum=200, maximum=3000),
    n.stated("copies.application", "申请表份数", 2, "GS24 三(四)", "份", minimum=0, maximum=10),
    n.stated("copies.attachments", "附件份数", 2, "GS24 三(四)", "份", minimum=0, maximum=10),
    n.stated("copies.summary", "统计表份数", 1, "GS24 三(四)", "份", minimum=0, maximum=10),
    n.stated("copies.report", "汇报材料份数", 1, "GS24 三(四)", "份", minimum=0, maximum=10),
    n.stated("gs.min_running_months", "工作室运行时间", 12, "GS24 一(二)", "个月", minimum=0, maximum=60),
    n.stated("recent.years", "“近三年”的年数", 3, "GS24 一(三)", "年", minimum=1, maximum=10),
    n.stated("gs.name_cap", "命名数量上限", 80, "GS24 二(五)", "个", minimum=1, maximum=500),
    n.default("awards.intended", "拟命名数", 80, "GS24 二(五)", "个", minimum=1, maximum=500),
    *n.CORRECTION,
    *n.BANS,
    *n.WRITTEN,
    *n.DEFENCE,
    *n.weights("0.4", "0.6"),
    *n.MEETING,
    *n.OFFICE,
    n.default("certificate.pattern", "证书编号格式", "沪工匠工作室〔{year}〕{n:03}号", "平台约定"),
)

REMINDERS = (
    ReminderRule(code="filing", title="申报截止提醒", anchor="season.deadline", offsets_days=(-30, -14, -7, -3, -1, 0),
                 audience=("applicant", "employer", "recommender"), article="GS24 三(四)"),
    ReminderRule(code="correction", title="补正截止提醒", anchor="correction.due", offsets_days=(-2, 0),
                 audience=("applicant", "recommender"), article="AMB-22"),
    ReminderRule(code="expert_task", title="评审任务提醒", anchor="assignment.due", offsets_days=(-3, -1, 1),
                 audience=("expert",), article="rules.md §13"),
    ReminderRule(code="sanction_end", title="禁报期满", anchor="sanction.end", offsets_days=(0,), audience=("organiser",),
                 article="AMB-32"),
)  # fmt: skip

TIE_BREAKS = (
    Option("defence", "答辩分高者在前"),
    Option("median_written", "书面评分中位数高者在前"),
    Option("panel_vote", "专家组表决，组长有决定票"),
)
