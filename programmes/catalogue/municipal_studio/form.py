"""Form B1 上海市工匠创新工作室申请表: every cell of the paper, what the rules need beside it, its files and checks."""

from __future__ import annotations

from programmes import blocks as b
from programmes import dictionaries as d
from programmes.answers import code, is_code, number, rows
from programmes.catalogue.municipal_studio import options as o
from programmes.refusal import Mark
from programmes.spec import Answers, Check, Column, Form, Kind, MaterialKind, Section, never

_P = b.Cells("GS24 附1", "GS24-32")
_Q = b.Cells("GS24 一（平台填报，不印入申请表）", "GS24-32", on_paper=False)
_SERVICE_KEYS = ("service_city", "service_bureau", "service_firm")


def _not_registered(answers: Answers) -> bool:
    return answers.get("service_none") is not True


def _needs_reason(answers: Answers) -> bool:
    return code(answers, "related_to_main") == "no"


STUDIO = Section(
    code="studio",
    title="工作室情况",
    help="不得缺项、漏项；没有的填“无”或 0。",
    questions=(
        _P.cell("ws_name", "工作室(团队)名称", limit=40, width="full"),
        _P.cell("ws_specialty", "工作室(团队)技术专长", limit=60, width="full"),
        _P.cell("employer", "申报单位", Kind.ORGANISATION, width="full", help="法定全称，与统一社会信用代码一致"),
        _P.cell("system_name", "所属系统", limit=30, help="区局（产业）工会或社团"),
        _P.cell("unit_address", "单位地址", limit=60, width="full"),
        _P.cell("ws_area", "工作室面积", Kind.NUMBER, minimum=1, maximum=100000, unit="㎡"),
        _P.choice("unit_nature", "单位性质", d.ORG_NATURE),
        _P.choice("alliance", "是否开展工作室联盟活动", d.YES_NO, help="选“是”的，请在下面的联盟活动中至少列一次"),
        *b.patents(_P),
        _Q.table(
            "alliance_events",
            "联盟活动",
            (
                Column(key="date", label="日期", kind=Kind.DATE),
                Column(key="name", label="活动", limit=60),
                Column(key="partners", label="参加方", limit=60),
            ),
            20,
            shown_if=is_code("alliance", "yes"),
            rule="GS24-38",
        ),
        _Q.cell("founded_on", "工作室成立日期", Kind.DATE, article="GS24 一(二)", rule="GS24-04"),
        _Q.choice("place_kind", "场所", d.plain(("own", "独立空间"), ("shared", "共享空间")), article="GS24 一(五)"),
        _Q.cell("contact_name", "联系人", Kind.NAME),
        _Q.cell("contact_phone", "联系电话", Kind.PHONE, private=True),
        _Q.choice(
            "beyond_departments", "团队是否打破固有行政体制", d.YES_NO, article="GS24 一(二)", rule="GS24-03"
        ),
        _Q.choice("has_skill_master_title", "是否“上海市技能大师工作室”", d.YES_NO, article="GS24 一(二)", rule="GS24-05"),
        _Q.choice("named_at_bureau_level", "是否已由区局级命名", d.YES_NO, article="GS24 三(一)", rule="GS24-27"),
        _Q.choice("pioneer_industry", "三大先导产业", o.PIONEER, article="GS24 三(二)", rule="GS24-28"),
        _Q.choice("park_kind", "所在园区（“三区”）", o.PARK, article="GS24 三(三)", rule="GS24-29"),
        _Q.cell(
            "external_filing_no", "上海职工创新服务平台申报编号", limit=40, required_if=never, article="GS24 二(一)",
            rule="GS24-20", help="在官方平台提交后填写；本平台不代替官方渠道",
        ),
    ),
)  # fmt: skip

LEADER = Section(
    code="leader",
    title="领衔人",
    help="领衔人必须是“上海工匠”。证件号码和联系方式加密保存。",
    questions=(
        *b.leader_cells(_P, _Q),
        _P.choice("skill_level", "技能等级", o.SKILL_LEVEL, width="full"),
        _P.choice("title_level", "职称", o.TITLE_LEVEL),
        _P.choice("hukou_type", "领衔人户籍属性", o.HUKOU_TYPE, help="已统一登记的选“不区分”，申请表上印为空白（AMB-27）"),
        _P.choice("hukou_place", "户籍地", o.HUKOU_PLACE),
        *b.honours(_P, "leader_honours", "领衔人曾获荣誉", help="须列出“上海工匠”及年份"),
        _Q.cell(
            "willing_service", "愿意参加劳模工匠助企行等公益活动", Kind.TICK, article="GS24 一(一)", rule="GS24-02",
            width="full",
        ),
        _P.count("service_city", "市级助企行、进校园", unit="次", shown_if=_not_registered, required_if=_not_registered),
        _P.count("service_bureau", "区局级助企行、进校园", unit="次", shown_if=_not_registered, required_if=_not_registered),
        _P.count("service_firm", "企业级助企行、进校园", unit="次", shown_if=_not_registered, required_if=_not_registered),
        _P.cell("service_none", "未参加助企行、进校园活动", Kind.TICK, required_if=never, rule="GS24-38"),
    ),
)  # fmt: skip

MEMBERS = Section(
    code="members",
    title="其他成员",
    help="不含领衔人。表格印五行，多的印入附页。",
    questions=(_P.table("members", "工作室其他成员情况", b.MEMBER_COLUMNS, rule="GS24-39", article="GS24 附1"),),
)

TEXTS = Section(
    code="texts",
    title="介绍与荣誉",
    questions=(
        _P.area(
            "ws_intro", "工作室（团队）介绍", 800, "800字左右，包括主要技术创新成果", is_about=True,
            limit_parameter="limit.studio_intro", rule="GS24-37",
        ),
        *b.honours(_P, "ws_honours", "工作室（团队）曾获荣誉"),
        _Q.table(
            "outcomes",
            "在生产中应用的成果",
            (
                Column(key="name", label="名称", limit=60),
                Column(key="kind", label="类型", kind=Kind.CHOICE, options=o.OUTCOME_KIND),
                Column(key="applied_on", label="应用时间", kind=Kind.MONTH),
                Column(key="effect", label="效果", limit=100),
            ),
            20,
            article="GS24 一(四)",
            rule="GS24-09",
            help="“短、平、快、小、灵”，至少一项",
        ),
        _Q.choice("award_level_max", "成果获奖的最高级别", o.AWARD_LEVEL, article="GS24 一(四)", rule="GS24-10"),
        _Q.table(
            "standards",
            "推动制订修订的标准",
            (
                Column(key="number", label="标准号", limit=40),
                Column(key="name", label="名称", limit=60),
                Column(key="role", label="参与方式", limit=20),
            ),
            20,
            article="GS24 一(四)",
            rule="GS24-11",
            required_if=never,
        ),
    ),
)  # fmt: skip

PROJECT = Section(
    code="project",
    title="攻关项目",
    help="近三年至少一项，与主营业务有关。",
    questions=(
        _P.cell("project_name", "项目名称", limit=60, width="full"),
        _P.choice("project_type", "项目类型", o.PROJECT_TYPE, width="full", rule="GS24-38"),
        _P.choice("project_stage", "项目转化阶段", o.PROJECT_STAGE, width="full", rule="GS24-38"),
        _P.area(
            "project_intro", "项目简介", 500, "500字左右，包括主要目标和预计达到目标", is_about=True,
            limit_parameter="limit.project_intro", rule="GS24-37",
        ),
        _Q.cell("project_start", "项目开始", Kind.DATE, article="GS24 一(三)", rule="GS24-07"),
        _Q.cell(
            "project_end", "项目结束（或预计结束）", Kind.DATE, article="GS24 一(三)", rule="GS24-07", future_allowed=True
        ),
        _Q.choice("related_to_main", "是否与主营业务有关", d.YES_NO, article="GS24 一(三)", rule="GS24-08"),
        _Q.area(
            "related_note", "与主营业务无关的说明", 200, article="GS24 一(三)", rule="GS24-08", shown_if=_needs_reason,
            required_if=_needs_reason,
        ),
        _Q.cell("budget_year", "年度经费所属年度", Kind.NUMBER, minimum=2000, maximum=2100, article="GS24 一(五)", rule="GS24-13"),
        _Q.cell("budget_amount", "年度经费投入", Kind.MONEY, unit="万元", article="GS24 一(五)", rule="GS24-13"),
    ),
)  # fmt: skip

MATERIALS = (
    b.files(
        "leader_honour", "领衔人“上海工匠”等荣誉证书", "GS24 三(五)", "GS24-33", items=b.row_items("leader_honours", "证书")
    ),
    b.files("cert_skill", "技能等级证书", "GS24 三(五)", "GS24-33", items=b.when(b.has_level("skill_level"))),
    b.files("cert_title", "职称证书", "GS24 三(五)", "GS24-33", items=b.when(b.has_level("title_level"))),
    b.files("cert_patent", "专利证书", "GS24 三(五)", "GS24-33", items=b.when(b.has_patents)),
    b.files("cert_studio_honour", "工作室荣誉证书", "GS24 三(五)", "GS24-33", items=b.row_items("ws_honours", "证书")),
    b.files("project_proof", "攻关项目立项或验收材料", "GS24 一(三)", "GS24-07"),
    b.files("rules_files", "工作室制度", "GS24 一(五)", "GS24-12"),
    b.files("plan_files", "工作室计划", "GS24 一(五)", "GS24-12"),
    b.files("budget_file", "年度经费投入证明", "GS24 一(五)", "GS24-13"),
    b.files(
        "bureau_naming", "区局级命名文件", "GS24 三(一)", "GS24-27", items=b.when(is_code("named_at_bureau_level", "yes"))
    ),
    b.files(
        "skill_master", "“上海市技能大师工作室”文件", "GS24 一(二)", "GS24-05",
        items=b.when(is_code("has_skill_master_title", "yes")),
    ),
    MaterialKind(
        code="photos", label="照片", article="GS24 三(五)", rule="GS24-34", formats=("jpg", "png"), max_mb=10, most=5, exactly=5,
        variants=o.PHOTO, wanted_variants=("work", "team", "product"), caption_limit=30, min_side_px=1600,
        help="共 5 张：工作场景、团队攻关、产品（窗口服务）等，长边不少于 1600 像素",
    ),
    MaterialKind(
        code="video", label="介绍视频", article="GS24 三(五)", rule="GS24-35", formats=("mp4", "mov"), max_mb=300, most=1,
        max_seconds=120, short_seconds=60, help="2 分钟以内，手机拍摄即可；MP4 或 MOV，300 MB 以内",
    ),
    b.sealed_page("base_scan", "本单位工会意见盖章页", "employer", "GS24 附1", "GS24-44"),
    b.sealed_page("rec_scan", "区局（产业）工会意见盖章页", "recommender", "GS24 附1", "GS24-21"),
)  # fmt: skip

FILES = Section(
    code="materials",
    title="附件",
    help="申报的荣誉、等级、专利都要有证明。",
    materials=tuple(kind.code for kind in MATERIALS),
)
CONSENTS = Section(
    code="consents",
    title="同意与承诺",
    help="请逐项阅读后勾选。",
    consents=("privacy", "truth", "employer_statement"),
)


def _service_is_clear(answers: Answers) -> bool:
    counts = sum(number(answers, key) for key in _SERVICE_KEYS)
    return answers.get("service_none") is not True or counts == 0


def _some_service(answers: Answers) -> bool:
    return answers.get("service_none") is True or any(number(answers, key) > 0 for key in _SERVICE_KEYS)


def _alliance_is_listed(answers: Answers) -> bool:
    return code(answers, "alliance") != "yes" or bool(rows(answers, "alliance_events"))


def _leader_is_no_member(answers: Answers) -> bool:
    leader = answers.get("leader_name")
    return not leader or all(row.get("name") != leader for row in rows(answers, "members"))


def _name_has_leader(answers: Answers) -> bool:
    name, leader = str(answers.get("ws_name") or ""), str(answers.get("leader_name") or "")
    return not name or not leader or leader in name


def _lists_the_craftsman_title(answers: Answers) -> bool:
    listed = rows(answers, "leader_honours")
    return not listed or any("上海工匠" in str(row.get("name")) for row in listed)


def _project_dates_in_order(answers: Answers) -> bool:
    first, last = str(answers.get("project_start") or ""), str(answers.get("project_end") or "")
    return not first or not last or first <= last


CHECKS = (
    Check(rule="GS24-38", field="service_none", sentence="勾选“未参加”的，各级次数都应为 0", holds=_service_is_clear,
          article="GS24 附1"),
    Check(rule="GS24-38", field="service_city", sentence="没有参加过的，请勾选“未参加助企行、进校园活动”", holds=_some_service,
          article="GS24 附1"),
    Check(rule="GS24-38", field="alliance_events", sentence="选了开展联盟活动，请至少列一次活动", holds=_alliance_is_listed,
          article="GS24 附1"),
    Check(rule="GS24-07", field="project_end", sentence="项目结束不能早于开始", holds=_project_dates_in_order,
          article="GS24 一(三)"),
    Check(rule="GS24-39", field="members", sentence="其他成员里列了领衔人，请核对", holds=_leader_is_no_member,
          article="GS24 附1", mark=Mark.WARN),
    Check(rule="GS24-32", field="ws_name", sentence="工作室名称里没有领衔人的姓名，请核对", holds=_name_has_leader,
          article="forms.md B1", mark=Mark.WARN),
    Check(rule="GS24-33", field="leader_honours", sentence="领衔人荣誉里没有列出“上海工匠”，请补充", holds=_lists_the_craftsman_title,
          article="GS24 一(一)", mark=Mark.WARN),
)  # fmt: skip

FORM_B1 = Form(
    code="B1",
    title="上海市工匠创新工作室申请表",
    article="GS24 附件1",
    sections=(STUDIO, LEADER, MEMBERS, TEXTS, PROJECT, FILES, CONSENTS),
    checks=CHECKS,
    materials=MATERIALS,
    consents=(
        b.privacy("上海市总工会（市工匠创新工作室创建命名办公室）", "核对申报条件，组织评审和命名，命名后的日常管理"),
        b.truth("本人知悉：材料不实的，取消申报资格；已命名的，撤销命名。"),
        b.UNIT_STATEMENT,
    ),
    template="documents/studios/b1.html",
    annex="附件 1",
)
